"""What every test run has: the rule about skipping, and that no property test is a timed one.

How long a machine takes to make examples says nothing of the program; time is measured in `packaging/bench`.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.platform_bound import mark

pytest_plugins = ("tests.judging.judges", "tests.alone")

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the program keeps for its user lies in a folder of the tests, never in that of who runs them."""
    folder = tmp_path_factory.mktemp("home")
    before = os.environ.get("SEALWRIGHT_HOME")
    os.environ["SEALWRIGHT_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["SEALWRIGHT_HOME"]
    else:
        os.environ["SEALWRIGHT_HOME"] = before


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark(items)


def pytest_collection_finish() -> None:
    """Modules and tests stay: looking through them for garbage is a tenth of the time of many tests."""
    gc.collect()
    gc.freeze()

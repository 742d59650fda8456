"""What every test run has: the rule about skipping, and that no property test is a timed one.

How long a machine takes to make examples says nothing of the program; time is measured in `packaging/bench`.
"""

import gc

from hypothesis import HealthCheck, settings

pytest_plugins = ("tests.judging.judges",)

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish() -> None:
    """Modules and tests stay: looking through them for garbage is a tenth of the time of many tests."""
    gc.collect()
    gc.freeze()

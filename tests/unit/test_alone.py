"""A test that is marked `alone` overlaps with no other test of its run, whichever worker has it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

pytest_plugins = ("pytester",)

TESTS = """
import time
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def timed(request):
    begun = time.monotonic()
    yield
    kind = "alone" if request.node.get_closest_marker("alone") else "beside"
    with Path("written").open("a") as file:
        file.write(f"{kind} {begun} {time.monotonic()}\\n")


@pytest.mark.parametrize("number", range(6))
def test_beside(number):
    time.sleep(0.3)


@pytest.mark.alone
@pytest.mark.parametrize("number", range(4))
def test_alone(number):
    time.sleep(0.3)
"""


@pytest.mark.posix
def test_nothing_else_is_at_work_meanwhile(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makepyfile(TESTS)
    ran = pytester.runpytest_subprocess("-p", "tests.alone", "-n", "3", "--dist", "load")
    assert ran.ret == pytest.ExitCode.OK
    times = [line.split() for line in (pytester.path / "written").read_text().splitlines()]
    assert sorted(kind for kind, _, _ in times) == ["alone"] * 4 + ["beside"] * 6
    overlapping = {
        (one[0], other[0])
        for one, other in combinations(times, 2)
        if float(one[1]) < float(other[2]) and float(other[1]) < float(one[2])
    }
    assert overlapping == {("beside", "beside")}

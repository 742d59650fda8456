"""Tests that measure how much a window computes have the machine to themselves.

Processors that other tests use too make the same work take longer, by the processor time as well. A test
marked `alone` is called when no other test of the run is at work, and none begins until it has ended. Without
other workers there is nothing to wait for.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

try:
    import fcntl
except ImportError:  # on Windows; nobody runs the tests in several processes there
    fcntl = None  # type: ignore[assignment]

MOST_S = 900  # with the wait for what others are at


class Machine:
    """Two files of the run, locked: whoever works shares the one; the other is a door, shut while somebody is
    alone or waits for it.
    """

    def __init__(self, run: str) -> None:
        folder = Path(tempfile.gettempdir())
        self._work = (folder / f"sealwright-tests-{run}.work").open("wb")
        self._door = (folder / f"sealwright-tests-{run}.door").open("wb")

    def begin(self) -> None:
        """Work beside others, as soon as nobody is alone."""
        with _held(self._door):
            fcntl.flock(self._work, fcntl.LOCK_SH)

    def end(self) -> None:
        """Let those go on who wait for it."""
        fcntl.flock(self._work, fcntl.LOCK_UN)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Whoever has begun ends before, whoever comes waits."""
        self.end()  # or two that wait would wait for each other
        with _held(self._door):
            fcntl.flock(self._work, fcntl.LOCK_EX)
            try:
                yield
            finally:
                self.end()

    def close(self) -> None:
        """At the end of the run; the last one removes the files."""
        for file in (self._work, self._door):
            file.close()
            Path(file.name).unlink(missing_ok=True)


@contextmanager
def _held(file: IO[bytes]) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


class Turns:
    """What a worker of a run does about it."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # outside the time limit of the test
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        self._machine.begin()
        try:
            return (yield)
        finally:
            self._machine.end()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        if item.get_closest_marker("alone") is None:
            return (yield)
        with self._machine.alone():
            return (yield)

    def pytest_unconfigure(self) -> None:
        self._machine.close()


def pytest_configure(config: pytest.Config) -> None:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is not None and fcntl is not None and os.environ.get("PYTEST_XDIST_WORKER"):
        config.pluginmanager.register(Turns(Machine(run)), "alone")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("alone") is not None:
            item.add_marker(pytest.mark.timeout(MOST_S))

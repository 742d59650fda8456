"""Tests that measure how much a window computes have the machine to themselves.

Processors that other tests use too make the same work take longer, by the processor time as well. A test
marked `alone` begins when no other test of the run is at work, and none begins until it has ended. A run
without workers has nothing to wait for.
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


class Machine:
    """Two files of the run, locked: whoever works shares the one; the other is a door, shut while somebody is
    alone or waits for it.
    """

    def __init__(self, run: str) -> None:
        folder = Path(tempfile.gettempdir())
        self._work = (folder / f"sealwright-tests-{run}.work").open("wb")
        self._door = (folder / f"sealwright-tests-{run}.door").open("wb")

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Work beside others, as soon as nobody is alone."""
        with _held(self._door):
            fcntl.flock(self._work, fcntl.LOCK_SH)
        try:
            yield
        finally:
            fcntl.flock(self._work, fcntl.LOCK_UN)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Whoever has begun ends before, whoever comes waits."""
        with _held(self._door), _held(self._work):
            yield

    def close(self) -> None:
        """At the end of the run. Those that still have the files open need no names for them."""
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

    @pytest.hookimpl(
        wrapper=True, tryfirst=True
    )  # around the time limit of the test: it doesn't count waiting
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        wanted = item.get_closest_marker("alone")
        with self._machine.beside() if wanted is None else self._machine.alone():
            return (yield)

    def pytest_unconfigure(self) -> None:
        self._machine.close()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "alone: no other test of the run is at work meanwhile")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is not None and fcntl is not None and os.environ.get("PYTEST_XDIST_WORKER"):
        config.pluginmanager.register(Turns(Machine(run)), "alone")

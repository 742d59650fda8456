"""Starting a worker: by a fork of the nursery where the system has what that takes, else from nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Protocol

from forensics_app.evidence.parent.nursery_client import Nursery, NurseryLost
from forensics_app.evidence.processes.environment import worker_environment
from forensics_app.system.child_processes import start_child
from forensics_app.system.children import child_command


class StartedProcess(Protocol):
    """What is asked of a worker's process, as subprocess.Popen has it."""

    @property
    def pid(self) -> int: ...
    @property
    def stdin(self) -> IO[bytes] | None: ...
    @property
    def stdout(self) -> IO[bytes] | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


def start_worker(arguments: Sequence[str], descriptors: Sequence[int], stderr: IO[bytes]) -> StartedProcess:
    """A process that runs `evidence.worker` with pipes to it, and these descriptors under their numbers.

    Raises OSError.
    """
    with suppress(NurseryLost):
        nursery = _nursery(worker_environment())
        if nursery is not None:
            return nursery.fork(arguments, descriptors, stderr)
    return start_child(
        child_command("forensics_app.evidence.worker.process", *arguments),
        descriptors=descriptors,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        environment=worker_environment(),
    )


def prepare_workers() -> None:
    """Let what workers need be loaded while this process does something else."""
    _nursery(worker_environment())


class _Current:
    """The nursery of this process: one, for the environment that workers get now."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.nursery: Nursery | None = None
        self.failed_at: float | None = None

    def forget(self) -> None:
        """In a fork of this process: the socket and the process are its parent's."""
        if self.nursery is not None:
            self.nursery.close.detach()
        self.lock, self.nursery, self.failed_at = threading.Lock(), None, None


_current = _Current()
_AGAIN_S = 60.0


def _nursery(environment: dict[str, str]) -> Nursery | None:
    """None where the system can't have one, or lost the last one a moment ago."""
    if not (sys.platform.startswith("linux") and hasattr(os, "pidfd_open")):
        return None
    with _current.lock:
        found = _current.nursery
        if found is not None and found.lost:
            found = _current.nursery = None
            _current.failed_at = time.monotonic()
        if found is None or found.environment != environment:
            if _current.failed_at is not None and time.monotonic() - _current.failed_at < _AGAIN_S:
                return None
            try:
                found = _current.nursery = Nursery(environment)
            except OSError:
                _current.failed_at = time.monotonic()
                return None
        return found


if hasattr(os, "register_at_fork"):  # a system that forks
    os.register_at_fork(after_in_child=_current.forget)

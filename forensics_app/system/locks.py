"""Locks that end with the process that holds them, however it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    _PLACE = 1 << 30  # a byte that no file of ours has: a locked range could not be read by others
    _AGAIN_S = 0.05

    def lock_alone(handle: int) -> None:
        """Wait until nobody else holds the file. Raises OSError.

        `msvcrt` waits for ten seconds and gives up; this waits for as long as it takes.
        """
        while not try_lock(handle):
            time.sleep(_AGAIN_S)

    def try_lock(handle: int, *, shared: bool = False) -> bool:
        """Whether the lock was had, without waiting. `msvcrt` has no shared one: two who look at once may
        each see the other, so whoever looks tries again. Raises OSError.
        """
        try:
            os.lseek(handle, _PLACE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    @contextmanager
    def alone_in(folder: Path) -> Iterator[None]:
        """Nobody else is in this block for the same folder; a file `.lock` in it is what is held."""
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOINHERIT, 0o600)
        try:
            lock_alone(handle)
            yield
        finally:
            os.close(handle)

else:
    import fcntl

    def lock_alone(handle: int) -> None:
        """Wait until nobody else holds the file or folder (flock). Raises OSError."""
        fcntl.flock(handle, fcntl.LOCK_EX)

    def try_lock(handle: int, *, shared: bool = False) -> bool:
        """Whether the lock was had, without waiting; several may hold a shared one. Raises OSError."""
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @contextmanager
    def alone_in(folder: Path) -> Iterator[None]:
        """Nobody else is in this block for the same folder, which is itself what is held. Raises OSError."""
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            lock_alone(handle)
            yield
        finally:
            os.close(handle)


_PAUSE_S = 0.005


def lock_soon(handle: int, patience_s: float = 2.0, *, shared: bool = False) -> bool:
    """Whether the lock was had within `patience_s` seconds. Raises OSError.

    Somebody may only be looking who writes. And a holder that was killed while it started a process has left
    the lock with that process, which gives it back as soon as it begins to run its own program.
    """
    end = time.monotonic() + patience_s
    while not try_lock(handle, shared=shared):
        if time.monotonic() >= end:
            return False
        time.sleep(_PAUSE_S)
    return True

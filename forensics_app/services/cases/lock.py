"""One writer a case: an advisory lock on the file `lock`, in which the holder says who it is.

The kernel gives the lock back when its process ends, however it ends, so a lock is never stale. What is in
the file is only believed while the lock is held.

A window holds `window` all the while it works on a case, and its child processes take `lock` when they write:
so a second window knows that it only reads before anything was started. `timeline` is held while the
timeline is built, beside whatever else is written.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from forensics_app.custody.own_files import open_own
from forensics_app.errors import (
    CaseFileRefusedError,
    CaseInUseError,
    CaseNotFoundError,
    DiskFullError,
    OutputNotWritableError,
)
from forensics_app.model.times import Clock, utc_text
from forensics_app.system.locks import lock_soon
from forensics_app.system.reads import read_at, write_at

LOCK_NAME = "lock"
WINDOW_LOCK_NAME = "window"
TIMELINE_LOCK_NAME = "timeline"
_PATIENCE_S = 0.2
_SHORT_PATIENCE_S = 0.02
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class CaseLock:
    """Held from creation to `release`."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    def release(self) -> None:
        """Give the lock back; again does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: the user's name and the computer's, the process, since when (UTC)."""

    user: str
    host: str
    process: str
    since: str

    def __str__(self) -> str:
        return f"{self.user}@{self.host}, process {self.process}, since {self.since}"


def take_lock(case: Path, *, clock: Clock) -> CaseLock:
    """Become the writer of `case`.

    Raises CaseInUseError naming the holder, CaseNotFoundError, CaseFileRefusedError, OutputNotWritableError,
    DiskFullError.
    """
    return _take(case, LOCK_NAME, clock, _PATIENCE_S)


def take_window_lock(case: Path, *, clock: Clock) -> CaseLock:
    """Become the window that writes `case`. Waits for a few hundredths of a second at most.

    Raises as `take_lock` does.
    """
    return _take(case, WINDOW_LOCK_NAME, clock, _SHORT_PATIENCE_S)


def take_timeline_lock(case: Path, *, clock: Clock) -> CaseLock:
    """Become the one process that builds the timeline of `case`; its writer may go on meanwhile.

    Raises as `take_lock` does.
    """
    return _take(case, TIMELINE_LOCK_NAME, clock, _SHORT_PATIENCE_S)


def window_holder(case: Path) -> Holder | None:
    """Which window writes `case` at this moment, or None where none does."""
    try:
        handle = open_own(case / WINDOW_LOCK_NAME, os.O_RDONLY)
    except (OSError, CaseFileRefusedError):
        return None
    try:
        if lock_soon(handle, _SHORT_PATIENCE_S, shared=True):
            return None
        return _holder(handle) or Holder("?", "?", "?", "?")
    finally:
        os.close(handle)


def _take(case: Path, name: str, clock: Clock, patience_s: float) -> CaseLock:
    try:
        handle = open_own(case / name, os.O_RDWR | os.O_CREAT)
    except FileNotFoundError as e:
        raise CaseNotFoundError(path=str(case)) from e
    except OSError as e:
        raise OutputNotWritableError(path=str(case), reason=os.strerror(e.errno or 0)) from e
    lock = CaseLock(handle)
    if not lock_soon(handle, patience_s):
        holder = _holder(handle)
        lock.release()
        raise CaseInUseError(path=str(case), holder=_text(holder))
    try:
        _introduce(handle, case, clock)
    except BaseException:
        lock.release()
        raise
    return lock


def current_writer(case: Path) -> str | None:
    """Who writes `case` at this moment (`user@host, process 123, since ...`), or None."""
    try:
        handle = open_own(case / LOCK_NAME, os.O_RDONLY)
    except (OSError, CaseFileRefusedError):
        return None
    try:
        return None if lock_soon(handle, _PATIENCE_S, shared=True) else _text(_holder(handle))
    finally:
        os.close(handle)


def _introduce(handle: int, case: Path, clock: Clock) -> None:
    me = {
        "user": _user(),
        "host": socket.gethostname(),
        "pid": str(os.getpid()),
        "since": utc_text(clock.now()),
    }
    try:
        os.ftruncate(handle, 0)
        write_at(handle, json.dumps(me).encode("ascii"), 0)
    except OSError as e:
        if e.errno in _FULL:
            raise DiskFullError(path=str(case)) from e
        raise OutputNotWritableError(path=str(case), reason=os.strerror(e.errno or 0)) from e


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name; the latter from Python 3.13 on
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def _text(holder: Holder | None) -> str:
    return "?" if holder is None else str(holder)


def _holder(handle: int) -> Holder | None:
    try:
        who = json.loads(read_at(handle, 4096, 0))
        return Holder(str(who["user"]), str(who["host"]), str(who["pid"]), str(who["since"]))
    except (ValueError, KeyError, TypeError):
        return None

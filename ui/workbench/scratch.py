"""A folder for what a window needs for itself: pictures, listings, copies of evidence for other programs.

It goes with the window. One that a killed window left behind goes at the next start: its lock is nobody's.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
import threading
import weakref
from pathlib import Path

from forensics_app.system.locks import try_lock
from forensics_app.system.opening import CLOSED_ON_EXEC, NO_LINK

PREFIX = "Sealwright-"
_LOCK = ".sealwright-window"  # without it a folder is not ours, whatever its name


class Scratch:
    """Private to this user, and locked while it is in use. Raises OSError where none can be made."""

    def __init__(self) -> None:
        self.path, handle = _locked_folder()
        self._end = weakref.finalize(self, _remove, self.path, handle)  # at the latest when the program ends

    def new_folder(self, prefix: str) -> Path:
        """An empty folder in it."""
        return Path(tempfile.mkdtemp(prefix=prefix, dir=self.path))

    def remove(self) -> None:
        """With everything in it; a second time does nothing."""
        self._end()


def _locked_folder() -> tuple[Path, int]:
    """A new folder and the handle of its lock. Another window that starts may sweep it before it is locked:
    then another is made."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            handle = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | NO_LINK | CLOSED_ON_EXEC, 0o600)
        except FileNotFoundError:
            continue
        if try_lock(handle) and _is_of(handle, path / _LOCK):
            return path, handle
        os.close(handle)


def _is_of(handle: int, path: Path) -> bool:
    """Whether the file that is open still is the one at this place."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def remove_left_behind() -> None:
    """Remove in the background what windows left behind that are no more."""
    threading.Thread(target=sweep, args=(Path(tempfile.gettempdir()),), daemon=True).start()


def sweep(root: Path) -> None:
    """Remove this user's folders in `root` that no window uses. What can't be removed is left for later."""
    for folder in root.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            _remove_left_behind(folder)


def _remove_left_behind(folder: Path) -> None:
    """Its lock is held until it is gone, so that no window takes it meanwhile. Raises OSError."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (sys.platform != "win32" and found.st_uid != os.getuid()):
        return
    handle = os.open(folder / _LOCK, os.O_RDWR | NO_LINK | CLOSED_ON_EXEC)
    free = False
    try:
        free = try_lock(handle)
        if free:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
    if free and sys.platform == "win32":  # where the file that is open could not be removed
        shutil.rmtree(folder, ignore_errors=True)


def _remove(folder: Path, handle: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)

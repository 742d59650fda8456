"""Files of a case folder, opened so that nothing that was planted there is followed, emptied or obeyed.

A case folder may have come from somebody else, with links and special files where this program writes. What
is opened here is a plain file at exactly this path: no link is followed, nothing is waited for, and what is
written belongs to the user, to the owner of the folder, or to the group that the folder is shared with.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from forensics_app.errors import CaseFileRefusedError
from forensics_app.system.opening import BINARY, CLOSED_ON_EXEC, NO_LINK, NO_WAIT

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_GUARDED = NO_LINK | CLOSED_ON_EXEC | NO_WAIT | BINARY
_WRITES = os.O_WRONLY | os.O_RDWR


def open_own(path: Path, flags: int, mode: int = PRIVATE_FILE) -> int:
    """A handle on a plain file of ours. `flags` as of `os.open`; nothing is emptied before it was looked at.

    Raises CaseFileRefusedError for a link, anything but a file, or (where it is to be written) a file of
    somebody else or with a second name; OSError as `os.open` does.
    """
    refuse_planted(path, write=bool(flags & _WRITES))
    handle = os.open(path, (flags & ~os.O_TRUNC) | _GUARDED, mode)
    try:
        _refuse(path, os.fstat(handle), write=bool(flags & _WRITES))
        if flags & os.O_TRUNC:
            os.ftruncate(handle, 0)
    except BaseException:
        os.close(handle)
        raise
    return handle


def read_own(path: Path, most_bytes: int = -1) -> bytes:
    """What is in a plain file, or its first bytes. Raises CaseFileRefusedError, OSError."""
    with os.fdopen(open_own(path, os.O_RDONLY), "rb") as file:
        return file.read(most_bytes)


def refuse_planted(path: Path, *, write: bool) -> None:
    """Raises CaseFileRefusedError where what is at `path` is no plain file of ours; nothing there is fine."""
    try:
        found = path.lstat()
    except OSError:
        return
    _refuse(path, found, write=write)


def refuse_no_folder(path: Path) -> None:
    """The same for a folder that must not be a link or a file."""
    try:
        found = path.lstat()
    except OSError:
        return
    if not stat.S_ISDIR(found.st_mode):
        detail = "case-file-link" if stat.S_ISLNK(found.st_mode) else "case-file-kind"
        raise CaseFileRefusedError(path=str(path), detail=detail)


def _refuse(path: Path, found: os.stat_result, *, write: bool) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise CaseFileRefusedError(path=str(path), detail="case-file-link")
    if not stat.S_ISREG(found.st_mode):
        raise CaseFileRefusedError(path=str(path), detail="case-file-kind")
    if write and found.st_nlink > 1:
        raise CaseFileRefusedError(path=str(path), detail="case-file-names")
    if write and not _is_ours(path, found):
        raise CaseFileRefusedError(path=str(path), detail="case-file-owner")


def _is_ours(path: Path, found: os.stat_result) -> bool:
    if sys.platform == "win32" or found.st_uid == os.geteuid():  # Windows tells no owner by number
        return True
    folder = path.parent.stat()
    shared = bool(folder.st_mode & stat.S_IWGRP) and found.st_gid == folder.st_gid
    return found.st_uid == folder.st_uid or shared

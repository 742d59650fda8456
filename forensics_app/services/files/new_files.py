"""The files that a sealing leaves: the ZIP and its seal. They appear whole, and never over something else."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forensics_app.custody.own_files import PRIVATE_FILE
from forensics_app.errors import DiskFullError, OutputExistsError, OutputNotWritableError
from forensics_app.system.opening import WRITE_NEW

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Failures of writing to `path` as DiskFullError or OutputNotWritableError."""
    try:
        yield
    except OSError as e:
        if e.errno in _FULL:
            raise DiskFullError(path=str(path)) from e
        raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e


def write_new(path: Path, part: Path, data: bytes) -> None:
    """A small file that appears whole. Raises OutputExistsError where another one stands, and OSError."""
    try:
        part.unlink(missing_ok=True)  # whatever stands there, be it a link to something else
        with os.fdopen(os.open(part, WRITE_NEW, PRIVATE_FILE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # nothing goes on from a part of a small file
        part.unlink(missing_ok=True)
        raise
    appear(part, path)


def appear(part: Path, path: Path) -> None:
    """Give a finished file its name. Raises OutputExistsError where that name is taken, and OSError."""
    try:
        os.link(part, path)  # fails where the name is taken, unlike rename
        part.unlink()
    except FileExistsError as e:
        if not _is_one_file(path, part):  # else a run was killed between these two lines
            raise OutputExistsError(path=str(path)) from e
        part.unlink()
    except OSError:  # a file system without hard links, such as FAT
        if os.path.lexists(path):
            raise OutputExistsError(path=str(path)) from None
        part.rename(path)
    _sync_folder(path.parent)


def _is_one_file(path: Path, part: Path) -> bool:
    """Whether both names are of one file; a link, even to the other, is none of them."""
    one, other = path.lstat(), part.lstat()
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # which opens no folder, and keeps names in a journal of its own
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as e:
        if e.errno != errno.EINVAL:  # a file system that can't sync a folder
            raise
    finally:
        os.close(handle)

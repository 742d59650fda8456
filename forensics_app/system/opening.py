"""Flags of `os.open` that a system may lack, as numbers that are 0 there, and what stands in for them."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

CLOSED_ON_EXEC = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # where it is 0, whoever opens compares with `lstat`
NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe is opened without waiting for a writer
BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends otherwise
A_FOLDER = getattr(os, "O_DIRECTORY", 0)

READ = os.O_RDONLY | CLOSED_ON_EXEC | NO_WAIT | BINARY
WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK | CLOSED_ON_EXEC | BINARY

if sys.platform == "win32":

    def open_no_link(path: Path, flags: int) -> int:
        """As `os.open`, of anything but a link or a junction: what is opened is compared with what was looked
        at before. Raises OSError, ELOOP for a link.
        """
        seen = path.lstat()
        if stat.S_ISLNK(seen.st_mode) or path.is_junction():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        handle = os.open(path, flags)
        opened = os.fstat(handle)
        if (seen.st_dev, seen.st_ino) != (opened.st_dev, opened.st_ino):
            os.close(handle)
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        return handle

else:

    def open_no_link(path: Path, flags: int) -> int:
        """As `os.open`, of anything but a link. Raises OSError, ELOOP for a link."""
        return os.open(path, flags | NO_LINK)

"""Flags of `os.open` that a system may lack, as numbers that are 0 there."""

from __future__ import annotations

import os

CLOSED_ON_EXEC = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # where it is 0, whoever opens compares with `lstat`
NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe is opened without waiting for a writer
BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends otherwise
A_FOLDER = getattr(os, "O_DIRECTORY", 0)

READ = os.O_RDONLY | CLOSED_ON_EXEC | NO_WAIT | BINARY
WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK | CLOSED_ON_EXEC | BINARY

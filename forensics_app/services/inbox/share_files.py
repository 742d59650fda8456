"""Files below an inbox, opened by one name after the other: whoever writes there can put a link in the place
of a folder at any moment, and no link is followed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STEP = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_LIST = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def list_folder(name: str, *, dir_fd: int) -> int:
    """A descriptor of a folder in another one, to be listed. Raises OSError, also for a link."""
    return os.open(name, _LIST, dir_fd=dir_fd)


def open_file(path: Path) -> int:
    """A descriptor of the file at the absolute `path`, for reading; a pipe is not waited for.

    Raises OSError, also where a part of the path is a link.
    """
    with folder_of(path) as folder:
        return os.open(path.name, _READ, dir_fd=folder)


@contextmanager
def folder_of(path: Path) -> Iterator[int]:
    """A descriptor of the folder that the absolute `path` lies in, for `dir_fd`. Raises OSError, also where a
    part of it is a link.
    """
    handle = os.open(path.anchor, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in path.parts[1:-1]:
            below = os.open(name, _STEP, dir_fd=handle)
            os.close(handle)
            handle = below
        yield handle
    finally:
        os.close(handle)

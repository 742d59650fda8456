"""Files of this computer that claim a large size and store next to nothing: reading them would never end."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from forensics_app.errors import ForensicsError
from forensics_app.evidence.bytes.read_only_file import open_read_only
from forensics_app.evidence.contents.targets import HOLLOW_FACTOR
from forensics_app.evidence.limits import Limits

_BLOCK_BYTES = 512  # of st_blocks, whatever the file system's own are
_MOST_RANGES = 4096
_SPARSE_BYTES = Limits().sparse_bytes


def is_all_but_a_hole(path: Path, status: os.stat_result) -> bool:
    """The same bound as for files in images (Limits.sparse_bytes), by what the file system says of holes.

    Some file systems count no blocks; so the data themselves are asked for before anything is left out.
    """
    if not _is_hollow(status.st_size, status.st_blocks * _BLOCK_BYTES):
        return False
    try:
        fd, _ = open_read_only(path, follow=False)
    except ForensicsError:
        return False  # told when it is read
    try:
        return _is_hollow(status.st_size, _data_bytes(fd))
    finally:
        os.close(fd)


def _is_hollow(size_bytes: int, stored_bytes: int) -> bool:
    bound = _SPARSE_BYTES * (HOLLOW_FACTOR if stored_bytes else 1)
    return size_bytes > bound and stored_bytes * HOLLOW_FACTOR < size_bytes


def _data_bytes(fd: int) -> int:
    """How many bytes lie outside holes; where that can't be told, all of them."""
    found, position = 0, 0
    for _ in range(_MOST_RANGES):
        try:
            begin = os.lseek(fd, position, os.SEEK_DATA)
            position = os.lseek(fd, begin, os.SEEK_HOLE)
        except OSError as e:
            return found if e.errno == errno.ENXIO else 1 << 63
        found += position - begin
    return 1 << 63

"""ISO 9660 whose directories share their names: each is listed once, or a small disc would never end."""

from __future__ import annotations

import struct

import pytest

from forensics_app.evidence.filesystems.iso9660.tree import IsoTree
from forensics_app.evidence.filesystems.trees.inode_tree import no_problem
from forensics_app.evidence.format_errors import MalformedError
from tests.made.byte_sources import Bytes

_SECTOR = 2048
_ROOT, _SHARED, _SECTORS = 20, 21, 64


def both(number: int) -> bytes:
    return struct.pack("<I", number) + struct.pack(">I", number)


def record(name: bytes, block: int, size: int, *, folder: bool = True) -> bytes:
    body = b"\0" + both(block) + both(size) + bytes(7) + bytes([2 if folder else 0, 0, 0, 1, 0, 0, 1])
    body += bytes([len(name)]) + name + bytes(1 - len(name) % 2)
    return bytes([len(body) + 1]) + body


def tree(folders: list[tuple[int, int]]) -> IsoTree:
    """A disc whose root has folders with these blocks and sizes."""
    root = record(b"\0", _ROOT, _SECTOR) + record(b"\1", _ROOT, _SECTOR)
    root += b"".join(record(b"D%02d" % index, *place) for index, place in enumerate(folders))
    shared = record(b"\0", _SHARED, _SECTOR) + record(b"\1", _ROOT, _SECTOR)
    shared += record(b"FILE", 30, 5, folder=False)
    disc = bytearray(_SECTORS * _SECTOR)
    head = b"\1CD001\1".ljust(128, b"\0") + struct.pack("<H", _SECTOR)
    head = head.ljust(156, b"\0") + record(b"\0", _ROOT, _SECTOR)
    for sector, data in ((16, head), (17, b"\xffCD001\1"), (_ROOT, root), (_SHARED, shared)):
        disc[sector * _SECTOR : sector * _SECTOR + len(data)] = data
    return IsoTree(Bytes(bytes(disc)), 16, lambda reach: None)


def test_directories_that_share_their_names_are_listed_once() -> None:
    disc = tree([(_SHARED, _SECTOR)] * 3)
    first, *others = [name.number for name in disc.names(disc.root, no_problem)]
    for _ in range(2):  # and as often as it is asked for
        assert [name.name for name in disc.names(first, no_problem)] == [b"FILE"]
    for other in others:
        with pytest.raises(MalformedError, match="listed elsewhere"):
            disc.names(other, no_problem)


def test_directories_of_more_bytes_than_there_are_end() -> None:
    """Each begins a sector behind the one before, and claims all that follows."""
    claims = [(_SHARED + index, 1 << 30) for index in range(40)]
    disc = tree(claims)
    told = []
    for name in list(disc.names(disc.root, no_problem)):
        try:
            disc.names(name.number, no_problem)
        except MalformedError as e:
            told.append(str(e))
    assert 20 < len(told) < 30
    assert all("more bytes than there are" in text for text in told)

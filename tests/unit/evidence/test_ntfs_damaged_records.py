"""Damaged MFT records are found, whatever the size of records and of the pieces that they come in."""

from __future__ import annotations

import struct

import pytest

from forensics_app.evidence.ntfs_damaged_records import damaged_records


def record(size: int, *, signature: bytes = b"FILE", torn: bool = False, offset: int = 0x30) -> bytes:
    made = bytearray(signature + struct.pack("<HH", offset, 1 + size // 512)).ljust(size, b"\0")
    made[offset : offset + 2] = b"\x07\x01"
    for end in range(512, size + 1, 512):
        made[end - 2 : end] = b"\x07\x01"
    if torn:
        made[-1] ^= 1
    return bytes(made)


@pytest.mark.parametrize("size", [1024, 4096])
@pytest.mark.parametrize("piece", [512, 3000, 1 << 20])
@pytest.mark.parametrize("offset", [0x30, 0x2A])
def test_damaged_records_are_found(size: int, piece: int, offset: int) -> None:
    good, torn = record(size, offset=offset), record(size, torn=True, offset=offset)
    marked = record(size, signature=b"BAAD")
    data = good * 3 + torn + bytes(size) + good + marked + good + torn
    pieces = (data[at : at + piece] for at in range(0, len(data), piece))
    assert list(damaged_records(pieces, size)) == [3, 6, 8]
    assert list(damaged_records(iter((good * 9,)), size)) == []

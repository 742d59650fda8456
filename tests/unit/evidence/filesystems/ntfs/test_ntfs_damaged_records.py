"""Damaged MFT records are found, whatever the size of records and of the pieces that they come in."""

from __future__ import annotations

import struct

import pytest

from forensics_app.evidence.contents.nodes import Run
from forensics_app.evidence.filesystems.ntfs.damaged_records import damaged_records
from forensics_app.evidence.filesystems.ntfs.details import NtfsDetails
from forensics_app.evidence.filesystems.ntfs.record import parse_record


def record(
    size: int, *, signature: bytes = b"FILE", torn: bool = False, offset: int = 0x30, kind: int = 0x10
) -> bytes:
    made = bytearray(signature + struct.pack("<HH", offset, 1 + size // 512)).ljust(size, b"\0")
    first = offset + 2 * (1 + size // 512) + 7 & ~7
    struct.pack_into("<H", made, 20, first)
    struct.pack_into("<I", made, first, kind)
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


@pytest.mark.parametrize("size", [1024, 4096])
def test_records_whose_attributes_begin_with_none_that_there_is_are_damaged(size: int) -> None:
    kinds = (0x10, 0xFFFFFFFF, 0x80, 0x100, 0x1000, 0, 2, 0x18, 0x1010, 0x80000010)
    data = b"".join(record(size, kind=kind) for kind in kinds)
    assert list(damaged_records(iter((data,)), size)) == [5, 6, 7, 8, 9]


def test_runs_of_the_mft_that_lead_nowhere_end() -> None:
    """A run of 2^60 bytes; then another one, and the first again and again."""

    class Source:
        size_bytes = 8 << 20

        def read(self, offset: int, size: int) -> bytes:
            return record(1024, torn=True) * (size // 1024)

    class Volume:
        block_size_bytes = 4096
        copies = None

        def head(self, size: int) -> bytes:
            return b""

    runs = (Run(0, 1 << 48, 0, True), *(Run(0, 2048, 0, True) for _ in range(1000)))
    details = NtfsDetails(Source(), Volume(), runs)  # type: ignore[arg-type]
    assert sum(1 for _ in details.damaged()) == 8 << 10


def test_names_of_an_odd_number_of_bytes_cost_nothing_else() -> None:
    made = bytearray(record(1024))
    struct.pack_into("<H", made, 20, 0x38)
    struct.pack_into("<IIBBH", made, 0x38, 0x80, 0x19, 0, 4, 0x18)
    struct.pack_into("<IIBBH", made, 0x51, 0x30, 0x18 + 67, 0, 0, 0)
    struct.pack_into("<IH", made, 0x51 + 16, 67, 0x18)
    made[0x51 + 0x18 + 64] = 7
    struct.pack_into("<I", made, 0x51 + 0x18 + 67, 0xFFFFFFFF)
    found = parse_record(bytes(made))
    assert found is not None
    assert [(one.type, one.name) for one in found.attributes] == [(0x80, ""), (0x30, "")]
    assert [name.name for name in found.file_names()] == [b""]

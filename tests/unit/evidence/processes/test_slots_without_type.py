"""Slots of an MBR without a type: what only repeats a listed volume, or moves its number, must not."""

from __future__ import annotations

import struct
from pathlib import Path

from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.volumes.partitions.reading import read_partition_table

_NTFS = b"\xeb\x52\x90NTFS    "


def record(*slots: tuple[int, int, int]) -> bytes:
    """Type, start and length in sectors."""
    packed = b"".join(struct.pack("<4xB3xII", *slot) for slot in slots)
    return bytes(446) + packed.ljust(64, b"\0") + b"\x55\xaa"


def listed(folder: Path, content: dict[int, bytes]) -> dict[int, int]:
    """First sector of each partition by its number."""
    data = bytearray(1 << 20)
    for sector, there in content.items():
        data[sector * 512 : sector * 512 + len(there)] = there
    image = folder / "disk.dd"
    image.write_bytes(data)
    table = read_partition_table(ReadOnlyFile(image))
    assert table is not None
    return {p.number: p.offset_bytes // 512 for p in table.partitions}


def test_volume_is_listed_once(tmp_path: Path) -> None:
    """An earlier entry for the same place, and one for what lay in the middle of it."""
    table = record((7, 64, 1000), (0, 64, 500), (0, 200, 100), (0, 1200, 100))
    found = listed(tmp_path, {0: table, 64: _NTFS, 200: _NTFS, 1200: _NTFS})
    assert found == {1: 64, 4: 1200}


def test_logical_partitions_keep_their_numbers(tmp_path: Path) -> None:
    """What has no type comes behind them; the second of the chain isn't taken from the first one's slot."""
    content = {
        0: record((5, 100, 1500)),
        100: record((7, 8, 100), (5, 200, 200), (0, 400, 50), (0, 208, 50)),
        300: record((7, 8, 100)),
        108: _NTFS,
        308: _NTFS,
        500: _NTFS,
    }
    assert listed(tmp_path, content) == {5: 108, 6: 308, 7: 500}

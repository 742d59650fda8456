"""Which cluster the table of a FAT has before another one, in all three widths."""

from __future__ import annotations

import struct

import pytest

from forensics_app.evidence.filesystems.fat.nodes import FatNodes
from forensics_app.evidence.filesystems.kinds import FileSystemKind

_KINDS = {12: FileSystemKind.FAT12, 16: FileSystemKind.FAT16, 32: FileSystemKind.FAT32}
_CLUSTERS = 2000


class Volume:
    """A boot sector and one table behind it."""

    def __init__(self, bits: int, after: dict[int, int]) -> None:
        packed = sum(value << bits * cluster for cluster, value in after.items())
        table = packed.to_bytes(16 * 512, "little")
        self.boot = bytearray(512)
        struct.pack_into("<HBHBHH", self.boot, 11, 512, 1, 1, 1, 0, 1 + 16 + _CLUSTERS)
        struct.pack_into("<H", self.boot, 22, 16)
        self._data = bytes(self.boot) + table
        self.size_bytes = len(self._data)

    def read(self, offset: int, size: int) -> bytes:
        return self._data[offset : offset + size]


@pytest.mark.parametrize("bits", [12, 16, 32])
def test_the_cluster_before(bits: int) -> None:
    end = (1 << min(bits, 28)) - 1
    # 0x102 and 0x201 stand beside one another: bytes of two entries must not be taken for one
    after = {5: 6, 6: 7, 7: 1500, 1500: 1501, 1501: 3, 3: end, 300: 0x102, 301: 0x201, 1999: 900, 10: end}
    volume = Volume(bits, after)
    nodes = FatNodes(volume, _KINDS[bits], bytes(volume.boot))  # type: ignore[arg-type]
    before = {cluster: number for number, cluster in after.items()}
    for cluster in (*range(2, 12), 0x101, 0x102, 0x103, 300, 0x201, 0x202, 900, 1500, 1501, 1999, 2001):
        assert nodes.before(cluster) == before.get(cluster), cluster


@pytest.mark.parametrize("bits", [12, 16, 32])
def test_what_the_table_has_nothing_for(bits: int) -> None:
    volume = Volume(bits, {5: 6, 6: (1 << min(bits, 28)) - 1})
    nodes = FatNodes(volume, _KINDS[bits], bytes(volume.boot))  # type: ignore[arg-type]
    for cluster, size, free in (
        (5, 600, False),
        (7, 600, True),
        (7, 0, False),
        (0, 600, False),
        (2002, 1, False),
    ):
        entry = bytes(20) + struct.pack("<HIHI", 0, 0, cluster, size)
        assert nodes.is_free(entry) is free, (cluster, size)

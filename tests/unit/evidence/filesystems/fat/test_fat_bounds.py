"""Chains of FAT and exFAT that lead to themselves, or that many entries claim: reading them ends."""

from __future__ import annotations

import struct
from types import SimpleNamespace

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.filesystems.fat import nodes as fat_nodes
from forensics_app.evidence.filesystems.fat.boot import boot_sector
from forensics_app.evidence.filesystems.fat.details import FatDetails
from forensics_app.evidence.filesystems.fat.directories import FatDirectories
from forensics_app.evidence.filesystems.fat.exfat_clusters import ExfatClusters, Stream
from forensics_app.evidence.filesystems.fat.nodes import FatNodes
from forensics_app.evidence.filesystems.kinds import FileSystemKind

_CLUSTERS = 4000
_TABLE_SECTORS = _CLUSTERS * 4 // 512 + 1
_END = 0x0FFFFFFF


class Volume:
    """FAT32 in clusters of a sector: a boot sector, one table and the clusters, as a source."""

    def __init__(self, after: dict[int, int]) -> None:
        table = bytearray(_TABLE_SECTORS * 512)
        for cluster, value in after.items():
            struct.pack_into("<I", table, 4 * cluster, value)
        self.boot = bytearray(512)
        struct.pack_into("<HBHBHH", self.boot, 11, 512, 1, 1, 1, 0, 0)
        struct.pack_into("<II", self.boot, 32, 1 + _TABLE_SECTORS + _CLUSTERS, _TABLE_SECTORS)
        self.data = bytearray(bytes(self.boot) + table + bytes(_CLUSTERS * 512))
        self.failures: list[ReadFailedError] = []
        self.reads = 0
        self.size_bytes = len(self.data)

    def read(self, offset: int, size: int) -> bytes:
        self.reads += 1
        return bytes(self.data[offset : offset + size])

    def nodes(self) -> FatNodes:
        return FatNodes(self, FileSystemKind.FAT32, bytes(self.boot))  # type: ignore[arg-type]


def lengths(nodes: FatNodes, first: int, clusters: int) -> list[int]:
    entry = bytes(11) + b"\x20" + bytes(8) + struct.pack("<H4xHI", 0, first, clusters * 512)
    _, attributes = nodes.node(9, entry, live=True)
    return [run.length for attribute in attributes for run in attribute.runs]


def test_chain_gives_each_cluster_once() -> None:
    straight = {number: number + 1 for number in range(10, 20)}
    nodes = Volume({5: 5, 6: 7, 7: 6, **straight, 20: 12, 3999: 4000, 4000: 4001, 4001: 4002}).nodes()
    assert lengths(nodes, 5, 3000) == [1]
    assert lengths(nodes, 6, 3000) == [2]
    assert lengths(nodes, 10, 3000) == [11]
    assert lengths(nodes, 10, 4) == [4]
    assert lengths(nodes, 3999, 10) == [3]  # behind which there is no more volume


def test_chain_that_many_claim_is_not_followed_forever() -> None:
    volume = Volume({number: number + 1 for number in range(2, 4001)})
    nodes = volume.nodes()
    assert lengths(nodes, 2, 3500) == [3500]
    for _ in range(30):
        lengths(nodes, 2, 3500)
    assert volume.reads < 9 * _CLUSTERS


def test_table_is_not_searched_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fat_nodes, "_MOST_SEARCHED_BYTES", 5 * 4 * _CLUSTERS)
    volume = Volume({5: 9})
    nodes = volume.nodes()
    assert [nodes.before(9), nodes.before(8), nodes.before(7), nodes.before(6)] == [5, None, None, None]
    with pytest.raises(ReadFailedError):
        nodes.before(3)
    assert len(volume.failures) == 1


def test_where_a_directory_ended_is_looked_up_once() -> None:
    """A directory of 500 clusters, the first of which it ends in."""
    volume = Volume({})
    directories = FatDirectories(
        None,  # type: ignore[arg-type]
        bytes(volume.boot),
        lambda offset, count: volume.read(offset, count * 32),
    )
    heap = (1 + _TABLE_SECTORS) * 512
    volume.data[heap : heap + 500 * 512] = b"x" * (500 * 512)
    volume.data[heap + 32] = 0
    asked = 0

    def previous(cluster: int) -> int | None:
        nonlocal asked
        asked += 1
        return cluster - 1 if cluster > 2 else None

    found = [directories.ended_before(heap + at * 512 + 64, previous) for at in range(499, -1, -1)]
    assert found == [True] * 499 + [False]
    assert asked <= 500


def test_exfat_chain_that_leads_to_itself_is_none() -> None:
    volume = Volume({5: 5, 6: 7, 7: 6, 8: 9, 9: 0})
    boot = bytearray(512)
    struct.pack_into("<4I", boot, 80, 1, _TABLE_SECTORS, 1 + _TABLE_SECTORS, _CLUSTERS)
    boot[108] = 9
    clusters = ExfatClusters(volume, bytes(boot), 512)  # type: ignore[arg-type]
    for first, expected in ((5, [1]), (6, [2]), (8, [2])):
        stream = Stream(False, first, 3000 * 512)
        assert clusters.chain(stream) is None
        assert [run.length for run in clusters.beginning(stream)] == expected
    assert volume.reads < 20


@pytest.mark.parametrize(("place", "expected"), [(0, 0), (6, 6), (12, 12), (20, 0)])
def test_wiped_boot_sector_has_a_copy(place: int, expected: int) -> None:
    volume = Volume({})
    volume.data[:] = bytes(len(volume.data))
    for sector in {place, 12}:
        if place < 20:
            volume.data[sector * 512 : sector * 512 + 512] = bytes([sector]) * 510 + b"\x55\xaa"
    assert boot_sector(volume)[:1] == bytes([expected])  # type: ignore[arg-type]


def test_unreadable_table_costs_the_content_and_not_the_name() -> None:
    volume = Volume({})
    heap = (1 + _TABLE_SECTORS) * 512
    volume.data[heap] = volume.data[heap + 32] = 0x2E
    volume.data[heap + 64 : heap + 96] = b"EA DATA  SF\x20" + bytes(14) + struct.pack("<HI", 9, 2000)
    boot = bytearray(volume.boot)
    boot[510:] = b"\x55\xaa"
    volume.data[:512] = boot
    healthy = volume.read

    def read(offset: int, size: int) -> bytes:
        if 512 <= offset < heap:
            raise ReadFailedError(detail="bad sector")
        return healthy(offset, size)

    volume.read = read  # type: ignore[method-assign]
    file_system = SimpleNamespace(
        kind=FileSystemKind.FAT32, root_address=2, block_size_bytes=512, copies=None
    )
    details = FatDetails(volume, file_system)  # type: ignore[arg-type]
    name = details.named(heap + 64, 2)
    assert name is not None
    assert (name.name, name.allocated, name.attributes) == (b"EA DATA. SF", True, ())
    assert name.node is not None
    assert name.node.size_bytes == 2000

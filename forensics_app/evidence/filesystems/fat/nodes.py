"""What a FAT directory entry says by itself, where libtsk refuses the entry or takes it for a live one.

libtsk 4.15 knows no entry with a space inside its name, with a character that no system writes, without any
time and content, with a cluster that the volume lacks, or with a size beyond it. Systems show them all.
"""

from __future__ import annotations

import struct

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import TriedTwice
from forensics_app.evidence.contents.nodes import UNIX_DATA, Attribute, Node, NodeType, Run
from forensics_app.evidence.filesystems.fat.cluster_chains import FIRST_CLUSTER, ClusterChains, Stretch
from forensics_app.evidence.filesystems.kinds import FileSystemKind

DIRECTORY, READ_ONLY, HIDDEN = 0x10, 0x01, 0x02
DELETED = 0xE5
_ALL_EXECUTE, _ALL_READ, _ALL_WRITE = 0o111, 0o444, 0o222
_PIECE_BYTES = 1 << 20
_MOST_SEARCHED_BYTES = 4 << 30  # of tables, for what is before a cluster
_WIDTHS = {FileSystemKind.FAT12: 12, FileSystemKind.FAT16: 16, FileSystemKind.FAT32: 32}


class FatNodes:
    """Nodes of one FAT12, FAT16 or FAT32 with this boot sector; runs count in sectors, as libtsk's do.

    `table`: the number of the allocation table that is gone by.
    """

    def __init__(self, source: TriedTwice, kind: FileSystemKind, boot: bytes, table: int = 0) -> None:
        sector, self._cluster_sectors, reserved, tables, roots, small = struct.unpack_from(
            "<HBHBHH", boot, 11
        )
        table_sectors = struct.unpack_from("<H", boot, 22)[0] or struct.unpack_from("<I", boot, 36)[0]
        total = small or struct.unpack_from("<I", boot, 32)[0]
        self._source = source
        self._bits = _WIDTHS[kind]
        self._table = (reserved + table * table_sectors) * sector
        self._first_sector = reserved + tables * table_sectors + -(-roots * 32 // sector)
        self._cluster_bytes = self._cluster_sectors * sector
        self._end = FIRST_CLUSTER + max(0, total - self._first_sector) // max(1, self._cluster_sectors)
        self._chains = ClusterChains(self._next, self._end, source.size_bytes * 8 // self._bits)
        self._root_cluster = struct.unpack_from("<I", boot, 44)[0]
        self._search_left = _MOST_SEARCHED_BYTES

    def node(self, address: int, entry: bytes, *, live: bool) -> tuple[Node, tuple[Attribute, ...]]:
        """The node of an entry, and its content where the volume has a place for it.

        A live one's clusters are those of its chain, a deleted one's are supposed to follow one another.
        Raises ReadFailedError where the table can't be read.
        """
        first, size = self._place_of(entry)
        node = entry_node(address, entry[11], size, live=live)
        if node.type is NodeType.DIRECTORY:
            return node, ()
        count = -(-size // self._cluster_bytes)
        if count > self._end - FIRST_CLUSTER:
            return node, ()  # nothing of it can be told from what else the entry says wrongly
        found = self._in_use(first, count) if live else self._supposed(first, count)
        runs = tuple(map(self._run, found))
        if size and not runs and not (live and self._chains.has(first)):
            return node, ()
        return node, (content_of(size, runs),)

    def _in_use(self, first: int, count: int) -> list[Stretch]:
        """A chain, as far as it goes, without a last cluster that the table calls free."""
        found, _ = self._chains.follow(first, count)
        if found and not self._next(found[-1].first + found[-1].clusters - 1):
            last = found.pop()
            if last.clusters > 1:
                found.append(last._replace(clusters=last.clusters - 1))
        return found

    def break_of(self, entry: bytes | None) -> str | None:
        """Where the chain of a directory's entry breaks off, of the root's for None; None for a sound one.

        Raises ReadFailedError.
        """
        first = self._root_cluster if entry is None else self._place_of(entry)[0]
        if entry is None and self._bits < 32:
            return None  # it has a place of its own
        return self._chains.break_of(first, (0x0FFFFFF8 if self._bits == 32 else (1 << self._bits) - 8))

    def is_free(self, entry: bytes) -> bool:
        """Whether the table says that nothing has the first cluster of an entry's content.

        Raises ReadFailedError.
        """
        first, size = self._place_of(entry)
        return bool(size) and self._chains.has(first) and not self._next(first)

    def before(self, cluster: int) -> int | None:
        """The cluster that the table has before another one, looked for right before it and then from the
        beginning on. Raises ReadFailedError, also once that has taken too much.
        """
        if cluster - 1 >= FIRST_CLUSTER and self._next(cluster - 1) == cluster:
            return cluster - 1
        self._search_left -= self._end * self._bits // 8
        if self._search_left < 0:
            failure = ReadFailedError(detail="the allocation table was searched too often")
            self._source.failures.append(failure)
            raise failure
        if self._bits == 12:
            return next((c for c in range(FIRST_CLUSTER, self._end) if self._next(c) == cluster), None)
        width = self._bits // 8
        stored = cluster.to_bytes(width, "little")
        for begin in range(0, self._end * width, _PIECE_BYTES):
            piece = self._source.read(self._table + begin, min(_PIECE_BYTES, self._end * width - begin))
            at = piece.find(stored)
            while at >= 0 and at % width:
                at = piece.find(stored, at + 1)
            if at >= 0:
                return (begin + at) // width
        return None

    def _place_of(self, entry: bytes) -> tuple[int, int]:
        """The first cluster and the size of what an entry stands for."""
        high, low, size = struct.unpack_from("<H4xHI", entry, 20)
        return low | ((high & 0x0FFF) << 16 if self._bits == 32 else 0), size

    def _supposed(self, first: int, count: int) -> list[Stretch]:
        return [Stretch(first, min(count, self._end - first), 0)] if count and self._chains.has(first) else []

    def _run(self, stretch: Stretch) -> Run:
        sectors = self._cluster_sectors
        address = self._first_sector + (stretch.first - FIRST_CLUSTER) * sectors
        return Run(address, stretch.clusters * sectors, stretch.done * sectors, True)

    def _next(self, cluster: int) -> int:
        """What the table says of a cluster: the next one, or what is none."""
        at = cluster * self._bits // 8
        value = int.from_bytes(self._source.read(self._table + at, 2 if self._bits < 32 else 4), "little")
        if self._bits == 12:
            return value >> 4 if cluster & 1 else value & 0xFFF
        return value & 0x0FFFFFFF


def entry_node(address: int, attributes: int, size_bytes: int, *, live: bool) -> Node:
    """The node of a directory entry of FAT or exFAT, by its attributes. Its times aren't told."""
    is_directory = bool(attributes & DIRECTORY)
    mode = _ALL_EXECUTE | (0 if attributes & READ_ONLY else _ALL_READ)
    return Node(
        address=address,
        type=NodeType.DIRECTORY if is_directory else NodeType.REGULAR,
        allocated=live,
        size_bytes=0 if is_directory else size_bytes,
        sequence=0,
        mode=mode | (0 if attributes & HIDDEN else _ALL_WRITE),
        uid=0,
        gid=0,
        modified=(0, 0),
        accessed=(0, 0),
        changed=(0, 0),
        created=(0, 0),
        link_target=None,
    )


def content_of(size_bytes: int, runs: tuple[Run, ...]) -> Attribute:
    """The content of such an entry."""
    return Attribute(UNIX_DATA, 0, None, size_bytes, False, False, False, runs, sparse=False)

"""exFAT beyond libtsk: names and times of the entries themselves, and what is left of a deleted file's place.

Layout: the exFAT specification of 2019 (7.4, 7.6, 7.7).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from msgspec.structs import replace

from forensics_app.evidence.bytes.byte_source import TriedTwice
from forensics_app.evidence.contents.nodes import Attribute, Name, Node, NodeType
from forensics_app.evidence.contents.times import dos_time
from forensics_app.evidence.filesystems.fat.boot import boot_sector
from forensics_app.evidence.filesystems.fat.directories import ENTRY_BYTES
from forensics_app.evidence.filesystems.fat.entry_details import (
    FIRST_ADDRESS,
    EntryDetails,
    is_virtual,
    shown_utf8,
    wtf8,
)
from forensics_app.evidence.filesystems.fat.exfat_clusters import ExfatClusters, Stream
from forensics_app.evidence.filesystems.fat.listed_entries import ListedEntries
from forensics_app.evidence.filesystems.fat.nodes import content_of, entry_node
from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.model.times import EvidenceTime, TimeKind

_IN_USE = 0x80
_FILE, _STREAM, _NAME = 0x05, 0x40, 0x41
_KINDS = frozenset((0x01, 0x02, 0x03, _FILE, 0x20, 0x21, 0x22, _STREAM, _NAME, 0x60, 0x61))
_MOST_NAME_ENTRIES = 17


class ExfatDetails(EntryDetails):
    """exFAT: each time has an offset from UTC of its own."""

    def __init__(self, source: TriedTwice, file_system: FileSystem) -> None:
        boot = boot_sector(source)
        self._clusters = ExfatClusters(source, boot, file_system.block_size_bytes)
        self._root_cluster = struct.unpack_from("<I", boot, 96)[0]
        self._root_address = file_system.root_address
        super().__init__(source, FileSystemKind.EXFAT, self._clusters.heap)
        self._listed = ListedEntries(file_system, self.entries, self)
        self._own_names: dict[int, bytes] = {}

    def names(self, directory: int, listed: Iterator[Name]) -> Iterator[Name]:
        """The names of a directory, the deleted ones with what is left of their chain."""
        for name in self._listed.names(directory, listed):
            own = None
            if not name.allocated and name.node is not None and name.address not in self._own_names:
                own = self.own(name.address, refused=False)
            yield name if own is None else replace(name, node=own[0], attributes=own[1])

    def broken(self, directory: int) -> str | None:
        """Why a directory in use may hold more than is found: its size counts, so that its chain may be
        longer."""
        entries = self._set(directory)
        if directory == self._root_address:
            return self._clusters.break_of(self._root_cluster)
        if entries is None or not entries[0] & _IN_USE:
            return None
        stream = Stream.of(entries[ENTRY_BYTES:])
        return None if stream.in_one_piece else self._clusters.break_of(stream.first)

    def own(self, address: int, *, refused: bool) -> tuple[Node, tuple[Attribute, ...]] | None:
        """The node of a set of entries that libtsk refuses, or of a deleted one whose place is known."""
        entries = self._set(address)
        if entries is None:
            return None
        live, stream = bool(entries[0] & _IN_USE), Stream.of(entries[ENTRY_BYTES:])
        node = entry_node(address, entries[4], stream.size_bytes, live=live)
        if not refused:
            if live or node.type is NodeType.DIRECTORY or not self._clusters.is_possible(stream):
                return None
            # libtsk supposes one piece that passes over what is in use
            runs = self._clusters.piece(stream) if stream.in_one_piece else self._clusters.chain(stream)
            return (node, (content_of(stream.size_bytes, runs),)) if runs else None
        if node.type is NodeType.DIRECTORY or not self._clusters.is_possible(stream):
            return node, ()
        if live and not stream.in_one_piece:
            runs = self._clusters.beginning(stream)  # nothing is supposed of a file that exists
        else:
            runs = (not stream.in_one_piece and self._clusters.chain(stream)) or self._clusters.piece(stream)
        return node, (content_of(stream.size_bytes, runs),) if runs or not stream.size_bytes else ()

    def supposed(self, node: Node) -> bool:
        """Where a deleted file wasn't in one piece by its own word, and its chain doesn't stand."""
        if not super().supposed(node):
            return False
        entries = self._set(node.address)
        if entries is None:
            return True
        stream = Stream.of(entries[ENTRY_BYTES:])
        return not stream.in_one_piece and self._clusters.chain(stream) is None

    def begins(self, head: bytes, *, root: bool) -> bool:
        """Whether a directory begins here: only its first entry tells it from anything else."""
        return head[:1] == b"\0" or (len(head) > 0 and head[0] & ~_IN_USE in _KINDS)

    def passed_over(self, piece: bytes) -> Iterator[int]:
        """Where in a piece of a directory a set of entries begins."""
        for index, kind in enumerate(piece[::ENTRY_BYTES]):
            if kind & ~_IN_USE == _FILE:
                yield index * ENTRY_BYTES

    def named(self, offset: int, directory: int) -> Name | None:
        """The name of the entry at an offset, by itself."""
        address = self.address(offset)
        entries, own = self._set(address), self.own(address, refused=True)
        if own is None or entries is None:
            return None
        self._own_names[address] = _name_of(entries)
        return Name(self._own_names[address], own[0].type, own[0].allocated, address, 0, *own)

    def name(self, name: Name, directory: int) -> bytes:
        """The name of the entries that follow the file entry, as WTF-8."""
        if name.address in self._own_names:
            return self._own_names[name.address]
        if b"^" not in name.name or name.address < FIRST_ADDRESS or name.type is NodeType.VIRTUAL:
            return name.name
        entries = self._set(name.address)
        found = name.name if entries is None else _name_of(entries)
        return found if shown_utf8(found) == name.name else name.name

    def valid_length(self, node: Node, attribute: Attribute) -> int | None:
        """ValidDataLength of the stream extension that follows the file entry (7.6.5)."""
        entries = None if is_virtual(node) else self._set(node.address)
        if entries is None:
            return None
        valid = int.from_bytes(entries[40:48], "little")
        return valid if valid < attribute.size_bytes else None

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """Modified and created (10 ms), accessed (2 s), each with its UtcOffset."""
        entry = b"" if is_virtual(node) else self.entries(self.offset(node.address), 1)
        if len(entry) < ENTRY_BYTES or entry[0] & ~_IN_USE != _FILE:
            return ()
        stamps = struct.unpack_from("<HHHHHH", entry, 8)
        created, modified, accessed = (stamps[0], stamps[1]), (stamps[2], stamps[3]), (stamps[4], stamps[5])
        return (
            dos_time(
                TimeKind.MODIFIED,
                modified[1],
                modified[0],
                hundredths=entry[21],
                precision="10ms",
                utc_offset=entry[23],
            ),
            dos_time(TimeKind.ACCESSED, accessed[1], accessed[0], precision="2s", utc_offset=entry[24]),
            dos_time(
                TimeKind.CREATED,
                created[1],
                created[0],
                hundredths=entry[20],
                precision="10ms",
                utc_offset=entry[22],
            ),
        )

    def _set(self, address: int) -> bytes | None:
        """The entries of a file: its own, its stream extension, its name; None where they aren't together."""
        begin = self.offset(address)
        if begin < self.first_byte:
            return None
        places = self._clusters.places(begin, (2 + _MOST_NAME_ENTRIES) * ENTRY_BYTES)
        entries = b"".join(self.entries(offset, size // ENTRY_BYTES) for offset, size in places)
        if len(entries) < 3 * ENTRY_BYTES or entries[0] & ~_IN_USE != _FILE:
            return None
        in_use = entries[0] & _IN_USE
        kinds = entries[::ENTRY_BYTES]
        if kinds[1] != _STREAM | in_use or kinds[2] != _NAME | in_use:
            return None
        parts = next((i for i, kind in enumerate(kinds[2:]) if kind != _NAME | in_use), len(kinds) - 2)
        return entries[: (2 + parts) * ENTRY_BYTES]


def _name_of(entries: bytes) -> bytes:
    parts = range(2 * ENTRY_BYTES, len(entries), ENTRY_BYTES)
    units = b"".join(entries[at + 2 : at + ENTRY_BYTES] for at in parts)
    return wtf8(units[: 2 * entries[ENTRY_BYTES + 3]])

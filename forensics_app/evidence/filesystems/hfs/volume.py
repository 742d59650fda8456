"""A volume of HFS+ or HFSX: its header, its three B-trees, and where forks lie."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import suppress

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.bytes.copies import HeaderCopy
from forensics_app.evidence.bytes.metadata_source import MetadataSource
from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.filesystems.hfs.btree import HfsBTree, OrderT, Record
from forensics_app.evidence.filesystems.hfs.copies import hfs_copies
from forensics_app.evidence.filesystems.hfs.records import (
    HEADER_AT,
    HEADER_BYTES,
    AttributePart,
    CatalogueEntry,
    Fork,
    name_units,
    parse_attribute,
    parse_entry,
    parse_extents,
    parse_header,
    parse_thread,
)
from forensics_app.evidence.filesystems.trees.inode_tree import (
    Piece,
    PieceReader,
    Problem,
    Stored,
    no_problem,
    stored_runs,
)
from forensics_app.evidence.format_errors import MalformedError, malformed
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ExtentClass

ABOVE_ROOT, ROOT = 1, 2
EXTENTS_FILE, CATALOGUE_FILE, BAD_BLOCKS_FILE = 3, 4, 5
ALLOCATION_FILE, STARTUP_FILE, ATTRIBUTES_FILE = 6, 7, 8
DATA_FORK, RESOURCE_FORK = 0, 0xFF
_MOST_NUMBER = 0xFFFFFFFF
_MOST_KEPT = 1 << 16  # names
_FIRST_EXTENTS = 8  # of a fork, in its record


class HfsVolume:
    """The volume at byte 0 of `source`. Opening raises MalformedError, ReadFailedError.

    `copies`: what its header is read from where the first one leads nowhere.
    """

    def __init__(self, source: ByteSource, alive: Callable[[int], None]) -> None:
        self.source = MetadataSource(source, alive)
        self.copies: HeaderCopy | None = None
        try:
            with malformed():
                self._open(read_up_to(self.source, HEADER_AT, HEADER_BYTES))
        except (MalformedError, ReadFailedError):
            self.copies = hfs_copies(source)
            if self.copies is None:
                raise
            self._open(self.copies.data)

    def _open(self, raw: bytes) -> None:
        self.header = parse_header(raw)
        self._overflow: HfsBTree[tuple[int, int, int]] | None = None
        if self.header.extents.size_bytes:
            # its own fork can't overflow into itself
            self._overflow = self._tree(self.header.extents, EXTENTS_FILE, _extent_order)
        self._scanned: tuple[int, dict[bytes, CatalogueEntry]] = (0, {})
        self._catalogue = self._tree(self.header.catalogue, CATALOGUE_FILE, self._name_order)
        self._attributes: HfsBTree[int] | None = None
        self._without_attributes: str | None = None
        if self.header.attributes.size_bytes:
            try:
                self._attributes = self._tree(self.header.attributes, ATTRIBUTES_FILE, _owner)
            except MalformedError as e:
                self._without_attributes = f"the attributes file: {e}"

    def fork(self, fork: Fork, number: int, kind: int = DATA_FORK) -> Stored:
        """Where a fork of the file with that number lies. Raises MalformedError, ReadFailedError."""
        return self._stored(fork.size_bytes, self._runs(fork, number, kind))

    def bad_blocks(self) -> Stored:
        """The blocks that are marked as bad: they have extents and no fork."""
        runs = list(self._overflowing(BAD_BLOCKS_FILE, DATA_FORK))
        return self._stored(max((start + length for start, length, _ in runs), default=0), runs)

    def entries(self, folder: int, problem: Problem) -> Iterator[tuple[bytes, CatalogueEntry]]:
        """Names (UTF-16) in a folder, in their order; what can't be read of them is told and passed over."""
        lost = OmissionCode.DIRECTORY_INCOMPLETE
        for record in self._catalogue.between((folder, b""), (folder + 1, b""), problem, lost=lost):
            if int.from_bytes(record.key[:4], "big") != folder:
                continue
            try:
                entry = parse_entry(record.value)
                if entry is not None:
                    yield name_units(record.key), entry
            except (MalformedError, struct.error) as e:
                problem(lost, f"folder {folder}: {e}")

    def without_folder(self) -> list[int]:
        """Numbers of folders that names stand in, although the catalogue has no record of them."""
        parents: set[int] = set()
        folders: set[int] = set()
        everything = (0, b""), (_MOST_NUMBER + 1, b"")
        for record in self._catalogue.between(
            *everything, no_problem, lost=OmissionCode.DIRECTORY_INCOMPLETE
        ):
            with suppress(MalformedError, struct.error):
                entry = parse_entry(record.value)
                if entry is not None:
                    parents.add(int.from_bytes(record.key[:4], "big"))
                    if entry.type is NodeType.DIRECTORY:
                        folders.add(entry.number)
        return sorted(parents - folders - {ABOVE_ROOT, ROOT})

    def forks(self) -> Iterator[tuple[int, list[tuple[int, int, int | None]]]]:
        """Size in bytes and all runs of each fork, whatever its size needs of them.

        Raises MalformedError, ReadFailedError.
        """
        header = self.header
        for fork, own in (
            (header.extents, EXTENTS_FILE),
            (header.catalogue, CATALOGUE_FILE),
            (header.allocation, ALLOCATION_FILE),
            (header.startup, STARTUP_FILE),
            (header.attributes, ATTRIBUTES_FILE),
        ):
            yield fork.size_bytes, self._all_runs(fork, own, DATA_FORK)
        for record in self._records((0, b""), (_MOST_NUMBER + 1, b"")):
            entry = parse_entry(record.value)
            if entry is not None:
                yield entry.data.size_bytes, self._all_runs(entry.data, entry.number, DATA_FORK)
                yield entry.resource.size_bytes, self._all_runs(entry.resource, entry.number, RESOURCE_FORK)
        if self._attributes is not None:
            size = 0
            for record in self._attributes.between(0, _MOST_NUMBER, no_problem):
                part = parse_attribute(*record)
                size = part.fork.size_bytes if part.fork is not None else size
                extents = part.extents if part.fork is None else part.fork.extents
                yield size, list(self._blocks(extents, part.start))

    def entry(self, number: int) -> CatalogueEntry:
        """A file or folder by its number. Raises MalformedError, ReadFailedError."""
        parent, units = self.thread(number)
        found = self.named(parent, units)
        if found is None or found.number != number:
            raise MalformedError(f"the catalogue has no record of {number}")
        return found

    def thread(self, number: int) -> tuple[int, bytes]:
        """Parent and name (UTF-16) of a file or folder. Raises MalformedError, ReadFailedError."""
        for record in self._records((number, b""), (number, b"")):
            thread = parse_thread(record.value)
            if thread is not None and int.from_bytes(record.key[:4], "big") == number:
                return thread
        raise MalformedError(f"the catalogue has no thread of {number}")

    def named(self, parent: int, units: bytes) -> CatalogueEntry | None:
        """The file or folder of just that name. Raises MalformedError, ReadFailedError."""
        order = parent, self._folded(units)
        for record in self._records(order, order):
            if name_units(record.key) == units and (found := parse_entry(record.value)) is not None:
                return found
        # names are ordered by a table of Apple's, which ours only comes near to
        return self._searched(parent, units)

    def attributes(self, number: int, problem: Problem) -> dict[bytes, Stored]:
        """Extended attributes of a file or folder, in their order. Raises MalformedError, ReadFailedError."""
        if self._without_attributes is not None:
            raise MalformedError(self._without_attributes)
        parts: dict[bytes, list[AttributePart]] = {}
        if self._attributes is not None:
            lost = OmissionCode.ATTRIBUTES_UNREADABLE
            for record in self._attributes.between(number, number, problem, lost=lost):
                try:
                    part = parse_attribute(*record)
                except (MalformedError, struct.error) as e:
                    problem(lost, f"attributes of {number}: {e}")
                else:
                    parts.setdefault(part.name, []).append(part)
        found = {}
        for name, several in parts.items():
            try:
                found[name] = self._attribute(several)
            except MalformedError as e:
                problem(OmissionCode.ATTRIBUTES_UNREADABLE, f"an attribute of {number}: {e}")
        return found

    def _searched(self, parent: int, units: bytes) -> CatalogueEntry | None:
        """A name looked for among all of its folder; those of one folder are kept, unless they are many."""
        if self._scanned[0] == parent:
            return self._scanned[1].get(units)
        kept: dict[bytes, CatalogueEntry] = {}
        found = None
        for name, entry in self.entries(parent, no_problem):
            if name == units and found is None:
                found = entry
            if len(kept) <= _MOST_KEPT:
                kept.setdefault(name, entry)
        if len(kept) <= _MOST_KEPT:
            self._scanned = parent, kept
        return found

    def _name_order(self, key: bytes) -> tuple[int, bytes]:
        if len(key) < 6:
            raise MalformedError("a key of the catalogue that ends early")
        return int.from_bytes(key[:4], "big"), self._folded(name_units(key))

    def _folded(self, units: bytes) -> bytes:
        """What names are ordered by: as they are, or without case and NUL last (TN1150)."""
        if self._catalogue.compares_binary:
            return units
        text = units.decode("utf-16-be", "surrogatepass").lower().replace("\0", "\uffff")
        return text.encode("utf-16-be", "surrogatepass")

    def _attribute(self, parts: list[AttributePart]) -> Stored:
        first = parts[0]
        if first.inline_bytes is not None:
            pieces = _within(self._attributes_file(), first.inline_at, first.inline_bytes)
            return Stored(first.inline_bytes, pieces, ExtentClass.XATTR)
        if first.fork is None:
            raise MalformedError("extents without their fork")
        runs = list(self._blocks(first.fork.extents, 0))
        for part in parts[1:]:
            runs += self._blocks(part.extents, part.start)
        return self._stored(first.fork.size_bytes, sorted(runs))

    def _attributes_file(self) -> tuple[Piece, ...]:
        return self.fork(self.header.attributes, ATTRIBUTES_FILE).pieces

    def _stored(self, size_bytes: int, runs: list[tuple[int, int, int | None]]) -> Stored:
        return stored_runs(runs, size_bytes, lost=True)  # HFS+ knows no holes

    def _runs(self, fork: Fork, number: int, kind: int) -> list[tuple[int, int, int | None]]:
        """Runs of inode_tree.covering; the overflow is asked where the first eight extents don't do."""
        runs = list(self._blocks(fork.extents, 0))
        if sum(length for _, length, _ in runs) < fork.size_bytes:
            runs += self._overflowing(number, kind)
        return runs

    def _all_runs(self, fork: Fork, number: int, kind: int) -> list[tuple[int, int, int | None]]:
        runs = list(self._blocks(fork.extents, 0))
        return runs + list(self._overflowing(number, kind)) if len(runs) == _FIRST_EXTENTS else runs

    def _overflowing(self, number: int, kind: int) -> Iterator[tuple[int, int, int | None]]:
        if self._overflow is None:
            return
        first, last = (number, kind, 0), (number, kind, _MOST_NUMBER)
        for record in self._overflow.between(first, last, no_problem):
            yield from self._blocks(parse_extents(record.value, 0), _extent_order(record.key)[2])

    def _blocks(
        self, extents: tuple[tuple[int, int], ...], start: int
    ) -> Iterator[tuple[int, int, int | None]]:
        unit = self.header.block_bytes
        for first, count in extents:
            yield start * unit, count * unit, first * unit
            start += count

    def _records(self, first: tuple[int, bytes], last: tuple[int, bytes]) -> Iterator[Record]:
        return self._catalogue.between(first, last, no_problem)

    def _tree(self, fork: Fork, number: int, order: Callable[[bytes], OrderT]) -> HfsBTree[OrderT]:
        stored = self.fork(fork, number)
        return HfsBTree(PieceReader(self.source, stored.pieces).read, stored.size_bytes, order)


def _owner(key: bytes) -> int:
    return int(struct.unpack_from(">I", key, 2)[0])


def _extent_order(key: bytes) -> tuple[int, int, int]:
    kind, _, number, start = struct.unpack_from(">BBII", key)
    return number, kind, start


def _within(pieces: tuple[Piece, ...], at: int, size_bytes: int) -> tuple[Piece, ...]:
    """What of these pieces holds `size_bytes` bytes from `at` on."""
    found = []
    for piece in pieces:
        begin, end = max(at, 0), min(at + size_bytes, piece.length_bytes)
        if begin < end:
            offset = None if piece.offset_bytes is None else piece.offset_bytes + begin
            found.append(Piece(offset, end - begin, piece.lost))
        at -= piece.length_bytes
    return tuple(found)

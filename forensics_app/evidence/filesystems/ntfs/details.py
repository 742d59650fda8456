"""NTFS beyond libtsk, read from the MFT records themselves, at the places that the runs of $MFT give.

Names as WTF-8 and their four times come from attribute 48; then the places of resident values, and how much
of a non-resident one was ever written.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import TriedTwice, read_up_to
from forensics_app.evidence.contents.extents import Ranges
from forensics_app.evidence.contents.nodes import Attribute, Name, Node, Run
from forensics_app.evidence.contents.times import filetime
from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.evidence.filesystems.ntfs.attribute_list import belongs, read_list, references
from forensics_app.evidence.filesystems.ntfs.copies import is_record_copied
from forensics_app.evidence.filesystems.ntfs.damaged_records import damaged_records
from forensics_app.evidence.filesystems.ntfs.names import NtfsNames
from forensics_app.evidence.filesystems.ntfs.record import (
    ATTRIBUTE_LIST,
    DATA,
    REPARSE_POINT,
    STANDARD_INFORMATION,
    FileName,
    Record,
    RecordAttribute,
    parse_record,
)
from forensics_app.evidence.filesystems.ntfs.reparse import traits_of
from forensics_app.evidence.filesystems.tsk.details import NO_TRAITS, GenericDetails, Traits
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.filesystems.tsk.name_display import shown_by_libtsk
from forensics_app.model.times import EvidenceTime, TimeKind

_TIMES = struct.Struct("<QQQQ")
# looked up once: a member of an enumeration is found by a search through its class
_MODIFIED, _ACCESSED = TimeKind.MODIFIED, TimeKind.ACCESSED
_CHANGED, _CREATED = TimeKind.CHANGED, TimeKind.CREATED
_NAME_MODIFIED, _NAME_ACCESSED = TimeKind.NAME_MODIFIED, TimeKind.NAME_ACCESSED
_NAME_CHANGED, _NAME_CREATED = TimeKind.NAME_CHANGED, TimeKind.NAME_CREATED
_BLOCK_BYTES = 64 << 10
_KEPT_BLOCKS = 32
_PIECE_BYTES = 1 << 20
_TIMES_SEARCHED = 4  # the size of the volume: runs that lead beyond it, or over the same bytes again, end
_MOST_SHOWN = 3
_UNKNOWN_REPARSE_POINT = Traits(placeholder="reparse point outside of its record")
_MOST_EXTENDING_BYTES = 32 << 20  # of one file: what a full list names, in records of 4 KiB


class _Extending(NamedTuple):
    """Records that extend a file, by number, and why some are missing."""

    records: list[tuple[int, Record]]
    problem: str | None


class NtfsDetails(GenericDetails):
    """Details of one NTFS volume. `mft` are the runs of $MFT's content, in clusters.

    What attribute lists lack becomes a failure of `source`, as a read that fails does.
    """

    def __init__(self, source: TriedTwice, file_system: FileSystem, mft: tuple[Run, ...]) -> None:
        super().__init__(FileSystemKind.NTFS)
        cluster_bytes = file_system.block_size_bytes
        self._source = source
        self._file_system = file_system
        self._cluster_bytes = cluster_bytes
        self._record_bytes = _record_bytes(file_system.head(512), cluster_bytes)
        self._mft = tuple((run.address * cluster_bytes, run.length * cluster_bytes) for run in mft)
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._last: tuple[int, Record | None] = (-1, None)
        self._last_names: tuple[int, list[tuple[FileName, bytes]]] = (-1, [])
        self._last_name: tuple[tuple[int, bytes, int], FileName | None] = ((-1, b"", -1), None)
        self._last_alone: tuple[int, list[tuple[int, Record]]] = (-1, [])
        self._last_extended: tuple[int, _Extending] = (-1, _Extending([], None))
        mft_bytes = min(sum(length for _, length in self._mft), _TIMES_SEARCHED * source.size_bytes)
        self._names = NtfsNames(
            file_system, source, self._records, _shown_units, mft_bytes // self._record_bytes
        )

    def names(self, directory: int, listed: Iterator[Name]) -> Iterator[Name]:
        """What libtsk lists of the directory at that address, mended, then what it leaves out."""
        return self._names.names(directory, listed)

    def name(self, name: Name, directory: int) -> bytes:
        """The name of attribute 48 that libtsk made this name of; libtsk's where the record lacks it."""
        found = self._file_name(name, directory)
        return name.name if found is None else found.name

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """The four times of the file, then the four of this name of it."""
        record = self._record(node.address)
        found = self._standard_times(record)
        if found is None:
            return super().times(name, node, directory)
        file_name = None if name is None else self._file_name(name, directory)
        if file_name is not None:
            found += (
                filetime(_NAME_MODIFIED, file_name.modified),
                filetime(_NAME_ACCESSED, file_name.accessed),
                filetime(_NAME_CHANGED, file_name.changed),
                filetime(_NAME_CREATED, file_name.created),
            )
        return found

    def damaged(self) -> Iterator[int]:
        """Records that aren't whole. Bytes of the MFT that can't be read have been told, as have records that
        a copy stands for.
        """
        for number in damaged_records(self._mft_pieces(), self._record_bytes):
            if not is_record_copied(self._file_system.copies, number):
                yield number

    def _mft_pieces(self) -> Iterator[bytes]:
        left = _TIMES_SEARCHED * self._source.size_bytes
        for begin, length in self._mft:
            for offset in range(begin, begin + min(length, left), _PIECE_BYTES):
                size = min(_PIECE_BYTES, begin + length - offset)
                left -= size
                try:
                    piece = read_up_to(self._source, offset, size)
                except ReadFailedError:
                    piece = b""
                yield piece.ljust(size, b"\0")

    def lacking(self, node: Node, attributes: tuple[Attribute, ...]) -> str | None:
        """Why content is missing: streams that libtsk gives nothing of, and records that are cut short."""
        given = {a.name or b"" for a in attributes if a.type == DATA}
        lost: set[str] = set()
        for number, record in self._records(node.address):
            if not record.whole:
                return f"record {number}: its attributes don't end where they should"
            lost.update(
                stored.name
                for stored in record.attributes
                if stored.type == DATA and (stored.resident or not stored.first_cluster)
            )
        lost = {name for name in lost if _shown_name(name) not in given}
        if not lost:
            return None
        shown = ", ".join(sorted(name or "$DATA" for name in lost)[:_MOST_SHOWN])
        return f"record {node.address}: {len(lost)} streams can't be opened: {shown}"

    def resident(self, node: Node, attribute: Attribute) -> Ranges | None:
        """Ranges of the value in its MFT record, around the fix-up."""
        for number, record in self._records(node.address):
            for stored in record.attributes:
                if (
                    stored.resident
                    and _matches(stored, attribute)
                    and stored.value_length == attribute.size_bytes
                ):
                    return self._located(
                        number, record.value_ranges(stored.value_offset, stored.value_length)
                    )
        return None

    def valid_length(self, node: Node, attribute: Attribute) -> int | None:
        """The initialised size of the attribute's first piece."""
        for _, record in self._records(node.address):
            for stored in record.attributes:
                if not stored.resident and stored.first_cluster == 0 and _matches(stored, attribute):
                    return stored.valid_length
        number, extending = self._last_extended
        if number == node.address:
            lacking = f"record {number}: the first piece of a stream is in no record of its attribute list"
            failure = ReadFailedError(detail=extending.problem or lacking)
            self._source.failures.append(failure)
            raise failure
        return None

    def traits(self, node: Node) -> Traits:
        """What its reparse point says."""
        for _, record in self._records(node.address):
            for stored in record.attributes:
                if stored.type == REPARSE_POINT:
                    # one that lies in clusters is longer than any that tells of a link
                    return traits_of(stored.value) if stored.resident else _UNKNOWN_REPARSE_POINT
        return NO_TRAITS

    def _standard_times(self, record: Record | None) -> tuple[EvidenceTime, ...] | None:
        for attribute in record.attributes if record is not None else ():
            if attribute.type == STANDARD_INFORMATION and len(attribute.value) >= 32:
                created, modified, changed, accessed = _TIMES.unpack_from(attribute.value)
                return (
                    filetime(_MODIFIED, modified),
                    filetime(_ACCESSED, accessed),
                    filetime(_CHANGED, changed),
                    filetime(_CREATED, created),
                )
        return None

    def _file_name(self, name: Name, directory: int) -> FileName | None:
        """Attribute 48 whose name libtsk would show as this one; one in this directory before others."""
        names = self._file_names(name.address)
        asked = name.address, name.name, directory
        if self._last_name[0] != asked:
            fitting = [found for found, shown in names if shown == name.name]
            here = [found for found in fitting if found.parent == directory]
            self._last_name = asked, next(iter(here or fitting), None)
        return self._last_name[1]

    def _file_names(self, number: int) -> list[tuple[FileName, bytes]]:
        """The names in a record, each as libtsk would show it; asked for twice for each name of a walk."""
        if self._last_names[0] != number:
            names = [found for _, record in self._records(number) for found in record.file_names()]
            self._last_names = number, [(found, _shown(found)) for found in names]
        else:
            self._remind(number)
        return self._last_names[1]

    def _records(self, number: int) -> list[tuple[int, Record]]:
        """The base record and the records that extend it."""
        if self._last_alone[0] == number:
            return self._last_alone[1]
        record = self._record(number)
        if record is None:
            return []
        found = [(number, record)]
        lists = [attribute for attribute in record.attributes if attribute.type == ATTRIBUTE_LIST]
        if lists:
            if self._last_extended[0] != number:
                self._last_extended = number, self._extending(number, record, lists)
            self._remind(number)
            found += self._last_extended[1].records
        else:
            self._last_alone = number, found
        return found

    def _extending(self, number: int, base: Record, lists: list[RecordAttribute]) -> _Extending:
        """The records that an attribute list names, each checked."""
        value = self._list_value(lists[0])
        named, understood = references(value)
        others = [reference for reference in named if reference.number != number]
        found: dict[int, Record] = {}
        for reference in others[: _MOST_EXTENDING_BYTES // self._record_bytes]:
            extension = self._record(reference.number)
            if extension is not None and belongs(extension, reference, base, number):
                found[reference.number] = extension
        problem = None
        if len(lists) > 1:
            problem = f"{len(lists)} attribute lists instead of one"
        elif understood != (size := lists[0].value_length if lists[0].resident else lists[0].size):
            usable = min(understood, len(value))
            problem = f"{usable} of {size} bytes of its attribute list are usable"
        elif len(found) < len(others):
            problem = f"{len(others) - len(found)} of {len(others)} records that extend it are not there"
        return _Extending(list(found.items()), problem and f"record {number}: {problem}")

    def _list_value(self, attribute: RecordAttribute) -> bytes:
        if attribute.resident:
            return attribute.value
        return read_list(attribute, self._source, self._cluster_bytes)

    def _remind(self, number: int) -> None:
        """Each time that a file is asked for, what it lacks: its names may stand in several directories."""
        known, extending = self._last_extended
        if known == number and extending.problem is not None:
            self._source.failures.append(ReadFailedError(detail=extending.problem))

    def _record(self, number: int) -> Record | None:
        if self._last[0] == number:
            return self._last[1]
        record = None
        ranges = self._located(number, ((0, self._record_bytes),))
        if ranges is not None:
            try:
                record = parse_record(b"".join([self._read(offset, length) for offset, length in ranges]))
            except ReadFailedError:
                record = None  # libtsk's own answer stays
        self._last = (number, record)
        return record

    def _located(self, number: int, ranges: Ranges) -> Ranges | None:
        """Ranges of record `number` as ranges of the volume; None outside the MFT."""
        found: list[tuple[int, int]] = []
        for offset, length in ranges:
            position = number * self._record_bytes + offset
            for run_offset, run_length in self._mft:
                if not length:
                    break
                if position < run_length:
                    step = min(length, run_length - position)
                    found.append((run_offset + position, step))
                    length -= step
                    position = 0
                else:
                    position -= run_length
            if length:
                return None
        return tuple(found)

    def _read(self, offset: int, length: int) -> bytes:
        """Through a few remembered blocks: records of neighbours lie side by side."""
        block = offset - offset % _BLOCK_BYTES
        if offset + length > block + _BLOCK_BYTES:
            return self._source.read(offset, length)
        if block not in self._blocks:
            data = read_up_to(self._source, block, _BLOCK_BYTES)
            self._blocks[block] = data
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return self._blocks[block][offset - block : offset - block + length]


def _shown(found: FileName) -> bytes:
    """The name as libtsk gives it. Without the byte 0xED it has no surrogate, which is almost always so."""
    return shown_by_libtsk(found.name_utf16) if b"\xed" in found.name else found.name


def _shown_name(name: str) -> bytes:
    return name.encode() if name.isascii() else shown_by_libtsk(name.encode("utf-16-le", "surrogatepass"))


def _shown_units(units: bytes) -> bytes:
    name = units.decode("utf-16-le", "surrogatepass").encode("utf-8", "surrogatepass")
    return shown_by_libtsk(units) if b"\xed" in name else name


def _matches(stored: RecordAttribute, attribute: Attribute) -> bool:
    if stored.type != attribute.type:
        return False
    if attribute.name is None:
        return not stored.name
    return shown_by_libtsk(stored.name.encode("utf-16-le", "surrogatepass")) == attribute.name


def _record_bytes(boot: bytes, cluster_bytes: int) -> int:
    """Size of a record: clusters if positive, else a power of two (boot sector, byte 64)."""
    value = int.from_bytes(boot[64:65], "little", signed=True) if len(boot) > 64 else -10
    size = value * cluster_bytes if value > 0 else 1 << min(-value, 16)
    return size or 1024

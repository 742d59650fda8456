"""ISO 9660 beyond libtsk: times with their own offset, Rock Ridge, and records that libtsk passes over.

libtsk drops the offset, shows no name, link or time of Rock Ridge, and leaves out files without content and
second names of one content on discs that give them no place of their own. Each of its names is brought back
to its directory record, by name and first block; records that are left over follow as names of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.byte_source import ByteSource, read_up_to
from forensics_app.evidence.details import NO_TRAITS, GenericDetails, Traits
from forensics_app.evidence.file_system import (
    UNLISTED,
    Attribute,
    FileSystemKind,
    Name,
    Node,
    NodeType,
    Run,
    TskError,
)
from forensics_app.evidence.filesystem_tsk import FileSystem
from forensics_app.evidence.iso_records import (
    DIRECTORY,
    SECTOR_BYTES,
    Record,
    RockRidge,
    plain_name,
    records_of,
    rock_ridge,
)
from forensics_app.evidence.times import iso9660_long_time, iso9660_time, unix_time
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge

_FIRST_DESCRIPTOR = 16
_MOST_DESCRIPTORS = 64
_SUPPLEMENTARY, _LAST_DESCRIPTOR = 2, 255
_JOLIET = (b"%/@", b"%/C", b"%/E")
_ROOT_BLOCK = 158
_MOST_DIRECTORY_BYTES = 4 << 20
_MOST_RECORD = 255
_DATA = 1  # as libtsk types the content of a file
_RIDGE_TIMES = (
    (TimeKind.MODIFIED, "modified"),
    (TimeKind.ACCESSED, "accessed"),
    (TimeKind.CHANGED, "changed"),
)


class _Directory:
    """The records of one directory, and which of them a name was found for."""

    def __init__(self, first_byte: int, records: list[tuple[bytes, Record]]) -> None:
        self.first_byte = first_byte
        self.records = records
        self._by_name: dict[bytes, list[Record]] = {}
        for name, record in records:
            self._by_name.setdefault(name.rstrip(b"."), []).append(record)

    def find(self, name: Name) -> Record | None:
        """The record that libtsk made a name of; one with its first block before others."""
        records = self._by_name.get(name.name.rstrip(b"."), [])
        block = next((a.runs[0].address for a in name.attributes if a.runs), None)
        return next((r for r in records if r.block == block), records[0] if records else None)


class IsoDetails(GenericDetails):
    """Details of one ISO 9660 file system."""

    def __init__(self, source: ByteSource, file_system: FileSystem) -> None:
        super().__init__(FileSystemKind.ISO9660)
        self._source = source
        self._file_system = file_system
        self._known: tuple[int, _Directory] = (-1, _Directory(0, []))
        self._named: dict[int, set[int]] = {}  # places of records that names were found for, by directory
        self._link: tuple[int, bytes | None] = (-1, None)
        self._joliet = self._is_joliet()

    def name(self, name: Name, directory: int) -> bytes:
        """Rock Ridge's, where the disc has one and libtsk doesn't show Joliet's; else libtsk's."""
        record = self._record(name, directory)
        if record is None:
            return name.name
        self._named.setdefault(directory, set()).add(record.place)
        ridge = self._ridge(record)
        self._link = name.address, None if ridge is None else ridge.link_target
        return name.name if ridge is None or not ridge.name else ridge.name

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """The recording time, which libtsk counts as the time of creation, and those of Rock Ridge."""
        if node.type is NodeType.VIRTUAL_DIRECTORY:
            return ()
        record = None if name is None else self._record(name, directory)
        if record is None:
            return (_local(unix_time(TimeKind.CREATED, *node.created, "1s")),)
        return self._times_of(record)

    def traits(self, node: Node) -> Traits:
        """Where a symbolic link of Rock Ridge leads; of the name that was asked for last."""
        address, target = self._link
        return Traits(link_target=target) if address == node.address and target else NO_TRAITS

    def unlisted(self, directory: int) -> Iterator[Name]:
        """As Details.unlisted."""
        found = self._directory(directory)
        named = self._named.get(directory, set())
        for shown, record in found.records:
            if record.place not in named:
                yield self._name_of(shown, record, found.first_byte + record.place)

    def unlisted_content(self, address: int) -> Attribute | None:
        """As Details.unlisted_content."""
        at = address - UNLISTED
        if not 0 <= at < self._source.size_bytes:
            return None
        data = read_up_to(self._source, at, _MOST_RECORD)
        record = next(records_of(data[: data[0]]), None) if data else None
        return None if record is None else _attribute_of(record)

    def _name_of(self, shown: bytes, record: Record, at: int) -> Name:
        ridge = self._ridge(record)
        target = None if ridge is None else ridge.link_target
        is_directory = bool(record.flags & DIRECTORY)
        kind = NodeType.DIRECTORY if is_directory else NodeType.REGULAR if target is None else NodeType.LINK
        node = Node(
            address=UNLISTED + at,
            type=kind,
            allocated=True,
            size_bytes=record.size_bytes,
            sequence=0,
            mode=0,
            uid=0,
            gid=0,
            modified=(0, 0),
            accessed=(0, 0),
            changed=(0, 0),
            created=(0, 0),
            link_target=target,
        )
        attributes = () if is_directory else (_attribute_of(record),)
        return Name(shown, kind, True, node.address, 0, node, attributes)

    def _times_of(self, record: Record) -> tuple[EvidenceTime, ...]:
        ridge = self._ridge(record)
        times = {} if ridge is None else ridge.times
        found = [_time(kind, times[word]) for kind, word in _RIDGE_TIMES if word in times]
        return (*found, _time(TimeKind.CREATED, times.get("created", record.recorded)))

    def _record(self, name: Name, directory: int) -> Record | None:
        if name.address >= UNLISTED:
            found = self._directory(directory)
            place = name.address - UNLISTED - found.first_byte
            return next((record for _, record in found.records if record.place == place), None)
        return self._directory(directory).find(name)

    def _ridge(self, record: Record) -> RockRidge | None:
        if self._joliet:
            return None
        with suppress(ReadFailedError):
            return rock_ridge(record, lambda at, size: read_up_to(self._source, at, size))
        return None

    def _directory(self, address: int) -> _Directory:
        if self._known[0] != address:
            self._known = address, self._read_directory(address)
        return self._known[1]

    def _read_directory(self, address: int) -> _Directory:
        with suppress(TskError, ReadFailedError):
            content = self._file_system.content(address)
            attribute = content.first(lambda kind, number: True)
            if attribute is not None and attribute.runs and attribute.size_bytes <= _MOST_DIRECTORY_BYTES:
                data = content.read(attribute, 0, attribute.size_bytes)
                records = [(plain_name(r.identifier, joliet=self._joliet), r) for r in records_of(data)]
                return _Directory(attribute.runs[0].address * SECTOR_BYTES, records)
        return _Directory(0, [])

    def _is_joliet(self) -> bool:
        """Whether the root that libtsk shows is Joliet's."""
        with suppress(TskError, ReadFailedError):
            root = self._file_system.content(self._file_system.root_address).first(lambda kind, number: True)
            block = root.runs[0].address if root is not None and root.runs else None
            for index in range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + _MOST_DESCRIPTORS):
                data = read_up_to(self._source, index * SECTOR_BYTES, SECTOR_BYTES)
                if len(data) < SECTOR_BYTES or data[1:6] != b"CD001" or data[0] == _LAST_DESCRIPTOR:
                    break
                joliet = data[0] == _SUPPLEMENTARY and data[88:91] in _JOLIET
                if joliet and int.from_bytes(data[_ROOT_BLOCK : _ROOT_BLOCK + 4], "little") == block:
                    return True
        return False


def _attribute_of(record: Record) -> Attribute:
    blocks = -(-record.size_bytes // SECTOR_BYTES)
    runs = (Run(record.block, blocks, 0, True),) if blocks else ()
    return Attribute(_DATA, 0, None, record.size_bytes, False, False, False, runs)


def _time(kind: TimeKind, stored: bytes) -> EvidenceTime:
    return iso9660_long_time(kind, stored) if len(stored) > len("YYMMDDh") else iso9660_time(kind, stored)


def _local(time: EvidenceTime) -> EvidenceTime:
    value = None if time.value is None else time.value.removesuffix("Z")
    return EvidenceTime(time.kind, time.raw, value, time.precision, TimeZoneKnowledge.LOCAL_UNKNOWN)

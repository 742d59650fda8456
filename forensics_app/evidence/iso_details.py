"""ISO 9660 beyond libtsk: the recording time with its own offset from UTC (ECMA-119, 9.1.5).

libtsk drops the offset. The directory record that a file was made from is found again by the file's first
block and size; where that fails, the time stays local with an unknown zone.
"""

from __future__ import annotations

import struct
from contextlib import suppress

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.details import GenericDetails
from forensics_app.evidence.file_system import FileSystemKind, Name, Node, NodeType, TskError
from forensics_app.evidence.filesystem_tsk import FileSystem
from forensics_app.evidence.times import iso9660_time, unix_time
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge

_SECTOR_BYTES = 2048
_MOST_DIRECTORY_BYTES = 4 << 20


class IsoDetails(GenericDetails):
    """Details of one ISO 9660 file system."""

    def __init__(self, source: ByteSource, file_system: FileSystem) -> None:
        super().__init__(FileSystemKind.ISO9660)
        self._source = source
        self._file_system = file_system
        self._directory = -1
        self._records: dict[tuple[int, int], bytes] = {}

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """The recording time; libtsk counts it as the time of creation, and so do we."""
        if node.type is NodeType.VIRTUAL_DIRECTORY:
            return ()
        if directory != self._directory:
            self._directory, self._records = directory, self._read_records(directory)
        runs = next((a.runs for a in name.attributes if a.runs), ()) if name is not None else ()
        record = self._records.get((runs[0].address, node.size_bytes)) if runs else None
        if record is not None:
            return (iso9660_time(TimeKind.CREATED, record),)
        return (_local(unix_time(TimeKind.CREATED, *node.created, "1s")),)

    def _read_records(self, directory: int) -> dict[tuple[int, int], bytes]:
        """Recording times of a directory's records by (first block, size)."""
        found: dict[tuple[int, int], bytes] = {}
        with suppress(TskError, ReadFailedError):
            content = self._file_system.content(directory)
            attribute = content.first(lambda kind, number: True)
            if attribute is None or attribute.size_bytes > _MOST_DIRECTORY_BYTES:
                return found
            data = content.read(attribute, 0, attribute.size_bytes)
            position = 0
            while position + 33 <= len(data):
                length = data[position]
                if length < 33:  # records don't cross sectors: the rest of this one is padding
                    position += _SECTOR_BYTES - position % _SECTOR_BYTES
                    continue
                block, size = struct.unpack_from("<I", data, position + 2)[0], _size(data, position)
                found.setdefault((block, size), data[position + 18 : position + 25])
                position += length
        return found


def _size(data: bytes, position: int) -> int:
    return int.from_bytes(data[position + 10 : position + 14], "little")


def _local(time: EvidenceTime) -> EvidenceTime:
    value = None if time.value is None else time.value.removesuffix("Z")
    return EvidenceTime(time.kind, time.raw, value, time.precision, TimeZoneKnowledge.LOCAL_UNKNOWN)

"""Where the last grain of a sparse VMDK extent lies, from its own tables: what tells that it was cut off."""

from __future__ import annotations

import struct

from forensics_app.errors import SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.bytes.byte_source import read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile

_SECTOR = 512
_AT_END = 0xFFFFFFFFFFFFFFFF
_COMPRESSED = 1 << 16
_MOST_TABLE_BYTES = 64 << 20
_HEADER = struct.Struct("<4sIIQQQQIQQQ")


def check_whole(file: ReadOnlyFile) -> None:
    """Every grain that a sparse extent's tables name lies in the file. Raises SourceTruncatedError."""
    needed = _sparse_end(file)
    if needed > file.size_bytes:
        raise SourceTruncatedError(
            path=str(file.path), format="VMDK", expected_bytes=needed, actual_bytes=file.size_bytes
        )


def _sparse_end(file: ReadOnlyFile) -> int:
    """Where the last grain begins (compressed) or ends; 0 for an extent that is not of this sparse form."""
    head = read_up_to(file, 0, _HEADER.size)
    if len(head) < _HEADER.size or not head.startswith(b"KDMV"):
        return 0
    if _HEADER.unpack(head)[9] == _AT_END:
        # written as a stream: the header that counts is the footer, third sector from the end
        head = read_up_to(file, max(0, file.size_bytes - 1024), _HEADER.size)
        if not head.startswith(b"KDMV"):
            return file.size_bytes + 1024
    fields: tuple[int, ...] = _HEADER.unpack(head)[1:]
    flags, capacity, grain, per_table, directory = fields[1], fields[2], fields[3], fields[6], fields[8]
    if not grain or not per_table:
        raise SourceDamagedError(path=str(file.path), format="VMDK", detail="impossible header")
    tables = -(-capacity // (grain * per_table))
    end = directory * _SECTOR + tables * 4
    if end > file.size_bytes or tables * 4 > _MOST_TABLE_BYTES or per_table * 4 > _MOST_TABLE_BYTES:
        return end
    listed: tuple[int, ...] = struct.unpack(f"<{tables}I", file.read(directory * _SECTOR, tables * 4))
    for table in listed:
        if not table:
            continue
        at = table * _SECTOR
        if at + per_table * 4 > file.size_bytes:
            return at + per_table * 4
        last: int = max(struct.unpack(f"<{per_table}I", file.read(at, per_table * 4)))
        if last > 1:  # 0 is no grain, 1 a grain of zeros
            end = max(end, last * _SECTOR + (1 if flags & _COMPRESSED else grain * _SECTOR))
    return end

"""$ATTRIBUTE_LIST: which other records hold attributes of a file, for a list that is resident or has runs.

Layout as documented for ntfs-3g (layout.h): entries of at least 26 bytes, the length at 4, the reference to
the record at 16 (48 bits number, 16 bits sequence number). A list holds 256 KiB at most.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from typing import NamedTuple

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.ntfs.record import Record, RecordAttribute

MOST_BYTES = 256 << 10
_ENTRY_BYTES = 26
_NUMBER = (1 << 48) - 1


class Reference(NamedTuple):
    """A record and the sequence number that it had."""

    number: int
    sequence: int


def references(value: bytes) -> tuple[list[Reference], int]:
    """What a list names, each once, and how many of its bytes make sense."""
    found: dict[Reference, None] = {}
    offset = 0
    while offset + _ENTRY_BYTES <= len(value):
        length = struct.unpack_from("<H", value, offset + 4)[0]
        if length < _ENTRY_BYTES:
            break
        reference = struct.unpack_from("<Q", value, offset + 16)[0]
        found[Reference(reference & _NUMBER, reference >> 48)] = None
        offset += length
    return list(found), offset


def read_list(attribute: RecordAttribute, source: ByteSource, cluster_bytes: int) -> bytes:
    """The list that lies in clusters: as much of it as can be read.

    Nothing where it is of a form that NTFS doesn't give to lists: larger, compressed, or not fully written.
    """
    size = attribute.size
    if attribute.first_cluster or attribute.flags or size > MOST_BYTES or attribute.valid_length < size:
        return b""
    value = bytearray()
    with suppress(ReadFailedError):  # the source keeps it
        for cluster, count in _runs(attribute.run_list):
            length = min(count * cluster_bytes, size - len(value))
            if length <= 0 or cluster * cluster_bytes + length > source.size_bytes:
                break
            value += source.read(cluster * cluster_bytes, length)
    return bytes(value)


def belongs(extension: Record, reference: Reference, base: Record, number: int) -> bool:
    """Whether the record is still the one that the list of record `number` meant, and says so itself."""
    return (
        extension.base == number
        and _is_same(extension, reference.sequence)
        and _is_same(base, extension.base_sequence)
    )


def _is_same(record: Record, sequence: int) -> bool:
    """Deleting counts the sequence number of a record up by one, and leaves out 0."""
    after = sequence % 0xFFFF + 1
    return record.sequence == sequence or (not record.in_use and record.sequence == after)


def _runs(packed: bytes) -> list[tuple[int, int]]:
    """(first cluster, clusters) of each run; up to the end, a hole, or what is none."""
    found: list[tuple[int, int]] = []
    offset, cluster = 0, 0
    while offset < len(packed) and packed[offset]:
        lengths, offsets = packed[offset] & 15, packed[offset] >> 4
        end = offset + 1 + lengths + offsets
        if not lengths or not offsets or lengths > 8 or offsets > 8 or end > len(packed):
            break
        count = int.from_bytes(packed[offset + 1 : offset + 1 + lengths], "little", signed=True)
        cluster += int.from_bytes(packed[offset + 1 + lengths : end], "little", signed=True)
        if count <= 0 or cluster < 0:
            break
        found.append((cluster, count))
        offset = end
    return found

"""A physical volume of LVM2: its label, and the texts of its volume group that hold.

On-disk format as the lvm2 sources define it (lib/format_text/layout.h): a label in one of the first four
sectors, a header with areas, each metadata area a ring buffer whose checksums are CRC-32 started at
0xf597a6cf without a final inversion.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource

_LABEL, _LABEL_TYPE = b"LABELONE", b"LVM2 001"
_SECTOR_BYTES = 512
_LABEL_SECTORS = 4
_AREA_MAGIC = b"\x20LVM2\x20x[5A%r0N*>"
_AREA_HEADER_BYTES = 512
_MOST_TEXT_BYTES = 16 << 20
_MOST_AREAS = 16
_INITIAL_CRC = 0xF597A6CF
_IGNORED = 1


class LvmDamaged(Exception):
    """Not what the format says; the text is technical."""


@dataclass(frozen=True, slots=True)
class PhysicalVolume:
    """`uuid` without hyphens; `texts` the metadata of its group, one for each area that holds some: a volume
    may hold none (`--pvmetadatacopies 0`), or an old one.
    """

    uuid: str
    size_bytes: int
    texts: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def is_physical_volume(source: ByteSource) -> bool:
    """Whether a label of LVM2 stands in one of the first four sectors."""
    return _find_label(peek(source, 0, _LABEL_SECTORS * _SECTOR_BYTES)) is not None


def read_physical_volume(source: ByteSource) -> PhysicalVolume:
    """Raises LvmDamaged, ReadFailedError."""
    head = peek(source, 0, _LABEL_SECTORS * _SECTOR_BYTES)
    at = _find_label(head)
    if at is None:
        raise LvmDamaged("no label")
    label = head[at : at + _SECTOR_BYTES]
    crc, header_at = struct.unpack_from("<II", label, 16)
    if _checksum(label[20:]) != crc or not 32 <= header_at <= _SECTOR_BYTES - 40:
        raise LvmDamaged("the label's checksum does not hold")
    uuid = label[header_at : header_at + 32].decode("ascii", "replace")
    size = struct.unpack_from("<Q", label, header_at + 32)[0]
    texts, remarks = [], []
    for offset, length in _metadata_areas(label, header_at + 40):
        try:
            found = _newest_text(source, offset, length)
        except (LvmDamaged, ReadFailedError) as e:
            remarks.append(f"metadata area at {offset}: {e}")
        else:
            texts += [] if found is None else [found]
    if not texts and remarks:
        raise LvmDamaged("; ".join(remarks))
    return PhysicalVolume(uuid, size, tuple(texts), tuple(remarks))


def _find_label(head: bytes) -> int | None:
    for at in range(0, len(head) - _SECTOR_BYTES + 1, _SECTOR_BYTES):
        if head[at : at + 8] == _LABEL and head[at + 24 : at + 32] == _LABEL_TYPE:
            return at
    return None


def _metadata_areas(label: bytes, at: int) -> list[tuple[int, int]]:
    """Offset and length of each metadata area: the second list of areas; the first one is of data."""
    lists: list[list[tuple[int, int]]] = [[]]
    while at + 16 <= len(label) and len(lists) < 3 and len(lists[-1]) < _MOST_AREAS:
        offset, length = struct.unpack_from("<QQ", label, at)
        at += 16
        if offset == 0 and length == 0:
            lists.append([])
        else:
            lists[-1].append((offset, length))
    return lists[1] if len(lists) > 1 else []


def _newest_text(source: ByteSource, offset: int, length: int) -> str | None:
    """The committed text of one area; None for an area that is out of use. Raises LvmDamaged."""
    header = source.read(offset, _AREA_HEADER_BYTES)
    crc = struct.unpack_from("<I", header, 0)[0]
    if header[4:20] != _AREA_MAGIC or _checksum(header[4:]) != crc:
        raise LvmDamaged("its header does not hold")
    _, start, size = struct.unpack_from("<IQQ", header, 20)
    text_at, text_bytes, text_crc, flags = struct.unpack_from("<QQII", header, 40)
    if flags & _IGNORED or not text_bytes:
        return None
    if (
        start != offset
        or not _AREA_HEADER_BYTES <= text_at < size
        or text_bytes > min(size, _MOST_TEXT_BYTES)
    ):
        raise LvmDamaged("its text lies outside")
    first = min(text_bytes, size - text_at)
    text = source.read(offset + text_at, first)
    if first < text_bytes:  # a ring: it goes on behind the header
        text += source.read(offset + _AREA_HEADER_BYTES, text_bytes - first)
    if _checksum(text) != text_crc:
        raise LvmDamaged("its text's checksum does not hold")
    return text.rstrip(b"\x00").decode("utf-8", "replace")


def _checksum(data: bytes) -> int:
    """CRC-32 with LVM's start value, and without zlib's inversions."""
    return zlib.crc32(data, _INITIAL_CRC ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

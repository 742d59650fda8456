"""How many bytes a file system says it needs, from its own header: what tells that an image was cut off."""

from __future__ import annotations

import struct

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.signatures import hint, udf

_ISO_PAD_BYTES = 150 * 2048  # track padding that a disc's volume size may count and an image may lack
_EXT_64BIT = 0x80
_MOST_BYTES = 1 << 62


def claimed_bytes(source: ByteSource) -> int | None:
    """The size that the file system at byte 0 was made for; None where none is recognised.

    What a size may rightly lack (padding of ISO 9660 and UDF) is subtracted already.
    """
    claimed = _claimed(source)
    # no volume is larger; damaged headers claim more than any number field holds
    return None if claimed is None else min(claimed, _MOST_BYTES)


def _claimed(source: ByteSource) -> int | None:
    kind = hint(source)
    head = peek(source, 0, 2048)
    if kind == "ntfs":
        # the boot sector's count leaves out the last sector, which holds its own copy
        sectors, bytes_per_sector = struct.unpack_from("<Q", head, 0x28)[0], _u16(head, 11)
        return int((sectors + 1) * bytes_per_sector)
    if kind == "fat" and head[3:11] == b"EXFAT   ":
        return int(struct.unpack_from("<Q", head, 72)[0]) << min(head[108], 12)
    if kind == "fat":
        return (_u16(head, 19) or _u32(head, 32)) * _u16(head, 11)
    if kind == "ext":
        return _ext_bytes(head)
    if kind == "hfs" and head[0x400:0x402] in (b"H+", b"HX"):
        block_size, blocks = struct.unpack_from(">II", head, 0x400 + 40)
        return int(block_size * blocks)
    if head[:4] == b"XFSB":
        block_size, blocks = struct.unpack_from(">IQ", head, 4)
        return int(block_size * blocks)
    if head[32:36] == b"NXSB":
        block_size, blocks = struct.unpack_from("<IQ", head, 36)
        return int(block_size * blocks)
    if kind is None and udf(source) is not None:
        from forensics_app.evidence.filesystems.udf.volume import end_of_partitions  # only where there is one

        return max(0, end_of_partitions(source) - _ISO_PAD_BYTES)
    if kind == "iso9660":
        descriptor = peek(source, 0x8000, 2048)
        return max(0, _u32(descriptor, 80) * (_u16(descriptor, 128) or 2048) - _ISO_PAD_BYTES)
    return None


def _ext_bytes(head: bytes) -> int:
    blocks = _u32(head, 0x404)
    if _u32(head, 0x460) & _EXT_64BIT and len(head) >= 0x554:
        blocks |= _u32(head, 0x550) << 32
    return blocks * (1024 << min(_u32(head, 0x418), 6))


def _u16(data: bytes, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 2], "little")


def _u32(data: bytes, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 4], "little")

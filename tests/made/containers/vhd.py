"""A differencing VHD, after Microsoft's "Virtual Hard Disk Image Format Specification" (2006)."""

from __future__ import annotations

import struct
from pathlib import Path

_BLOCK = 2 << 20
_SECTOR = 512


def footer_of(image: Path) -> bytes:
    """The last sector of a VHD."""
    return image.read_bytes()[-512:]


def differencing(
    path: Path,
    parent: Path,
    writes: dict[int, bytes],
    *,
    name: str | None = None,
    identity: bytes | None = None,
    size: int | None = None,
) -> None:
    """Write `path`: a child of the VHD `parent` in which some sectors (number -> 512 bytes) were written.

    `name` and `identity` are what it says of its parent, where that isn't the truth; `size` the child's own.
    """
    theirs = footer_of(parent)
    size = size or struct.unpack_from(">Q", theirs, 48)[0]
    blocks = -(-size // _BLOCK)
    footer = bytearray(theirs)
    struct.pack_into(">Q", footer, 16, 512)
    struct.pack_into(">QQ", footer, 40, size, size)
    struct.pack_into(">I", footer, 60, 4)
    footer[68:84] = bytes(range(16))
    _sum(footer, 64)
    table_at = 512 + 1024
    table_bytes = -(-blocks * 4 // _SECTOR) * _SECTOR
    locator_at = table_at + table_bytes
    name = parent.name if name is None else name
    relative = f".\\{name}".encode("utf-16-le")
    header = bytearray(1024)
    struct.pack_into(
        ">8sQQIII", header, 0, b"cxsparse", 0xFFFFFFFFFFFFFFFF, table_at, 0x10000, blocks, _BLOCK
    )
    header[40:56] = theirs[68:84] if identity is None else identity
    header[64 : 64 + 512] = name.encode("utf-16-be").ljust(512, b"\x00")
    struct.pack_into(">4sIIIQ", header, 576, b"W2ru", _SECTOR, len(relative), 0, locator_at)
    _sum(header, 36)
    table = [0xFFFFFFFF] * blocks
    data = bytearray()
    first = locator_at + _SECTOR
    for block in sorted({sector * _SECTOR // _BLOCK for sector in writes}):
        bitmap, content = bytearray(_SECTOR), bytearray(_BLOCK)
        for sector, written in writes.items():
            at = sector * _SECTOR - block * _BLOCK
            if 0 <= at < _BLOCK:
                bitmap[at // _SECTOR // 8] |= 0x80 >> at // _SECTOR % 8
                content[at : at + _SECTOR] = written
        table[block] = (first + len(data)) // _SECTOR
        data += bitmap + content
    packed = struct.pack(f">{blocks}I", *table).ljust(table_bytes, b"\xff")
    path.write_bytes(
        bytes(footer)
        + bytes(header)
        + packed
        + relative.ljust(_SECTOR, b"\x00")
        + bytes(data)
        + bytes(footer)
    )


def _sum(block: bytearray, at: int) -> None:
    block[at : at + 4] = bytes(4)
    struct.pack_into(">I", block, at, ~sum(block) & 0xFFFFFFFF)

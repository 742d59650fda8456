"""The tables of an Apple disk image (UDIF): a trailer, an XML property list in it `mish` tables of blocks.

Apple publishes no specification; the layout is the one that libmodi's documentation and other open readers
agree on. Numbers are big-endian.
"""

from __future__ import annotations

import plistlib
import struct
from dataclasses import dataclass
from itertools import pairwise
from xml.parsers.expat import ExpatError

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to

SECTOR = 512
ZEROS, RAW, IGNORED = 0, 1, 2
ADC, ZLIB, BZIP2, LZFSE, LZMA = 0x80000004, 0x80000005, 0x80000006, 0x80000007, 0x80000008
_COMMENT, _END = 0x7FFFFFFE, 0xFFFFFFFF
_MOST_XML_BYTES = 64 << 20
_MOST_BLOCKS = 1 << 22
_MOST_BLOCK_BYTES = 64 << 20
_TRAILER_BYTES = 512
_MISH = struct.Struct(">4sIQQQII")
_BLOCK = struct.Struct(">IIQQQQ")
_BLOCKS_AT = 204  # in a mish table: after its checksum and the number of blocks


class UdifError(Exception):
    """The tables can't be used; the argument says why, in technical words."""


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """`size_bytes` of the medium from `start_bytes` on, stored as `stored_bytes` at `position_bytes`."""

    start_bytes: int
    size_bytes: int
    kind: int
    position_bytes: int
    stored_bytes: int


@dataclass(frozen=True, slots=True)
class Trailer:
    """The `koly` block at the end of the file."""

    data_at: int
    data_bytes: int
    resources_bytes: int
    segments: int
    xml_at: int
    xml_bytes: int
    sectors: int


def has_trailer(file: ByteSource) -> bool:
    """Whether the last sector is one, by its signature."""
    return read_up_to(file, max(0, file.size_bytes - _TRAILER_BYTES), _TRAILER_BYTES).startswith(b"koly")


def read_trailer(file: ByteSource) -> Trailer:
    """The last sector. Raises UdifError."""
    raw = read_up_to(file, max(0, file.size_bytes - _TRAILER_BYTES), _TRAILER_BYTES)
    if len(raw) < _TRAILER_BYTES or not raw.startswith(b"koly"):
        raise UdifError("no trailer")
    data_at, data_bytes, _, resources_bytes = struct.unpack_from(">QQQQ", raw, 24)
    segments = struct.unpack_from(">II", raw, 56)[1]
    xml_at, xml_bytes = struct.unpack_from(">QQ", raw, 216)
    sectors = struct.unpack_from(">Q", raw, 492)[0]
    return Trailer(
        data_at,
        data_bytes,
        resources_bytes,
        segments,
        xml_at,
        xml_bytes,
        sectors,
    )


def read_blocks(file: ByteSource, trailer: Trailer) -> tuple[Block, ...]:
    """Every block in the order of the medium. Raises UdifError, ReadFailedError."""
    if not 0 < trailer.xml_bytes <= _MOST_XML_BYTES or trailer.xml_at + trailer.xml_bytes > file.size_bytes:
        raise UdifError("no property list")
    try:
        # plistlib refuses entity declarations, which could grow without bound
        plist = plistlib.loads(file.read(trailer.xml_at, trailer.xml_bytes), fmt=plistlib.FMT_XML)
        tables = [entry["Data"] for entry in plist["resource-fork"]["blkx"]]
    except (ExpatError, ValueError, LookupError, TypeError, AttributeError) as e:  # also unknown encodings
        raise UdifError(f"property list: {type(e).__name__}: {e}") from e
    blocks: list[Block] = []
    for table in tables:
        if not isinstance(table, bytes):
            raise UdifError("a table of blocks that is no data")
        blocks += _table(table, trailer.data_at)
        if len(blocks) > _MOST_BLOCKS:
            raise UdifError("too many blocks")
    return tuple(sorted(blocks))


def problems_of(blocks: tuple[Block, ...], trailer: Trailer) -> list[str]:
    """What doesn't fit together: sectors or stored bytes of no block or of two."""
    found = []
    end, covered = trailer.sectors * SECTOR, 0
    for block in blocks:
        if block.start_bytes != covered:
            found.append(f"the blocks have a gap or overlap at {covered}")
            break
        covered = block.start_bytes + block.size_bytes
    else:
        if covered < end:
            found.append(f"no block describes the medium from {covered} on, up to {end}")
    used = sorted((b.position_bytes, b.stored_bytes) for b in blocks if b.kind not in (ZEROS, IGNORED))
    if any(one[0] + one[1] > other[0] for one, other in pairwise(used) if one != other):
        found.append("stored blocks overlap")
    # stored bytes that no block uses are normal: hdiutil leaves such behind
    if any(block.stored_bytes for block in blocks if block.kind in (ZEROS, IGNORED)):
        found.append("blocks of zeros that have stored bytes")
    return found


def _table(table: bytes, data_at: int) -> list[Block]:
    if len(table) < _BLOCKS_AT or not table.startswith(b"mish"):
        raise UdifError("a table of blocks without its signature")
    _, _, first, _, offset, _, _ = _MISH.unpack_from(table)
    count = struct.unpack_from(">I", table, _BLOCKS_AT - 4)[0]
    if _BLOCKS_AT + count * _BLOCK.size > len(table):
        raise UdifError("a table of blocks that is cut off")
    found = []
    for index in range(count):
        kind, _, start, sectors, position, stored = _BLOCK.unpack_from(
            table, _BLOCKS_AT + index * _BLOCK.size
        )
        if kind in (_COMMENT, _END) or not sectors:
            continue
        packed = kind not in (ZEROS, RAW, IGNORED)
        if packed and sectors * SECTOR > _MOST_BLOCK_BYTES:
            raise UdifError(f"a packed block of {sectors} sectors")
        at = data_at + offset + position
        found.append(Block((first + start) * SECTOR, sectors * SECTOR, kind, at, stored))
    return found

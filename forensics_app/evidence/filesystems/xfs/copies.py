"""The superblocks in the allocation groups of XFS: what it opens by where the first one is damaged.

How large the groups are only the superblock says, and the header of the first group's free space, a sector
behind it. Else they are looked for where mkfs.xfs begins the second one: the volume has 2 to 64 of them, or
they have 1 TiB less a block; and at whole MiB of the first 4 GiB, for what was made larger since. All but the
last one and one in the middle lack the number of the root (xfsprogs, rewrite_secondary_superblocks).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.copies import HeaderCopy
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry, parse_geometry, sum_agrees
from forensics_app.evidence.format_errors import MalformedError

_SUPERBLOCK_BYTES = 512
_MAGIC, _FREE_SPACE_MAGIC = b"XFSB", b"XAGF"
_BLOCK_SIZES = tuple(512 << log for log in range(8))
_SECTOR_SIZES = (512, 4096)
_MOST_GROUPS = 64
_USUAL_GROUPS, _AROUND = (4, 8, 16, 32), 1 << 20  # mkfs.xfs rounds these to whole stripes
_MIB = 1 << 20
_MOST_PLACES = 4096
_LARGEST = 1 << 40
_CHECKSUM_AT = 224
_ROOT = slice(56, 64)
_NO_ROOT = b"\xff" * 8
_MOST_ASKED = 64


def xfs_copies(source: ByteSource, alive: Callable[[int], None]) -> HeaderCopy | None:
    """By a superblock of another group that has the number of the root; None where there is none."""
    for place in _places(source, alive):
        geometry = _geometry_at(source, place)
        if geometry is not None:
            return _with_root(source, geometry)
    return None


def _places(source: ByteSource, alive: Callable[[int], None]) -> Iterator[int]:
    size = source.size_bytes
    for sector in _SECTOR_SIZES:
        head = peek(source, sector, 16)
        if head[:4] == _FREE_SPACE_MAGIC:
            blocks = struct.unpack_from(">I", head, 12)[0]
            yield from (blocks * block for block in _BLOCK_SIZES)
    for count in range(2, _MOST_GROUPS + 1):
        yield from {-(-(size // block) // count) * block for block in _BLOCK_SIZES}
    yield from (_LARGEST - block for block in _BLOCK_SIZES)
    for count in _USUAL_GROUPS:
        begin = max(0, (size // count - _AROUND) // _SUPERBLOCK_BYTES * _SUPERBLOCK_BYTES)
        alive(begin)
        window = peek(source, begin, 2 * _AROUND)
        at = window.find(_MAGIC)
        while at >= 0:
            yield begin + at
            at = window.find(_MAGIC, at + 1)
    for place in range(_MIB, min(size, _MOST_PLACES * _MIB), _MIB):
        alive(place)
        yield place


def _geometry_at(source: ByteSource, place: int) -> XfsGeometry | None:
    """What the superblock at a place says, if it belongs there."""
    raw = peek(source, place, _SUPERBLOCK_BYTES) if place > 0 else b""
    if raw[:4] != _MAGIC or len(raw) < _SUPERBLOCK_BYTES:
        return None
    try:
        found = parse_geometry(raw)
    except MalformedError:
        return None
    group, within = divmod(place, found.group_blocks * found.block_bytes)
    fits = not within and 0 < group < found.groups and found.size_bytes <= source.size_bytes
    if fits and found.checksums:
        fits = sum_agrees(peek(source, place, found.sector_bytes), _CHECKSUM_AT)
    return found if fits else None


def _with_root(source: ByteSource, geometry: XfsGeometry) -> HeaderCopy | None:
    last = geometry.groups - 1
    groups = dict.fromkeys((last, last // 2, *range(1, min(geometry.groups, _MOST_ASKED))))
    for group in groups:
        place = group * geometry.group_blocks * geometry.block_bytes
        found = _geometry_at(source, place)
        raw = peek(source, place, geometry.sector_bytes)
        if found is not None and raw[_ROOT] != _NO_ROOT and found.group_blocks == geometry.group_blocks:
            return HeaderCopy(raw, 0, place)
    return None

"""What ext2, ext3 and ext4 open by where their superblock or group descriptors are damaged: their copies.

Block groups begin with a copy of the superblock and one of all group descriptors: each of them, or those
whose number is 1 or a power of 3, 5 or 7 (sparse_super), or two (sparse_super2). libtsk looks at none. They
are looked for where mke2fs puts them for each size of a block, and in the first 64 MiB wherever one says that
it lies there.

The kernel writes the copies when a file system is made larger and never else: what they say of free and of
never written parts is from then, so that is not gone by, as in libext2fs (lib/ext2fs/openfs.c).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from forensics_app.evidence.bytes.bad_sectors import peek, read_around
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.copies import Copy
from forensics_app.evidence.filesystems.ext import superblock_fields as fields
from forensics_app.evidence.filesystems.ext.superblock import (
    Superblock,
    checksum_agrees,
    descriptor_agrees,
    superblock,
)
from forensics_app.evidence.filesystems.ext.superblock_fields import (
    META_BG,
    SUPERBLOCK_AT,
    SUPERBLOCK_BYTES,
    u32,
)

_BLOCK_SIZES = tuple(1024 << log for log in range(7))
_MOST_GROUP_BLOCKS = 65528  # mke2fs makes no larger groups
_GROUPS = (1, 3, 5, 7, 9, 25, 27, 49, 81)
_LOOKED_AT_WHOLE, _WINDOW = 64 << 20, 1 << 20
_MOST_GROUPS, _MOST_TABLE_BYTES = 1 << 17, 8 << 20  # 16 TiB in blocks of 4 KiB
_MOST_FAILED = 2  # windows that have bad sectors
_MOST_TABLES = 3  # copies of the group descriptors that are looked at
_MOST_TRIED = 4
_NARROW_BYTES = 32  # of a descriptor; wide ones have the upper halves of numbers behind these
_FLAGS_AT, _UNUSED_AT, _UNUSED_HIGH_AT = 18, 28, 50
_BLOCK_UNINIT, _INODE_UNINIT = 0x2, 0x1


class ExtCopies(NamedTuple):
    """What to put in place of damaged bytes. `superblock_at`: where the copy of the superblock lies, None
    where the first one is used; `descriptors`: how many group descriptors are copies; `geometry`: as
    Superblock.
    """

    copies: tuple[Copy, ...]
    superblock_at: int | None
    descriptors: int
    geometry: tuple[int, ...]


class _Found(NamedTuple):
    place: int
    block: Superblock
    raw: bytes


def ext_copies(source: ByteSource, alive: Callable[[int], None], *, refused: bool) -> Iterator[ExtCopies]:
    """What to try, best first. `refused`: libtsk doesn't take it as it is; else nothing for a sound one."""
    raw = peek(source, SUPERBLOCK_AT, SUPERBLOCK_BYTES)
    block = superblock(raw)
    if (sizes := _first_revision(raw)) is not None and block is not None:
        mended = next(_with_descriptors(source, block), ExtCopies((), None, 0, block.geometry))
        yield mended._replace(copies=(*mended.copies, sizes))
    if refused:
        yield from _with_descriptors(source, block)
        yield from _with_superblock(source, alive)
        return
    if block is None or not (block.counts_agree and checksum_agrees(raw)):
        for copies in _with_superblock(source, alive):
            if block is not None and block.geometry == copies.geometry:
                break  # what is wrong with it leads nowhere else
            yield copies
    yield from _with_descriptors(source, block)


def _first_revision(raw: bytes) -> Copy | None:
    """The size of an inode for a superblock of revision 0, which has no field for it: libtsk reads one."""
    at, size = fields.INODE_SIZE, struct.pack("<H", 128)
    if len(raw) < SUPERBLOCK_BYTES or u32(raw, fields.REV_LEVEL) or raw[at : at + 2] == size:
        return None
    return Copy(SUPERBLOCK_AT + at, size)


def _with_superblock(source: ByteSource, alive: Callable[[int], None]) -> Iterator[ExtCopies]:
    """By a copy of the superblock: of what isn't cut off, the file system that was made last first."""

    def order(found: _Found) -> tuple[bool, int, int, int]:
        block = found.block
        return block.size_bytes > source.size_bytes, -block.made, -block.written, found.place

    newest = sorted(_found(source, alive), key=order)
    tried: list[bytes] = []
    for place, block, raw in newest:
        if block.uuid in tried:
            continue
        tried.append(block.uuid)
        if len(tried) > _MOST_TRIED:
            return
        copy, count = _mended(source, block, trusted=False)
        head = Copy(SUPERBLOCK_AT, _as_first(block, raw))
        yield ExtCopies((head,) if copy is None else (head, copy), place, count, block.geometry)


def _with_descriptors(source: ByteSource, block: Superblock | None) -> Iterator[ExtCopies]:
    """By copies of group descriptors alone."""
    if block is not None:
        copy, count = _mended(source, block, trusted=True)
        if copy is not None:
            yield ExtCopies((copy,), None, count, block.geometry)


def _found(source: ByteSource, alive: Callable[[int], None]) -> list[_Found]:
    places = set(_usual_places(source.size_bytes))
    failed = 0
    for begin in range(0, min(source.size_bytes, _LOOKED_AT_WHOLE), _WINDOW):
        alive(begin)
        window, gaps = read_around(source, begin, min(_WINDOW, source.size_bytes - begin))
        failed += bool(gaps)
        if failed > _MOST_FAILED:  # what can't be read at all is not to be read sector by sector
            break
        at = window.find(fields.MAGIC)
        while at >= 0:
            if at % SUPERBLOCK_BYTES == fields.MAGIC_AT:
                places.add(begin + at - fields.MAGIC_AT)
            at = window.find(fields.MAGIC, at + 1)
    found = (_superblock_at(source, place) for place in sorted(places))
    return [copy for copy in found if copy is not None]


def _usual_places(size_bytes: int) -> Iterator[int]:
    """Where mke2fs puts copies if nothing else is asked of it."""
    for block_bytes in _BLOCK_SIZES:
        first, per_group = int(block_bytes == SUPERBLOCK_BYTES), min(8 * block_bytes, _MOST_GROUP_BLOCKS)
        last = (size_bytes // block_bytes - first - 1) // per_group
        for group in {*_GROUPS, last}:
            place = (first + group * per_group) * block_bytes
            if 0 < place < size_bytes:
                yield place


def _superblock_at(source: ByteSource, place: int) -> _Found | None:
    """The copy at a place, if it belongs there and agrees with itself."""
    raw = peek(source, place, SUPERBLOCK_BYTES)
    block = superblock(raw)
    if block is None or place % block.block_bytes:
        return None
    group, within = divmod(place // block.block_bytes - block.first_block, block.blocks_per_group)
    fits = (
        group > 0
        and not within
        and block.has_super(group)
        and (block.group == group & 0xFFFF or not block.revision)
        and block.counts_agree
        and checksum_agrees(raw)
    )
    return _Found(place, block, raw) if fits else None


def _as_first(block: Superblock, raw: bytes) -> bytes:
    """A copy as the superblock that it stands for."""
    mended = bytearray(raw)
    if block.revision:
        struct.pack_into("<H", mended, fields.BLOCK_GROUP_NR, 0)
        # set with the first file of 2 GiB, in the first superblock alone: without it sizes would be cut
        read_only = u32(mended, fields.FEATURE_RO_COMPAT)
        struct.pack_into("<I", mended, fields.FEATURE_RO_COMPAT, read_only | fields.LARGE_FILE)
    return bytes(mended)


def _mended(source: ByteSource, block: Superblock, *, trusted: bool) -> tuple[Copy | None, int]:
    """All group descriptors, damaged ones as a copy has them, and how many those are; None where none is.

    `trusted`: the superblock is sound, and with it most likely the descriptors behind it.
    """
    too_many = block.groups > _MOST_GROUPS or block.descriptors_bytes > _MOST_TABLE_BYTES
    if block.incompatible & META_BG or too_many:
        return None, 0
    places = [block.descriptors_at(group) for group in islice(block.holders(), 1 + _MOST_TABLES)]
    first, *copies = [_table(source, block, at) for at in places]
    if trusted and all(_possible(block, first)) and all(_same_places(block, first, copy) for copy in copies):
        return None, 0
    size = block.descriptor_bytes
    found: list[bytes] = []
    count = 0
    for group in range(block.groups):
        own, *others = (table[group * size : (group + 1) * size] for table in (first, *copies))
        if (copy := _instead(block, group, own, others, trusted=trusted)) is not None:
            own = _without_states(block, copy)
            count += 1
        found.append(own)
    return (Copy(places[0], b"".join(found)), count) if count else (None, 0)


def _instead(
    block: Superblock, group: int, own: bytes, copies: list[bytes], *, trusted: bool
) -> bytes | None:
    """The copy of a descriptor that stands for it; None where it is sound itself, or no copy is."""
    possible = _is_sound(block, group, own)
    if possible and block.checksummed:
        return None
    sound = [copy for copy in copies if _is_sound(block, group, copy)]
    if not possible:
        return sound[0] if sound else None
    # without checksums a wrong address is known by the copies alone
    agree = all(_same_places(block, copy, sound[0]) for copy in sound) and len(sound) > trusted
    return sound[0] if agree and not _same_places(block, own, sound[0]) else None


def _table(source: ByteSource, block: Superblock, at: int) -> bytes:
    """The group descriptors at a place, with zeros for what isn't there."""
    size = block.descriptors_bytes
    return peek(source, at, size).ljust(size, b"\0")


def _same_places(block: Superblock, some: bytes, others: bytes) -> bool:
    """Whether descriptors name the same places; what else they say changes all the time."""
    size = block.descriptor_bytes
    at = (*range(12), *(range(_NARROW_BYTES, _NARROW_BYTES + 12) if size >= 2 * _NARROW_BYTES else ()))
    return all(some[byte::size] == others[byte::size] for byte in at)


def _is_sound(block: Superblock, group: int, descriptor: bytes) -> bool:
    return all(_possible(block, descriptor)) and descriptor_agrees(block, group, descriptor)


def _possible(block: Superblock, descriptors: bytes) -> Iterator[bool]:
    """Of each descriptor, whether the bitmaps and inodes that it tells of are in the file system."""
    size = block.descriptor_bytes
    wide = size >= 2 * _NARROW_BYTES
    form = f"<3I{_NARROW_BYTES - 12}x3I{size - _NARROW_BYTES - 12}x" if wide else f"<3I{size - 12}x"
    first, last, last_table = block.first_block, block.blocks - 1, block.blocks - block.inode_table_blocks
    for numbers in struct.iter_unpack(form, descriptors[: len(descriptors) // size * size]):
        bitmap, inodes, table = numbers[:3]
        if wide:
            bitmap, inodes, table = (
                low | high << 32 for low, high in zip(numbers[:3], numbers[3:], strict=True)
            )
        yield first < bitmap <= last and first < inodes <= last and first < table <= last_table


def _without_states(block: Superblock, descriptor: bytes) -> bytes:
    """A copy without what it says of parts that were never written: they may have been since."""
    if not block.checksummed:
        return descriptor
    mended = bytearray(descriptor)
    flags = struct.unpack_from("<H", mended, _FLAGS_AT)[0]
    struct.pack_into("<H", mended, _FLAGS_AT, flags & ~(_BLOCK_UNINIT | _INODE_UNINIT))
    struct.pack_into("<H", mended, _UNUSED_AT, 0)
    if len(mended) > _UNUSED_HIGH_AT + 1:
        struct.pack_into("<H", mended, _UNUSED_HIGH_AT, 0)
    return bytes(mended)

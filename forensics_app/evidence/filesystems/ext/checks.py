"""Checksums of the superblock and the group descriptors of ext4, which libtsk doesn't look at."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.ext.copies import ExtCopies
from forensics_app.evidence.filesystems.ext.superblock import checksum_agrees, descriptor_agrees, superblock
from forensics_app.evidence.filesystems.ext.superblock_fields import META_BG, SUPERBLOCK_AT, SUPERBLOCK_BYTES

_MOST_CHECKED = 1 << 15  # groups, of 4 TiB in blocks of 4 KiB: a third of a second


def wrong_checksums(source: ByteSource, copies: ExtCopies | None) -> Iterator[tuple[str, int]]:
    """What doesn't agree with its checksum and is gone by all the same, in technical words, and how many.

    `copies`: what stands for damaged parts; they were checked.
    """
    raw = peek(source, SUPERBLOCK_AT, SUPERBLOCK_BYTES)
    block = superblock(raw)
    if copies is not None or block is None:
        return  # each descriptor that has a sound copy is one
    if not checksum_agrees(raw):
        yield "the superblock's checksum differs", 1
    if not block.checksummed or block.incompatible & META_BG:
        return
    size, groups = block.descriptor_bytes, min(block.groups, _MOST_CHECKED)
    data = peek(source, block.descriptors_at(0), groups * size)
    wrong = sum(
        not descriptor_agrees(block, at // size, data[at : at + size])
        for at in range(0, len(data) // size * size, size)
    )
    if wrong:
        yield "checksums of group descriptors", wrong

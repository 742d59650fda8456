"""The partitions of a UDF logical volume, made from its partition maps.

Sources: OSTA UDF 2.2.8 (virtual), 2.2.9 and 2.2.12 (sparable), 2.2.10 and 2.2.13 (metadata).
"""

from __future__ import annotations

import struct
from itertools import islice

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.filesystems.udf.blocks import UdfBlocks
from forensics_app.evidence.filesystems.udf.entries import METADATA, METADATA_MIRROR
from forensics_app.evidence.filesystems.udf.records import (
    RECORDED,
    TAG_BYTES,
    Address,
    identifier_of,
    tag_of,
)
from forensics_app.evidence.filesystems.udf.spaces import (
    MappedSpace,
    PlainSpace,
    Space,
    SparableSpace,
    Stretch,
    VirtualSpace,
)
from forensics_app.evidence.filesystems.udf.vat import read_table
from forensics_app.evidence.filesystems.udf.volume import UdfVolume
from forensics_app.evidence.format_errors import MalformedError, NotSupportedError
from forensics_app.evidence.omission_codes import OmissionCode

_PLAIN, _OTHER = (1, 6), (2, 64)  # kind and length of partition maps
_VIRTUAL = b"*UDF Virtual Partition"
_SPARABLE = b"*UDF Sparable Partition"
_METADATA = b"*UDF Metadata Partition"
_SPARING_TABLE = b"*UDF Sparing Table"
_MOST_TABLES = 4
_NOT_MOVED = 0xFFFFFFF0  # and above: an entry that is free or can't be used
_MOST_STRETCHES = 1 << 16


def open_partitions(source: ByteSource, volume: UdfVolume, problem: Problem) -> UdfBlocks:
    """The blocks of a volume. `problem` hears of partitions that aren't read. Raises ReadFailedError."""
    blocks = UdfBlocks(source, volume.block_bytes)
    blocks.spaces = [None] * len(volume.maps)
    below: dict[int, int] = {}  # which map has the blocks that others are made of, by number of partition
    for index, stored in enumerate(volume.maps):
        name = identifier_of(stored, 4) if len(stored) == _OTHER[1] else b""
        try:
            if (stored[0], len(stored)) == _PLAIN:
                number = _number(stored, 2)
                blocks.spaces[index] = _plain(volume, number)
                below.setdefault(number, index)
            elif (stored[0], len(stored)) != _OTHER:
                raise NotSupportedError(f"partition map of kind {stored[0]}")
            elif name == _SPARABLE:
                number = _number(stored, 36)
                blocks.spaces[index] = _sparable(source, volume, stored, number, problem)
                below[number] = index
            elif name not in (_VIRTUAL, _METADATA):
                raise NotSupportedError(f"partition of kind {name.decode('latin-1')}")
        except MalformedError as e:
            problem(OmissionCode.VOLUME_NOT_SUPPORTED, f"partition {index} of UDF: {e}")
    for index, stored in enumerate(volume.maps):
        name = identifier_of(stored, 4) if len(stored) == _OTHER[1] else b""
        if name not in (_VIRTUAL, _METADATA):
            continue
        try:
            number = _number(stored, 36)
            if number not in below:
                blocks.spaces.append(_plain(volume, number))
                below[number] = len(blocks.spaces) - 1
            if name == _VIRTUAL:
                start = volume.partitions[number].start * volume.sector_bytes
                table = read_table(blocks, below[number], start, problem)
                blocks.spaces[index] = VirtualSpace(_of(blocks, below[number]), table)
            else:
                _open_metadata(blocks, index, below[number], stored, problem)
        except (MalformedError, ReadFailedError) as e:
            problem(OmissionCode.VOLUME_NOT_SUPPORTED, f"partition {index} of UDF: {detail_of(e)}")
    return blocks


def _number(stored: bytes, at: int) -> int:
    """The number of a map's partition. Raises NotSupportedError for one on another volume."""
    volume, number = struct.unpack_from("<HH", stored, at)
    if volume > 1:
        raise NotSupportedError(f"it is on volume {volume} of a set")
    return int(number)


def _of(blocks: UdfBlocks, index: int) -> Space:
    space = blocks.spaces[index]
    if space is None:
        raise MalformedError("the partition beneath it is not there")
    return space


def _plain(volume: UdfVolume, number: int) -> PlainSpace:
    place = volume.partitions.get(number)
    if place is None:
        raise MalformedError(f"no descriptor of partition {number}")
    blocks = place.sectors * volume.sector_bytes // volume.block_bytes
    return PlainSpace(place.start * volume.sector_bytes, blocks, volume.block_bytes)


def _sparable(
    source: ByteSource, volume: UdfVolume, stored: bytes, number: int, problem: Problem
) -> SparableSpace:
    packet_blocks, count = struct.unpack_from("<HB", stored, 40)
    if not packet_blocks:
        raise MalformedError("packets of no blocks")
    moved: dict[int, int] | None = None
    for sector in struct.unpack_from(f"<{min(count, _MOST_TABLES)}I", stored, 48):
        try:
            found = _sparing_table(source, sector, volume.sector_bytes)
        except (MalformedError, ReadFailedError) as e:
            problem(OmissionCode.CHECKSUM_DIFFERS, f"sparing table in sector {sector}: {detail_of(e)}")
            continue
        moved = found if moved is None else moved
    if moved is None:
        text = "no sparing table can be read: what was moved is read from where it was before"
        problem(OmissionCode.VOLUME_DAMAGED, text)
    plain = _plain(volume, number)
    return SparableSpace(plain, packet_blocks, moved or {}, volume.block_bytes)


def _sparing_table(source: ByteSource, sector: int, sector_bytes: int) -> dict[int, int]:
    """First block of each packet that was moved, and the byte at which it lies now."""
    at = sector * sector_bytes
    head = read_up_to(source, at, 56)
    if len(head) < 56 or identifier_of(head, TAG_BYTES) != _SPARING_TABLE:
        raise MalformedError("none there")
    (entries,) = struct.unpack_from("<H", head, 48)
    data = source.read(at, max(56 + 8 * entries, TAG_BYTES + struct.unpack_from("<H", head, 10)[0]))
    wrong = tag_of(data, sector).wrong
    if wrong:
        raise MalformedError(", ".join(wrong))
    pairs = struct.iter_unpack("<II", data[56 : 56 + 8 * entries])
    return {block: moved * sector_bytes for block, moved in pairs if block < _NOT_MOVED}


def _open_metadata(blocks: UdfBlocks, index: int, below: int, stored: bytes, problem: Problem) -> None:
    """The metadata file, and its mirror beside it. Raises MalformedError where neither can be read."""
    main, mirror = struct.unpack_from("<II", stored, 40)
    found: list[Space] = []
    for block, kind, name in ((main, METADATA, "metadata file"), (mirror, METADATA_MIRROR, "its mirror")):
        try:
            found.append(_metadata(blocks, Address(block, below), kind, problem))
        except (MalformedError, ReadFailedError) as e:
            problem(OmissionCode.CHECKSUM_DIFFERS, f"{name} of partition {index}: {detail_of(e)}")
    if not found:
        raise MalformedError("neither the metadata file nor its mirror can be read")
    blocks.spaces[index] = found[0]
    if len(found) > 1:
        blocks.mirrors[index] = found[1]


def _metadata(blocks: UdfBlocks, address: Address, kind: int, problem: Problem) -> MappedSpace:
    entry, _ = blocks.entry(address, problem)
    if entry.file_type != kind:
        raise MalformedError(f"the file entry at block {address.block} is of type {entry.file_type}")
    stretches: list[Stretch] = []
    for reach in blocks.extents.reaches(entry, problem):
        count = -(-reach.length_bytes // blocks.block_bytes)
        if reach.kind == RECORDED:
            stretches += islice(blocks.locate(reach.address, count), _MOST_STRETCHES + 1)
        else:
            stretches.append((None, count))
        if len(stretches) > _MOST_STRETCHES:
            raise MalformedError(f"in more than {_MOST_STRETCHES} pieces")
    return MappedSpace(stretches, blocks.block_bytes)

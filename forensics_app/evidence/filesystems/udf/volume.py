"""What a UDF volume says of itself: anchors, then two copies of the volume descriptors.

An anchor lies at sector 256, at the last sector, 256 before it, or at 512 of a medium that was not closed; it
leads to the main and the reserve sequence. Of each descriptor the one with the highest number prevails, and
one whose checks fail only counts where no other says the same. Sources: ECMA-167 3/8.4, 3/10; OSTA UDF 2.2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import Problem, no_problem
from forensics_app.evidence.filesystems.udf.records import (
    TAG_BYTES,
    Reach,
    Tag,
    fixed_text,
    identifier_of,
    long_reach,
    short_reach,
    tag_of,
)
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

PRIMARY, ANCHOR, POINTER, PARTITION, LOGICAL, LAST, INTEGRITY = 1, 2, 3, 5, 6, 8, 9
SECTOR_SIZES = (2048, 512, 4096, 1024, 8192, 16384, 32768)
_DOMAIN = b"*OSTA UDF Compliant"
_FIRST_PLACES = (256, 512)
_LAST_PLACES = (1, 257, 151, 153, 407)  # sectors before the end, also where an image kept 150 or 152 more
_EXTENTS = ((16, "main"), (24, "reserve"))
_MOST_SECTORS = 512  # of one sequence; programs write 16
_MOST_POINTERS = 64
_MOST_MAPS = 32
_MOST_DESCRIPTOR = 64 << 10
_MAPS = 440
_SAYS = slice(20, 512)  # what a descriptor says, behind its tag and the number that counts descriptors
_OPEN, _WRITE_ONCE = 0, 2


@dataclass(frozen=True, slots=True)
class PartitionPlace:
    """A partition as its descriptor says it. Sectors. `access`: 1 read-only to 4 overwritable.

    `bitmap_*`: of its free blocks, counted in the partition; no bytes where there is none.
    """

    number: int
    start: int
    sectors: int
    access: int
    bitmap_block: int
    bitmap_bytes: int


@dataclass(frozen=True, slots=True)
class UdfVolume:
    """A logical volume. `maps`: its partition maps as stored; `revision` as 0x0201; names as UTF-8."""

    sector_bytes: int
    block_bytes: int
    revision: int | None
    label: bytes
    volume_set: bytes
    maps: tuple[bytes, ...]
    partitions: dict[int, PartitionPlace]
    file_set: Reach
    is_open: bool


@dataclass(slots=True)
class _Sequence:
    """The descriptors of one copy, each with its tag, by what makes two of them versions of one thing."""

    name: str
    found: dict[tuple[int, bytes], tuple[Tag, bytes]] = field(default_factory=dict)

    def add(self, tag: Tag, data: bytes) -> None:
        key = (tag.identifier, _identity(tag.identifier, data))
        before = self.found.get(key)
        if before is None or _rank(tag, data) >= _rank(*before):
            self.found[key] = tag, data


def read_volume(source: ByteSource, problem: Problem) -> UdfVolume:
    """The volume. Raises MalformedError where there is none, ReadFailedError.

    `problem` hears of what fails a check, can't be read or contradicts itself.
    """
    candidates = [(size, anchors) for size in SECTOR_SIZES if (anchors := list(_anchors(source, size)))]
    candidates.sort(key=lambda one: min(len(tag.wrong) for _, tag, _ in one[1]))
    texts: list[str] = []
    for sector_bytes, anchors in candidates:
        try:
            volume = _of_anchors(source, sector_bytes, anchors, problem)
        except MalformedError as e:
            texts.append(f"{e} (sectors of {sector_bytes} bytes)")
            continue
        for other, places in candidates:
            if other != sector_bytes and not all(tag.wrong for _, tag, _ in places):
                text = f"UDF in sectors of {sector_bytes} bytes; an anchor for {other} bytes as well"
                problem(OmissionCode.FILE_SYSTEM_AMBIGUOUS, text)
        return volume
    raise MalformedError("; ".join(texts) or "no anchor")


def end_of_partitions(source: ByteSource) -> int:
    """The byte at which the last partition ends; 0 where that isn't known, as of media written once."""
    try:
        volume = read_volume(source, no_problem)
    except (MalformedError, ReadFailedError):
        return 0
    ends = [
        place.start + place.sectors for place in volume.partitions.values() if place.access != _WRITE_ONCE
    ]
    return max(ends, default=0) * volume.sector_bytes


def _anchors(source: ByteSource, sector_bytes: int) -> Iterator[tuple[int, Tag, bytes]]:
    """Sector, tag and bytes of each anchor in sectors of this size."""
    sectors = source.size_bytes // sector_bytes
    for sector in dict.fromkeys((*_FIRST_PLACES, *(sectors - before for before in _LAST_PLACES))):
        if not 0 < sector < sectors:
            continue
        try:
            data = source.read(sector * sector_bytes, min(512, sector_bytes))
        except ReadFailedError:
            continue  # told where none of them leads to a volume
        tag = tag_of(data, sector)
        if (tag.identifier, tag.location) == (ANCHOR, sector) and len(tag.wrong) <= 1:
            yield sector, tag, data


def _of_anchors(
    source: ByteSource, sector_bytes: int, anchors: list[tuple[int, Tag, bytes]], problem: Problem
) -> UdfVolume:
    anchors.sort(key=lambda one: len(one[1].wrong))
    for sector, tag, _ in anchors:
        if tag.wrong:
            problem(OmissionCode.CHECKSUM_DIFFERS, f"anchor in sector {sector}: {', '.join(tag.wrong)}")
    leads = dict.fromkeys(data[16:32] for _, _, data in anchors)
    if len(leads) > 1:
        text = f"{len(leads)} anchors lead to different volume descriptors"
        problem(OmissionCode.FILE_SYSTEM_AMBIGUOUS, text)
    texts: list[str] = []
    for lead in leads:
        data = bytes(16) + lead
        sequences = [_sequence(source, sector_bytes, data, at, name, problem) for at, name in _EXTENTS]
        try:
            return _volume(source, sector_bytes, sequences, problem)
        except MalformedError as e:
            texts.append(str(e))
    raise MalformedError("; ".join(texts))


def _sequence(
    source: ByteSource, sector_bytes: int, anchor: bytes, at: int, name: str, problem: Problem
) -> _Sequence:
    """The descriptors of the copy whose extent stands at byte `at` of an anchor."""
    found = _Sequence(name)
    length, sector = struct.unpack_from("<II", anchor, at)
    seen: set[int] = set()
    end = sector + min(length // sector_bytes, _MOST_SECTORS)
    while sector < end and sector not in seen and len(seen) < _MOST_SECTORS:
        seen.add(sector)
        try:
            data = _descriptor(source, sector, sector_bytes)
        except ReadFailedError as e:
            text = f"{name} volume descriptors, sector {sector}: {detail_of(e)}"
            problem(OmissionCode.DETAILS_UNREADABLE, text)
            sector += 1
            continue
        if len(data) < 512:
            problem(
                OmissionCode.DETAILS_UNREADABLE, f"{name} volume descriptors: sector {sector} is not there"
            )
            break
        tag = tag_of(data, sector)
        if not data[:TAG_BYTES].strip(b"\x00"):
            break
        if len(tag.wrong) > 2:
            problem(OmissionCode.DETAILS_UNREADABLE, f"{name} volume descriptors: none in sector {sector}")
            sector += 1
            continue
        if tag.wrong:
            text = f"{name} volume descriptors, sector {sector}: {', '.join(tag.wrong)}"
            problem(OmissionCode.CHECKSUM_DIFFERS, text)
        if tag.identifier == LAST:
            break
        sector += 1
        if tag.identifier == POINTER:
            length, sector = struct.unpack_from("<II", data, 20)
            end = sector + min(length // sector_bytes, _MOST_SECTORS)
            continue
        found.add(tag, data)
    return found


def _descriptor(source: ByteSource, sector: int, sector_bytes: int) -> bytes:
    """A sector, and what its descriptor takes of the next ones."""
    data = read_up_to(source, sector * sector_bytes, sector_bytes)
    needed = TAG_BYTES + struct.unpack_from("<H", data, 10)[0] if len(data) >= TAG_BYTES else 0
    return data if needed <= len(data) else read_up_to(source, sector * sector_bytes, needed)


def _identity(identifier: int, data: bytes) -> bytes:
    if identifier == PARTITION:
        return data[22:24]
    return data[84:212] if identifier == LOGICAL else b""


def _rank(tag: Tag, data: bytes) -> tuple[bool, int]:
    return not tag.wrong, int(struct.unpack_from("<I", data, 16)[0])


def _volume(source: ByteSource, sector_bytes: int, sequences: list[_Sequence], problem: Problem) -> UdfVolume:
    main, reserve = sequences
    merged = dict(main.found)
    for key, (tag, data) in reserve.found.items():
        known = merged.get(key)
        if known is None or (known[0].wrong and not tag.wrong):
            merged[key] = tag, data
        elif _contradict(known, (tag, data)):
            text = f"main and reserve volume descriptors differ (kind {tag.identifier}): the main one is used"
            problem(OmissionCode.FILE_SYSTEM_AMBIGUOUS, text)
    for name, sequence, other in (("main", main, reserve), ("reserve", reserve, main)):
        missing = sorted({kind for kind, _ in other.found} - {kind for kind, _ in sequence.found})
        if missing:
            text = f"{name} volume descriptors lack kinds {', '.join(map(str, missing))}"
            problem(OmissionCode.DETAILS_UNREADABLE, text)
    logical = _of_kind(merged, LOGICAL)
    if not logical:
        raise MalformedError("no logical volume descriptor")
    for other_volume in logical[1:]:
        name = fixed_text(other_volume[84:212]).decode("utf-8", "replace")
        problem(OmissionCode.FILE_SYSTEM_NOT_SUPPORTED, f"a second logical volume of UDF, {name}")
    partitions = {}
    for (kind, _), (_, data) in merged.items():
        if kind == PARTITION:
            number = struct.unpack_from("<H", data, 22)[0]
            access, start, sectors = struct.unpack_from("<III", data, 184)
            bitmap = short_reach(data, 64, 0)
            partitions[number] = PartitionPlace(
                number, start, sectors, access, bitmap.address.block, bitmap.length_bytes
            )
    first = _of_kind(merged, PRIMARY)
    return _logical_volume(source, sector_bytes, logical[0], partitions, first[0] if first else b"", problem)


def _of_kind(merged: dict[tuple[int, bytes], tuple[Tag, bytes]], wanted: int) -> list[bytes]:
    """The descriptors of a kind; those that fail a check only where all of them do."""
    found = [(tag, data) for (kind, _), (tag, data) in merged.items() if kind == wanted]
    return [data for tag, data in found if not tag.wrong] or [data for _, data in found]


def _contradict(one: tuple[Tag, bytes], other: tuple[Tag, bytes]) -> bool:
    """Whether two copies that stand up to every check say different things of where files are."""
    sound = not one[0].wrong and not other[0].wrong
    return sound and one[0].identifier in (PARTITION, LOGICAL) and one[1][_SAYS] != other[1][_SAYS]


def _logical_volume(
    source: ByteSource,
    sector_bytes: int,
    data: bytes,
    partitions: dict[int, PartitionPlace],
    primary: bytes,
    problem: Problem,
) -> UdfVolume:
    (block_bytes,) = struct.unpack_from("<I", data, 212)
    if block_bytes not in SECTOR_SIZES or block_bytes % sector_bytes:
        raise MalformedError(f"blocks of {block_bytes} bytes in sectors of {sector_bytes}")
    is_udf = identifier_of(data, 216) == _DOMAIN
    map_bytes, map_count = struct.unpack_from("<II", data, 264)
    maps: list[bytes] = []
    at = _MAPS
    while len(maps) < min(map_count, _MOST_MAPS) and at + 2 <= min(_MAPS + map_bytes, len(data)):
        length = data[at + 1]
        if length < 2 or at + length > len(data):
            break
        maps.append(data[at : at + length])
        at += length
    if len(maps) < map_count:
        problem(OmissionCode.DETAILS_UNREADABLE, f"{len(maps)} of {map_count} partition maps")
    once = any(place.access == _WRITE_ONCE for place in partitions.values())  # stays open for ever
    return UdfVolume(
        sector_bytes,
        block_bytes,
        struct.unpack_from("<H", data, 240)[0] if is_udf else None,
        fixed_text(data[84:212]),
        fixed_text(primary[72:200]) if primary else b"",
        tuple(maps),
        partitions,
        long_reach(data, 248),
        not once and _is_open(source, sector_bytes, struct.unpack_from("<II", data, 432)),
    )


def _is_open(source: ByteSource, sector_bytes: int, extent: tuple[int, int]) -> bool:
    """Whether the last integrity descriptor says that the volume was being written to."""
    length, sector = extent
    is_open = False
    for index in range(min(length // sector_bytes, _MOST_POINTERS)):
        try:
            data = read_up_to(source, (sector + index) * sector_bytes, min(sector_bytes, 512))
        except ReadFailedError:
            break
        if len(data) < 80 or tag_of(data, sector + index).identifier != INTEGRITY:
            break
        is_open = struct.unpack_from("<I", data, 28)[0] == _OPEN
    return is_open

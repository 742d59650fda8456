"""An E01 that is not whole, or damaged, as far as it can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from forensics_app.errors import (
    EvidenceError,
    SegmentMissingError,
    SegmentsIncompleteError,
    SourceDamagedError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, Window, read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.containers.ewf.header import HEADERS, MOST_HEADER_BYTES, facts_of
from forensics_app.evidence.containers.ewf.medium import ChunkMedium
from forensics_app.evidence.containers.ewf.placing import Placing
from forensics_app.evidence.containers.ewf.rescue import SegmentRescue, Stored
from forensics_app.evidence.containers.ewf.section_search import next_section
from forensics_app.evidence.containers.ewf.sections import (
    FILE_HEADER,
    FORMAT,
    ChunkTable,
    EwfSections,
    Section,
    section_at,
    take_sizes,
)
from forensics_app.evidence.containers.ewf.segment_set import VOLUME_BYTES, checksum_holds, is_other
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.containers.partial_medium import PartialMedium, Piece
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import AcquisitionFacts, ContainerFormat

_VOLUMES = ("volume", "disk", "data")


@dataclass(slots=True)
class _Head:
    """What stands in front of the chunks of one segment."""

    volume: bytes = b""
    volume_bytes: int = 0
    damaged: bool = False
    facts: AcquisitionFacts | None = None

    @property
    def sound(self) -> bool:
        return checksum_holds(self.volume)


def open_partial(
    segments: Mapping[int, ReadOnlyFile],
    name_of: Callable[[int], str],
    error: EvidenceError,
    incomplete: Incomplete,
) -> Container:
    """`segments` by their number, from 1 on; `name_of` gives what one that is missing would be called.

    `error` is what kept the image from being opened as a whole one. Where a segment was cut off or something
    is missing it is raised, or one that says more, unless that is accepted; damages without a loss are told.
    """
    heads = {number: _head(file, incomplete.alive) for number, file in segments.items()}
    sizes, problems = _sizes(segments, heads, error)
    found = _Set(sizes, incomplete.alive)
    found.placing.problems += problems
    found.run(_members(segments, heads, sizes, found.placing), name_of)
    placing, wanted = found.placing, -(-sizes.media_bytes // sizes.chunk_bytes)
    if not len(placing.front) and not len(placing.back):
        raise error
    files = tuple(found.used)
    lacks = placing.lacks(wanted)
    if lacks or placing.holes or placing.damaged:
        there = min(placing.there * sizes.chunk_bytes, sizes.media_bytes)
        reasons = [*placing.holes, *placing.damaged] or ["chunks are damaged, and so are their tables"]
        refusal = _refusal(error, found.foreign, sizes, there) if lacks else error
        for reason in reasons:
            incomplete.accept(refusal, reason)
    if not placing.problems and not placing.holes and not placing.damaged:
        placing.problems.append(getattr(error, "detail", "") or error.code)
    medium = _medium(files, sizes, placing, wanted)
    return Container(
        ContainerFormat.EWF,
        medium,
        files,
        sector_size_bytes=sizes.sector_bytes,
        stored_digests=Digests(md5=found.stored.md5, sha1=found.stored.sha1),
        acquisition=next((head.facts for head in heads.values() if head.facts), AcquisitionFacts()),
        strays=tuple(shown_name(file.name) for file in found.strays),
        unread_sectors=tuple(sizes.unread_sectors),
        problems=tuple(dict.fromkeys(placing.problems)),
        missing=tuple(incomplete.missing),
        notes=("E01 not whole: read by its own tables and checksums, without pyewf",),
    )


class _Set:
    """The segments of one image, taken in one after the other."""

    def __init__(self, sizes: EwfSections, alive: Callable[[], None]) -> None:
        self.placing = Placing()
        self.stored = Stored()
        self.used: list[ReadOnlyFile] = []
        self.strays: list[ReadOnlyFile] = []
        self.foreign: str | None = None
        self._sizes = sizes
        self._alive = alive

    def run(self, members: Mapping[int, ReadOnlyFile | str], name_of: Callable[[int], str]) -> None:
        """`members` by their number; for a file that isn't one, why it isn't."""
        last, before = "", 0
        for number, file in sorted(members.items()):
            if last == "done":
                if not isinstance(file, str):
                    self.strays.append(file)
                continue
            for missing in range(before + 1, number):
                self.placing.hole(f"{name_of(missing)} is missing")
            before = number
            if isinstance(file, str):
                self.foreign = self.foreign or name_of(number)
                self.placing.hole(f"{name_of(number)} is missing: {file}")
                last = "foreign"
                continue
            index = len(self.used)
            self.used.append(file)
            last = SegmentRescue(
                file,
                index,
                sizes=self._sizes,
                placing=self.placing,
                stored=self.stored,
                alive=self._alive,
            ).run()
        if last == "next":
            self.placing.hole(f"{name_of(before + 1)} is missing")
        self.placing.settle(-(-self._sizes.media_bytes // self._sizes.chunk_bytes))


def _head(file: ReadOnlyFile, alive: Callable[[], None]) -> _Head:
    """Sections up to the one with the sizes; behind damage, the next one that is found."""
    found, offset = _Head(), FILE_HEADER.size
    while not found.sound:
        section: Section | None
        try:
            section = section_at(file, offset)
        except SourceTruncatedError:
            break
        except SourceDamagedError:
            section = next_section(file, offset, alive)
        if section is None or section.type in ("next", "done"):
            break
        if section.type in _VOLUMES:
            raw = read_up_to(file, section.data_offset, min(section.size, VOLUME_BYTES))
            found.damaged = found.damaged or not checksum_holds(raw)
            if checksum_holds(raw) or (not found.volume and section.type != "data"):
                found.volume, found.volume_bytes = raw, section.size
        elif section.type in HEADERS and found.facts is None:
            stored = read_up_to(file, section.data_offset, min(section.size, MOST_HEADER_BYTES))
            found.facts = facts_of(stored, section.type)
        offset = section.next
    return found


def _sizes(
    segments: Mapping[int, ReadOnlyFile], heads: Mapping[int, _Head], error: EvidenceError
) -> tuple[EwfSections, list[str]]:
    """By the first segment that says them with a right checksum, else with any. Raises `error` for none."""
    for number, head in sorted(heads.items(), key=lambda item: (not item[1].sound, item[0])):
        found = EwfSections()
        try:
            take_sizes(segments[number], head.volume, head.volume_bytes, found)
        except SourceDamagedError:
            continue
        if not found.media_bytes:
            continue
        found.volume = head.volume if head.sound else b""
        if head.sound and not head.damaged and number == min(heads):
            return found, []
        what = "is damaged, a copy of it is used" if head.sound else "has a wrong checksum, and no copy"
        return found, [f"{shown_name(segments[number].name)}: the volume section {what}"]
    raise error


def _members(
    segments: Mapping[int, ReadOnlyFile],
    heads: Mapping[int, _Head],
    sizes: EwfSections,
    placing: Placing,
) -> dict[int, ReadOnlyFile | str]:
    """The segments; why not, for those that belong to another image, or stand in another's place."""
    found: dict[int, ReadOnlyFile | str] = {}
    for number, file in segments.items():
        head = read_up_to(file, 0, FILE_HEADER.size)
        mine = len(head) == FILE_HEADER.size and FILE_HEADER.unpack(head)[2] == number
        if not mine and len(head) == FILE_HEADER.size:
            placing.problems.append(
                f"{shown_name(file.name)} says that it is segment {FILE_HEADER.unpack(head)[2]}"
            )
        other = heads[number].sound and is_other(sizes.volume, heads[number].volume)
        found[number] = file
        if other:
            found[number] = "the file there belongs to another image"
        elif not mine:
            found[number] = "the file there is another segment"
    return found


def _refusal(error: EvidenceError, foreign: str | None, sizes: EwfSections, there: int) -> EvidenceError:
    """What is raised where missing chunks aren't accepted."""
    if foreign is not None:
        return SegmentsIncompleteError(path=error.path, segment=foreign)
    if isinstance(error, SegmentMissingError):
        return SegmentsIncompleteError(path=error.path, segment=error.segment)
    return SourceTruncatedError(
        path=error.path, format=FORMAT, expected_bytes=sizes.media_bytes, actual_bytes=there
    )


def _medium(files: tuple[ReadOnlyFile, ...], sizes: EwfSections, placing: Placing, wanted: int) -> ByteSource:
    """One reader of chunks where all are there, else what there is in its places."""
    chunk_bytes, media_bytes = sizes.chunk_bytes, sizes.media_bytes
    pieces: list[Piece] = []
    for table, first in ((placing.front, 0), (placing.back, wanted - len(placing.back))):
        if not len(table):
            continue
        begin = first * chunk_bytes
        end = min((first + len(table)) * chunk_bytes, media_bytes)
        part = ChunkMedium(
            files,
            EwfSections(chunk_bytes=chunk_bytes, media_bytes=end - begin, chunks=table, first_chunk=first),
        )
        if part.size_bytes == media_bytes and 0 not in table.sizes:
            return part
        pieces += _pieces(part, table, begin, chunk_bytes)
    return PartialMedium(media_bytes, tuple(pieces))


def _pieces(part: ChunkMedium, table: ChunkTable, begin: int, chunk_bytes: int) -> list[Piece]:
    """The runs of chunks that are there."""
    if 0 not in table.sizes:
        return [Piece(begin, part)]
    found: list[Piece] = []
    at = 0
    for there, run in groupby(table.sizes, bool):
        length = sum(1 for _ in run) * chunk_bytes
        if there:
            found.append(Piece(begin + at, Window(part, at, length)))
        at += length
    return found

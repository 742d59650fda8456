"""What can be had of an E01 that is not whole: cut segments, missing ones, damaged descriptors and tables.

The chain of sections is followed as far as it goes and picked up again behind what is damaged. Tables don't
say which chunks they are for, so a chunk has a place on the medium only where all before it are counted, or
all behind it up to the end of a last segment that is whole. Everything else is missing, and told.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from forensics_app.errors import SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.bytes.byte_source import read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import shown_name
from forensics_app.evidence.containers.ewf.chunk_scan import ChunkScan, Found
from forensics_app.evidence.containers.ewf.placing import Placing
from forensics_app.evidence.containers.ewf.section_search import next_section
from forensics_app.evidence.containers.ewf.sections import (
    COMPRESSED,
    DESCRIPTOR,
    FILE_HEADER,
    TABLE_HEADER,
    ChunkTable,
    EwfSections,
    Section,
    section_at,
    table_of,
    take_errors,
)

_TABLES = ("table", "table2")


@dataclass(slots=True)
class _Group:
    """Chunks, and the tables that lead to them."""

    sectors: Section | None = None
    tables: list[Section] = field(default_factory=list)


@dataclass(slots=True)
class Stored:
    """What the last segment stores of the medium."""

    md5: str | None = None
    sha1: str | None = None


class SegmentRescue:
    """One segment, the `index`-th that is used. What is found goes to `sizes`, `placing` and `stored`."""

    def __init__(
        self,
        file: ReadOnlyFile,
        index: int,
        *,
        sizes: EwfSections,
        placing: Placing,
        stored: Stored,
        alive: Callable[[], None],
    ) -> None:
        self._file = file
        self._index = index
        self._name = shown_name(file.name)
        self._sizes = sizes
        self._placing = placing
        self._stored = stored
        self._alive = alive
        self._group = _Group()
        self._last = ""

    def run(self) -> str:
        """Take in the segment; the type of its last section, `cut` where there is none."""
        offset = FILE_HEADER.size
        while True:
            try:
                section = section_at(self._file, offset)
            except SourceTruncatedError:
                return self._cut()
            except SourceDamagedError as e:
                self._placing.problems.append(f"{self._name}: {e.detail}")
                found = next_section(self._file, offset, self._alive)
                begin = offset + DESCRIPTOR.size
                end = self._file.size_bytes if found is None else found.offset
                if begin < end:
                    self._behind_damage(begin, end, found)
                if found is None:
                    return self._cut() if begin < end else self._end()
                section = found
            self._take(section)
            self._last = section.type
            if section.type in ("next", "done"):
                self._flush()
                return section.type
            offset = section.next

    def _behind_damage(self, begin: int, end: int, following: Section | None) -> None:
        """A descriptor is lost: what stands behind it may be chunks, where none are waiting for a table."""
        if self._last in ("sectors", "table"):
            return
        self._flush()
        self._group = _Group(Section("sectors", begin - DESCRIPTOR.size, begin, end - begin, end))
        if following is None or following.type not in _TABLES:
            found = self._scan(self._group.sectors, (), None)
            self._group = _Group()
            if found is not None and len(found.chunks):  # else it was something else
                self._placing.add(found.chunks)
                if not found.complete:
                    self._placing.hole(f"{self._name}: chunks before {end} are not found")

    def _take(self, section: Section) -> None:
        if section.type in _TABLES:
            self._group.tables.append(section)
            return
        if self._group.tables or section.type == "sectors":
            self._flush()
        if section.type == "sectors":
            self._group = _Group(section)
        elif section.type == "error2":
            try:
                take_errors(self._file, section, self._sizes)
            except (SourceDamagedError, SourceTruncatedError):
                self._placing.damaged.append(
                    f"{self._name}: the list of sectors that could not be read at acquisition is damaged"
                )
        elif section.type in ("hash", "digest"):
            self._take_digests(section)

    def _take_digests(self, section: Section) -> None:
        size = 36 if section.type == "hash" else 80
        raw = read_up_to(self._file, section.data_offset, size)
        if len(raw) < size or zlib.adler32(raw[:-4]) != int.from_bytes(raw[-4:], "little"):
            self._placing.problems.append(f"{self._name}: the stored digest is damaged")
            return
        if raw[:16].strip(b"\x00"):
            self._stored.md5 = raw[:16].hex()
        if section.type == "digest" and raw[16:36].strip(b"\x00"):
            self._stored.sha1 = raw[16:36].hex()

    def _end(self) -> str:
        """The last descriptor is damaged, and nothing is behind it: counting tells if more should follow."""
        self._flush()
        return "end"

    def _cut(self) -> str:
        self._flush()
        self._placing.hole(f"{self._name} is cut off at {self._file.size_bytes} bytes")
        return "cut"

    # --- one group ---------------------------------------------------------------------------------

    def _flush(self) -> None:
        """The chunks of the group that was being collected."""
        group, self._group = self._group, _Group()
        for number, table in enumerate(group.tables):
            found = self._sound(table, group.sectors)
            if found is not None:
                if number or table.type == "table2":
                    self._placing.problems.append(f"{self._name}: a table is damaged, its copy is used")
                self._placing.add(found)
                return
        if group.sectors is None and not group.tables:
            return
        count = max((self._count(table) for table in group.tables), default=0) or None
        hints = tuple(self._starts(table) for table in group.tables)
        scanned = self._scan(group.sectors, hints, count)
        if scanned is None:
            self._placing.hole(f"{self._name}: a table is damaged, and no section holds its chunks")
            return
        self._placing.add(scanned.chunks)
        if group.tables:
            self._placing.problems.append(
                f"{self._name}: a table and its copy are damaged, chunks are found by their own checksums"
            )
        if not scanned.complete and self._inside(group.sectors):
            self._placing.hole(f"{self._name}: a table is damaged or missing, and so are chunks of it")

    def _inside(self, sectors: Section | None) -> bool:
        """Whether a section is as long as it says; a file that ends in it is told of once."""
        return sectors is not None and sectors.data_offset + sectors.size < self._file.size_bytes

    def _scan(
        self, sectors: Section | None, hints: tuple[tuple[int, ...], ...], count: int | None
    ) -> Found | None:
        if sectors is None:
            return None
        scan = ChunkScan(
            self._file,
            self._index,
            begin=sectors.data_offset,
            end=sectors.data_offset + sectors.size,
            chunk_bytes=self._sizes.chunk_bytes,
            last_bytes=self._sizes.media_bytes % self._sizes.chunk_bytes or self._sizes.chunk_bytes,
            sector_bytes=self._sizes.sector_bytes,
            alive=self._alive,
        )
        return scan.run(hints, count)

    def _sound(self, table: Section, sectors: Section | None) -> ChunkTable | None:
        """A table whose checksums hold and whose chunks lie in the file."""
        try:
            found = table_of(self._file, table, sectors, self._index)
        except SourceTruncatedError:
            return None
        if found is None or not found.regular:
            return None
        for number in range(len(found) - 1, -1, -1):  # offsets rise: only the last ones can be cut off
            if found.offsets[number] + found.sizes[number] <= self._file.size_bytes:
                break
            found.sizes[number] = 0
        return found

    def _header(self, table: Section) -> tuple[int, int, bool]:
        """How many chunks a table is for, what its offsets count from, and whether its header is right."""
        header = read_up_to(self._file, table.data_offset, TABLE_HEADER.size)
        if len(header) < TABLE_HEADER.size:
            return 0, 0, False
        count, _, base, _, checksum = TABLE_HEADER.unpack(header)
        most = max(0, (table.size - TABLE_HEADER.size) // 4)
        right = zlib.adler32(header[:20]) == checksum and count <= most
        return (count, base, True) if right else (most, 0, False)

    def _count(self, table: Section) -> int:
        count, _, right = self._header(table)
        return count if right else 0

    def _starts(self, table: Section) -> tuple[int, ...]:
        """Where the chunks begin by the entries of a table that can't be trusted."""
        count, base, _ = self._header(table)
        raw = read_up_to(self._file, table.data_offset + TABLE_HEADER.size, count * 4)
        entries = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
        return tuple(base + (entry & ~COMPRESSED) for entry in entries)

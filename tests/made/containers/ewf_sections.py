"""The sections of a written E01, so that tests can damage one of them; after libewf's documentation."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

DESCRIPTOR_BYTES = 76
FILE_HEADER_BYTES = 13


@dataclass(frozen=True)
class Section:
    """One section of a segment; `end` is where the next begins."""

    name: str
    offset: int
    end: int

    @property
    def data(self) -> int:
        """Where its data begin."""
        return self.offset + DESCRIPTOR_BYTES


def sections(segment: Path) -> list[Section]:
    """All sections of one segment, in order."""
    data, offset = segment.read_bytes(), FILE_HEADER_BYTES
    found: list[Section] = []
    while True:
        name = data[offset : offset + 16].rstrip(b"\0").decode()
        following = struct.unpack_from("<Q", data, offset + 16)[0]
        last = name in ("next", "done")
        found.append(Section(name, offset, len(data) if last else following))
        if last:
            return found
        offset = following


def section(segment: Path, name: str, number: int = 0) -> Section:
    """The `number`-th section of that name."""
    return [one for one in sections(segment) if one.name == name][number]


def chunks(segment: Path, number: int = 0) -> list[tuple[int, int, bool]]:
    """Offset, stored size and whether it is compressed, of each chunk of a table."""
    data, table = segment.read_bytes(), section(segment, "table", number)
    sectors = [s for s in sections(segment) if s.name == "sectors" and s.offset < table.offset][-1]
    count, base = struct.unpack_from("<I4xQ", data, table.data)
    entries = struct.unpack_from(f"<{count}I", data, table.data + 24)
    starts = [base + (entry & 0x7FFFFFFF) for entry in entries]
    ends = [*starts[1:], sectors.end]
    return [(s, e - s, bool(entry >> 31)) for s, e, entry in zip(starts, ends, entries, strict=True)]


def flip(segment: Path, offset: int) -> None:
    """Change every bit of one byte."""
    data = bytearray(segment.read_bytes())
    data[offset] ^= 0xFF
    segment.write_bytes(data)


def with_identity(segment: Path, identity: bytes) -> None:
    """Give a segment the identity of another set: in `volume` or `data`, checksums made right again."""
    data = bytearray(segment.read_bytes())
    for one in sections(segment):
        if one.name in ("volume", "data"):
            data[one.data + 64 : one.data + 80] = identity
            struct.pack_into("<I", data, one.data + 1048, zlib.adler32(data[one.data : one.data + 1048]))
    segment.write_bytes(data)

"""The log of a VHDX ([MS-VHDX] 2.3), played back in memory: nothing is written.

What a host that lost its power had not yet put in its place, mostly entries of the allocation table, stands
in the log alone. Numbers are little-endian; pages of 4 KiB are what it counts in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from forensics_app.errors import FormatNotSupportedError
from forensics_app.evidence.bytes.byte_source import check_range, read_up_to
from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile

_PAGE = 4096
_ENTRY = struct.Struct("<4sIIIQII16sQQ")
_DESCRIPTOR = struct.Struct("<4sIQQQ")
_MOST_LOG_BYTES = 64 << 20
_MOST_PAGES = 1 << 18
_MOST_WRITES = 1 << 20
_MOST_CHECKED = 3  # times the log: what a ring holds, and remains of older entries that reach into it
_ZEROS = bytes(_PAGE)
_MOST_BYTES = 1 << 62


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry that is whole, at a place of the log."""

    place: int
    sequence: int
    descriptors: int
    tail: int
    length: int
    flushed_bytes: int
    last_bytes: int


class _TooMuchError(Exception):
    """Entries that lie in one another: to check them all would take hours."""


class ReplayedFile:
    """A file of which some pages are as its log has them. Behind its end, what the log reserved is zeros."""

    def __init__(self, file: ReadOnlyFile, pages: dict[int, bytes], size_bytes: int) -> None:
        self.path = file.path
        self.name = file.name
        self._file = file
        self._pages = pages
        self._size_bytes = size_bytes

    @property
    def size_bytes(self) -> int:
        """Size of the file, or what the log says that it was to be."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        data = read_up_to(self._file, offset_bytes, size_bytes)
        data += bytes(size_bytes - len(data))
        end = offset_bytes + size_bytes
        touched = range(offset_bytes // _PAGE, -(-end // _PAGE))
        if len(touched) <= len(self._pages):
            numbers = [number for number in touched if number in self._pages]
        else:
            numbers = [number for number in self._pages if number in touched]
        if not numbers:
            return data
        patched = bytearray(data)
        for number in numbers:
            at = number * _PAGE
            begin, stop = max(at, offset_bytes), min(at + _PAGE, end)
            patched[begin - offset_bytes : stop - offset_bytes] = self._pages[number][begin - at : stop - at]
        return bytes(patched)


VhdxFile: TypeAlias = "ReadOnlyFile | ReplayedFile"


@dataclass(frozen=True, slots=True)
class Replay:
    """What playing back gave. `flushed_bytes`: how long the file was when the log was written."""

    file: ReplayedFile
    entries: int
    flushed_bytes: int


def play_back(file: ReadOnlyFile, header: bytes) -> Replay:
    """The file as its log makes it. Raises FormatNotSupportedError where the log can't be played back."""
    length, at = struct.unpack_from("<IQ", header, 68)
    log = _Log(file, header[48:64], at, length) if 0 < length <= _MOST_LOG_BYTES else None
    try:
        sequence = [] if log is None else _active(log)
    except _TooMuchError as e:
        raise _refused(file) from e
    if log is None or not sequence:
        raise _refused(file)
    pages: dict[int, bytes] = {}
    left = _MOST_WRITES  # the same pages may be made zeros over and over
    for entry in sequence:
        for offset, size, data in log.writes(entry):
            left -= size // _PAGE
            if left < 0 or len(pages) + size // _PAGE > _MOST_PAGES:
                raise _refused(file)
            for number in range(offset // _PAGE, (offset + size) // _PAGE):
                pages[number] = _ZEROS if data is None else data
    newest = sequence[-1]
    cut = file.size_bytes < newest.flushed_bytes
    size = file.size_bytes if cut else max(file.size_bytes, newest.last_bytes)
    return Replay(ReplayedFile(file, pages, size), len(sequence), newest.flushed_bytes)


def _refused(file: ReadOnlyFile) -> FormatNotSupportedError:
    return FormatNotSupportedError(path=str(file.path), format="VHDX with a log that was not played back")


class _Log:
    """The ring of bytes that the log is, of the identity that the header gives."""

    def __init__(self, file: ReadOnlyFile, identity: bytes, at: int, length: int) -> None:
        self.identity = identity
        self._ring = read_up_to(file, at, length)
        self._ring = self._ring[: len(self._ring) // _PAGE * _PAGE]
        self._known: dict[int, _Entry | None] = {}
        self._may_check = _MOST_CHECKED * len(self._ring)

    @property
    def size(self) -> int:
        return len(self._ring)

    def read(self, offset: int, length: int) -> bytes:
        """A range that goes on at the beginning where it reaches the end."""
        offset %= self.size or 1
        return (self._ring[offset : offset + length] + self._ring[: max(0, offset + length - self.size)])[
            :length
        ]

    def entry(self, place: int) -> _Entry | None:
        """The entry at a place, or None unless it is whole and its checksum holds. Raises _TooMuchError."""
        if place not in self._known:
            self._known[place] = self._checked(place)
        return self._known[place]

    def _checked(self, place: int) -> _Entry | None:
        head = self.read(place, _ENTRY.size)
        if len(head) < _ENTRY.size or not head.startswith(b"loge"):
            return None
        _, checksum, length, tail, sequence, count, _, identity, flushed, last = _ENTRY.unpack(head)
        if identity != self.identity or not sequence or length % _PAGE or not _PAGE <= length <= self.size:
            return None
        self._may_check -= length
        if self._may_check < 0:
            raise _TooMuchError
        raw = self.read(place, length)
        if crc32c(raw[:4] + bytes(4) + raw[8:]) != checksum:
            return None
        try:
            for _ in _writes(raw, count, sequence):
                pass
        except ValueError:
            return None
        return _Entry(place, sequence, count, tail, length, flushed, min(last, _MOST_BYTES))

    def writes(self, entry: _Entry) -> Iterator[tuple[int, int, bytes | None]]:
        """Places in the file with a length, and what belongs there: None for zeros."""
        return _writes(self.read(entry.place, entry.length), entry.descriptors, entry.sequence)


def _writes(raw: bytes, count: int, sequence: int) -> Iterator[tuple[int, int, bytes | None]]:
    """What the descriptors of an entry say, in their order. Raises ValueError where one is none."""
    data_at = -(-(_ENTRY.size + count * _DESCRIPTOR.size) // _PAGE) * _PAGE
    if data_at > len(raw):
        raise ValueError("more descriptors than an entry has room for")
    for index in range(count):
        kind, trailing, leading, offset, number = _DESCRIPTOR.unpack_from(
            raw, _ENTRY.size + index * _DESCRIPTOR.size
        )
        if number != sequence or offset % _PAGE or offset > _MOST_BYTES:
            raise ValueError("a descriptor of another entry")
        if kind == b"zero":
            if leading % _PAGE or leading > _MOST_BYTES:
                raise ValueError("zeros of no whole pages")
            yield offset, leading, None
            continue
        sector = raw[data_at : data_at + _PAGE]
        halves = (sequence >> 32).to_bytes(4, "little"), (sequence & 0xFFFFFFFF).to_bytes(4, "little")
        if kind != b"desc" or sector[:4] != b"data" or (sector[4:8], sector[-4:]) != halves:
            raise ValueError("a page of another entry")
        first, last = leading.to_bytes(8, "little"), trailing.to_bytes(4, "little")
        yield offset, _PAGE, first + sector[8:-4] + last
        data_at += _PAGE


def _active(log: _Log) -> list[_Entry]:
    """The entries to play back: of the unbroken runs whose last entry leads into the run, the newest one."""
    best: list[_Entry] = []
    seen: set[int] = set()
    for start in range(0, log.size, _PAGE):
        if start in seen:
            continue
        run: list[_Entry] = []
        position, used = start, 0
        while (entry := log.entry(position)) is not None and used + entry.length <= log.size:
            if run and entry.sequence != run[-1].sequence + 1:
                break
            run.append(entry)
            seen.add(position)
            used += entry.length
            position = (position + entry.length) % log.size
        places = [entry.place for entry in run]
        if run and run[-1].tail in places and (not best or run[-1].sequence > best[-1].sequence):
            best = run[places.index(run[-1].tail) :]
    return best

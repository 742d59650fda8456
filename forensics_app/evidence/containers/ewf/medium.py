"""The chunks of an E01, each checked when it is read."""

from __future__ import annotations

import struct
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from isal import isal_zlib

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import check_range
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.ewf.sections import ChunkTable, EwfSections
from forensics_app.evidence.processes.heap import give_freed_memory_back
from forensics_app.evidence.processes.shared_window import ChunkWindow, WindowEnd
from forensics_app.examine.content import SharedChunk

_KEPT_BYTES = 16 << 20
_LARGE_CHUNK_BYTES = 1 << 20
_BULK_CHUNKS = 8  # a read of more chunks than this is a long one
_BULK_BYTES = 4 << 20
_SPARE_BYTES = 4096
_MOST_AT_ONCE = 500  # two buffers each, of the 1024 that a call takes
_CHECKSUM = struct.Struct("<I")
_IsalError = cast("type[Exception]", isal_zlib.error)  # its stub calls the class an instance


def _within_bounds(chunks: ChunkTable, chunk_bytes: int) -> ChunkTable:
    """No chunk stored in more bytes than one can take: the last one of a table has all that is behind it."""
    most = 2 * chunk_bytes + _SPARE_BYTES
    if max(chunks.sizes, default=0) <= most:
        return chunks
    return replace(chunks, sizes=array("I", [min(size, most) for size in chunks.sizes]))


class ChunkMedium:
    """The medium from the chunk tables of an E01, every chunk checked."""

    def __init__(self, files: tuple[ReadOnlyFile, ...], sections: EwfSections) -> None:
        self._files = files
        self._sections = sections
        self._chunks = _within_bounds(sections.chunks, sections.chunk_bytes)
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._most_kept = max(2, _KEPT_BYTES // sections.chunk_bytes)
        self._window: ChunkWindow | None = None
        if sections.chunk_bytes > _LARGE_CHUNK_BYTES:
            give_freed_memory_back()

    @property
    def size_bytes(self) -> int:
        """Size of the medium."""
        return self._sections.media_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a chunk with a wrong checksum."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        if not size_bytes:
            return b""  # also at the end, where no chunk begins
        if self._window is not None and (shared := self._window.take(offset_bytes, size_bytes)) is not None:
            return shared
        chunk_bytes = self._sections.chunk_bytes
        first, last = offset_bytes // chunk_bytes, (offset_bytes + size_bytes - 1) // chunk_bytes
        begin = offset_bytes - first * chunk_bytes
        if first == last:
            return self._chunk(first)[begin : begin + size_bytes]
        if last - first < _BULK_CHUNKS:
            data = b"".join([self._chunk(number) for number in range(first, last + 1)])
            return data[begin : begin + size_bytes]
        parts = self._bulk(first, last)
        parts[0] = parts[0][begin:]
        excess = sum(map(len, parts)) - size_bytes
        if excess:
            parts[-1] = parts[-1][:-excess]
        return b"".join(parts)

    def shared_chunk(self, offset_bytes: int, size_bytes: int) -> SharedChunk | None:
        """The first bytes of a range where they lie, without a copy; None where they have to be read. Never
        raises."""
        return None if self._window is None else self._window.shared_chunk(offset_bytes, size_bytes)

    def share(self, end: WindowEnd) -> ChunkWindow | None:
        """From now on take chunks that another worker has unpacked; the one who writes unpacks all itself."""
        try:
            window = ChunkWindow(end, self._sections.chunk_bytes)
        except (OSError, ValueError):  # as before, each for itself
            return None
        if not end.writes:
            self._window = window
        return window

    def fill(self, window: ChunkWindow, offset_bytes: int, size_bytes: int) -> None:
        """Put the chunks of a range where they belong in a window whose slots were given up for them.

        Each was checked when this returns; in any thread. Raises ReadFailedError.
        """
        check_range(offset_bytes, size_bytes, self.size_bytes)
        chunk_bytes = self._sections.chunk_bytes
        last = (offset_bytes + size_bytes - 1) // chunk_bytes if size_bytes else -1
        for number, after in self._runs(offset_bytes // chunk_bytes, last):
            self._fill(window, number, after)

    def _fill(self, window: ChunkWindow, number: int, after: int) -> None:
        """Chunks that lie together: each plain one is read to its slot, the others are unpacked to it."""
        sizes, compressed, adler32 = self._chunks.sizes, self._chunks.compressed, isal_zlib.adler32
        chunk_bytes, checksum_of = self._sections.chunk_bytes, _CHECKSUM.unpack
        plain_bytes, whole = chunk_bytes + _CHECKSUM.size, self.size_bytes // chunk_bytes
        buffers: list[bytearray | memoryview] = []
        plain: list[bool] = []
        for one in range(number, after):
            here = sizes[one] == plain_bytes and not compressed[one] and one < whole
            plain.append(here)
            if here:
                buffers.append(window.slot(one))
            buffers.append(bytearray(_CHECKSUM.size if here else sizes[one]))
        self._files[self._chunks.segments[number]].read_into(self._chunks.offsets[number], buffers)
        stored = iter(buffers)
        for one, here in enumerate(plain, number):
            data = next(stored)
            if not here:
                unpacked = self._inflated(one, memoryview(data))
                window.slot(one)[: len(unpacked)] = unpacked
            elif adler32(data) != checksum_of(next(stored))[0]:
                raise self._broken(one, "wrong checksum")

    def _chunk(self, number: int) -> bytes:
        kept = self._kept.get(number)
        if kept is not None:
            self._kept.move_to_end(number)
            return kept
        file = self._files[self._chunks.segments[number]]
        stored = file.read(self._chunks.offsets[number], self._chunks.sizes[number])
        found = self._inflated(number, memoryview(stored))
        del stored
        whole = found.obj  # where it was unpacked to
        data = whole if isinstance(whole, bytes) and len(whole) == len(found) else bytes(found)
        self._kept[number] = data
        if len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)
        return data

    def _bulk(self, first: int, last: int) -> list[memoryview]:
        """Chunks for a long read: what lies together in a file is read at once, and nothing is kept."""
        segments, offsets, sizes = self._chunks.segments, self._chunks.offsets, self._chunks.sizes
        parts: list[memoryview] = []
        for number, after in self._runs(first, last):
            stored = self._files[segments[number]].read(offsets[number], sum(sizes[number:after]))
            parts += self._checked(number, after, memoryview(stored))
        return parts

    def _runs(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The chunks from `first` to `last` in pieces that lie together in a file: number, end."""
        segments, offsets, sizes = self._chunks.segments, self._chunks.offsets, self._chunks.sizes
        number = first
        while number <= last:
            segment, begin = segments[number], offsets[number]
            end = begin + sizes[number]
            after = number + 1
            while (
                after <= last
                and offsets[after] == end
                and segments[after] == segment
                and end - begin < _BULK_BYTES
                and after - number < _MOST_AT_ONCE
            ):
                end += sizes[after]
                after += 1
            yield number, after
            number = after

    def _checked(self, number: int, end: int, stored: memoryview) -> Iterator[memoryview]:
        """The chunks from `number` to before `end`, which are stored like this, one behind the other.

        Most are stored as they are, and are dealt with here at once: there are hundreds of thousands.
        """
        sizes, compressed, adler32 = self._chunks.sizes, self._chunks.compressed, isal_zlib.adler32
        chunk_bytes, checksum_of = self._sections.chunk_bytes, _CHECKSUM.unpack_from
        plain_bytes, whole = chunk_bytes + _CHECKSUM.size, self.size_bytes // chunk_bytes
        at = 0
        for one in range(number, end):
            size = sizes[one]
            if size == plain_bytes and not compressed[one] and one < whole:
                data = stored[at : at + chunk_bytes]
                if adler32(data) != checksum_of(stored, at + chunk_bytes)[0]:
                    raise self._broken(one, "wrong checksum")
                yield data
            else:
                yield self._inflated(one, stored[at : at + size])
            at += size

    def _inflated(self, number: int, stored: memoryview) -> memoryview:
        """The chunk that is stored like this. Raises ReadFailedError where its checksum is wrong."""
        chunk_bytes = self._sections.chunk_bytes
        wanted = min(chunk_bytes, self.size_bytes - number * chunk_bytes)
        if self._chunks.compressed[number]:
            try:
                data = memoryview(isal_zlib.decompress(stored, bufsize=chunk_bytes))
            except (_IsalError, ValueError) as e:
                raise self._broken(number, str(e)) from e
        else:
            data, checksum = stored[:wanted], bytes(stored[wanted : wanted + 4])
            if isal_zlib.adler32(data) != int.from_bytes(checksum, "little") or len(checksum) < 4:
                data = self._longer(number, stored, wanted)
        if len(data) < wanted:
            raise self._broken(number, f"{len(data)} bytes instead of {wanted}")
        return data[:wanted]

    def _longer(self, number: int, stored: memoryview, wanted: int) -> memoryview:
        """The last chunk of a source that ended within a sector: the rest of it stands before the checksum.

        Raises ReadFailedError for any other.
        """
        data, checksum = stored[:-4], bytes(stored[-4:])
        if not wanted < len(data) < wanted + self._sections.sector_bytes:
            raise self._broken(number, "wrong checksum")
        if isal_zlib.adler32(data) != int.from_bytes(checksum, "little"):
            raise self._broken(number, "wrong checksum")
        return data

    def _broken(self, number: int, detail: str) -> ReadFailedError:
        chunk_bytes = self._sections.chunk_bytes
        return ReadFailedError(
            path=str(self._files[self._chunks.segments[number]].path),
            offset_bytes=number * chunk_bytes,
            size_bytes=chunk_bytes,
            detail=f"E01 chunk {self._sections.first_chunk + number}: {detail}",
        )

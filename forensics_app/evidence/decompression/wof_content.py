"""The content behind a stream WofCompressedData: a table of offsets, then chunks that are packed one by one.

The first chunk has no entry, so the table has one less than there are chunks; offsets count from its end. An
entry has 4 bytes, of a content beyond 4 GiB 8. A chunk that takes as much as it stands for is not packed.
There is no checksum.

Sources: wimlib, doc and resource.c (the same table begins a compressed resource of a WIM); the notes of Eric
Biggers' ntfs-3g-system-compression on the stream.
"""

from __future__ import annotations

import struct

from forensics_app.evidence.bytes.byte_source import read_by_units
from forensics_app.evidence.contents.stored_content import ExactRead
from forensics_app.evidence.decompression.wof_chunk import unpacked_chunk
from forensics_app.evidence.decompression.wof_format import WofFormat
from forensics_app.evidence.format_errors import MalformedError

_MOST_SHORT_BYTES = (1 << 32) - 1
_KEPT_ENTRIES = 1 << 12


class WofContent:
    """`size_bytes` of content from the `stored_bytes` that `stored` reads.

    Raises MalformedError where the table alone would not fit.
    """

    def __init__(self, stored: ExactRead, stored_bytes: int, size_bytes: int, form: WofFormat) -> None:
        self._stored = stored
        self._size_bytes = size_bytes
        self._form = form
        self._entry = struct.Struct("<I" if size_bytes <= _MOST_SHORT_BYTES else "<Q")
        self._last = -(-size_bytes // form.chunk_bytes) - 1
        self._table_bytes = self._last * self._entry.size
        self._data_bytes = stored_bytes - self._table_bytes
        if self._data_bytes <= self._last:  # no chunk takes no byte
            raise MalformedError(f"{stored_bytes} bytes for {self._last + 1} chunks")
        self._entries: tuple[int, tuple[int, ...]] = (0, ())
        self._kept = (-1, b"")

    def read(self, offset_bytes: int, size_bytes: int, /) -> bytes:
        """Exactly `size_bytes` bytes. Raises MalformedError, ReadFailedError, and what reading the stream
        does."""
        if offset_bytes + size_bytes > self._size_bytes:
            raise MalformedError("a read beyond the content")
        return read_by_units(offset_bytes, size_bytes, self._form.chunk_bytes, self._chunk)

    def _chunk(self, number: int) -> bytes:
        if self._kept[0] != number:
            size = min(self._form.chunk_bytes, self._size_bytes - number * self._form.chunk_bytes)
            begin = self._offset(number - 1) if number else 0
            end = self._offset(number) if number < self._last else self._data_bytes
            if not begin < end <= min(begin + size, self._data_bytes):
                raise MalformedError(f"chunk {number} from {begin} to {end}")
            packed = self._stored(self._table_bytes + begin, end - begin)
            data = packed if len(packed) == size else unpacked_chunk(packed, size, self._form)
            self._kept = (number, data)
        return self._kept[1]

    def _offset(self, index: int) -> int:
        """An entry of the table, a part of which is kept."""
        first, entries = self._entries
        if not 0 <= index - first < len(entries):
            first = index
            count = min(_KEPT_ENTRIES, self._last - first)
            data = self._stored(first * self._entry.size, count * self._entry.size)
            entries = tuple(value for (value,) in self._entry.iter_unpack(data))
            self._entries = (first, entries)
        return entries[index - first]

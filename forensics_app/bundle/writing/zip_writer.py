"""Writing a ZIP in the one form of docs/bundle-format.md, section 9 (a strict subset of APPNOTE 6.3.10).

Nothing is compressed and nothing is described after the fact: an entry's header is written again over its
place once size and CRC are known, so the file must be seekable. An entry that fails leaves no trace.
"""

from __future__ import annotations

import io
import os
import struct
from array import array
from collections.abc import Callable, Iterable
from typing import BinaryIO

from forensics_app.bundle.checksum import crc32
from forensics_app.bundle.reading.packed_texts import PackedTexts

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_END64 = struct.Struct("<4sQHHIIQQQQ")
_LOCATOR64 = struct.Struct("<4sIQI")
_VERSION, _VERSION64 = 20, 45
_MADE_BY, _MADE_BY64 = 0x0314, 0x032D
_DATE_1980 = 0x0021
_ATTRIBUTES = 0o100644 << 16
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_ZIP64_FIELD = 0x0001
_SETTLE_BYTES = 32 << 20
_HELD_BYTES = 1 << 20  # smaller entries are written in one go
_PIECES = 512  # of one call of writev; the system takes 1024 at most


class ZipWriter:
    """Writes entries one after the other to a seekable file, from its current end.

    `settle` is told, now and then, from where to where bytes stand that won't be written again.
    `begin`, any number of `write`, then `end` or `abandon`; `add` does all. `finish` writes the directory.
    """

    def __init__(self, file: BinaryIO, *, settle: Callable[[int, int], None] | None = None) -> None:
        self._file = file
        self._settle = settle
        self._settled = 0
        self._names = PackedTexts()
        self._sizes = array("Q")
        self._crcs = array("I")
        self._offsets = array("Q")
        self._at = 0
        self._stands: int | None = None  # where the file is; every seek empties its buffer
        self._name = b""
        self._room = 0
        self._size = 0
        self._crc = 0
        self._held: list[bytes] | None = None
        self._handle = _descriptor(file)

    @property
    def names(self) -> PackedTexts:
        """Of finished entries, in their order."""
        return self._names

    @property
    def position(self) -> int:
        """Bytes of finished entries."""
        return self._at

    def begin(self, name: str, size_hint: int) -> None:
        """Start an entry. `size_hint` says whether it will need ZIP64; `end` demands that it was right."""
        self._name = name.encode("ascii")
        self._room = len(local_header(self._name, size_hint, 0))
        self._size = 0
        self._crc = 0
        self._held = [] if size_hint <= _HELD_BYTES else None
        if self._held is None:
            self._seek(self._at + self._room)

    def write(self, data: bytes | memoryview) -> None:
        """More content of the entry begun."""
        self._size += len(data)
        self._crc = crc32(data, self._crc)
        if self._held is None:
            self._put(data)
            return
        self._held.append(bytes(data))
        if self._size > _HELD_BYTES:  # more than announced: no longer held
            self._seek(self._at + self._room)
            for piece in self._held:
                self._put(piece)
            self._held = None

    def end(self) -> tuple[int, int]:
        """Finish the entry; its size in bytes and CRC-32.

        Raises ValueError when the size hint was on the other side of the ZIP64 border.
        """
        header = local_header(self._name, self._size, self._crc)
        if len(header) != self._room:
            raise ValueError("the size hint was wrong")
        held, self._held = self._held, None
        self._seek(self._at)
        self._put(header)
        for piece in held or ():
            self._put(piece)
        self._enter(self._name, self._size, self._crc)
        return self._size, self._crc

    def flush(self) -> None:
        """Hand everything written so far to the operating system."""
        self._file.flush()
        if self._settle is not None and self._at - self._settled >= _SETTLE_BYTES:
            self._settle(self._settled, self._at)
            self._settled = self._at

    def abandon(self) -> None:
        """Forget the entry begun, with what was written of it."""
        self._held = None
        self._seek(self._at)
        self._file.truncate()

    def add(self, name: str, data: bytes | memoryview) -> int:
        """One whole entry; its CRC-32."""
        raw, crc = name.encode("ascii"), crc32(data)
        self._seek(self._at)
        self._put(local_header(raw, len(data), crc))
        self._put(data)
        self._enter(raw, len(data), crc)
        return crc

    def add_all(self, entries: Iterable[tuple[str, bytes | memoryview, int]]) -> None:
        """Many whole entries at once: name, content, CRC-32."""
        pieces: list[bytes | memoryview] = []
        start = self._at
        for name, data, crc in entries:
            raw = name.encode("ascii")
            header = local_header(raw, len(data), crc)
            pieces.append(header)
            if data:
                pieces.append(data)
            self._names.append(raw)
            self._sizes.append(len(data))
            self._crcs.append(crc)
            self._offsets.append(self._at)
            self._at += len(header) + len(data)
        if self._handle is None:
            self._seek(start)
            self._put(b"".join(pieces))
            return
        self._file.flush()
        self._stands = None  # what follows goes past the file's buffer
        for first in range(0, len(pieces), _PIECES):
            start = _write_at(self._handle, pieces[first : first + _PIECES], start)

    def adopt(self, name: str, size: int, crc: int) -> None:
        """Take an entry that stands complete at this place already (left by a run that was killed)."""
        self._enter(name.encode("ascii"), size, crc)

    def finish(self) -> None:
        """Write the central directory and the end records; the file ends there."""
        start = self._at
        self._seek(start)
        for values in zip(self._names, self._sizes, self._crcs, self._offsets, strict=True):
            self._file.write(_central_header(*values))
        size = self._file.tell() - start
        self._file.write(_end_records(len(self._names), size, start))
        self._file.truncate()

    def _seek(self, at: int) -> None:
        if self._stands != at:
            self._file.seek(at)
        self._stands = at

    def _put(self, data: bytes | memoryview) -> None:
        at, self._stands = self._stands, None  # not known where a write that fails leaves it
        self._file.write(data)
        self._stands = None if at is None else at + len(data)

    def _enter(self, name: bytes, size: int, crc: int) -> None:
        self._names.append(name)
        self._sizes.append(size)
        self._crcs.append(crc)
        self._offsets.append(self._at)
        self._at += len(local_header(name, size, crc)) + size


def local_header(name: bytes, size: int, crc: int) -> bytes:
    """The local header of an entry, with the ZIP64 field where the size needs it."""
    if size < _MAX32:
        return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _DATE_1980, crc, size, size, len(name), 0) + name
    extra = struct.pack("<HHQQ", _ZIP64_FIELD, 16, size, size)
    fixed = (b"PK\x03\x04", _VERSION64, 0, 0, 0, _DATE_1980, crc, _MAX32, _MAX32, len(name), len(extra))
    return _LOCAL.pack(*fixed) + name + extra


def _descriptor(file: BinaryIO) -> int | None:
    """Of a real file, where the system can write many pieces at a place of it."""
    if not hasattr(os, "pwritev"):
        return None
    try:
        return file.fileno()
    except io.UnsupportedOperation:
        return None


def _write_at(handle: int, pieces: list[bytes | memoryview], at: int) -> int:
    """Write all pieces from `at` on; where they end."""
    end = at + sum(map(len, pieces))
    at += os.pwritev(handle, pieces, at)
    if at < end:  # a signal, or a disk with little room: what is left, as one piece
        rest = memoryview(b"".join(pieces))
        while at < end:
            at += os.pwrite(handle, rest[at - end :], at)
    return end


def _central_header(name: bytes, size: int, crc: int, offset: int) -> bytes:
    if size < _MAX32 and offset < _MAX32:
        return (
            _CENTRAL.pack(
                b"PK\x01\x02", _MADE_BY, _VERSION, 0, 0, 0, _DATE_1980, crc,
                size, size, len(name), 0, 0, 0, 0, _ATTRIBUTES, offset,
            )
            + name
        )  # fmt: skip
    values = b""
    if size >= _MAX32:
        values += struct.pack("<QQ", size, size)
    if offset >= _MAX32:
        values += struct.pack("<Q", offset)
    extra = struct.pack("<HH", _ZIP64_FIELD, len(values)) + values
    fixed = _CENTRAL.pack(
        b"PK\x01\x02", _MADE_BY64, _VERSION64, 0, 0, 0, _DATE_1980, crc,
        min(size, _MAX32), min(size, _MAX32), len(name), len(extra),
        0, 0, 0, _ATTRIBUTES, min(offset, _MAX32),
    )  # fmt: skip
    return fixed + name + extra


def _end_records(count: int, size: int, offset: int) -> bytes:
    records = b""
    if count >= _MAX16 or size >= _MAX32 or offset >= _MAX32:
        at = offset + size
        records += _END64.pack(
            b"PK\x06\x06", _END64.size - 12, _MADE_BY64, _VERSION64, 0, 0, count, count, size, offset
        )
        records += _LOCATOR64.pack(b"PK\x06\x07", 0, at, 1)
    shown = min(count, _MAX16)
    return records + _END.pack(b"PK\x05\x06", 0, 0, shown, shown, min(size, _MAX32), min(offset, _MAX32), 0)

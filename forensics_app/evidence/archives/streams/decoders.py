"""Decompressors with one face: bounded output, kept input, and a copy of the state where that can be had."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import Protocol

from forensics_app.evidence.archives.streams.gzip_header import TRAILER_BYTES, read_gzip_header

_LZMA_MEMORY = 256 << 20
_MOST_HEADER = 1 << 20


class DecoderError(Exception):
    """The packed data are damaged; the argument is the library's word."""


class Decoder(Protocol):
    """One run of a decompressor over one member or stream."""

    copyable: bool

    def decode(self, data: bytes, most_bytes: int) -> bytes:
        """At most so many bytes; input that isn't used yet is kept. Raises DecoderError."""
        ...

    @property
    def hungry(self) -> bool:
        """Whether more input is needed to go on."""
        ...

    @property
    def done(self) -> bool:
        """Whether the end of the member or stream was met."""
        ...

    @property
    def unused(self) -> int:
        """How many of the bytes given were not used, once it is done or while it isn't hungry."""
        ...

    @property
    def complaint(self) -> str | None:
        """What its own checksum says against the data given, once it is done."""
        ...

    def copy(self) -> Decoder | None:
        """The same state once more, or None where that can't be had."""
        ...


class DeflateDecoder:
    """Raw DEFLATE (RFC 1951)."""

    copyable = True

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
        self._kept = b""

    def decode(self, data: bytes, most_bytes: int) -> bytes:
        """At most `most_bytes` unpacked bytes; input that isn't used yet is kept. Raises DecoderError."""
        try:
            found = self._inner.decompress(self._kept + data, most_bytes)
        except zlib.error as e:
            raise DecoderError(str(e)) from e
        self._kept = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
        return found

    def take_rest(self) -> bytes:
        """The bytes behind the end, which are then somebody else's."""
        rest, self._kept = self._kept, b""
        return rest

    @property
    def hungry(self) -> bool:
        """Whether more input is needed to go on."""
        return not self._kept

    @property
    def done(self) -> bool:
        """Whether the end of the member or stream was met."""
        return self._inner.eof

    @property
    def unused(self) -> int:
        """How many of the bytes given were not used, once it is done or while it isn't hungry."""
        return len(self._kept)

    @property
    def complaint(self) -> str | None:
        """None: DEFLATE has no checksum."""
        return None

    def copy(self) -> DeflateDecoder:
        """The same state once more, or None where it can't be copied."""
        made = DeflateDecoder.__new__(DeflateDecoder)
        made._inner, made._kept = self._inner.copy(), self._kept
        return made


class GzipDecoder:
    """One member of a gzip file (RFC 1952). Its data are given whatever its checksum says of them."""

    copyable = True

    def __init__(self) -> None:
        self._header = b""
        self._inner = DeflateDecoder()
        self._begun = False
        self._crc = 0
        self._size = 0
        self._trailer = b""

    def decode(self, data: bytes, most_bytes: int) -> bytes:
        """At most `most_bytes` unpacked bytes; input that isn't used yet is kept. Raises DecoderError."""
        if not self._begun:
            self._header += data
            header = read_gzip_header(self._header)
            if header is None:
                if len(self._header) > _MOST_HEADER:
                    raise DecoderError("a gzip header that does not end")
                return b""
            data, self._header, self._begun = self._header[header.length_bytes :], b"", True
        if self._inner.done:
            self._trailer += data
        else:
            found = self._inner.decode(data, most_bytes)
            self._crc = zlib.crc32(found, self._crc)
            self._size += len(found)
            if not self._inner.done:
                return found
            self._trailer = self._inner.take_rest()
            if found:
                return found
        return b""

    @property
    def hungry(self) -> bool:
        """Whether more input is needed to go on."""
        return self._inner.hungry if not self._inner.done else len(self._trailer) < TRAILER_BYTES

    @property
    def done(self) -> bool:
        """Whether the end of the member or stream was met."""
        return self._inner.done and len(self._trailer) >= TRAILER_BYTES

    @property
    def unused(self) -> int:
        """How many of the bytes given were not used, once it is done or while it isn't hungry."""
        return max(0, len(self._trailer) - TRAILER_BYTES)

    @property
    def complaint(self) -> str | None:
        """What the stream's own checksum says against the data given, once it is done."""
        crc, size = int.from_bytes(self._trailer[:4], "little"), int.from_bytes(self._trailer[4:8], "little")
        if crc != self._crc:
            return f"CRC-32 {crc:08x} stored, {self._crc:08x} computed"
        if size != self._size & 0xFFFFFFFF:
            return f"size {size} stored, {self._size} computed"
        return None

    def copy(self) -> GzipDecoder:
        """The same state once more, or None where it can't be copied."""
        made = GzipDecoder.__new__(GzipDecoder)
        made.__dict__.update(self.__dict__)
        made._inner = self._inner.copy()
        return made


class LibraryDecoder:
    """bz2 or lzma by the standard library."""

    copyable = False

    def __init__(self, inner: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._inner = inner

    def decode(self, data: bytes, most_bytes: int) -> bytes:
        """At most `most_bytes` unpacked bytes; input that isn't used yet is kept. Raises DecoderError."""
        try:
            return self._inner.decompress(data, most_bytes)
        except (OSError, ValueError, EOFError, lzma.LZMAError, MemoryError) as e:
            raise DecoderError(str(e) or type(e).__name__) from e

    @property
    def hungry(self) -> bool:
        """Whether more input is needed to go on."""
        return self._inner.needs_input

    @property
    def done(self) -> bool:
        """Whether the end of the member or stream was met."""
        return self._inner.eof

    @property
    def unused(self) -> int:
        """How many of the bytes given were not used, once it is done or while it isn't hungry."""
        return len(self._inner.unused_data) if self._inner.eof else 0

    @property
    def complaint(self) -> str | None:
        """None: these libraries raise where a checksum differs."""
        return None

    def copy(self) -> None:
        """The same state once more, or None where it can't be copied."""


def bzip2_decoder() -> Decoder:
    """One bzip2 stream."""
    return LibraryDecoder(bz2.BZ2Decompressor())


def xz_decoder() -> Decoder:
    """One .xz or .lzma stream."""
    return LibraryDecoder(lzma.LZMADecompressor(lzma.FORMAT_AUTO, memlimit=_LZMA_MEMORY))

"""The content of one archive member: exactly its declared size, whatever the packed bytes give.

Bytes that don't come are zeros and a gap; bytes beyond the declared size are not given. A checksum that the
archive stores is compared once the content was read from its beginning to its end.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

from forensics_app.errors import ForensicsError, ReadFailedError
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.omission_codes import OmissionCode


class Stream(Protocol):
    """Bytes of unknown number, read at any offset, cheapest going forward."""

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """These bytes; fewer at the end and before damage. Raises ReadFailedError at damage."""
        ...


class Unpacked(Stream, Protocol):
    """A packed stream as what it unpacks to. `trailing` and `complaints` are known once its end was met."""

    complaints: list[str]
    trailing: int

    @property
    def random(self) -> bool:
        """Whether going back costs little."""
        ...

    def hold(self, offset_bytes: int) -> None:
        """Content that may be read twice begins here."""
        ...


class _Exact:
    """A stream as StoredContent reads. Not a method of the content: a content that holds itself, with its
    unpacker, would stay in memory until the garbage of many is looked for.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __call__(self, offset_bytes: int, size_bytes: int, /) -> bytes:
        data = self._stream.read_at(offset_bytes, size_bytes)
        if len(data) < size_bytes:
            raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes, detail="the data end")
        return data


class MemberContent(StoredContent):
    """A `Content` over a stream that begins with the member's first byte.

    `crc32`: what the archive stores of the content; `ends`: whether the stream belongs to this member alone,
    so that bytes beyond the declared size contradict it; `verdict`: asked once, at the end of that reading,
    what another checksum says against the content; `random`: whether reading backwards costs little.
    """

    def __init__(
        self,
        size_bytes: int,
        stream: Stream,
        *,
        crc32: int | None = None,
        ends: bool = False,
        verdict: Callable[[], str | None] | None = None,
        random: bool = True,
    ) -> None:
        super().__init__(size_bytes, _Exact(stream))
        self._stream = stream
        self._wanted_crc = crc32
        self._whole_stream = ends
        self._verdict = verdict
        self._crc = 0
        self._crc_at = 0
        self._check: Callable[[], None] | None = None
        self.random = random

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly these bytes, zeros where they can't be read, which `gaps` then names. Never raises for
        that."""
        if not size_bytes:
            self._checked(offset_bytes, b"")
            return b""
        data = self._available(offset_bytes, size_bytes)
        if len(data) < size_bytes:
            missing = size_bytes - len(data)
            self.error = self.error or f"ends after {offset_bytes + len(data)} of {self.size_bytes} bytes"
            self._add_gap(offset_bytes + len(data), missing)
            data += bytes(missing)
        self._checked(offset_bytes, data)
        return data

    def on_close(self, check: Callable[[], None]) -> None:
        """What says, when the content was read, whether its file is still the same."""
        self._check = check

    def close(self) -> None:
        """Close the file behind a logical source. Raises SourceChangedError when it moved meanwhile."""
        if self._check is not None:
            self._check()

    def _available(self, offset: int, size: int) -> bytes:
        """What can be had of a window from its beginning on."""
        data = b""
        try:
            data = self._stream.read_at(offset, size)
            if len(data) < size:  # the end, or damage that the next read tells about
                self._stream.read_at(offset + len(data), 1)
        except ForensicsError as e:
            self.error = self.error or detail_of(e)
        else:
            return data
        return data + self._read_pieces(offset + len(data), size - len(data))

    def _checked(self, offset: int, data: bytes) -> None:
        """Follow a reading from the beginning, and compare at the end of it."""
        if offset != self._crc_at or self._crc_at < 0:
            return
        self._crc = zlib.crc32(data, self._crc)
        self._crc_at += len(data)
        if self._crc_at < self.size_bytes:
            return
        self._crc_at = -1
        if self.gaps:
            return
        if self._wanted_crc is not None and self._crc != self._wanted_crc:
            detail = f"CRC-32 {self._wanted_crc:08x} stored, {self._crc:08x} computed"
            self.problems.append((OmissionCode.CONTENT_CHECKSUM_DIFFERS, detail))
        if self._verdict is not None and (against := self._verdict()):
            self.problems.append((OmissionCode.CONTENT_CHECKSUM_DIFFERS, against))
        if self._whole_stream and self._goes_on():
            detail = f"more than the {self.size_bytes} bytes declared"
            self.problems.append((OmissionCode.ARCHIVE_INCONSISTENT, detail))
        elif self._whole_stream and (trailing := getattr(self._stream, "trailing", 0)):
            detail = f"{trailing} bytes follow the content that is declared"
            self.problems.append((OmissionCode.ARCHIVE_INCONSISTENT, detail))

    def _goes_on(self) -> bool:
        try:
            return bool(self._stream.read_at(self.size_bytes, 1))
        except ForensicsError:
            return False

"""Single packed streams that libarchive unpacks: zstd, lz4, lzip, compress."""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.archives.members.member import ArchiveError
from forensics_app.evidence.archives.members.pieces import read_pieces
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.decompression.libarchive import LibarchiveError, LibarchiveReader
from forensics_app.evidence.omission_codes import OmissionCode

_FILTERS = {"zstd": "zstd", "lz4": "lz4", "lzip": "lzip", "compress": "compress"}
_WINDOW_BYTES = 256 << 10
_LZ4_SIGNATURE = 4
_HELD_BYTES = 64 << 20


def refusal(e: LibarchiveError) -> ArchiveError:
    """What libarchive's refusal means for the ledger."""
    if e.encrypted:
        return ArchiveError(OmissionCode.CONTENT_ENCRYPTED, str(e))
    missing = "not installed" in str(e) or "lacks" in str(e)
    code = OmissionCode.ARCHIVE_NOT_SUPPORTED if missing else OmissionCode.ARCHIVE_DAMAGED
    return ArchiveError(code, str(e))


class UnpackedByLibarchive:
    """The unpacked bytes of one compressed stream; it goes forward, back only from the beginning."""

    def __init__(self, source: ByteSource, kind: str, *, alive: Callable[[int], None]) -> None:
        self._source = source
        self._filter = _FILTERS[kind]
        self._alive = alive
        self._held = bytearray()
        self._held_from = -1
        self._position = 0
        self._reader = self._open()
        self.complaints: list[str] = []
        self.trailing = 0

    @property
    def random(self) -> bool:
        """Whether going back costs little."""
        return False

    def hold(self, offset_bytes: int) -> None:
        """Content that may be read twice begins at this offset."""
        if offset_bytes != self._held_from:
            self._held_from, self._held = offset_bytes, bytearray()

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes from an offset on; fewer at the end and before damage. Raises ReadFailedError at damage."""
        held = offset_bytes - self._held_from
        if self._held_from >= 0 and held >= 0 and held + size_bytes <= len(self._held):
            return bytes(self._held[held : held + size_bytes])
        if offset_bytes < self._position:
            self._reader.close()
            self._reader, self._position = self._open(), 0
        while self._position < offset_bytes:
            if not self._next(min(_WINDOW_BYTES, offset_bytes - self._position)):
                return b""
        return read_pieces(self._next, size_bytes, _WINDOW_BYTES)

    def _next(self, size: int) -> bytes:
        try:
            data = self._reader.read(size)
        except LibarchiveError as e:
            raise ReadFailedError(offset_bytes=self._position, size_bytes=size, detail=str(e)) from e
        if not data:
            self.trailing = self._source.size_bytes - self._end()
        if self._held_from >= 0 and self._position == self._held_from + len(self._held):
            self._held += data[: _HELD_BYTES - len(self._held)]
        self._position += len(data)
        return data

    def _end(self) -> int:
        """Where the packed data end, once that was met."""
        used, size = self._reader.packed_bytes, self._source.size_bytes
        # of what may be another frame of LZ4 the signature is taken before it is seen to be none
        return used - _LZ4_SIGNATURE if self._filter == "lz4" and used < size else used

    def _open(self) -> LibarchiveReader:
        try:
            reader = LibarchiveReader(
                self._source, formats=("raw",), filters=(self._filter,), unicode=False, alive=self._alive
            )
            if reader.next() is None:
                raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, "nothing in it")
        except LibarchiveError as e:
            raise refusal(e) from e
        return reader

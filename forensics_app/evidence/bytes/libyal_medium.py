"""A medium read through one of the libyal libraries. One thread only, as every libyal object."""

from __future__ import annotations

from typing import Protocol

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import check_range


class LibyalHandle(Protocol):
    """What pyewf, pyvhdi, pyvmdk and pymodi have in common."""

    def get_media_size(self) -> int: ...
    def read_buffer_at_offset(self, size: int, offset: int) -> bytes: ...


class LibyalMedium:
    """Exact reads: a short answer of the library is asked on, an empty one is a read that failed."""

    def __init__(self, handle: LibyalHandle) -> None:
        self._handle = handle
        self._size_bytes = int(handle.get_media_size())

    @property
    def size_bytes(self) -> int:
        """Size of the medium."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        parts: list[bytes] = []
        missing = size_bytes
        while missing:
            try:
                part = self._handle.read_buffer_at_offset(missing, offset_bytes + size_bytes - missing)
            except (OSError, MemoryError) as e:
                raise _failed(offset_bytes, size_bytes, str(e)) from e
            if not part:
                raise _failed(offset_bytes, size_bytes, "the library gave nothing")
            parts.append(part)
            missing -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)


def _failed(offset: int, size: int, detail: str) -> ReadFailedError:
    return ReadFailedError(offset_bytes=offset, size_bytes=size, detail=detail)

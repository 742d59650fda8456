"""Reading through a libyal library that computes the bytes: decryption, shadow copies.

Reads that start off a sector and cross one come back wrong, without an error: measured on the samples of
tests/conformance/samples with libluksde 20260902 (400 of 400 reads of 1000 bytes at odd offsets) and libbde
20260916 (354 of 400); reads that start on a 4096-byte boundary were right, 400 of 400. So every read starts
on one. A libyal object belongs to one thread.
"""

from __future__ import annotations

from typing import Protocol

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import check_range

BOUNDARY_BYTES = 4096
_PIECE_BYTES = 1 << 20
_DETAIL_CHARACTERS = 300


class ComputedBytes(Protocol):
    """What pybde, pyfvde and pyvshadow have in common."""

    def read_buffer_at_offset(self, size: int, offset: int) -> bytes: ...


class AlignedReads:
    """A ByteSource of `size_bytes` bytes over a libyal object. `owner` is kept alive with it."""

    def __init__(self, handle: ComputedBytes, size_bytes: int, *, owner: object = None) -> None:
        self._handle = handle
        self._size_bytes = size_bytes
        self._owner = owner

    @property
    def size_bytes(self) -> int:
        """Size of the computed bytes."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        before = offset_bytes % BOUNDARY_BYTES
        begin, end = offset_bytes - before, offset_bytes + size_bytes
        parts = [
            self._aligned(position, min(_PIECE_BYTES, end - position))
            for position in range(begin, end, _PIECE_BYTES)
        ]
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        return data[before:] if before else data

    def _aligned(self, offset_bytes: int, size_bytes: int) -> bytes:
        try:
            data = self._handle.read_buffer_at_offset(size_bytes, offset_bytes)
        except (OSError, MemoryError) as e:
            raise _failed(offset_bytes, size_bytes, libyal_detail(e)) from e
        if len(data) != size_bytes:
            raise _failed(offset_bytes, size_bytes, f"the library gave {len(data)} bytes")
        return data


def libyal_detail(e: Exception) -> str:
    """What a libyal library says of a failure, in one short line; not for texts about a credential.

    Its first sentence: the others tell the way through its code, and may end in paths of this computer.
    """
    return " ".join(str(e).split(". ", 1)[0].split())[:_DETAIL_CHARACTERS] or type(e).__name__


def _failed(offset: int, size: int, detail: str) -> ReadFailedError:
    return ReadFailedError(offset_bytes=offset, size_bytes=size, detail=detail)

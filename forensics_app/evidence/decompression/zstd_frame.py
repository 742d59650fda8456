"""One frame of Zstandard (RFC 8878) among other bytes: how long it is, and what it unpacks to.

libarchive unpacks it; told where the frame ends, it does not take what follows for another one.
"""

from __future__ import annotations

from functools import cache

from forensics_app.errors import ForensicsError
from forensics_app.evidence.decompression.libarchive import LibarchiveError, LibarchiveReader
from forensics_app.examine.content import WholeContent

_MAGIC = b"\x28\xb5\x2f\xfd"
_SIZE_BYTES = (0, 2, 4, 8)
_DICTIONARY_BYTES = (0, 1, 2, 4)
_SMALL = bytes.fromhex("28b52ffd200109000061")
_REPEATED, _RESERVED = 1, 3


@cache
def can_unpack_zstd() -> bool:
    """Whether this computer's libarchive does it: a frame of one byte is tried."""
    try:
        return unpack_zstd(_SMALL, 1) == b"a"
    except ValueError:
        return False


def unpack_zstd(stored: bytes, size: int) -> bytes:
    """The first `size` bytes of the frame that `stored` begins with. Raises ValueError."""
    frame = WholeContent(stored[: _frame_bytes(stored)])
    try:
        reader = LibarchiveReader(
            frame, formats=("raw",), filters=("zstd",), unicode=False, alive=lambda _: None
        )
        try:
            found = reader.read(size) if reader.next() is not None else b""
            if 0 < len(found) < size:
                found += reader.read(size - len(found))  # raises where damage is why it is less
            return found
        finally:
            reader.close()
    except (LibarchiveError, ForensicsError) as e:
        raise ValueError(str(e)) from e


def _frame_bytes(data: bytes) -> int:
    """How long the frame is (RFC 8878, 3.1.1). Raises ValueError."""
    if not data.startswith(_MAGIC) or len(data) < 6:
        raise ValueError("no frame of Zstandard")
    descriptor = data[4]
    single = bool(descriptor & 0x20)
    position = 5 + (not single) + _DICTIONARY_BYTES[descriptor & 3]
    position += _SIZE_BYTES[descriptor >> 6] or single
    last = False
    while not last:
        header = int.from_bytes(data[position : position + 3], "little")
        last, kind, length = bool(header & 1), header >> 1 & 3, header >> 3
        position += 3 + (1 if kind == _REPEATED else length)
        if kind == _RESERVED or position > len(data):
            raise ValueError("a frame of Zstandard that is cut off or damaged")
    return position + (4 if descriptor & 4 else 0)

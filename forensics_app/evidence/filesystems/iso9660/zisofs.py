"""Files that zisofs compressed on a disc: Rock Ridge says how, their own header says it again.

Sources: linux, fs/isofs/compress.c and rock.c; libisofs, doc/zisofs_format.txt and doc/zisofs2_format.txt.
"""

from __future__ import annotations

import struct
import zlib

from forensics_app.evidence.bytes.byte_source import read_by_units
from forensics_app.evidence.contents.targets import HOLLOW_FACTOR
from forensics_app.evidence.filesystems.iso9660.records import Zisofs
from forensics_app.evidence.filesystems.trees.inode_tree import PieceReader, Stored
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.limits import Limits
from forensics_app.model.artifact import ExtentClass

HEADER_BYTES = {1: 16, 2: 24}  # by version
_ENTRY_BYTES = {1: 4, 2: 8}
_MAGIC = {1: bytes.fromhex("37e45396c9dbd607"), 2: bytes.fromhex("ef2255a1bc1b95a0")}
_BLOCK_LOG2 = range(15, 21)
_MOST_HOLLOW_BYTES = Limits().sparse_bytes


def is_possible(said: Zisofs, stored_bytes: int) -> bool:
    """Whether that many bytes have room for the blocks that Rock Ridge speaks of, and aren't next to nothing
    beside them: a table of empty blocks makes terabytes of zeros from a few megabytes.
    """
    if said.size_bytes > _MOST_HOLLOW_BYTES and stored_bytes * HOLLOW_FACTOR < said.size_bytes:
        return False
    if said.block_log2 not in _BLOCK_LOG2 or said.header_bytes < HEADER_BYTES[said.version]:
        return False
    entries = -(-said.size_bytes >> said.block_log2) + 1
    return said.header_bytes + entries * _ENTRY_BYTES[said.version] <= stored_bytes


def is_header_of(data: bytes, said: Zisofs) -> bool:
    """Whether the first HEADER_BYTES of a stored content are what Rock Ridge says of it."""
    if said.version == 1:
        size, words, block_log2 = struct.unpack_from("<IBB", data, 8)
    else:
        words, _, block_log2, size = struct.unpack_from("<BBBQ", data, 9)
    found = data[:8], size, words * 4, block_log2
    return found == (_MAGIC[said.version], said.size_bytes, said.header_bytes, said.block_log2)


def decoded_content(reader: PieceReader, stored_bytes: int, said: Zisofs) -> Stored:
    """The content behind what is stored. Reading it raises MalformedError where it is damaged."""
    blocks = _Blocks(reader, stored_bytes, said)
    return Stored(said.size_bytes, extent_class=ExtentClass.NONE, decoded=lambda: blocks.read)


class _Blocks:
    """Blocks of the content, each compressed by itself; a table behind the header has where each begins, and
    where the last one ends. One that takes no room is zeros.
    """

    def __init__(self, reader: PieceReader, stored_bytes: int, said: Zisofs) -> None:
        self._reader = reader
        self._stored_bytes = stored_bytes
        self._said = said
        self._block_bytes = 1 << said.block_log2
        self._pair = struct.Struct("<II" if said.version == 1 else "<QQ")
        self._kept = (-1, b"")

    def read(self, offset_bytes: int, size_bytes: int, /) -> bytes:
        """Exactly `size_bytes` bytes. Raises MalformedError, ReadFailedError."""
        return read_by_units(offset_bytes, size_bytes, self._block_bytes, self._block)

    def _block(self, number: int) -> bytes:
        if self._kept[0] != number:
            size = min(self._block_bytes, self._said.size_bytes - number * self._block_bytes)
            entry = self._said.header_bytes + number * self._pair.size // 2
            begin, end = self._pair.unpack(self._stored(entry, self._pair.size))
            if not begin <= end <= begin + self._block_bytes * 2:
                raise MalformedError(f"zisofs: block {number} from {begin} to {end}")
            data = bytes(size) if begin == end else _inflated(self._stored(begin, end - begin), size)
            self._kept = (number, data)
        return self._kept[1]

    def _stored(self, offset: int, size: int) -> bytes:
        if offset + size > self._stored_bytes:
            raise MalformedError("zisofs: a content that ends early")
        return self._reader.read(offset, size)


def _inflated(data: bytes, size: int) -> bytes:
    try:
        found = zlib.decompressobj().decompress(data, size + 1)
    except zlib.error as e:
        raise MalformedError(f"zisofs: {e}") from e
    if len(found) != size:
        raise MalformedError(f"zisofs: {len(found)} bytes instead of {size}")
    return found

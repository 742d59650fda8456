"""An Apple disk image (UDIF) that lost its trailer: told by what is left of it.

hdiutil stores one packed block of the medium behind the other, each a stream of its own; the property list
with their places follows, then the trailer. Where only that is gone, the list still says everything. Without
the list nothing tells where blocks belong, since those of zeros aren't stored at all.
"""

from __future__ import annotations

import bz2
import lzma
import zlib

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.containers.dmg.blocks import SECTOR, Trailer

_LIST_END = b"</plist>"
_LIST_BEGIN = b"<?xml"
_TABLES = b"<key>blkx</key>"
_BEHIND_LIST = 2048
_MOST_LIST = 16 << 20
_MOST_BLOCK = 1 << 20
_MOST_STORED = 2 * _MOST_BLOCK
_LZFSE = b"bvx"
_LZFSE_END = b"bvx$"


def found_list(file: ByteSource) -> Trailer | None:
    """What the trailer would say, where a whole property list with tables of blocks ends the file."""
    tail = read_up_to(file, max(0, file.size_bytes - _BEHIND_LIST), _BEHIND_LIST)
    if _LIST_END not in tail:
        return None
    begin = max(0, file.size_bytes - _MOST_LIST)
    rest = read_up_to(file, begin, _MOST_LIST)
    end = rest.rindex(_LIST_END) + len(_LIST_END)
    at = rest.rfind(_LIST_BEGIN, 0, end)
    if at < 0 or begin + at == 0 or _TABLES not in rest[at:end]:
        return None
    return Trailer(
        data_at=0,
        data_bytes=begin + at,
        resources_bytes=0,
        segments=1,
        xml_at=begin + at,
        xml_bytes=end - at,
        sectors=0,
    )


def begins_with_blocks(file: ByteSource, head: bytes) -> bool:
    """Whether a file begins with packed blocks, each of whole sectors, one right behind the other.

    Two of zlib or LZFSE, which are no files by themselves; of bzip2 and xz, which people put behind each
    other as well, three.
    """
    if head.startswith((b"\x78", _LZFSE)):
        count = 2
    elif head.startswith((b"BZh", b"\xfd7zXZ\0")):
        count = 3
    else:
        return False
    position = 0
    for _ in range(count):
        length = _block_bytes(read_up_to(file, position, _MOST_STORED))
        if length is None:
            return False
        position += length
    return True


def _block_bytes(stored: bytes) -> int | None:
    """How long a packed block of whole sectors at the beginning of some bytes is."""
    if stored.startswith(_LZFSE):
        end = stored.find(_LZFSE_END)
        return end + len(_LZFSE_END) if end > 0 else None
    unpacker: zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor
    if stored.startswith(b"BZh"):
        unpacker = bz2.BZ2Decompressor()
    elif stored.startswith(b"\xfd7zXZ\0"):
        unpacker = lzma.LZMADecompressor(memlimit=256 << 20)
    else:
        unpacker = zlib.decompressobj()
    try:
        size = len(unpacker.decompress(stored, _MOST_BLOCK))
        if not unpacker.eof:  # one that fills the block exactly may still have its end to read
            size += len(unpacker.decompress(getattr(unpacker, "unconsumed_tail", b""), 1))
    except (zlib.error, OSError, lzma.LZMAError, EOFError, MemoryError):
        return None
    if not unpacker.eof or not size or size % SECTOR:
        return None
    return len(stored) - len(unpacker.unused_data)

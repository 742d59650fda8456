"""Apple disk images (UDIF): a trailer `koly`, a property list, and in it `mish` tables of blocks.

After the descriptions that the open implementations agree on; Apple publishes none.
"""

from __future__ import annotations

import bz2
import lzma
import plistlib
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import lzfse  # type: ignore[import-untyped]

RAW, ZERO, IGNORE = 1, 0, 2
ADC, ZLIB, BZIP2, LZFSE, LZMA = 0x80000004, 0x80000005, 0x80000006, 0x80000007, 0x80000008
_END = 0xFFFFFFFF


def pack_adc(data: bytes) -> bytes:
    """Literal runs, and copies of both lengths: what a simple search for repeated words finds."""
    out, literals = bytearray(), bytearray()
    last_seen: dict[bytes, int] = {}
    at = 0
    while at < len(data):
        word = data[at : at + 4]
        found = last_seen.get(word, -1)
        last_seen[word] = at
        back = at - found
        if found < 0 or back > 65536 or len(word) < 4:
            literals.append(data[at])
            at += 1
            continue
        length = 4
        while length < 67 and at + length < len(data) and data[found + length] == data[at + length]:
            length += 1
        out += _literal_runs(literals)
        literals.clear()
        if back <= 1024 and length <= 18:
            out += bytes([(length - 3) << 2 | (back - 1) >> 8, (back - 1) & 255])
        else:
            out += bytes([0x40 | (length - 4), (back - 1) >> 8, (back - 1) & 255])
        at += length
    return bytes(out + _literal_runs(literals))


def _literal_runs(literals: bytearray) -> bytes:
    parts = [literals[at : at + 128] for at in range(0, len(literals), 128)]
    return b"".join(bytes([0x80 | (len(part) - 1)]) + part for part in parts)


_PACK: dict[int, Callable[[bytes], bytes]] = {
    RAW: bytes,
    ADC: pack_adc,
    ZLIB: zlib.compress,
    BZIP2: bz2.compress,
    LZFSE: lzfse.compress,
    LZMA: lzma.compress,
}


def write_udif(path: Path, medium: bytes, kind: int, *, chunk: int = 1 << 18) -> None:
    """Write `medium` in chunks of one kind; chunks of zeros are not stored."""
    sectors = len(medium) // 512
    data, blocks = bytearray(), []
    for at in range(0, len(medium), chunk):
        part = medium[at : at + chunk]
        if part.strip(b"\x00"):
            packed = _PACK[kind](part)
            blocks.append((kind, at // 512, len(part) // 512, len(data), len(packed)))
            data += packed
        else:
            blocks.append((IGNORE if len(blocks) % 2 else ZERO, at // 512, len(part) // 512, len(data), 0))
    blocks.append((_END, sectors, 0, len(data), 0))
    mish = struct.pack(">4sIQQQII", b"mish", 1, 0, sectors, 0, chunk // 512 + 8, 0) + bytes(24)
    mish += _checksum(zlib.crc32(medium)) + struct.pack(">I", len(blocks))
    for block_kind, first, count, offset, length in blocks:
        mish += struct.pack(">IIQQQQ", block_kind, 0, first, count, offset, length)
    table = {"Attributes": "0x0050", "CFName": "whole disk", "Data": mish, "ID": "0", "Name": "whole disk"}
    plist = plistlib.dumps({"resource-fork": {"blkx": [table]}})
    koly = struct.pack(">4sIIIQQQQQII", b"koly", 4, 512, 1, 0, 0, len(data), 0, 0, 1, 1) + bytes(16)
    koly += _checksum(zlib.crc32(bytes(data))) + struct.pack(">QQ", len(data), len(plist)) + bytes(120)
    koly += _checksum(zlib.crc32(medium)) + struct.pack(">IQ", 1, sectors)
    path.write_bytes(bytes(data) + plist + koly.ljust(512, b"\x00"))


def _checksum(value: int) -> bytes:
    """Type 2 (CRC-32), 32 bits, in a field of 128 bytes."""
    return struct.pack(">III", 2, 32, value) + bytes(124)

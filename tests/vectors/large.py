"""Bundles too large for memory or for plain ZIP, written straight to a file (section 9, with ZIP64)."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from blake3 import blake3

MAX16, MAX32 = 0xFFFF, 0xFFFFFFFF
_MIB = 1 << 20


@dataclass(frozen=True)
class Zeros:
    """Content of `size` zero bytes, which no file system has to store."""

    size: int

    def parts(self) -> Iterator[bytes]:
        whole, rest = divmod(self.size, _MIB)
        for _ in range(whole):
            yield bytes(_MIB)
        yield bytes(rest)

    @cached_property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        for part in self.parts():
            digest.update(part)
        return digest.hexdigest()

    @cached_property
    def crc32(self) -> int:
        crc = 0
        for part in self.parts():
            crc = zlib.crc32(part, crc)
        return crc

    def blake3(self) -> list[str]:
        """The digests of its blocks of one MiB (section 3.8)."""
        whole, rest = divmod(self.size, _MIB)
        last = [blake3(bytes(rest)).hexdigest()] if rest else []
        return [blake3(bytes(_MIB)).hexdigest()] * whole + last


def write_large(path: Path, files: Mapping[str, bytes | Zeros]) -> None:
    """The ZIP of these files, in their order; zeros become a hole."""
    central = []
    with path.open("wb") as out:
        for name, content in files.items():
            offset = out.tell()
            zeros = isinstance(content, Zeros)
            size = content.size if isinstance(content, Zeros) else len(content)
            crc = content.crc32 if isinstance(content, Zeros) else zlib.crc32(content)
            out.write(_local(name.encode(), size, crc))
            central.append(_central(name.encode(), size, crc, offset))
            if zeros:
                out.seek(size, 1)
            else:
                assert isinstance(content, bytes)
                out.write(content)
        start = out.tell()
        for header in central:
            out.write(header)
        out.write(_end(len(central), out.tell() - start, start))


def _local(name: bytes, size: int, crc: int) -> bytes:
    big = size >= MAX32
    extra = struct.pack("<HHQQ", 1, 16, size, size) if big else b""
    needed, shown = (45, MAX32) if big else (20, size)
    lengths = (len(name), len(extra))
    head = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", needed, 0, 0, 0, 0x21, crc, shown, shown, *lengths)
    return head + name + extra


def _central(name: bytes, size: int, crc: int, offset: int) -> bytes:
    values = [size, size] if size >= MAX32 else []
    values += [offset] if offset >= MAX32 else []
    extra = struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values) if values else b""
    made, needed = (0x032D, 45) if extra else (0x0314, 20)
    shown = min(size, MAX32)
    head = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        *(b"PK\x01\x02", made, needed, 0, 0, 0, 0x21, crc, shown, shown),
        *(len(name), len(extra), 0, 0, 0, 0o100644 << 16, min(offset, MAX32)),
    )
    return head + name + extra


def _end(count: int, size: int, start: int) -> bytes:
    records = b""
    if count >= MAX16 or size >= MAX32 or start >= MAX32:
        records = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 0x032D, 45, 0, 0, count, count, size, start)
        records += struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size, 1)
    shown = min(count, MAX16)
    sizes = (min(size, MAX32), min(start, MAX32))
    return records + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, shown, shown, *sizes, 0)

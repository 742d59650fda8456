"""Ex01 (EWF version 2), after libewf's "Expert Witness Compression Format version 2 specification"."""

from __future__ import annotations

import bz2
import hashlib
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

NONE, DEFLATE, BZIP2 = 0, 1, 2
_PACK: dict[int, Callable[[bytes], bytes]] = {DEFLATE: zlib.compress, BZIP2: bz2.compress}
_COMPRESSED, _CHECKSUM, _PATTERN = 1, 2, 4
IDENTITY = bytes(range(16))


def write_ex01(
    folder: Path,
    medium: bytes,
    *,
    method: int = DEFLATE,
    sectors_per_chunk: int = 64,
    checked: bool = False,
    patterns: bool = False,
    chunks_per_segment: int = 1 << 30,
    encrypted: bool = False,
    stored_md5: str | None = None,
    unread: tuple[tuple[int, int], ...] = (),
) -> list[Path]:
    """Write `image.Ex01` and its further segments.

    `checked`: an Adler-32 behind compressed chunks as well; `patterns`: chunks of one repeated word as such.
    Every third chunk is stored as it is. `unread`: first sector and number of what was not read.
    """
    chunk = sectors_per_chunk * 512
    count = -(-len(medium) // chunk)
    device = {"bp": "512", "ts": str(len(medium) // 512), "ph": "1", "dt": "f"}
    case = {"nm": "test", "cn": "C-1", "en": "E-1", "ex": "Ada", "nt": "notes", "tt": "1795530758"}
    case |= {"tb": str(count), "sb": str(sectors_per_chunk), "cp": str(method) if method else ""}
    paths = []
    for number, first in enumerate(range(0, count, chunks_per_segment), start=1):
        last = first + chunks_per_segment >= count
        image = _Segment(number, method)
        image.add(1, _text(device, method), encrypted=encrypted)
        image.add(2, _text(case, method))
        data, entries = bytearray(), []
        base = len(image.data)
        for index in range(first, min(first + chunks_per_segment, count)):
            part = medium[index * chunk : (index + 1) * chunk]
            stored, flags = _stored(part, index, method, checked)
            word = part[:8]
            if patterns and method and len(part) % 8 == 0 and part == word * (len(part) // 8):
                entries.append((struct.unpack("<Q", word)[0], 0, _COMPRESSED | _PATTERN))
                continue
            entries.append((base + len(data), len(stored), flags))
            data += stored + bytes(-len(stored) % 16)
        image.add(3, bytes(data))
        image.add(4, _table(first, entries))
        if last and unread:
            image.add(5, _errors(unread))
        if last:
            image.add(8, _digest(bytes.fromhex(stored_md5) if stored_md5 else _md5(medium)))
            image.add(9, _digest(hashlib.sha1(medium, usedforsecurity=False).digest()))
        image.add(0xF if last else 0xD, b"")
        path = folder / f"image.Ex{number:02d}"
        path.write_bytes(bytes(image.data))
        paths.append(path)
    return paths


class _Segment:
    def __init__(self, number: int, method: int) -> None:
        self.data = bytearray(struct.pack("<8sBBHI16s", b"EVF2\r\n\x81\x00", 2, 1, method, number, IDENTITY))
        self._previous = 0

    def add(self, kind: int, data: bytes, *, encrypted: bool = False) -> None:
        padding = -len(data) % 16
        data += bytes(padding)
        self.data += data
        flags = 1 | (2 if encrypted else 0)
        descriptor = struct.pack(
            "<IIQQII16s12x", kind, flags, self._previous, len(data), 64, padding, _md5(data)
        )
        self._previous = len(self.data)
        self.data += descriptor + struct.pack("<I", zlib.adler32(descriptor))


def _stored(part: bytes, index: int, method: int, checked: bool) -> tuple[bytes, int]:
    if method == NONE or index % 3 == 2:
        return part + struct.pack("<I", zlib.adler32(part)), _CHECKSUM
    packed = _PACK[method](part)
    if not checked:
        return packed, _COMPRESSED
    return packed + struct.pack("<I", zlib.adler32(packed)), _COMPRESSED | _CHECKSUM


def _table(first: int, entries: list[tuple[int, int, int]]) -> bytes:
    head = struct.pack("<QI4x", first, len(entries))
    body = b"".join(struct.pack("<QII", *entry) for entry in entries)
    return head + struct.pack("<I12x", zlib.adler32(head)) + body + struct.pack("<I12x", zlib.adler32(body))


def _errors(unread: tuple[tuple[int, int], ...]) -> bytes:
    head = struct.pack("<I12x", len(unread))
    body = b"".join(struct.pack("<QI4x", *one) for one in unread)
    return head + struct.pack("<I12x", zlib.adler32(head)) + body + struct.pack("<I12x", zlib.adler32(body))


def _text(values: dict[str, str], method: int) -> bytes:
    lines = ["1", "main", "\t".join(values), "\t".join(values.values()), "", ""]
    data = b"\xff\xfe" + "\n".join(lines).encode("utf-16-le")
    return _PACK[method](data) if method else data


def _digest(value: bytes) -> bytes:
    return value + struct.pack("<I", zlib.adler32(value))


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()

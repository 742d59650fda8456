"""E01 images, as EnCase 6 writes them, also ones that are damaged on purpose. After libewf's documentation.

ewfacquire puts the time and its own release into a file; this writer puts in what it is given, so that the
same medium gives the same bytes. One segment, chunks of 32 KiB. Offsets and sizes in bytes.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

SECTOR = 512
_SECTORS_A_CHUNK = 64
_CHUNK = SECTOR * _SECTORS_A_CHUNK
_CHUNKS_A_TABLE = 16  # few, so that of a file that was cut the chunks before the cut can be read
_SIGNATURE = b"EVF\x09\x0d\x0a\xff\x00"
_DESCRIPTOR = 76
_COMPRESSED = 1 << 31


@dataclass(frozen=True, slots=True)
class Acquisition:
    """What the header says; `acquired` in seconds since 1970. Nothing in it may hold a tab or a line end."""

    case: str
    exhibit: str
    examiner: str
    description: str
    notes: str
    acquired: int


def e01(
    medium: bytes,
    acquisition: Acquisition,
    *,
    bad_sectors: Sequence[tuple[int, int]] = (),
    stored_md5: bytes | None = None,
) -> bytes:
    """The segment. `bad_sectors` are (first, count): said to be unreadable when acquired, and read as zeros.

    `stored_md5` goes in for the true one, for an image that does not agree with its own hash.
    """
    data = bytearray(medium)
    for first, count in bad_sectors:
        data[first * SECTOR : (first + count) * SECTOR] = bytes(count * SECTOR)
    file = bytearray(_SIGNATURE + struct.pack("<BHH", 1, 1, 0))
    wide = zlib.compress(_header_text(acquisition, wide=True).encode("utf-16"), 9)
    _section(file, "header2", wide)
    _section(file, "header2", wide)
    _section(file, "header", zlib.compress(_header_text(acquisition, wide=False).encode(), 9))
    chunks = [bytes(data[at : at + _CHUNK]) for at in range(0, len(data), _CHUNK)]
    _section(file, "volume", _volume(len(chunks), len(data) // SECTOR))
    for first in range(0, len(chunks), _CHUNKS_A_TABLE):
        _add_chunks(file, chunks[first : first + _CHUNKS_A_TABLE])
    if bad_sectors:
        _section(file, "error2", _errors(bad_sectors))
    md5 = stored_md5 or hashlib.md5(data, usedforsecurity=False).digest()
    sha1 = hashlib.sha1(data, usedforsecurity=False).digest()
    if stored_md5 is None:
        both = md5 + sha1 + bytes(40)
        _section(file, "digest", both + struct.pack("<I", zlib.adler32(both)))
    alone = md5 + bytes(16)
    _section(file, "hash", alone + struct.pack("<I", zlib.adler32(alone)))
    _section(file, "done", b"", last=True)
    return bytes(file)


def _add_chunks(file: bytearray, chunks: list[bytes]) -> None:
    """A section of chunks, and the table of where they lie, twice."""
    stored, entries = bytearray(), []
    base = len(file) + _DESCRIPTOR
    for chunk in chunks:
        packed = zlib.compress(chunk, 9)
        small = len(packed) < len(chunk)
        entries.append(base + len(stored) | (_COMPRESSED if small else 0))
        stored += packed if small else chunk + struct.pack("<I", zlib.adler32(chunk))
    _section(file, "sectors", bytes(stored))
    table = struct.pack("<I4xQ4x", len(entries), 0)
    table += struct.pack("<I", zlib.adler32(table))
    numbers = struct.pack(f"<{len(entries)}I", *entries)
    table += numbers + struct.pack("<I", zlib.adler32(numbers))
    _section(file, "table", table)
    _section(file, "table2", table)


def _section(file: bytearray, kind: str, data: bytes, *, last: bool = False) -> None:
    following = len(file) if last else len(file) + _DESCRIPTOR + len(data)
    size = _DESCRIPTOR + len(data)
    head = struct.pack("<16sQQ40x", kind.encode(), following, 0 if last else size)
    file += head + struct.pack("<I", zlib.adler32(head)) + data


def _header_text(acquisition: Acquisition, *, wide: bool) -> str:
    """The lines of the header: category, names of the fields, their values."""
    if wide:
        names = "a\tc\tn\te\tt\tav\tov\tm\tu\tp"
        at, shown = str(acquisition.acquired), "3"
    else:
        names, shown = "c\tn\ta\te\tt\tav\tov\tm\tu\tp\tr", "1"
        at = str(acquisition.acquired)
    values = {
        "a": acquisition.description,
        "c": acquisition.case,
        "n": acquisition.exhibit,
        "e": acquisition.examiner,
        "t": acquisition.notes,
        "av": "sealwright",
        "ov": "DEMO",
        "m": at,
        "u": at,
        "p": "0",
        "r": "f",
    }
    row = "\t".join(values[name] for name in names.split("\t"))
    return (
        f"{shown}\r\nmain\r\n{names}\r\n{row}\r\n\r\n" if not wide else f"{shown}\nmain\n{names}\n{row}\n\n"
    )


def _volume(chunks: int, sectors: int) -> bytes:
    data = bytearray(1052)
    struct.pack_into("<B3xIIIQ", data, 0, 1, chunks, _SECTORS_A_CHUNK, SECTOR, sectors)
    data[36] = 1  # media flags: an image of a physical device
    data[52] = 1  # compression: good
    struct.pack_into("<I", data, 56, 1)  # error granularity in sectors
    data[64:80] = hashlib.md5(data[:64], usedforsecurity=False).digest()  # identity of the set
    struct.pack_into("<I", data, 1048, zlib.adler32(bytes(data[:1048])))
    return bytes(data)


def _errors(bad_sectors: Sequence[tuple[int, int]]) -> bytes:
    head = struct.pack("<I512x", len(bad_sectors))
    rows = b"".join(struct.pack("<II", first, count) for first, count in bad_sectors)
    return head + struct.pack("<I", zlib.adler32(head)) + rows + struct.pack("<I", zlib.adler32(rows))

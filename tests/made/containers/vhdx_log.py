"""The log of a VHDX, after [MS-VHDX] 2.3 (version 7.0)."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.made.containers.vhdx import crc32c

PAGE = 4096
IDENTITY = bytes(range(1, 17))
HEADERS = (64 << 10, 128 << 10)

Write = tuple[int, bytes | int]
"""Where in the file, and one page, or how many bytes of zeros."""


def entry(
    sequence: int, tail: int, writes: list[Write], *, flushed: int, last: int, identity: bytes = IDENTITY
) -> bytes:
    """One entry of a log."""
    descriptors, sectors = b"", b""
    for at, data in writes:
        if isinstance(data, int):
            descriptors += struct.pack("<4sIQQQ", b"zero", 0, data, at, sequence)
            continue
        first, last_four = data[:8], data[-4:]
        descriptors += b"desc" + last_four + first + struct.pack("<QQ", at, sequence)
        sectors += b"data" + struct.pack("<I", sequence >> 32) + data[8:-4]
        sectors += struct.pack("<I", sequence & 0xFFFFFFFF)
    space = -(-(64 + len(descriptors)) // PAGE) * PAGE
    head = struct.pack(
        "<4sIIIQII16sQQ",
        b"loge", 0, space + len(sectors), tail, sequence, len(writes), 0, identity, flushed, last,
    )  # fmt: skip
    raw = bytearray((head + descriptors).ljust(space, b"\x00") + sectors)
    struct.pack_into("<I", raw, 4, crc32c(bytes(raw)))
    return bytes(raw)


def place(image: Path, log: dict[int, bytes], *, identity: bytes = IDENTITY) -> None:
    """Put these bytes at these offsets of the log of an image, round its end, and name it in the headers."""
    data = bytearray(image.read_bytes())
    size, begin = struct.unpack_from("<IQ", data, HEADERS[0] + 68)
    for offset, content in log.items():
        for index in range(0, len(content), PAGE):
            at = begin + (offset + index) % size
            data[at : at + PAGE] = content[index : index + PAGE]
    for at in HEADERS:
        data[at + 48 : at + 64] = identity
        struct.pack_into("<I", data, at + 4, 0)
        struct.pack_into("<I", data, at + 4, crc32c(bytes(data[at : at + 4096])))
    image.write_bytes(data)

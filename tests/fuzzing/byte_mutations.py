"""Damage to small files: bits, runs, lengths, pieces of the same file, and words that matter."""

from __future__ import annotations

import random

_WORDS = (
    b"", b"\x00", b"\xff" * 4, b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x02\x01\x00", b"\x05\x00",
    b"\x00\x00", b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"../", b"/",
    b"\n", b"\r\n", b"\xef\xbb\xbf", b"null", b"true", b"{}", b"[]", b"[" * 600, b'"', b"\\u0000",
    b"\\ud800", b"1e999", b"-1", b"9" * 400, b"0" * 64, b"data/", b"seal/", b"\xc3\x28", b"\xe2\x80\xae",
    b"%s%n", b"META-INF/", b": ",
)  # fmt: skip


def mutate(data: bytes, draw: random.Random) -> bytes:
    """`data` with one to six changes."""
    out = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        _change(out, draw)
    return bytes(out)


def _change(out: bytearray, draw: random.Random) -> None:
    at = draw.randrange(len(out) + 1)
    length = min(len(out) - at, draw.choice((1, 1, 2, 4, 8, 32, 200)))
    kind = draw.randrange(8)
    if kind == 0 and at < len(out):
        out[at] ^= 1 << draw.randrange(8)
    elif kind == 1 and at < len(out):
        out[at] = draw.choice((0, 1, 0x7F, 0x80, 0xFF, draw.randrange(256)))
    elif kind == 2:
        del out[at : at + length]
    elif kind == 3:
        out[at:at] = draw.choice(_WORDS)
    elif kind == 4:
        word = draw.choice(_WORDS)
        out[at : at + len(word)] = word
    elif kind == 5:  # a piece of the file somewhere else
        start = draw.randrange(len(out) + 1)
        out[at : at + draw.choice((0, length))] = out[start : start + length]
    elif kind == 6:  # a number by one, or to an edge
        size = draw.choice((1, 2, 4, 8))
        if at + size <= len(out):
            number = int.from_bytes(out[at : at + size], "little") + draw.choice((-1, 1, 2**31, 2**62))
            out[at : at + size] = (number % 2 ** (8 * size)).to_bytes(size, "little")
    else:
        del out[draw.choice((at, len(out) - min(len(out), 3))) :]

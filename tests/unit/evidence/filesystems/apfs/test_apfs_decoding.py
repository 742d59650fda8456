"""Compressed contents of APFS: what is undone, and what is refused.."""

from __future__ import annotations

import struct
import zlib

import lzfse
import pytest

from forensics_app.evidence.decompression.lzfse import (
    Decode,
    lzfse_chunk,
    lzvn_chunk,
    stored_chunk,
    zlib_chunk,
)
from forensics_app.evidence.filesystems.trees.decmpfs import decoded_content
from forensics_app.evidence.format_errors import MalformedError

TEXT = b"".join(b"line %06d of a text\n" % number for number in range(3000))
LZVN_OF_AAAAAAAAA = bytes([0x68, 1]) + b"A" + b"\x06" + bytes(7)  # one literal, a match of 8 at distance 1


@pytest.mark.parametrize(
    ("decode", "stored", "content"),
    [
        (zlib_chunk, zlib.compress(TEXT), TEXT),
        (zlib_chunk, b"\xff" + TEXT, TEXT),
        (lzvn_chunk, LZVN_OF_AAAAAAAAA, b"A" * 9),
        (lzvn_chunk, b"\x06" + TEXT, TEXT),
        (lzfse_chunk, lzfse.compress(TEXT), TEXT),
        (lzfse_chunk, lzfse.compress(TEXT[:500]), TEXT[:500]),
        (lzfse_chunk, b"bvx-" + struct.pack("<I", len(TEXT)) + TEXT + b"bvx$", TEXT),
        (lzfse_chunk, b"\xff" + TEXT, TEXT),
        (stored_chunk, b"\xcc" + TEXT, TEXT),
    ],
)
def test_chunks_come_back(decode: Decode, stored: bytes, content: bytes) -> None:
    assert decode(stored, len(content)) == content


def test_the_text_takes_lzfse_s_own_form() -> None:
    assert lzfse.compress(TEXT)[:4] == b"bvx2"
    assert lzfse.compress(TEXT[:500])[:4] == b"bvxn"


@pytest.mark.parametrize(
    ("decode", "stored"),
    [
        (zlib_chunk, b"\x78\x9c\x00\x00"),
        (lzvn_chunk, b"\x70\x70\x70\x70"),
        (lzvn_chunk, b""),
        (lzfse_chunk, lzfse.compress(TEXT)[:100]),
        (lzfse_chunk, lzfse.compress(TEXT)[:-4]),
        (lzfse_chunk, b"bvx-" + struct.pack("<I", 1 << 31)),
        (lzfse_chunk, lzfse.compress(bytes(1 << 24))),  # a bomb
    ],
)
def test_what_is_damaged_raises_or_gives_another_size(decode: Decode, stored: bytes) -> None:
    try:
        found = decode(stored, len(TEXT))
    except MalformedError:
        return
    assert len(found) != len(TEXT)


def test_zlib_bomb_is_not_blown_up() -> None:
    assert len(zlib_chunk(zlib.compress(bytes(1 << 24)), 1000)) <= 1001


@pytest.mark.parametrize("header", [b"", b"fpmc", b"cmpf" + bytes(12)])
def test_header_that_says_nothing_raises(header: bytes) -> None:
    with pytest.raises(MalformedError):
        decoded_content(header, None)


def test_unknown_type_says_its_number() -> None:
    stored = decoded_content(b"fpmc" + struct.pack("<IQ", 14, 10), None)
    assert (stored.size_bytes, stored.lacking) == (
        10,
        "compressed in a way that is not read: decmpfs type 14",
    )

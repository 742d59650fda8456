"""Our own LZX: what wimlib packed is undone in conformance/test_wof; here edges, and what is refused."""

from __future__ import annotations

import struct

import pytest

from forensics_app.evidence.decompression.lzx import LzxError, lzx_decompress
from tests.made.wof_contents import letters

_TRANSLATED = 12_000_000


def uncompressed(data: bytes, *, size: int | None = None) -> bytes:
    """One block that isn't compressed."""
    head = 3 << 29 | (len(data) if size is None else size) << 12
    first, second = head >> 16, head & 0xFFFF
    return struct.pack("<HHIII", first, second, 1, 1, 1) + data + bytes(len(data) % 2)


def call(target: int) -> bytes:
    return b"\xe8" + struct.pack("<i", target)


def test_blocks_that_are_not_compressed() -> None:
    first, second = letters(301), letters(1000)
    assert lzx_decompress(uncompressed(first) + uncompressed(second), 1301) == first + second


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (100, 100 - 50),
        (-50, _TRANSLATED - 50),
        (-51, -51),
        (0, -50),
        (_TRANSLATED - 1, _TRANSLATED - 1 - 50),
        (_TRANSLATED, _TRANSLATED),
    ],
)
def test_calls_are_relative_again(stored: int, shown: int) -> None:
    before, behind = bytes(50), bytes(45)
    found = lzx_decompress(uncompressed(before + call(stored) + behind), 100)
    assert found == before + call(shown) + behind


@pytest.mark.parametrize(("begin", "translated"), [(89, True), (90, False), (94, False)])
def test_calls_in_the_last_ten_bytes_stay(begin: int, translated: bool) -> None:
    data = (bytes(begin) + call(1000)).ljust(100, b"\0")
    shown = call(1000 - begin) if translated else call(1000)
    assert lzx_decompress(uncompressed(data), 100)[begin : begin + 5] == shown[: 100 - begin]


@pytest.mark.parametrize(
    ("packed", "size"),
    [
        (b"", 1),
        (b"\0\0", 1),
        (uncompressed(bytes(100))[:-1], 100),
        (uncompressed(bytes(100)), 99),
        (uncompressed(bytes(100)), 101),
        (uncompressed(b"", size=0) * 2, 1),
        (b"\x00\xf0" + bytes(100), 32768),  # type 7
        (b"\x00\x30" + bytes(5000), 32768),  # codes of lengths without a symbol
        (b"\x00\x30" + b"\xff" * 5000, 32768),  # and with too many
        (uncompressed(b"a" * 2) * 65, 130),
        (bytes(100), 40_000),
    ],
)
def test_what_is_refused(packed: bytes, size: int) -> None:
    with pytest.raises(LzxError):
        lzx_decompress(packed, size)


def test_nothing_is_nothing() -> None:
    assert lzx_decompress(b"", 0) == b""

"""Streams WofCompressedData that no volume here has: very large ones, and those that make no sense."""

from __future__ import annotations

import struct

import pytest

from forensics_app.evidence.decompression.wof_content import WofContent
from forensics_app.evidence.decompression.wof_format import WofFormat, wof_format
from forensics_app.evidence.format_errors import MalformedError

_CHUNK = 4096
_GIB_4 = 1 << 32


class _Stream:
    """Bytes at some places, and nothing else that may be asked for."""

    def __init__(self, **parts: bytes) -> None:
        self._parts = {int(at[1:]): data for at, data in parts.items()}

    def read(self, offset_bytes: int, size_bytes: int, /) -> bytes:
        for at, data in self._parts.items():
            if at <= offset_bytes < at + len(data):
                found = data[offset_bytes - at :][:size_bytes]
                return found.ljust(size_bytes, b"\0")
        raise AssertionError(f"{size_bytes} bytes at {offset_bytes}")


def test_chunks_that_are_not_packed() -> None:
    data = bytes(range(256)) * 40
    stream = struct.pack("<2I", _CHUNK, 2 * _CHUNK) + data
    content = WofContent(_Stream(_0=stream).read, len(stream), len(data), WofFormat.XPRESS4K)
    assert content.read(0, len(data)) == data
    assert content.read(4000, 5000) == data[4000:9000]
    with pytest.raises(MalformedError):
        content.read(len(data), 1)


@pytest.mark.parametrize("size", [_GIB_4 - 1, _GIB_4, _GIB_4 + 5])
def test_entries_have_eight_bytes_from_four_gibibytes_on(size: int) -> None:
    """The last chunk: where the one before it ends is the table's last entry."""
    last = (size - 1) // _CHUNK
    entry = 4 if size < _GIB_4 else 8
    begin = last * 3  # each chunk takes three bytes
    rest = bytes(range(256)) * 16
    tail = rest[: size - last * _CHUNK]
    parts = {
        f"_{(last - 1) * entry}": begin.to_bytes(entry, "little"),
        f"_{last * entry + begin}": tail,
    }
    stored = last * entry + begin + len(tail)
    content = WofContent(_Stream(**parts).read, stored, size, WofFormat.XPRESS4K)
    assert content.read(size - len(tail), len(tail)) == tail


@pytest.mark.parametrize(
    ("stored", "size"),
    [(0, 1), (5, _CHUNK + 1), (1000, 1 << 62), (4 * 999 + 999, 1000 * _CHUNK)],
)
def test_stream_that_has_no_room_for_its_table(stored: int, size: int) -> None:
    with pytest.raises(MalformedError):
        WofContent(_Stream().read, stored, size, WofFormat.XPRESS4K)


@pytest.mark.parametrize("form", WofFormat)
@pytest.mark.parametrize("packed", [b"\0" * 300, b"\xff" * 300, b"\0", bytes(range(256)) * 2])
def test_bytes_that_are_no_chunk(form: WofFormat, packed: bytes) -> None:
    content = WofContent(_Stream(_0=packed).read, len(packed), form.chunk_bytes, form)
    with pytest.raises(MalformedError, match=form.name):
        content.read(0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((1, 2, 1, 0), WofFormat.XPRESS4K),
        ((1, 2, 1, 1, 0), WofFormat.LZX),
        ((1, 2, 1, 2), WofFormat.XPRESS8K),
        ((1, 2, 1, 3), WofFormat.XPRESS16K),
        ((1, 2, 1, 4), "packed in a way that is not read: version 1, algorithm 4"),
        ((1, 2, 2, 0), "packed in a way that is not read: version 2, algorithm 0"),
        ((1, 2, 1), "version 1, provider 2"),
        ((2, 2, 1, 0), "version 2, provider 2"),
        ((1, 1, 2, 0), "its content lies in a WIM file"),
        ((1,), "its reparse point is cut short"),
    ],
)
def test_what_reparse_points_say(words: tuple[int, ...], said: WofFormat | str) -> None:
    assert wof_format(struct.pack(f"<{len(words)}I", *words)) == said

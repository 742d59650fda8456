"""The strict ZIP reader: takes what the form allows, large values included, and names what it doesn't."""

from __future__ import annotations

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from forensics_app.bundle.reading.random_access import FileBytes, MemoryBytes
from forensics_app.bundle.reading.tree import FileUnreadableError, Problem, read_whole
from forensics_app.bundle.reading.zip_directory import read_directory
from forensics_app.bundle.reading.zip_reader import ZipTree
from forensics_app.bundle.writing.zip_writer import ZipWriter
from forensics_app.errors import ZipRuleError
from tests.vectors.zipform import Entry, write

GIB4 = 1 << 32


def problems_of(data: bytes, **limits: int) -> list[Problem]:
    found: list[Problem] = []
    tree = ZipTree(MemoryBytes(data), with_top=False, add=found.append, **limits)
    for position in range(len(tree.table)):
        read_whole(tree, position, 1 << 20, found.append)
    return found


def test_what_the_program_writes_has_no_problem() -> None:
    file = BytesIO()
    writer = ZipWriter(file)
    for number in range(300):
        writer.add(f"folder/file{number}", bytes(number))
    writer.finish()
    assert problems_of(file.getvalue()) == []


def test_what_the_second_implementation_writes_has_no_problem() -> None:
    assert problems_of(write([Entry("a", b""), Entry("b/c", b"hello")])) == []


def test_names_below_the_top_folder() -> None:
    tree = ZipTree(MemoryBytes(write([Entry("t/a", b"1"), Entry("t/b/c", b"2")])), with_top=True, add=print)
    assert (tree.top, list(tree.table)) == ("t", ["a", "b/c"])


def test_content_is_given_in_pieces() -> None:
    content = bytes(range(256)) * 40
    tree = ZipTree(MemoryBytes(write([Entry("a", content)])), with_top=False, add=print)
    pieces = [bytes(p) for p in tree.chunks(0, memoryview(bytearray(1000)), print)]
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 1000


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_number_of_entries_is_bounded(limit: int) -> None:
    data = write([Entry("a", b""), Entry("b", b""), Entry("c", b"")])
    with pytest.raises(ZipRuleError) as raised:
        problems_of(data, max_entries=limit)
    assert raised.value.rule == "zip-too-many-entries"


def test_more_entries_than_the_end_record_claims_are_bounded_too() -> None:
    data = bytearray(write([Entry(f"f{i}", b"") for i in range(50)]))
    data[-14:-10] = struct.pack("<HH", 1, 1)
    with pytest.raises(ZipRuleError):
        problems_of(bytes(data), max_entries=10)


# --- ZIP64: a sparse file with an entry of 4 GiB and one behind it -----------------------------------------


def _huge(path: Path) -> None:
    """Written by hand from section 9: sizes and an offset that need ZIP64."""
    small = b"hello"
    with path.open("wb") as file:
        extra = struct.pack("<HHQQ", 1, 16, GIB4, GIB4)
        file.write(_local(b"big", 45, 0, 0xFFFFFFFF, len(extra)) + b"big" + extra)
        file.seek(GIB4, 1)
        offset = file.tell()
        file.write(_local(b"small", 20, zlib.crc32(small), len(small), 0) + b"small" + small)
        start = file.tell()
        both = struct.pack("<HHQQ", 1, 16, GIB4, GIB4)
        file.write(_central(b"big", 0, 0xFFFFFFFF, 0, both) + b"big" + both)
        far = struct.pack("<HHQ", 1, 8, offset)
        file.write(_central(b"small", zlib.crc32(small), len(small), 0xFFFFFFFF, far) + b"small" + far)
        end = file.tell()
        record = (b"PK\x06\x06", 44, 0x032D, 45, 0, 0, 2, 2, end - start, start)
        file.write(struct.pack("<4sQHHIIQQQQ", *record))
        file.write(struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1))
        file.write(struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 2, 2, end - start, 0xFFFFFFFF, 0))


def _local(name: bytes, needed: int, crc: int, size: int, extra: int) -> bytes:
    fields = (b"PK\x03\x04", needed, 0, 0, 0, 0x21, crc, size, size, len(name), extra)
    return struct.pack("<4sHHHHHIIIHH", *fields)


def _central(name: bytes, crc: int, size: int, offset: int, extra: bytes) -> bytes:
    fields = (b"PK\x01\x02", 0x032D, 45, 0, 0, 0, 0x21, crc, size, size, len(name), len(extra))
    return struct.pack("<4sHHHHHHIIIHHHHHII", *fields, 0, 0, 0, 0o100644 << 16, offset)


def test_zip64_where_it_is_needed(tmp_path: Path) -> None:
    _huge(tmp_path / "huge.zip")
    found: list[Problem] = []
    source = FileBytes(tmp_path / "huge.zip")
    tree = ZipTree(source, with_top=False, add=found.append)
    assert list(tree.sizes) == [GIB4, 5]
    assert read_whole(tree, 1, 100, found.append) == b"hello"
    first = next(tree.chunks(0, memoryview(bytearray(4096)), found.append))
    assert bytes(first) == bytes(len(first))
    assert found == []
    tree.close()


def test_whole_file_over_its_limit_is_not_read(tmp_path: Path) -> None:
    _huge(tmp_path / "huge.zip")
    tree = ZipTree(FileBytes(tmp_path / "huge.zip"), with_top=False, add=print)
    assert read_whole(tree, 0, 1 << 20, print) is None
    tree.close()


# --- a disk that fails ---------------------------------------------------------------------------------


class FailingBytes(MemoryBytes):
    """Gives what it has until told to fail."""

    failing = False

    def read_into(self, offset_bytes: int, buffer: memoryview) -> int:
        if self.failing:
            raise OSError(5, "Input/output error")
        return super().read_into(offset_bytes, buffer)


def test_unreadable_content_says_so() -> None:
    source = FailingBytes(write([Entry("a", b"hello")]))
    tree = ZipTree(source, with_top=False, add=print)
    source.failing = True
    with pytest.raises(FileUnreadableError, match="Input/output error"):
        read_whole(tree, 0, 100, print)


def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")
    with pytest.raises(IsADirectoryError):
        FileBytes(tmp_path / "pipe.zip")


def test_directory_at_a_negative_place_is_no_directory() -> None:
    data = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, 5000, 0, 0)
    with pytest.raises(ZipRuleError) as raised:
        read_directory(MemoryBytes(data), max_entries=10, add=lambda _: None)
    assert raised.value.rule == "zip-directory-unreadable"


# --- many at once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("byte", range(160))
def test_together_gives_what_chunks_has_nothing_to_say_of(byte: int) -> None:
    data = bytearray(write([Entry("a", b"first"), Entry("b", b""), Entry("c/d", b"third" * 5)]))
    data[byte] ^= 1
    problems: list[Problem] = []
    try:
        tree = ZipTree(MemoryBytes(bytes(data)), with_top=False, add=problems.append)
    except ZipRuleError:
        return
    buffer = memoryview(bytearray(4096))
    together = {p: bytes(c) for p, c in tree.together(range(len(tree.table)), buffer)}
    alone = {}
    for position in range(len(tree.table)):
        said: list[Problem] = []
        content = b"".join(bytes(c) for c in tree.chunks(position, buffer, said.append))
        if not said:
            alone[position] = content
    assert together == alone


def test_together_leaves_what_a_buffer_cannot_hold_to_chunks() -> None:
    tree = ZipTree(
        MemoryBytes(write([Entry("a", b"x" * 3000), Entry("b", b"y" * 3000)])), with_top=False, add=print
    )
    assert list(tree.together([0, 1], memoryview(bytearray(4096)))) == []
    assert [p for p, _ in tree.together([1], memoryview(bytearray(4096)))] == [1]

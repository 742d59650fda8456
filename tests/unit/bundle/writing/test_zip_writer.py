"""What the ZIP writer writes is the strict form: unzip, zipfile and the strict reader agree on it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from forensics_app.bundle.reading.random_access import FileBytes, MemoryBytes
from forensics_app.bundle.reading.tree import Problem, read_whole
from forensics_app.bundle.reading.zip_reader import ZipTree
from forensics_app.bundle.writing.zip_writer import ZipWriter
from tests.judging.judges import require_judge

FILES = {"B/a": b"hello", "B/b/c.txt": b"", "B/d": bytes(3_000_000)}


def written(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    writer = ZipWriter(buffer)
    for name, data in files.items():
        writer.add(name, data)
    writer.finish()
    return buffer.getvalue()


def problems(data: bytes) -> tuple[ZipTree, list[Problem]]:
    found: list[Problem] = []
    return ZipTree(MemoryBytes(data), with_top=True, add=found.append), found


def test_the_strict_reader_has_nothing_to_say() -> None:
    tree, found = problems(written(FILES))
    contents = {
        f"B/{path}": read_whole(tree, i, 10_000_000, found.append) for i, path in enumerate(tree.table.paths)
    }
    assert contents == FILES
    assert found == []


def test_unzip_and_zipfile_agree(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(written(FILES))
    subprocess.run([require_judge("unzip"), "-tqq", path], check=True)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {i.filename: archive.read(i) for i in archive.infolist()} == FILES
        assert {i.external_attr >> 16 for i in archive.infolist()} == {0o100644}
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_entries_at_all() -> None:
    assert written({}) == b"PK\x05\x06" + bytes(18)


def test_an_abandoned_entry_leaves_no_trace() -> None:
    buffer = io.BytesIO()
    writer = ZipWriter(buffer)
    writer.add("B/a", b"1")
    writer.begin("B/b", 100)
    writer.write(b"x" * 50)
    writer.abandon()
    writer.add("B/c", b"2")
    writer.finish()
    assert buffer.getvalue() == written({"B/a": b"1", "B/c": b"2"})


def test_a_wrong_size_hint_is_an_error_and_not_a_broken_file() -> None:
    writer = ZipWriter(io.BytesIO())
    writer.begin("B/a", 1 << 33)
    writer.write(b"small")
    with pytest.raises(ValueError, match="hint"):
        writer.end()


def test_zip64_only_where_a_value_needs_it(tmp_path: Path) -> None:
    """A sparse file stands in for content: only the structure is looked at."""
    path = tmp_path / "big.zip"
    sizes = {"B/small": 7, "B/border": 0xFFFFFFFE, "B/big": 0xFFFFFFFF, "B/after": 5}
    with path.open("w+b") as file:
        writer = ZipWriter(file)
        for name, size in sizes.items():
            writer.begin(name, size)
            file.seek(size, io.SEEK_CUR)
            writer._size = size
            writer.end()
        writer.finish()
    found: list[Problem] = []
    source = FileBytes(path)
    tree = ZipTree(source, with_top=True, add=found.append)
    assert dict(zip(tree.table.paths, tree.sizes, strict=True)) == {k[2:]: v for k, v in sizes.items()}
    assert found == []
    source.close()
    with zipfile.ZipFile(path) as archive:
        shown = {i.filename: (i.file_size, i.extract_version) for i in archive.infolist()}
    assert shown == {
        "B/small": (7, 20),
        "B/border": (0xFFFFFFFE, 20),
        "B/big": (0xFFFFFFFF, 45),
        "B/after": (5, 45),
    }


def test_more_entries_than_the_old_form_can_count(tmp_path: Path) -> None:
    tree, found = problems(written({f"B/{i}": b"" for i in range(65_535)}))
    assert (len(tree.table), found) == (65_535, [])
    data = written({f"B/{i}": b"" for i in range(65_534)})
    assert b"PK\x06\x06" not in data
    assert problems(data)[1] == []


def test_only_what_is_never_written_again_is_called_settled() -> None:
    """A large entry's header is written over its place at the end, so nothing of it may be told before."""
    buffer, told = io.BytesIO(), []
    writer = ZipWriter(
        buffer, settle=lambda begin, end: told.append((begin, end, buffer.getvalue()[begin:end]))
    )
    for number in range(3):
        writer.begin(f"large{number}", 20 << 20)
        for _ in range(20):
            writer.write(bytes([number]) * (1 << 20))
            writer.flush()
        writer.end()
        writer.add(f"small{number}", b"x")
        writer.flush()
    writer.finish()
    assert [begin for begin, _, _ in told] == [0, *(end for _, end, _ in told[:-1])]
    assert told
    assert all(buffer.getvalue()[begin:end] == data for begin, end, data in told)

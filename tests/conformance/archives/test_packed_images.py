"""Disk images that are packed, and archives that aren't read: hashed as files are, and told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest

from forensics_app.model.evidence import ArchiveOptions
from tests.judging.judges import require_judge
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading
from tests.world.shared_data import shared

CODE = "archive-not-supported"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("disk") / "ext4.raw"
    with path.open("wb") as file:
        file.truncate(2 << 20)
    subprocess.run([require_judge("mke2fs"), "-q", "-F", "-t", "ext4", str(path)], check=True)
    return path.read_bytes()


def reported(reading: Reading) -> list[tuple[str, str | None, str | None]]:
    return [(o.code, o.locator, o.detail) for o in reading.omissions]


@pytest.mark.parametrize(
    ("name", "pack"), [("gzip", gzip.compress), ("xz", lzma.compress), ("bzip2", bz2.compress)]
)
def test_a_packed_disk_image_is_one_file_and_told(
    tmp_path: Path, disk: bytes, name: str, pack: object
) -> None:
    image = tmp_path / "disk.packed"
    image.write_bytes(pack(disk))  # type: ignore[operator]
    reading = read_here(image)
    assert reading.paths() == ["disk.packed"]
    detail = f"disk image (ext), packed with {name}: add it with --compressed-image, or unpack it first"
    assert reported(reading) == [(CODE, "s1", detail)]


def test_a_disk_image_in_a_zip_is_told_with_its_place(tmp_path: Path, disk: bytes) -> None:
    image = tmp_path / "disk.zip"
    with zipfile.ZipFile(image, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.txt", b"n" * (2 << 20))
        archive.writestr("exhibit/disk.dd", disk)
    reading = read_here(image)
    detail = "disk image (ext), in an archive (zip): add it with --compressed-image, or unpack it first"
    assert reported(reading) == [(CODE, "s1:/exhibit/disk.dd", detail)]


@pytest.mark.parametrize("data", [b"text " * 100_000, bytes(300_000)], ids=["text", "zeros"])
def test_what_is_packed_and_no_disk_image_is_told_of_nothing(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "file.gz"
    file.write_bytes(gzip.compress(data))
    assert reported(read_here(file)) == []


def split_zip() -> bytes:
    """The last part of a ZIP in two parts: only its end says so."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", b"content")
    data = bytearray(packed.getvalue())
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<2H", data, end + 4, 1, 1)
    return bytes(data[40:])


@pytest.mark.parametrize(
    ("name", "data", "detail"),
    [
        ("a.ab", b"ANDROID BACKUP\n5\n1\nnone\n" + bytes(600), "Android backup"),
        ("install.wim", b"MSWIM\0\0\0" + bytes(600), "WIM"),
        ("split.zip", split_zip(), "the last of 2 parts of a ZIP"),
    ],
    ids=["android-backup", "wim", "split-zip"],  # not the data: a ZIP has the time of day in it
)
def test_archives_that_are_not_read_are_named(tmp_path: Path, name: str, data: bytes, detail: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert reported(read_here(file)) == [(CODE, "s1", detail)]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / name).write_bytes(data)
    assert reported(read_here(folder)) == []
    assert reported(read_here(folder, ArchiveOptions(inside=True))) == [(CODE, f"s1.a:/{name}", detail)]


@pytest.mark.parametrize("name", ["split.zip", "a.ab"])
def test_odd_archives_are_named(name: str) -> None:
    assert [o.code for o in read_here(shared(f"testdata/odd-images/{name}")).omissions] == [CODE]

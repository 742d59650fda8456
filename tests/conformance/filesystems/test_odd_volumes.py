"""Volumes that a peer reads, or names, where libtsk alone has nothing. Judges: fls, debugfs, blkid, Linux."""

from __future__ import annotations

import gzip
import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.model.evidence import LayerState
from tests.judging.judges import require_judge
from tests.made.ext import revision_0
from tests.made.fat import entry
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading, path_of
from tests.world.shared_data import shared


def odd(name: str, folder: Path) -> Path:
    image = folder / name
    image.write_bytes(gzip.decompress(shared(f"testdata/odd-images/{name}.gz").read_bytes()))
    return image


def reported(reading: Reading) -> list[tuple[str, str | None]]:
    return [(o.code, o.locator) for o in reading.omissions]


def ext(folder: Path, *options: str) -> Path:
    source = folder / "source"
    source.mkdir()
    (source / "letter.txt").write_bytes(b"what stands in it")
    image = folder / "ext.raw"
    with image.open("wb") as file:
        file.truncate(8 << 20)
    command = [require_judge("mke2fs"), "-q", "-F", *options, "-d", str(source), str(image)]
    subprocess.run(command, check=True)
    return image


def test_ext2_of_revision_0_without_a_size_of_inodes_is_read(tmp_path: Path) -> None:
    """The first ext2 had no field for it: inodes have 128 bytes."""
    image = ext(tmp_path, "-t", "ext2", *revision_0(), "-b", "1024")
    with image.open("r+b") as file:
        file.seek(1024 + 88)
        file.write(bytes(2))
    asked = [require_judge("debugfs"), "-R", "cat letter.txt", str(image)]
    judged = subprocess.run(asked, check=True, capture_output=True).stdout
    reading = read_here(image)
    assert judged == b"what stands in it"
    assert "letter.txt" in reading.paths()
    assert reading.entry("letter.txt").size_bytes == len(judged)
    assert reading.omissions == ()


def test_fat32_with_few_clusters_is_fat32_as_its_header_says(tmp_path: Path) -> None:
    image = tmp_path / "fat.raw"
    with image.open("wb") as file:
        file.truncate(4 << 20)
    made = [require_judge("mkfs.fat"), "-F", "32", "-s", "1", str(image)]
    subprocess.run(made, check=True, capture_output=True)
    data = bytearray(image.read_bytes())
    reserved, tables = struct.unpack_from("<HB", data, 14)
    sectors = struct.unpack_from("<I", data, 36)[0]
    heap = (reserved + tables * sectors) * 512
    data[heap : heap + 32] = entry(b"NOTE    TXT", 9, 600)
    for table in range(tables):
        struct.pack_into("<II", data, (reserved + table * sectors) * 512 + 36, 10, 0x0FFFFFFF)
    data[heap + 7 * 512 : heap + 7 * 512 + 600] = b"n" * 600
    image.write_bytes(data)
    reading = read_here(image)
    assert reading.layer("s1").file_system == "fat32"
    listed = [require_judge("fls"), "-f", "fat32", str(image)]
    assert "NOTE.TXT" in subprocess.run(listed, check=True, capture_output=True, text=True).stdout
    assert reading.entry("NOTE.TXT").size_bytes == 600
    assert reading.omissions == ()


def test_files_without_a_name_are_listed_where_the_root_is_unreadable(tmp_path: Path) -> None:
    image = ext(tmp_path, "-t", "ext3", "-b", "1024")
    command = [require_judge("debugfs"), "-w", "-R", "rm letter.txt", str(image)]
    subprocess.run(command, check=True, capture_output=True)
    command[3] = "clri <2>"
    subprocess.run(command, check=True, capture_output=True)
    reading = read_here(image)
    assert ("directory-unreadable", "s1:/") in reported(reading)
    listed = [require_judge("fls"), "-rp", str(image)]
    # fls 4.12 gives up all orphans here, and says so by its exit code
    judged = subprocess.run(listed, check=False, capture_output=True, text=True).stdout
    names = {line.partition("\t")[2] for line in judged.splitlines()}
    assert "$OrphanFiles" in {path_of(e) for e, _ in reading.found}
    assert names <= {path_of(e) for e, _ in reading.found}


@pytest.mark.parametrize(
    ("offset", "magic", "name"),
    [
        (0x4000, "01010000000000000000000100000024000000200000000776657273696f6e00", "ZFS"),
        (0x1018, "c68573f666ce90a9d96a60cf803df7ef", "bcachefs"),
        (0x1018, "c68573f64e1a45ca8265f57f48ba6d81", "bcache"),
    ],
)
def test_volumes_that_are_not_read_are_named(tmp_path: Path, offset: int, magic: str, name: str) -> None:
    image = tmp_path / "image.raw"
    data = bytearray(1 << 20)
    data[offset : offset + len(magic) // 2] = bytes.fromhex(magic)
    image.write_bytes(data)
    reading = read_here(image)
    assert [(o.code, o.detail) for o in reading.omissions] == [("file-system-not-supported", name)]
    assert reading.layer("s1").state is LayerState.OMITTED


def test_a_table_without_partitions_is_told(tmp_path: Path) -> None:
    image = tmp_path / "gpt.raw"
    with image.open("wb") as file:
        file.truncate(8 << 20)
    subprocess.run([require_judge("sgdisk"), "-o", str(image)], check=True, capture_output=True)
    reading = read_here(image)
    assert [(o.code, o.locator, o.detail) for o in reading.omissions] == [
        ("file-system-unknown", "s1", "GPT: no partitions")
    ]


@pytest.mark.parametrize(
    ("name", "files", "codes"),
    [
        ("ext2-rev0-inode-size-0.img", 123, []),
        ("e2fsprogs_f_dup.img", 2, []),
        ("util-linux_small-fat32.img", 1, []),
        ("util-linux_zfs.img", 0, ["file-system-not-supported"]),
        ("util-linux_bcachefs.img", 0, ["file-system-not-supported"]),
        ("util-linux_lvm2.img", 0, ["file-system-unknown"]),
    ],
)
def test_odd_volumes_are_read_or_named(tmp_path: Path, name: str, files: int, codes: list[str]) -> None:
    reading = read_here(odd(name, tmp_path))
    assert [e.kind.value for e, _ in reading.found].count("file") == files
    assert [o.code for o in reading.omissions] == codes


def listed_by_fls(image: Path) -> tuple[list[str], bool]:
    """Every entry as Reading.paths gives it, and whether fls came to its end: 4.12 gives up all orphans."""
    listed = [require_judge("fls"), "-rp", str(image)]
    done = subprocess.run(listed, check=False, capture_output=True, text=True)
    split = [line.split("\t", 1) for line in done.stdout.splitlines()]
    return sorted(("* " if " * " in facts else "") + path for facts, path in split), done.returncode == 0


def test_orphans_of_a_journal_that_was_not_replayed_are_listed(tmp_path: Path) -> None:
    """As on the medium, where the root is unreadable and all are orphans, and as the journal leaves it."""
    image = odd("e2fsprogs_f_journal.img", tmp_path)
    reading = read_here(image)
    judged, complete = listed_by_fls(image)
    found = sorted(reading.paths("s1"))
    assert found == judged if complete else set(found) >= set(judged)
    assert len(found) == 104
    replayed = [require_judge("e2fsck"), "-E", "journal_only", "-y", str(image)]
    subprocess.run(replayed, check=False, capture_output=True)
    # e2fsck also clears inodes that nothing names, and takes the name from the journal's own
    judged, _ = listed_by_fls(image)
    named = [path for path in judged if "$OrphanFiles" not in path and path != "* journal"]
    found = [path for path in reading.paths("s1.replayed") if "$OrphanFiles" not in path]
    assert sorted(found) == sorted([*named, "journal"])
    assert len(found) == 64
    assert len(reading.found) == 104 + 79

"""Content that nothing says where it is: never zeros, never "no content", always told.

Zeros stand only where the file system says *hole*. What a broken chain, run list or tree leaves out is a gap,
and a file none of whose content can be loaded is an omission. The judges are icat, debugfs and mtools.
"""

from __future__ import annotations

import gzip
import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.model.artifact import ExtentClass, Gap, ReadOutcome
from tests.judging.judges import require_judge
from tests.made.exfat import ExfatVolume, entry_set
from tests.made.fat import FatVolume, entry
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading
from tests.world.shared_data import shared

ODD = "testdata/odd-images"


def icat(image: Path, address: str) -> bytes:
    return subprocess.run(
        [require_judge("icat"), str(image), address], check=False, capture_output=True
    ).stdout


def reported(reading: Reading) -> list[tuple[str, str | None]]:
    return [(o.code, o.locator) for o in reading.omissions]


def odd(name: str, folder: Path) -> Path:
    image = folder / name
    image.write_bytes(gzip.decompress(shared(f"{ODD}/{name}.gz").read_bytes()))
    return image


@pytest.mark.parametrize(
    ("links", "whole"),
    [({20: 20}, 1), ({22: 20}, 3), ({21: 0xFFF0}, 2), ({21: 0xFFF7}, 2), ({20: 0xFFF7}, 1)],
    ids=["itself", "its beginning", "nowhere", "a bad cluster", "at once a bad one"],
)
def test_chain_of_fat_that_breaks_off_is_read_that_far(
    tmp_path: Path, links: dict[int, int], whole: int
) -> None:
    volume = FatVolume(tmp_path / "fat.raw")
    data = b"".join(bytes([65 + n]) * 512 for n in range(6))
    volume.store([20, 21, 22, 23, 24, 25], data)
    for cluster, after in links.items():
        volume.link(cluster, after)
    volume.add(entry(b"LOOP    BIN", 20, len(data)))
    image = volume.save()
    reading = read_here(image)
    found, examined = reading.pair("LOOP.BIN")
    assert found.extent_class is ExtentClass.SHORT
    assert sum(extent.length_bytes for extent in found.extents) == 512 * whole
    assert examined.read.outcome is ReadOutcome.PARTIAL
    assert examined.read.gaps == (Gap(512 * whole, len(data) - 512 * whole),)
    assert reported(reading) == [("content-partial", "s1:/LOOP.BIN")]
    judged = icat(image, found.locator.address or "")  # gives as much, or nothing
    assert data[: 512 * whole].startswith(judged)


def test_file_of_fat_without_a_first_cluster_is_told(tmp_path: Path) -> None:
    volume = FatVolume(tmp_path / "fat.raw")
    volume.add(entry(b"NOWHERE BIN", 0, 5000))
    image = volume.save()
    reading = read_here(image)
    assert [code for code, _ in reported(reading)] in (["inode-unreadable"], ["content-unreadable"])
    assert reading.examination("NOWHERE.BIN").digests.sha256 is None


@pytest.mark.parametrize("after", [30, 0, 0xFFF0], ids=["itself", "a free cluster", "nowhere"])
def test_folder_of_fat_whose_chain_breaks_off_is_told(tmp_path: Path, after: int) -> None:
    """What stood in the clusters behind is lost, and no name of it is left."""
    volume = FatVolume(tmp_path / "fat.raw")
    folder = entry(b".          ", 30, attributes=0x10) + entry(b"..         ", attributes=0x10)
    folder += b"".join(entry(b"FILE%03d TXT" % n, 40 + n, 100) for n in range(14))
    volume.store([30, 31], folder + entry(b"LAST    TXT", 60, 10).ljust(512, b"\0"))
    for n in range(14):
        volume.store([40 + n], b"x" * 100)
    volume.link(30, after)
    volume.add(entry(b"FOLDER     ", 30, attributes=0x10))
    reading = read_here(volume.save())
    assert ("directory-incomplete", "s1:/FOLDER") in reported(reading)
    assert "FOLDER/LAST.TXT" not in reading.paths()


def test_sound_chains_are_told_of_nothing(tmp_path: Path) -> None:
    volume = FatVolume(tmp_path / "fat.raw")
    folder = entry(b".          ", 30, attributes=0x10) + entry(b"..         ", attributes=0x10)
    volume.store([30, 35], folder.ljust(1024, b"\0"))
    volume.store([40, 45, 42], b"z" * 1500)
    volume.add(entry(b"FOLDER     ", 30, attributes=0x10), entry(b"SOUND   BIN", 40, 1500))
    volume.add(entry(b"EMPTY   BIN", 0, 0))
    reading = read_here(volume.save())
    assert reading.omissions == ()
    assert reading.examination("SOUND.BIN").read.outcome is ReadOutcome.COMPLETE
    assert reading.examination("EMPTY.BIN").read.outcome is not ReadOutcome.UNREADABLE


@pytest.mark.parametrize("after", [10, 0x0FFFFFF0], ids=["itself", "nowhere"])
def test_chain_of_exfat_that_breaks_off_is_read_that_far(tmp_path: Path, after: int) -> None:
    volume = ExfatVolume(tmp_path / "exfat.raw")
    data = b"".join(bytes([65 + n]) * 4096 for n in range(3))
    volume.store([10, 11, 12], data)
    volume.chain([10, 11, 12])
    volume._data[32 * 512 + 4 * 10 : 32 * 512 + 4 * 10 + 4] = struct.pack("<I", after)
    volume.add(entry_set("loop.bin", 10, len(data), in_one_piece=False))
    reading = read_here(volume.save())
    found, examined = reading.pair("loop.bin")
    assert found.extent_class is ExtentClass.SHORT
    assert examined.read.gaps == (Gap(4096, 8192),)
    assert ("content-partial", "s1:/loop.bin") in reported(reading)


def ntfs(folder: Path) -> tuple[Path, int]:
    """A volume with a file of 50,000 bytes outside of its record, and where that record lies."""
    image, file = folder / "ntfs.raw", folder / "content"
    with image.open("wb") as volume:
        volume.truncate(8 << 20)
    file.write_bytes(b"n" * 50_000)
    run = {"check": True, "capture_output": True}
    subprocess.run([require_judge("mkntfs"), "-q", "-F", "-f", "-c", "4096", image], **run)  # type: ignore[call-overload]
    subprocess.run([require_judge("ntfscp"), "-f", image, file, "file.bin"], **run)  # type: ignore[call-overload]
    data = image.read_bytes()
    name = data.index("file.bin".encode("utf-16-le"), data.index(b"FILE0"))
    return image, data.rindex(b"FILE0", 0, name)


def patch_data_attribute(image: Path, record: int, at: int, value: bytes) -> None:
    """Overwrite bytes of the record's $DATA, `at` from where the attribute begins; -1: of its run list."""
    with image.open("r+b") as volume:
        volume.seek(record)
        stored = volume.read(1024)
        place = struct.unpack_from("<H", stored, 20)[0]
        while struct.unpack_from("<I", stored, place)[0] != 0x80:
            place += struct.unpack_from("<I", stored, place + 4)[0]
        if at < 0:
            at = struct.unpack_from("<H", stored, place + 32)[0]
        volume.seek(record + place + at)
        volume.write(value)


def test_empty_run_list_of_ntfs_is_no_hole(tmp_path: Path) -> None:
    image, record = ntfs(tmp_path)
    patch_data_attribute(image, record, -1, bytes(4))
    reading = read_here(image)
    found, examined = reading.pair("file.bin")
    assert (found.size_bytes, found.extents, found.extent_class) == (50_000, (), ExtentClass.SHORT)
    assert examined.read.outcome is ReadOutcome.UNREADABLE
    assert ("content-unreadable", "s1:/file.bin") in reported(reading)
    assert icat(image, (found.locator.address or "").partition("-")[0]) == b""


@pytest.mark.parametrize(
    ("at", "value"),
    [(-1, b"\x31\x0d\xff\xff\x7f\x00"), (4, bytes(4))],
    ids=["a run beyond the volume", "an attribute of length 0"],
)
def test_stream_of_ntfs_that_cannot_be_opened_is_told(tmp_path: Path, at: int, value: bytes) -> None:
    image, record = ntfs(tmp_path)
    patch_data_attribute(image, record, at, value)
    reading = read_here(image)
    assert ("inode-unreadable", "s1:/file.bin") in reported(reading)
    assert reading.examination("file.bin").read.reason == "content-lost"


def test_sound_ntfs_lacks_nothing(tmp_path: Path) -> None:
    image, _ = ntfs(tmp_path)
    reading = read_here(image)
    assert reading.omissions == ()
    assert reading.examination("file.bin").read.outcome is ReadOutcome.COMPLETE


@pytest.mark.parametrize("damage", [bytes(64), b"\xff\xff"], ids=["zeroed", "magic"])
def test_extents_of_ext4_that_cannot_be_loaded_are_told(tmp_path: Path, damage: bytes) -> None:
    source = tmp_path / "source"
    source.mkdir()
    with (source / "evidence.db").open("wb") as file:
        for n in range(8):  # more extents than an inode holds
            file.seek(n * 8192)
            file.write(b"e" * 1024)
    (source / "hole.bin").write_bytes(b"")
    with (source / "hole.bin").open("r+b") as file:
        file.truncate(30_000)
    image = tmp_path / "ext4.raw"
    with image.open("wb") as file:
        file.truncate(8 << 20)
    command = [require_judge("mke2fs"), "-q", "-F", "-t", "ext4", "-b", "1024", "-d", str(source), str(image)]
    subprocess.run(command, check=True)
    asked = [require_judge("debugfs"), "-R", "ex evidence.db", str(image)]
    shown = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    leaf = int(next(line for line in shown.splitlines() if line.strip().startswith("0/ 1")).split()[7])
    with image.open("r+b") as file:
        file.seek(leaf * 1024)
        file.write(damage)
    reading = read_here(image)
    assert ("inode-unreadable", "s1:/evidence.db") in reported(reading)
    assert reading.examination("evidence.db").read.reason == "content-lost"
    hole = reading.pair("hole.bin")  # which the file system says
    assert hole[0].extent_class is ExtentClass.ALL_SPARSE
    assert hole[1].read.outcome is ReadOutcome.COMPLETE


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("fat16-bad-chains.img", ["a.bin", "b.bin", "c.bin", "d.bin", "e.bin"]),
        ("fat32-self-loop.img", ["q.bin"]),
        ("ntfs-bad-records.img", ["file_a.bin", "file_b.bin", "file_c.bin", "file_d.bin", "file_e.bin"]),
        ("ext4-extent-leaf-zeroed.img", ["evidence.db"]),
        ("ext4-extent-leaf-zeroed-csum.img", ["evidence.db"]),
        ("ext4-extent-leaf-magic.img", ["evidence.db"]),
        ("ext4-inode-extent-magic.img", ["evidence.db"]),
        ("e2fsprogs_f_extent_bad_node.img", ["motd"]),
        ("e2fsprogs_f_extent_leaf_bad_magic.img", ["a"]),
        ("e2fsprogs_f_extent_int_bad_magic.img", ["a"]),
        ("e2fsprogs_f_extents.img", ["f1", "fbad-flag"]),
        ("e2fsprogs_f_idata_and_extents.img", ["bad/garbage", "bad/blocks", "bad/inlinedata"]),
        ("e2fsprogs_f_inlinedata_flags.img", ["1", "2"]),
        ("e2fsprogs_f_zeroed_ext_header.img", ["testa"]),
    ],
)
def test_no_odd_image_gives_content_that_it_has_not(tmp_path: Path, name: str, paths: list[str]) -> None:
    reading = read_here(odd(name, tmp_path))
    places = {locator for _, locator in reported(reading)}
    for path in paths:
        assert f"s1:/{path}" in places
        assert reading.examination(path).read.outcome is not ReadOutcome.COMPLETE
        assert reading.examination(path).read.reason != "no-content"

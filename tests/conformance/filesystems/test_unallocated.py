"""Unallocated space: the same bytes as blkls gives, or e2fsprogs where blkls is wrong."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.targets import target_of
from forensics_app.evidence.filesystems.ext.free_blocks import ext_free_blocks
from forensics_app.evidence.filesystems.fat.free_clusters import exfat_free_sectors, fat_free_sectors
from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.protocol.messages import Open, Options
from forensics_app.evidence.spaces import artifact
from forensics_app.evidence.spaces.free_runs import clear_bits, joined
from forensics_app.evidence.spaces.names import SpaceKind
from forensics_app.evidence.spaces.space import Space
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import Entry, Examination, ExtentClass, Read, ReadOutcome
from forensics_app.model.evidence import DERIVED, LayerState, Omission
from tests.judging.judges import environment_lacks, require_judge
from tests.judging.sleuthkit import raw_of
from tests.reading.evidence_reading import sample
from tests.world.shared_data import shared

OPTIONS = Options(("sha256",), False, False, 1 << 32)
SHARED = {
    "mbr-ext2-ext4": "testdata/unpacked/dfvfs-hist__89103e38_mbr.raw",
    "ntfs": "testdata/ColinFinck_ntfs/testdata/testfs1",
    "ntfs-e01": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/gpt_ntfs.E01",
    "exfat": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/exfat.img",
    "fat12": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/fat.img",
    "hfs": "testdata/log2timeline_dfvfs/test_data/hfsplus.raw",
    "ext2-e01": "testdata/log2timeline_plaso/test_data/image.E01",
}
SAMPLES = ("ext2-names.raw", "ext4-inline-data.raw", "ext4-unwritten-extent.raw", "fat12-oem-names.raw",
           "encrypted-twin-ntfs.raw", "encrypted-twin-ext4.raw")  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Of one volume; `data` are the bytes at its extents."""

    offset_bytes: int
    entry: Entry | None
    examination: Examination | None
    reported: tuple[Omission, ...]
    data: bytes


def unallocated(image: Path, kind: SpaceKind = SpaceKind.UNALLOCATED) -> dict[str, Found]:
    """What each volume's unallocated space or slack is, read in this process; the bytes at its extents."""
    found: dict[str, Found] = {}
    session = Session(lambda at, done: None)
    opened = session.open(Open(bytes(image), "s1", "EX-001", False, {})).source
    for layer in opened.layers:
        if layer.state is not LayerState.WALKED or layer.kind in DERIVED:
            continue
        entry, examination, reported = session.examine_space(layer.layer_id, kind, OPTIONS)
        data = b""
        if entry is not None:
            data = b"".join(chunk.data for chunk in session.extents(entry.extents))
            assert b"".join(chunk.data for chunk in session.content(target_of(entry))) == data
        found[layer.layer_id] = Found(layer.offset_bytes, entry, examination, reported, data)
    return found


def blkls(raw: Path, offset_bytes: int) -> bytes:
    return subprocess.run(
        [require_judge("blkls"), "-o", str(offset_bytes // 512), str(raw)], capture_output=True, check=True
    ).stdout


def assert_as_blkls(image: Path, folder: Path) -> None:
    raw = raw_of(image, folder)
    found = unallocated(image)
    assert found
    for one in found.values():
        theirs = blkls(raw, one.offset_bytes)
        assert one.entry is not None, one.reported
        assert one.examination is not None
        assert one.examination.digests.sha256 == hashlib.sha256(theirs).hexdigest()
        assert one.entry.size_bytes == len(theirs)
        assert one.data == theirs


@pytest.mark.parametrize("name", SHARED)
def test_public_images_have_what_blkls_gives(name: str, tmp_path: Path) -> None:
    assert_as_blkls(shared(SHARED[name]), tmp_path)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_have_what_blkls_gives(name: str, tmp_path: Path) -> None:
    assert_as_blkls(sample(name, tmp_path), tmp_path)


MADE = {
    "fat16": (10 << 20, ("mkfs.fat", "-F16", "-s", "4")),
    "fat32": ((36 << 20) + 513, ("mkfs.fat", "-F32", "-s", "1")),
    "fat12": (3 << 20, ("mkfs.fat", "-F12")),
    "ntfs": ((6 << 20) + 1, ("mkntfs", "-q", "-F", "-f")),
    "ntfs-1k": (5 << 20, ("mkntfs", "-q", "-F", "-f", "-c", "1024")),
    "ext2-full-copies": (20 << 20, ("mke2fs", "-q", "-F", "-t", "ext2", "-O", "^sparse_super,^resize_inode")),
    "ext3": (20 << 20, ("mke2fs", "-q", "-F", "-t", "ext3", "-b", "1024")),
    "ext4-initialised": (20 << 20, ("mke2fs", "-q", "-F", "-t", "ext4", "-O", "^uninit_bg,^metadata_csum")),
}


@pytest.mark.parametrize("name", MADE)
def test_fresh_volumes_have_what_blkls_gives(name: str, tmp_path: Path) -> None:
    size, command = MADE[name]
    image = noise(tmp_path / "made.raw", size)
    make(command, image)
    assert_as_blkls(image, tmp_path)


def noise(path: Path, size: int) -> Path:
    """An image with something in every megabyte, so that a block too many or too few shows."""
    drawn = random.Random(3)
    with path.open("wb") as file:
        file.truncate(size)
        for place in range(0, size, 1 << 16):
            file.seek(place)
            file.write(drawn.randbytes(16))
    return path


def make(command: tuple[str, ...], image: Path) -> None:
    subprocess.run(
        [require_judge(command[0]), *command[1:], str(image)],
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    "features",
    [(), ("-O", "^flex_bg"), ("-O", "64bit,^flex_bg"), ("-O", "sparse_super2,^resize_inode")],
    ids=["plain", "no-flex", "64bit", "sparse-super2"],
)
def test_groups_without_a_bitmap_are_free_but_for_their_tables(
    features: tuple[str, ...], tmp_path: Path
) -> None:
    """blkls 4.12 takes bitmaps that were never written at their word, tables and all; e2fsprogs doesn't."""
    image = noise(tmp_path / "made.raw", 40 << 20)
    make(
        ("mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", "-E", "lazy_itable_init=1,nodiscard", *features),
        image,
    )
    text = subprocess.run(
        [require_judge("dumpe2fs"), str(image)],
        capture_output=True,
        check=True,
        env={**os.environ, "LC_ALL": "C"},
    ).stdout.decode()
    block = int(re.findall(r"^Block size: +(\d+)$", text, re.M)[0])
    digest, size = hashlib.sha256(), 0
    with image.open("rb") as file:
        for ranges in re.findall(r"^  Free blocks: (.*)$", text, re.M):
            for first, last in re.findall(r"(\d+)(?:-(\d+))?", ranges):
                length = (int(last or first) - int(first) + 1) * block
                file.seek(int(first) * block)
                digest.update(file.read(length))
                size += length
    (one,) = unallocated(image).values()
    assert one.entry is not None, one.reported
    assert one.examination is not None
    assert one.entry.size_bytes == size
    assert one.examination.digests.sha256 == digest.hexdigest()
    if "BLOCK_UNINIT" not in text:
        said = subprocess.run(
            [require_judge("mke2fs"), "-V"], capture_output=True, check=True
        ).stderr.decode()
        version = tuple(map(int, re.findall(r"^mke2fs (\d+)\.(\d+)\.(\d+)", said)[0]))
        assert version >= (1, 47, 1), said  # later ones write every bitmap of most of these
        environment_lacks("an mke2fs that leaves bitmaps unwritten here")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("iso", "testdata/log2timeline_dfvfs/test_data/iso9660.raw"),
        ("ufs", "testdata/SecurityRonin_forensic-vfs-engine/tests/data/ufs.img"),
    ],
)
def test_where_there_is_no_telling_that_is_an_omission(name: str, path: str) -> None:
    for one in unallocated(shared(path)).values():
        assert (one.entry, [o.code for o in one.reported]) == (None, ["unallocated-not-read"])


def test_bigalloc_and_meta_bg_are_omissions_and_not_wrong_bytes(tmp_path: Path) -> None:
    for feature in ("bigalloc", "meta_bg,^resize_inode"):
        image = tmp_path / f"{feature[:4]}.raw"
        image.write_bytes(b"")
        os.truncate(image, 64 << 20)
        make(("mke2fs", "-q", "-F", "-t", "ext4", "-O", feature), image)
        for one in unallocated(image).values():
            assert (one.entry, [o.code for o in one.reported]) == (None, ["unallocated-not-read"])


# --- parts ------------------------------------------------------------------------------------------------


class Memory:
    def __init__(self, data: bytes) -> None:
        self.data = data

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        return self.data[offset_bytes : offset_bytes + size_bytes].ljust(size_bytes, b"\0")


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([b"\0", b"\0\0\0", b"\xff", b"\xff\xff"]) | st.binary(max_size=3), max_size=12),
    st.integers(0, 300),
    st.booleans(),
)
def test_runs_of_clear_bits_are_the_clear_bits(pieces: list[bytes], count: int, highest_first: bool) -> None:
    data = b"".join(pieces)
    count = min(count, len(data) * 8)
    bits = [data[i // 8] >> (7 - i % 8 if highest_first else i % 8) & 1 for i in range(count)]
    runs = list(joined(clear_bits(pieces, count, highest_first=highest_first)))
    assert [i for first, length in runs for i in range(first, first + length)] == [
        i for i, bit in enumerate(bits) if not bit
    ]
    assert all(a + n < b for (a, n), (b, _) in pairwise(runs))


@settings(deadline=None, max_examples=200)
@given(st.binary(min_size=0, max_size=200), st.integers(0, 1400), st.randoms(use_true_random=False))
def test_headers_of_any_content_end_in_runs_or_an_error(
    junk: bytes, place: int, drawn: random.Random
) -> None:
    block = bytearray(4096)
    block[1024 + 56 : 1024 + 58] = b"\x53\xef"
    block[place : place + len(junk)] = junk
    readers = (
        ext_free_blocks,
        lambda source: fat_free_sectors(source, drawn.choice([FileSystemKind.FAT12, FileSystemKind.FAT32])),
        exfat_free_sectors,
    )
    for reader in readers:
        source: ByteSource = Memory(bytes(block))
        try:
            _, runs = reader(source)
            take(runs)
        except TskError:
            pass


def take(runs: Iterable[tuple[int, int]]) -> None:
    for _, _ in zip(runs, range(2000), strict=False):
        pass


def test_the_entry_is_an_area_with_its_runs(tmp_path: Path) -> None:
    (one,) = unallocated(sample("ext2-names.raw", tmp_path)).values()
    entry = one.entry
    assert entry is not None
    assert (entry.kind.value, entry.allocated, entry.extent_class) == ("area", False, ExtentClass.RUNS)
    assert entry.locator.path_display() == "/$Unallocated"
    assert sum(extent.length_bytes for extent in entry.extents) == entry.size_bytes


def test_many_pieces_keep_their_content_and_no_extents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = sample("ext2-names.raw", tmp_path)
    (whole,) = unallocated(image).values()
    monkeypatch.setattr(artifact, "_MOST_EXTENTS", 0)
    session = Session(lambda at, done: None)
    session.open(Open(bytes(image), "s1", "EX-001", False, {}))
    entry, examination, _ = session.examine_space("s1", SpaceKind.UNALLOCATED, OPTIONS)
    assert entry is not None
    assert whole.examination is not None
    assert examination is not None
    assert (entry.extents, entry.extent_class) == ((), ExtentClass.NONE)
    assert examination.digests == whole.examination.digests
    assert b"".join(chunk.data for chunk in session.content(target_of(entry))) == whole.data


def test_an_image_that_was_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    image = sample("ext2-names.raw", tmp_path)
    (whole,) = unallocated(image).values()
    image.write_bytes(image.read_bytes()[: -64 << 10])
    session = Session(lambda at, done: None)
    session.open(Open(bytes(image), "s1", "EX-001", True, {}))
    entry, _, reported = session.examine_space("s1", SpaceKind.UNALLOCATED, OPTIONS)
    assert entry is not None
    data = b"".join(chunk.data for chunk in session.content(target_of(entry)))
    assert 0 < len(data) < len(whole.data)
    assert whole.data.startswith(data)
    assert [(o.code, o.locator, o.detail) for o in reported] == [
        (
            "image-truncated",
            "s1:/$Unallocated",
            f"{len(whole.data) - len(data)} bytes not read: beyond the end",
        )
    ]


@pytest.mark.parametrize("name", ["ntfs", "exfat", "fat12", "hfs"])
def test_free_clusters_beyond_the_end_are_an_omission_with_their_bytes(name: str, tmp_path: Path) -> None:
    """What the size and digest leave out is as much as blkls gives of the whole image behind the end."""
    whole = raw_of(shared(SHARED[name]), tmp_path)
    (layer_id, known), *_ = unallocated(whole).items()
    assert known.entry is not None
    pieces = [(extent.offset_bytes or 0, extent.length_bytes) for extent in known.entry.extents]
    last, length = pieces[-1]
    end = last + length // 2 + 1
    cut = tmp_path / "cut.raw"
    cut.write_bytes(whole.read_bytes()[:end])
    session = Session(lambda at, done: None)
    session.open(Open(bytes(cut), "s1", "EX-001", True, {}))
    entry, examination, reported = session.examine_space(layer_id, SpaceKind.UNALLOCATED, OPTIONS)
    assert entry is not None
    assert examination is not None
    theirs = blkls(whole, known.offset_bytes)
    missing = last + length - end
    assert examination.digests.sha256 == hashlib.sha256(theirs[:-missing]).hexdigest()
    assert examination.read == Read(ReadOutcome.PARTIAL, (), "image-truncated")
    assert [(o.code, o.detail) for o in reported] == [
        ("image-truncated", f"{missing} bytes not read: beyond the end")
    ]


def test_a_cut_ntfs_leaves_out_what_its_bitmap_marks_as_free_beyond_the_end(tmp_path: Path) -> None:
    whole = shared(SHARED["ntfs"])
    bitmap = subprocess.run(
        [require_judge("icat"), str(whole), "6-128"], check=True, capture_output=True
    ).stdout
    head = whole.read_bytes()[:512]
    cluster = int.from_bytes(head[11:13], "little") * head[13]
    count = int.from_bytes(head[40:48], "little") * 512 // cluster
    free = [i * cluster for i in range(count) if not bitmap[i // 8] >> i % 8 & 1]
    end = count * cluster * 7 // 10 + 100
    there = sum(max(0, min(cluster, end - at)) for at in free)
    cut = tmp_path / "cut.raw"
    cut.write_bytes(whole.read_bytes()[:end])
    session = Session(lambda at, done: None)
    session.open(Open(bytes(cut), "s1", "EX-001", True, {}))
    entry, _, reported = session.examine_space("s1", SpaceKind.UNALLOCATED, OPTIONS)
    assert entry is not None
    assert entry.size_bytes == there
    assert there < len(free) * cluster
    assert [o.detail for o in reported] == [f"{len(free) * cluster - there} bytes not read: beyond the end"]


def test_where_the_bitmaps_lie_beyond_the_end_too_the_omission_gives_no_number() -> None:
    def runs() -> Iterator[tuple[int, int]]:
        yield from ((2, 3), (6, 4))
        raise ReadFailedError(offset_bytes=9, size_bytes=1, detail="beyond the end")

    space = Space(Memory(bytes(8)), runs())
    assert (list(space.runs()), space.beyond_bytes) == ([(2, 3), (6, 2)], None)
    with pytest.raises(ReadFailedError):
        Space(Memory(bytes(10)), runs())


def test_a_volume_larger_than_its_partition_is_not_called_a_cut_image(tmp_path: Path) -> None:
    volume, begin, sectors = shared(SHARED["ntfs"]).read_bytes(), 64, 2930
    entry = bytes([0, 0, 0, 0, 7, 0, 0, 0]) + begin.to_bytes(4, "little") + sectors.to_bytes(4, "little")
    image = tmp_path / "disk.raw"
    image.write_bytes(
        (bytes(446) + entry).ljust(510, b"\0") + b"\x55\xaa" + bytes((begin - 1) * 512) + volume
    )
    session = Session(lambda at, done: None)
    session.open(Open(bytes(image), "s1", "EX-001", True, {}))
    area, examination, reported = session.examine_space("s1.p1", SpaceKind.UNALLOCATED, OPTIONS)
    assert area is not None
    missing = len(blkls(shared(SHARED["ntfs"]), 0)) - (area.size_bytes or 0)
    assert missing > 0
    assert examination is not None
    assert examination.read == Read(ReadOutcome.PARTIAL, (), "volume-exceeds-partition")
    assert [(o.code, o.locator, o.detail) for o in reported] == [
        ("volume-exceeds-partition", "s1.p1:/$Unallocated", f"{missing} bytes not read: beyond the end")
    ]

"""Files that zisofs compressed on a disc: mkzftree with genisoimage, and xorriso in both versions."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.evidence.filesystems.iso9660.records import Zisofs
from forensics_app.evidence.filesystems.iso9660.zisofs import is_possible
from forensics_app.model.artifact import ExtentClass, ReadOutcome
from tests.made.discs import genisoimage, run, tree
from tests.reading.evidence_reading import Reading, read_source

_LETTERS = bytes(random.Random(7).choices(b"acgt\n", k=200_000))
_FILES = {
    "letters.txt": _LETTERS,
    "below/holes.bin": bytes(300_000) + _LETTERS[:70_000] + bytes(131_072),
    "zeros.bin": bytes(1_000_000),
    "a block.bin": _LETTERS[:32_768],
    "small.txt": b"too small to compress",
    "empty": b"",
}
_MAGIC, _MAGIC_2 = bytes.fromhex("37e45396c9dbd607"), bytes.fromhex("ef2255a1bc1b95a0")
_WAYS = ("mkzftree", "version_2=off", "version_2=on:susp_z2=off", "version_2=on:susp_z2=on")


def disc(folder: Path, way: str) -> Path:
    files, image = tree(folder / "files", _FILES), folder / "disc.iso"
    if way == "mkzftree":
        run("mkzftree", files, folder / "packed")
        return genisoimage(image, "-R", "-J", "-z", folder / "packed")
    made = ("-zisofs", way, "-joliet", "on", "-outdev", image, "-map", files, "/")
    run("xorriso", *made, "-set_filter_r", "--zisofs", "/", "--", "-commit")
    return image


def places(data: bytes, wanted: bytes) -> Iterator[int]:
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)


def of_letters(data: bytes, mark: bytes) -> int:
    """Where a header or field begins that has the size of the letters in it."""
    size = len(_LETTERS).to_bytes(4, "little")
    (at,) = [at for at in places(data, mark) if size in data[at : at + 24]]
    return at


def damaged(image: Path, offset: int, data: bytes) -> Reading:
    whole = bytearray(image.read_bytes())
    whole[offset : offset + len(data)] = data
    image.write_bytes(whole)
    return read_source(image)


@pytest.mark.parametrize("way", _WAYS)
def test_content_is_what_was_put_on_the_disc(way: str, tmp_path: Path) -> None:
    image = disc(tmp_path, way)
    assert _LETTERS not in image.read_bytes()
    found = read_source(image)
    for name, data in _FILES.items():
        entry, examination = found.pair(name)
        assert (entry.size_bytes, examination.read.outcome) == (len(data), ReadOutcome.COMPLETE), name
        assert examination.digests.sha256 == hashlib.sha256(data).hexdigest(), name
    entry = found.entry("letters.txt")
    assert (entry.extents, entry.extent_class) == ((), ExtentClass.NONE)
    assert found.entry("small.txt").extent_class is ExtentClass.RUNS
    assert len(found.paths()) == len(set(found.paths()))  # Joliet's names of what is stored add nothing
    assert {layer.layer_id for layer in found.source.layers} == {"s1"}
    assert "details-unreadable" not in found.codes()


@pytest.mark.parametrize("way", _WAYS)
def test_damaged_block_is_a_gap_and_the_others_are_read(way: str, tmp_path: Path) -> None:
    image = disc(tmp_path, way)
    header = of_letters(image.read_bytes(), _MAGIC if way in _WAYS[:2] else _MAGIC_2)
    found = damaged(image, header + 200, b"\xff" * 64)
    read = found.examination("letters.txt").read
    assert read.outcome is ReadOutcome.PARTIAL
    assert [gap.offset_bytes for gap in read.gaps] == [0]
    assert read.gaps[0].length_bytes in (65_536, 131_072)
    assert found.entry("letters.txt").size_bytes == len(_LETTERS)


def test_content_that_does_not_begin_as_rock_ridge_says_is_listed_as_stored(tmp_path: Path) -> None:
    image = disc(tmp_path, "mkzftree")
    at = of_letters(image.read_bytes(), _MAGIC)
    found = damaged(image, at, b"another!")
    entry, examination = found.pair("letters.txt")
    stored = image.read_bytes()[at : at + (entry.size_bytes or 0)]
    assert stored.startswith(b"another!")
    assert entry.extent_class is ExtentClass.RUNS
    assert examination.digests.sha256 == hashlib.sha256(stored).hexdigest()
    (told,) = [omission for omission in found.omissions if omission.code == "details-unreadable"]
    assert "zisofs" in (told.detail or "")


@pytest.mark.parametrize("field", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x00"])
def test_size_that_its_own_header_denies_is_told(field: bytes, tmp_path: Path) -> None:
    """Neither terabytes of zeros nor an empty file come of a number in the directory record."""
    image = disc(tmp_path, "mkzftree")
    at = of_letters(image.read_bytes(), b"ZF\x10\x01")
    found = damaged(image, at + 8, field)
    entry = found.entry("letters.txt")
    assert entry.extent_class is ExtentClass.RUNS
    assert 0 < (entry.size_bytes or 0) < len(_LETTERS)
    assert "details-unreadable" in found.codes()


def test_empty_blocks_make_no_bomb() -> None:
    """256 MiB of zeros are read from 33 KiB; terabytes from a table of some megabytes are not."""
    one = Zisofs(version=2, size_bytes=256 << 20, block_log2=15, header_bytes=24)
    assert is_possible(one, 24 + 8 * (8192 + 1))
    bomb = Zisofs(version=2, size_bytes=1 << 40, block_log2=20, header_bytes=24)
    assert not is_possible(bomb, 24 + 8 * ((1 << 20) + 1))
    assert is_possible(bomb, 1 << 30)

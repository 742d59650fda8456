"""Checksums of ext4's inodes and directories, and extents out of order: told as e2fsck tells them."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from tests.judging.judges import require_judge
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading

_BLOCK = 1024


def made(folder: Path, *options: str) -> Path:
    source = folder / "source"
    (source / "folder").mkdir(parents=True)
    for number in range(30):
        (source / "folder" / f"file {number}").write_bytes(b"c" * number * 100)
    with (source / "holes.bin").open("wb") as file:
        for number in range(3):
            file.seek(number * 4096)
            file.write(b"h" * _BLOCK)
    image = folder / "ext4.raw"
    with image.open("wb") as file:
        file.truncate(8 << 20)
    form = ["-t", "ext4", "-b", str(_BLOCK), *options]
    command = [require_judge("mke2fs"), "-q", "-F", *form, "-d", str(source), str(image)]
    subprocess.run(command, check=True)
    return image


def debugfs(image: Path, command: str) -> str:
    asked = [require_judge("debugfs"), "-w", "-R", command, str(image)]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


def e2fsck(image: Path) -> str:
    program = Path(require_judge("debugfs")).with_name("e2fsck")
    return subprocess.run([program, "-fn", image], check=False, capture_output=True, text=True).stdout


def inode_place(image: Path, name: str) -> int:
    """The byte at which an inode lies."""
    (line,) = (line for line in debugfs(image, f"imap {name}").splitlines() if "located at block" in line)
    block, offset = line.split("block ")[1].split(", offset ")
    return int(block) * _BLOCK + int(offset, 16)


def overwrite(image: Path, offset: int, data: bytes) -> None:
    with image.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def reported(reading: Reading) -> list[tuple[str, str | None, int]]:
    return [(o.code, o.detail, o.count) for o in reading.omissions]


@pytest.mark.parametrize(
    "options", [(), ("-I", "128"), ("-O", "metadata_csum_seed"), ("-O", "^metadata_csum")]
)
def test_sound_ones_are_told_of_nothing(tmp_path: Path, options: tuple[str, ...]) -> None:
    image = made(tmp_path, *options)
    assert reported(read_here(image)) == []


@pytest.mark.parametrize("options", [(), ("-I", "128")])
def test_an_inode_that_was_changed_is_told(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A time that somebody wrote with a hex editor."""
    image = made(tmp_path, *options)
    number = debugfs(image, "stat holes.bin").split("Inode: ")[1].split()[0]
    overwrite(image, inode_place(image, "holes.bin") + 16, struct.pack("<I", 1_000_000_000))
    assert "checksum does not match" in e2fsck(image)
    assert reported(read_here(image)) == [("checksum-differs", f"checksums of inodes: {number}", 1)]


def test_a_block_of_a_folder_that_was_changed_is_told(tmp_path: Path) -> None:
    image = made(tmp_path)
    block = int(debugfs(image, "blocks folder").split()[0])
    at = image.read_bytes().index(b"file 7", block * _BLOCK)
    overwrite(image, at, b"fake 7")
    number = debugfs(image, "stat folder").split("Inode: ")[1].split()[0]
    assert "checksum" in e2fsck(image)
    detail = f"checksums of blocks of directories: {number}"
    assert reported(read_here(image)) == [("checksum-differs", detail, 1)]


def test_extents_out_of_order_are_told(tmp_path: Path) -> None:
    image = made(tmp_path, "-O", "^metadata_csum")
    place = inode_place(image, "holes.bin") + 40 + 12
    with image.open("rb") as file:
        file.seek(place)
        first, second = file.read(12), file.read(12)
    overwrite(image, place, second + first)
    number = debugfs(image, "stat holes.bin").split("Inode: ")[1].split()[0]
    assert "out of order" in e2fsck(image)
    assert (
        "checksum-differs",
        f"extents out of order in inodes: {number}",
        1,
    ) in reported(read_here(image))

"""ext whose superblock is damaged (DFTT #12): it is read by a copy, as `e2fsck -b` does, and that is told."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.filesystems.ext.copies import ExtCopies
from forensics_app.evidence.filesystems.spare_copies import open_file_system
from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.spaces.names import SpaceKind
from forensics_app.evidence.worker.session import Session
from forensics_app.model.evidence import LayerState
from tests.conformance.filesystems.test_unallocated import OPTIONS
from tests.judging.judges import require_judge
from tests.made.byte_sources import Bytes
from tests.reading.evidence_reading import Reading, read_source

LARGE = random.Random(12).randbytes(300_000)  # with an indirect block between its first blocks
KINDS = {"ext2-1024": ("ext2", 1024, 10), "ext4-1024": ("ext4", 1024, 10), "ext4-4096": ("ext4", 4096, 160)}
FIRST_COPY = {1024: 8193 * 1024, 4096: 32768 * 4096}
SUPERBLOCK = (1024, 1024)


def volume(folder: Path, kind: str) -> Path:
    name, block, mib = KINDS[kind]
    image, files = folder / f"{kind}.dd", folder / "files"
    (files / "folder").mkdir(parents=True, exist_ok=True)
    (files / "folder" / "letter.txt").write_bytes(b"Dear Sir\n")
    (files / "large.bin").write_bytes(LARGE)
    with image.open("wb") as file:
        os.truncate(file.fileno(), mib << 20)
    make = [require_judge("mke2fs"), "-q", "-t", name, "-b", str(block), "-d", str(files), str(image)]
    subprocess.run(make, check=True, capture_output=True)
    return image


def wiped(image: Path, at: int, size: int) -> Path:
    with image.open("r+b") as file:
        file.seek(at)
        file.write(bytes(size))
    return image


def reported(found: Reading) -> list[tuple[str, str | None]]:
    return [(o.code, o.detail) for o in found.omissions]


def free(image: Path) -> str | None:
    session = Session(lambda at, done: None)
    session.open(Open(bytes(image), "s1", "EX-001", False, {}))
    _, examination, _ = session.examine_space("s1", SpaceKind.UNALLOCATED, OPTIONS)
    return None if examination is None else examination.digests.sha256


@pytest.mark.parametrize(("kind", "beginning"), [("ext2-1024", False), ("ext4-1024", True)])
def test_it_is_read_by_the_copy_and_that_is_told(kind: str, beginning: bool, tmp_path: Path) -> None:
    image, block = volume(tmp_path, kind), KINDS[kind][1]
    whole, space = read_source(image), free(image)
    assert reported(whole) == []
    wiped(image, *((0, 3 * block) if beginning else SUPERBLOCK))
    found = read_source(image)
    assert [layer.state for layer in found.source.layers] == [LayerState.WALKED]
    assert found.paths() == whole.paths()
    for path in ("folder/letter.txt", "large.bin"):
        assert found.pair(path) == whole.pair(path)
    assert free(image) == space
    what = "superblock and group descriptors" if beginning else "superblock"
    assert reported(found) == [("superblock-damaged", f"{what}: the copy at byte {FIRST_COPY[block]}")]


def test_copies_of_larger_blocks_are_found(tmp_path: Path) -> None:
    image = wiped(volume(tmp_path, "ext4-4096"), 0, 3 * 4096)
    opened = open_file_system(Bytes(image.read_bytes()), lambda reach: None, hint="ext", by_copies=True)
    assert isinstance(opened.copies, ExtCopies)
    assert (opened.copies.superblock_at, opened.copies.descriptors) == (FIRST_COPY[4096], 2)
    names = [name.name for name in opened.names(2)]
    assert names[2:5] == [b"lost+found", b"folder", b"large.bin"]


def test_one_that_is_damaged_and_not_wiped_is_read_too(tmp_path: Path) -> None:
    image = volume(tmp_path, "ext2-1024")
    whole = read_source(image)
    wiped(image, 1024 + 32, 4)  # blocks of a group
    found = read_source(image)
    assert found.paths() == whole.paths()
    assert [code for code, _ in reported(found)] == ["superblock-damaged"]


def test_without_a_good_copy_it_stays_unknown(tmp_path: Path) -> None:
    image = volume(tmp_path, "ext4-1024")
    wiped(image, *SUPERBLOCK)
    with image.open("r+b") as file:  # the only copy has a checksum, so one byte is enough
        file.seek(FIRST_COPY[1024] + 300)
        file.write(b"\xff")
    found = read_source(image)
    assert [layer.state for layer in found.source.layers] == [LayerState.OMITTED]
    assert [code for code, _ in reported(found)] == ["file-system-unknown"]

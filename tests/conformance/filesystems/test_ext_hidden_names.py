"""Live files of ext that decoys are to hide: entries laid into the free slots of a directory's index.

A name in use is what the chain of entries says, whatever else stands somewhere; e2fsck finds nothing in such
a directory. What the index doesn't use may hold names that were deleted.
"""

from __future__ import annotations

import gzip
import struct
import subprocess
from pathlib import Path

import pytest

from tests.judging.judges import require_judge
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading, path_of
from tests.world.shared_data import shared

_BLOCK = 1024


def indexed(folder: Path, count: int) -> Path:
    """An ext4 with a folder `d` of so many files and an index."""
    source = folder / "source" / "d"
    source.mkdir(parents=True)
    for number in range(count):
        (source / f"name-{number:04d}").write_bytes(b"")
    image = folder / "ext4.raw"
    with image.open("wb") as file:
        file.truncate(8 << 20)
    form = ["-t", "ext4", "-b", str(_BLOCK), "-O", "^has_journal,^metadata_csum"]
    command = [require_judge("mke2fs"), "-q", "-F", *form, "-d", str(source.parent), str(image)]
    subprocess.run(command, check=True)
    e2fsck(image, "-fyD")
    assert "Flags: 0x81000" in debugfs(image, "stat d")
    return image


def e2fsck(image: Path, options: str) -> int:
    program = Path(require_judge("debugfs")).with_name("e2fsck")
    return subprocess.run([program, options, image], check=False, capture_output=True).returncode


def debugfs(image: Path, command: str) -> str:
    asked = [require_judge("debugfs"), "-R", command, str(image)]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


def lay(image: Path, decoys: list[tuple[int, bytes]]) -> None:
    """Entries that look like these names, into the slots of the root of the index that it doesn't use."""
    root = int(debugfs(image, "blocks d").split()[0]) * _BLOCK
    with image.open("r+b") as file:
        file.seek(root)
        block = file.read(_BLOCK)
        _, count = struct.unpack_from("<HH", block, 32)
        place = root + 32 + 8 * count
        for inode, name in decoys:
            entry = struct.pack("<IHBB", inode, 8 + -(-len(name) // 4) * 4, len(name), 1) + name
            file.seek(place)
            file.write(entry.ljust(-(-len(entry) // 4) * 4, b"\0"))
            place += -(-len(entry) // 4) * 4
        assert place <= root + _BLOCK


def live(reading: Reading) -> set[str]:
    return {path_of(entry) for entry, _ in reading.found if entry.allocated}


def test_decoys_in_free_slots_of_an_index_hide_no_live_file(tmp_path: Path) -> None:
    image = indexed(tmp_path, 120)
    inodes = {entry.locator.components[-1]: int(entry.inode or 0) for entry, _ in read_here(image).found}
    hidden = [b"name-%04d" % number for number in range(10, 40)]
    lay(image, [(inodes[name], name) for name in hidden])
    assert e2fsck(image, "-fn") == 0  # nothing is wrong
    reading = read_here(image)
    expected = {f"d/name-{number:04d}" for number in range(120)}
    assert {path for path in live(reading) if path.startswith("d/")} == expected
    assert [path for path in reading.paths() if path.startswith("* d/")] == []
    assert reading.omissions == ()


def test_names_of_the_time_before_an_index_are_deleted_ones(tmp_path: Path) -> None:
    image = indexed(tmp_path, 120)
    lay(image, [(2000, b"gone.txt"), (2001, b"also-gone.txt")])
    reading = read_here(image)
    gone = [path for path in reading.paths() if path.startswith("* d/")]
    assert gone == ["* d/gone.txt", "* d/also-gone.txt"]
    assert len([path for path in live(reading) if path.startswith("d/")]) == 120


@pytest.mark.parametrize(
    ("name", "folder", "count"),
    [
        ("ext4-hidden-names-e2fsck-clean.img", "docs/", 7000),
        ("ext4-hidden-names-htree-levels8.img", "", 402),
        ("e2fsprogs_f_h_badroot.img", "", 1900),
    ],
)
def test_odd_images_hide_no_live_file(tmp_path: Path, name: str, folder: str, count: int) -> None:
    """As many as Linux and fls list, without the two that fls makes out of an index."""
    image = tmp_path / name
    image.write_bytes(gzip.decompress(shared(f"testdata/odd-images/{name}.gz").read_bytes()))
    reading = read_here(image)
    kinds = [entry.kind.value for entry, _ in reading.found if path_of(entry).startswith(folder)]
    assert kinds.count("file") == count

"""ext2, ext3 and ext4 whose superblock or group descriptors are damaged: read by their copies, and told.

Known answers: the same volume before it was damaged, and what debugfs lists by the copy.
"""

from __future__ import annotations

import os
import re
import struct
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.filesystems.ext.copies import ext_copies
from forensics_app.evidence.filesystems.free_space import unallocated_space
from forensics_app.evidence.filesystems.spare_copies import open_file_system
from forensics_app.model.evidence import LayerState
from tests.judging.judges import require_judge
from tests.made.byte_sources import Bytes
from tests.made.ext import revision_0
from tests.reading.evidence_reading import Listed, read_in_process

MIB = 1 << 20
SUPER = 1024
GROUP_BYTES = MIB  # of the volumes here
CONTENT = b"what was written\n" * 2000
WIPED = (0, bytes(64 << 10))
BOTH = "superblock and group descriptors"
REVISION_0 = "revision=0"
FORMS = {
    "ext4": ("-t", "ext4", "-b", "1024"),
    "ext4 in blocks of 4 KiB": ("-t", "ext4", "-b", "4096"),
    "ext4 with CRC-16": ("-t", "ext4", "-b", "1024", "-O", "^metadata_csum,uninit_bg,^64bit"),
    "revision 0": (REVISION_0, "-b", "1024"),
}


def make(image: Path, *form: str, mib: int = 6) -> bytes:
    """A volume with groups of 1 MiB, two folders and files in them, written behind the copies' backs."""
    block = int(form[form.index("-b") + 1])
    groups = ("-g", str(GROUP_BYTES // block), "-N", "192")
    image.write_bytes(b"")
    os.truncate(image, mib * MIB)
    options = [option for option in form if option != REVISION_0]
    old = _asked(revision_0()) if REVISION_0 in form else ("-E", "nodiscard")
    mke2fs = [require_judge("mke2fs"), "-q", "-F", *groups, *old, *options, str(image)]
    subprocess.run(mke2fs, check=True, capture_output=True)
    empty = image.read_bytes()
    file, script = image.with_suffix(".txt"), image.with_suffix(".debugfs")
    file.write_bytes(CONTENT)
    lines = [f"write {file} gone"]
    for folder in range(2):
        lines += [f"mkdir f{folder}", *(f"write {file} f{folder}/letter{n}" for n in range(20))]
    script.write_text("\n".join([*lines, "rm gone"]) + "\n")
    subprocess.run([require_judge("debugfs"), "-w", "-f", script, image], check=True, capture_output=True)
    data = bytearray(image.read_bytes())
    first = 1024 if block == 1024 else 0
    for group in range(1, mib):
        at = first + group * GROUP_BYTES
        if data[at + 56 : at + 58] == b"\x53\xef":  # as the kernel leaves them
            data[at : at + 2 * block] = empty[at : at + 2 * block]
    return bytes(data)


def _asked(revision: tuple[str, str]) -> tuple[str, ...]:
    """With `nodiscard`: only the last `-E` counts."""
    option, value = revision
    return ("-E", f"nodiscard,{value}") if option == "-E" else ("-E", "nodiscard", option, value)


@pytest.fixture(scope="module", params=list(FORMS.values()), ids=list(FORMS))
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make(tmp_path_factory.mktemp("volume") / "ext.dd", *request.param)


@pytest.fixture(scope="module")
def ext4(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make(tmp_path_factory.mktemp("volume") / "ext.dd", *FORMS["ext4"])


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return tmp_path / "damaged.dd"


def damaged(sound: bytes, *changes: tuple[int, bytes]) -> bytes:
    data = bytearray(sound)
    for at, change in changes:
        data[at : at + len(change)] = change
    return bytes(data)


def read(image: Path, data: bytes) -> Listed:
    image.write_bytes(data)
    return read_in_process(image)


def block_bytes(sound: bytes) -> int:
    return 1024 << int.from_bytes(sound[SUPER + 24 : SUPER + 28], "little")


def descriptors(sound: bytes) -> int:
    return 2048 if block_bytes(sound) == 1024 else block_bytes(sound)


def by_copy(sound: bytes, what: str = "superblock", group: int = 1) -> tuple[str, str, int]:
    place = (1024 if block_bytes(sound) == 1024 else 0) + group * GROUP_BYTES
    return "superblock-damaged", f"{what}: the copy at byte {place}", 1


def test_wiped_beginning_costs_nothing(sound: bytes, image: Path) -> None:
    whole = read(image, sound)
    assert whole.reported == []
    assert len(whole.found) > 40
    found = read(image, damaged(sound, (0, bytes(2 * block_bytes(sound) + 1024))))
    assert found.found == whole.found
    assert found.layers == whole.layers
    assert found.reported == [by_copy(sound, BOTH)]
    block = block_bytes(sound)
    place = (int(block == 1024) * 1024 + GROUP_BYTES) // block
    judge = [
        require_judge("debugfs"),
        "-c",
        "-s",
        str(place),
        "-b",
        str(block),
        "-R",
        "ls -p f1",
        str(image),
    ]
    names = subprocess.run(judge, check=True, capture_output=True, text=True).stdout
    assert names.count("/letter") == sum(path.startswith("f1/letter") for path in found.paths()) == 20


def test_wiped_superblock_alone_leaves_the_descriptors(ext4: bytes, image: Path) -> None:
    whole = read(image, ext4)
    found = read(image, damaged(ext4, (SUPER, bytes(1024))))
    assert found.found == whole.found
    assert found.reported == [by_copy(ext4)]


def test_wiped_descriptors_are_no_empty_volume(sound: bytes, image: Path) -> None:
    whole = read(image, sound)
    found = read(image, damaged(sound, (descriptors(sound), bytes(block_bytes(sound)))))
    assert found.found == whole.found
    assert found.reported == [("descriptors-damaged", "group descriptors", 6)]


def test_one_descriptor_that_leads_elsewhere_in_the_volume(sound: bytes, image: Path) -> None:
    """libtsk takes other bytes for the inodes."""
    whole = read(image, sound)
    found = read(image, damaged(sound, (descriptors(sound) + 8, struct.pack("<I", 700))))
    assert found.found == whole.found
    assert found.reported == [("descriptors-damaged", "group descriptors", 1)]


def test_free_space_is_that_of_the_sound_volume(sound: bytes) -> None:
    def free(data: bytes) -> list[tuple[int, int]]:
        file_system = open_file_system(Bytes(data), lambda reach: None, by_copies=True)
        space = unallocated_space(file_system, Bytes(data), lambda reach: None)
        return list(space.runs())

    assert free(damaged(sound, (0, bytes(2 * block_bytes(sound) + 1024)))) == free(sound)


@pytest.mark.parametrize(
    ("at", "value"),
    [(32, b"\0\0\1"), (40, b"\7"), (0, b"\xff\xff\xff\xff"), (20, b"\x55"), (56, b"\0\0")],
    ids=["blocks of a group", "inodes of a group", "inodes", "first block", "magic"],
)
def test_superblock_with_one_wrong_field(ext4: bytes, image: Path, at: int, value: bytes) -> None:
    whole = read(image, ext4)
    found = read(image, damaged(ext4, (SUPER + at, value)))
    assert found.found == whole.found
    assert by_copy(ext4) in found.reported


def test_second_copy_is_used_where_the_first_is_lost(ext4: bytes, image: Path) -> None:
    whole = read(image, ext4)
    at = 1024 + GROUP_BYTES
    found = read(image, damaged(ext4, (0, bytes(4096)), (at, bytes(4096))))
    assert found.found == whole.found
    assert found.reported[0] == by_copy(ext4, BOTH, group=3)


def test_copy_that_is_damaged_itself_is_not_used(ext4: bytes, image: Path) -> None:
    at = 1024 + GROUP_BYTES
    found = read(image, damaged(ext4, (0, bytes(4096)), (at + 4, b"\xff")))
    assert found.reported[0] == by_copy(ext4, BOTH, group=3)


def test_without_any_nothing_is_guessed(ext4: bytes, image: Path) -> None:
    holders = [(1024 + group * GROUP_BYTES, bytes(4096)) for group in (1, 3, 5)]
    found = read(image, damaged(ext4, (0, bytes(4096)), *holders))
    assert [state for state, _ in found.layers] == [LayerState.OMITTED]
    assert [code for code, *_ in found.reported] == ["file-system-unknown"]


def test_what_was_made_over_it_is_not_called_ext(ext4: bytes, image: Path) -> None:
    found = read(image, damaged(ext4, WIPED, (4086, b"SWAPSPACE2")))
    assert found.layers == [(LayerState.AREA, "Linux swap")]


def test_changes_that_are_in_the_journal_alone_are_told(ext4: bytes, image: Path) -> None:
    """Marked in the first superblock, and in the journal's own."""
    journal = ext4.index(b"\xc0\x3b\x39\x98\0\0\0\4")
    found = read(image, damaged(ext4, (0, bytes(4096)), (journal + 28, b"\0\0\0\1")))
    assert ("not-closed", "its journal is not empty; it holds no change", 1) in found.reported


def test_checksums_that_differ_are_told_where_nothing_better_is_left(ext4: bytes, image: Path) -> None:
    """A name that was changed in the superblock, and counts of free blocks without a copy that is sound."""
    found = read(image, damaged(ext4, (SUPER + 120, b"changed")))
    assert found.reported == [("checksum-differs", "the superblock's checksum differs", 1)]
    table = descriptors(ext4)
    copies = [(1024 + group * GROUP_BYTES + 1024, bytes(1024)) for group in (1, 3, 5)]
    found = read(image, damaged(ext4, (table + 12, b"\xff"), (table + 64 + 12, b"\xff"), *copies))
    assert found.reported == [("checksum-differs", "checksums of group descriptors", 2)]
    judge = subprocess.run(
        [require_judge("e2fsck"), "-fn", image], check=False, capture_output=True, text=True
    )
    assert len(re.findall(r"Group descriptor \d+ checksum is", judge.stdout)) == 2


def test_no_copy_makes_tables_without_end(ext4: bytes) -> None:
    """One that agrees with itself, of 2^17 groups with descriptors of 1 KiB each."""
    groups, per_group = 1 << 17, 256
    block = bytearray(ext4[1024 + GROUP_BYTES :][:1024])
    struct.pack_into("<2I", block, 0, 8 * groups, 1 + groups * per_group)
    struct.pack_into("<3I", block, 32, per_group, per_group, 8)
    struct.pack_into("<H", block, 0xFE, 1024)
    struct.pack_into("<I", block, 1020, crc32c(bytes(block[:1020])) ^ 0xFFFFFFFF)
    data = Bytes(damaged(bytes(len(ext4)), ((1 + per_group) * 1024, bytes(block))))
    tracemalloc.start()
    found = list(ext_copies(data, lambda reach: None, refused=True))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(copies.superblock_at, copies.descriptors) for copies in found] == [((1 + per_group) * 1024, 0)]
    assert peak < 40 * MIB


def test_of_two_that_were_made_the_last_one_is_read(tmp_path: Path, image: Path) -> None:
    """The copies of an older one, with smaller blocks, lie where the younger one has files or nothing."""
    older = bytearray(make(tmp_path / "older.dd", *FORMS["ext4"]))
    younger = make(tmp_path / "younger.dd", *FORMS["ext4 in blocks of 4 KiB"])
    at = 1024 + 3 * GROUP_BYTES
    made = struct.unpack_from("<I", older, at + 0x108)[0]
    assert made
    data = bytearray(younger)
    data[at : at + 1024] = older[at : at + 1024]
    found = read(image, damaged(bytes(data), WIPED))
    assert found.found == read(image, younger).found

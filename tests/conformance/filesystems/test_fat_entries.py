"""Entries of FAT directories that libtsk leaves out, or takes for live; long names of deleted entries.

Judge of what is live: mdir, which stops where a directory ends. Contents are what was written.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.filesystems.fat.name_checks import can_begin, first_byte, fits_extension
from forensics_app.model.artifact import ReadOutcome
from tests.conformance.filesystems.test_deleted_files import content, deleted, sha256, state
from tests.judging.judges import require_judge
from tests.made.fat import FatVolume, checksum_of, entry, long_name
from tests.reading.evidence_reading import Reading, read_source

_EMPTY = bytes(32)


@pytest.fixture
def volume(tmp_path: Path) -> FatVolume:
    return FatVolume(tmp_path / "fat.dd")


def live(found: Reading) -> set[str]:
    return {path for path in found.paths() if path[0] not in "*$"}


def by_mdir(image: Path) -> set[str]:
    """What mtools lists: columns of eight and three, as they stand in the entry."""
    command = [require_judge("mdir"), "-a", "-i", image, "::"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    shown = [match for line in lines if (match := re.match(r"(\S.{7}) (.{3}) +(\d+|<DIR>) ", line))]
    return {f"{name[1].rstrip()}.{name[2].rstrip()}".rstrip(".") for name in shown}


def test_entries_that_libtsk_refuses_are_listed_with_their_content(volume: FatVolume) -> None:
    """A name with spaces in it (`EA DATA. SF` of OS/2), one no system writes, one without any time."""
    spaced, odd = content("spaced", 1100), content("odd", 300)
    volume.store([30, 40, 41], spaced)
    volume.store([50], odd)
    volume.add(
        entry(b"FIRST   TXT"),
        entry(b"EA DATA  SF", 30, len(spaced)),
        entry(b"A+B,C   T=T", 50, len(odd)),
        entry(b"CAMERA  LOG", date=0),
        entry(b"LABEL\x01     ", attributes=0x08),
        entry(b"LAST    TXT"),
    )
    image = volume.save()
    found = read_source(image)
    assert live(found) - {"LABEL\x01      (Volume Label Entry)"} == by_mdir(image)
    assert found.examination("EA DATA. SF").digests.sha256 == sha256(spaced)
    assert found.examination("A+B,C.T=T").digests.sha256 == sha256(odd)
    assert found.entry("EA DATA. SF").extents[1].length_bytes == len(spaced) - 512
    assert found.entry("CAMERA.LOG").size_bytes == 0
    assert found.codes() == []


def test_entry_whose_cluster_or_size_cannot_be_is_listed_and_told(volume: FatVolume) -> None:
    wrong = {b"NOWHERE ": (0, 500), b"OUTSIDE ": (0xFFF0, 500), b"TOOLARGE": (5, 0x7FFFFFFF)}
    for name, (cluster, size) in wrong.items():
        volume.add(entry(name + b"TXT", cluster, size))
        volume.add(entry(b"\xe5" + name[1:] + b"TXT", cluster, size))
    image = volume.save()
    found = read_source(image)
    assert live(found) == by_mdir(image)
    assert deleted(found) == ["_OOLARGE.TXT", "_OWHERE.TXT", "_UTSIDE.TXT"]
    for path in (*live(found), *deleted(found)):
        assert state(found, path) == (ReadOutcome.NOT_READ, "content-lost")
        assert found.entry(path).times[0].value == "2024-01-01T00:00:00"
    assert {(o.code, o.locator) for o in found.omissions} == {
        ("inode-unreadable", f"s1:/{path}") for path in live(found)
    }


def test_entries_that_cannot_be_do_not_hide_the_orphans(volume: FatVolume) -> None:
    volume.add(*(entry(b"BOGUS%03dTXT" % number, 0xFFF0, 500) for number in range(40)))
    found = read_source(volume.save())
    assert "$OrphanFiles" in found.paths()
    assert [(o.code, o.locator) for o in found.omissions] == [("directory-incomplete", "s1:/")]


def test_what_stands_behind_the_end_of_a_directory_is_deleted(volume: FatVolume) -> None:
    """libtsk goes on behind the first empty entry, and says allocated of what no system shows."""
    old, over = content("old", 900), content("over", 400)
    volume.store([60, 61], old, used=False)
    volume.store([70], over)
    volume.add(entry(b"SHOWN   TXT", 70, 400), _EMPTY)
    volume.add(entry(b"OLD     TXT", 60, 900), entry(b"OVER    TXT", 70, 400), entry(b"NONE    TXT"))
    image = volume.save()
    found = read_source(image)
    assert live(found) == by_mdir(image) == {"SHOWN.TXT"}
    assert deleted(found) == ["NONE.TXT", "OLD.TXT", "OVER.TXT"]
    assert found.entry("OLD.TXT").extent_class.value == "assumed-contiguous"
    assert found.examination("OLD.TXT").digests.sha256 == sha256(old)
    assert [(o.code, o.locator) for o in found.omissions] == [("content-reused", "s1:/OVER.TXT")]


@pytest.mark.parametrize("second", [91, 95, 85])
def test_end_in_an_earlier_cluster_of_a_directory_counts_as_well(second: int, volume: FatVolume) -> None:
    """Of a live file in such a place, whose chain is lost, nothing is supposed."""
    old, split = content("old", 900), content("split", 900)
    folder = entry(b".          ", 90, attributes=0x10) + entry(b"..         ", attributes=0x10)
    folder += entry(b"LOST    TXT", 110, 900)
    folder = folder.ljust(512, b"\0") + entry(b"OLD     TXT", 60, 900) + entry(b"SPLIT   TXT", 100, 900)
    volume.store([90, second], folder.ljust(1024, b"\0"))
    volume.store([60, 61], old, used=False)
    volume.store([100, 105], split)
    volume.add(entry(b"FOLDER     ", 90, attributes=0x10))
    found = read_source(volume.save())
    assert deleted(found) == ["FOLDER/OLD.TXT", "FOLDER/SPLIT.TXT"]
    assert found.entry("FOLDER/OLD.TXT").extent_class.value == "assumed-contiguous"
    assert found.examination("FOLDER/OLD.TXT").digests.sha256 == sha256(old)
    assert found.examination("FOLDER/SPLIT.TXT").digests.sha256 == sha256(split)
    assert state(found, "FOLDER/LOST.TXT")[0] is ReadOutcome.UNREADABLE
    assert [(o.code, o.locator) for o in found.omissions] == [
        ("content-reused", "s1:/FOLDER/SPLIT.TXT"),
        ("content-unreadable", "s1:/FOLDER/LOST.TXT"),
    ]


def test_directory_that_is_something_else_by_now_gives_no_names(volume: FatVolume) -> None:
    volume.store([80, 81, 82, 83, 84, 85], content("text in the place of a directory ", 3000))
    volume.add(entry(b"DAMAGED    ", 80, attributes=0x10))
    found = read_source(volume.save())
    assert live(found) == {"DAMAGED"}


def test_deleted_folder_whose_space_is_used_again_is_told(volume: FatVolume) -> None:
    """libtsk lists nothing of it, as if it had been empty."""
    inner = entry(b".          ", 90, attributes=0x10) + entry(b"..         ", attributes=0x10)
    volume.store([90], inner + entry(b"\xe5NNER   TXT"), used=False)
    volume.store([95], content("another", 400))
    volume.add(entry(b"ANOTHER TXT", 95, 400))
    volume.add(entry(b"\xe5EPT       ", 90, attributes=0x10), entry(b"\xe5SED       ", 95, attributes=0x10))
    found = read_source(volume.save())
    assert deleted(found) == ["_EPT", "_EPT/_NNER.TXT", "_SED"]
    assert [(o.code, o.locator) for o in found.omissions] == [("directory-unreadable", "s1:/_SED")]


def test_deleted_files_in_one_space_are_told_whether_listed_first_or_last(volume: FatVolume) -> None:
    volume.add(entry(b"\xe5LD     TXT", 60, 1000), entry(b"\xe5PART   TXT", 62, 1000))
    volume.add(entry(b"\xe5EW     TXT", 61, 400))
    found = read_source(volume.save())
    assert [(o.code, o.locator) for o in found.omissions] == [
        ("content-reused", "s1:/_LD.TXT"),
        ("content-reused", "s1:/_EW.TXT"),
    ]


def test_long_name_of_a_deleted_entry_is_its_own_or_not_shown(volume: FatVolume) -> None:
    kept, gone = b"KEPTNA~1TXT", b"MINE    TXT"
    parts = long_name("a rather long name of a third file.txt", b"ARATHE~1TXT", deleted=True)
    volume.add(long_name("kept name that is long.txt", kept, deleted=True), entry(b"\xe5" + kept[1:]))
    volume.add(parts, entry(b"\xe5" + gone[1:]))
    found = read_source(volume.save())
    assert deleted(found) == ["_INE.TXT", "kept name that is long.txt"]
    assert found.codes() == ["details-unreadable"]


def test_long_name_of_a_deleted_entry_that_lost_its_end_is_told(volume: FatVolume) -> None:
    """The last part stands first, where a new entry takes its place."""
    short = b"PARTNA~1TXT"
    parts = long_name("partly overwritten name that was long.txt", short, deleted=True)
    volume.add(entry(b"NEW     TXT"), parts[32:], entry(b"\xe5" + short[1:]))
    found = read_source(volume.save())
    assert deleted(found) == ["partly overwritten name that was long.t"]
    [told] = found.omissions
    assert (told.code, told.detail) == ("details-unreadable", "entry 7: the end of its long name is lost")


def test_long_name_of_a_deleted_entry_that_fills_its_parts_is_whole(volume: FatVolume) -> None:
    short = b"EXACTL~1TXT"
    volume.add(long_name("exactly two parts long.txt", short, deleted=True), entry(b"\xe5" + short[1:]))
    found = read_source(volume.save())
    assert deleted(found) == ["exactly two parts long.txt"]
    assert found.codes() == []


def test_first_byte_of_a_short_name_follows_from_its_checksum() -> None:
    for first in range(256):
        short = bytes([first]) + b"ARTNA~1TXT"
        assert first_byte(checksum_of(short), b"\xe5" + short[1:]) == first


def test_which_first_byte_a_long_name_can_have() -> None:
    assert can_begin(ord("P"), b" .partly")
    assert can_begin(ord("_"), b"+x")
    assert can_begin(0x8E, "ähre".encode())
    assert not can_begin(ord("Q"), b"partly")
    assert not can_begin(ord("+"), b"+x")
    assert not can_begin(0x01, "ähre".encode())
    assert fits_extension(b"TXT", b"a.b.txtx")
    assert fits_extension(b"   ", b"no extension")
    assert not fits_extension(b"TXT", b"cut off.t")

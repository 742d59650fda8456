"""Sets of entries of exFAT: what is left of deleted files, behind the end, or left out by libtsk.

Judge where there is a rival: icat, for contents in one piece. The others are what was written.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.model.artifact import ExtentClass, ReadOutcome
from tests.conformance.filesystems.test_deleted_files import content, deleted, sha256, state
from tests.judging.sleuthkit import icat
from tests.made.exfat import ExfatVolume, entry_set
from tests.reading.evidence_reading import read_source


@pytest.fixture
def volume(tmp_path: Path) -> ExfatVolume:
    return ExfatVolume(tmp_path / "exfat.dd")


def test_deleted_content_follows_what_is_left_of_its_chain(volume: ExfatVolume) -> None:
    """libtsk supposes one piece of all. Where the entry says so, or the chain stands, it is known."""
    apart, whole, lost = content("apart", 9000), content("whole", 9000), content("lost", 9000)
    volume.store([20, 25, 26], apart)
    volume.chain([20, 25, 26], used=False)
    volume.store([30, 31, 32], whole)
    volume.store([40, 41, 42], lost)
    volume.add(entry_set("in pieces.bin", 20, 9000, in_one_piece=False, deleted=True))
    volume.add(entry_set("in one piece.bin", 30, 9000, deleted=True))
    volume.add(entry_set("chain gone.bin", 40, 9000, in_one_piece=False, deleted=True))
    image = volume.save()
    found = read_source(image)
    known = {
        "in pieces.bin": (apart, ExtentClass.RUNS),
        "in one piece.bin": (whole, ExtentClass.RUNS),
        "chain gone.bin": (lost, ExtentClass.ASSUMED_CONTIGUOUS),
    }
    assert deleted(found) == sorted(known)
    for path, (data, extent_class) in known.items():
        entry, examination = found.pair(path)
        assert (entry.extent_class, examination.digests.sha256) == (extent_class, sha256(data))
        assert (icat(image, 0, entry.locator.address or "") == data) is (path != "in pieces.bin")
    assert found.codes() == []


def test_chain_whose_clusters_another_file_uses_is_told(volume: ExfatVolume) -> None:
    volume.chain([20, 25], used=False)
    volume.use([25])
    volume.add(entry_set("reused.bin", 20, 8000, in_one_piece=False, deleted=True))
    found = read_source(volume.save())
    assert found.entry("reused.bin").extents[1].length_bytes == 8000 - 4096
    assert [(o.code, o.detail) for o in found.omissions] == [("content-reused", "3904 of 8000 bytes")]


def test_one_piece_does_not_pass_over_what_another_file_uses(volume: ExfatVolume) -> None:
    volume.use([21])
    volume.add(entry_set("reused.bin", 20, 9000, deleted=True))
    found = read_source(volume.save())
    assert [size for _, _, size in found.entry("reused.bin").extents] == [9000]
    assert [(o.code, o.detail) for o in found.omissions] == [("content-reused", "4096 of 9000 bytes")]


@pytest.mark.parametrize("clusters", [[20, 25, 20], [20, 25, 0], [20, 25, 999]])
def test_chain_that_does_not_fit_its_size_is_none(clusters: list[int], volume: ExfatVolume) -> None:
    volume.chain(clusters, used=False)
    volume.add(entry_set("wrong.bin", 20, 9000, in_one_piece=False, deleted=True))
    [(_, _, size)] = read_source(volume.save()).entry("wrong.bin").extents
    assert size == 9000


def test_what_stands_behind_the_end_is_deleted_and_what_cannot_be_is_told(volume: ExfatVolume) -> None:
    old = content("old", 5000)
    volume.store([50, 51], old)
    for gone in (False, True):
        volume.add(entry_set(f"{gone} too large.bin", 20, 1 << 40, deleted=gone))
        volume.add(entry_set(f"{gone} nowhere.bin", 0, 100, deleted=gone))
    volume.add(bytes(32))
    volume.add(entry_set("old.bin", 50, 5000))
    found = read_source(volume.save())
    assert deleted(found) == ["True nowhere.bin", "True too large.bin", "old.bin"]
    assert found.examination("old.bin").digests.sha256 == sha256(old)
    wrong = ["False nowhere.bin", "False too large.bin"]
    for path in (*wrong, "True nowhere.bin", "True too large.bin"):
        assert state(found, path) == (ReadOutcome.NOT_READ, "content-lost")
        assert found.entry(path).times[0].value == "2024-01-01T12:00:00Z"
    told = sorted((o.code, o.locator) for o in found.omissions)
    assert told == [("inode-unreadable", f"s1:/{path}") for path in wrong]


def test_entries_of_one_file_may_lie_in_two_clusters(tmp_path: Path) -> None:
    """What was never written of a file is zeros, and a name whole, wherever the directory goes on."""
    for before in range(4):
        volume = ExfatVolume(tmp_path / f"{before}.dd", root=(4, 9))
        for number in range(41):  # of three entries each: two stand before the first
            volume.add(entry_set(f"{number}", 0, 0))
        volume.add(bytes([0x83]) + bytes(31) if before % 2 else b"")
        volume.add(2 * (bytes([0x83]) + bytes(31)) if before > 1 else b"")
        volume.store([60], b"x" * 4096)
        volume.use([60])
        volume.add(entry_set("ctl\x01 over two clusters", 60, 3000, written=1000))
        found = read_source(volume.save())
        read = found.examination("ctl\x01 over two clusters")
        assert read.digests.sha256 == sha256(b"x" * 1000 + bytes(2000))
        assert found.codes() == []

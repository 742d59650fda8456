"""Deleted files in one space: what is told is what comparing each with each gives."""

from __future__ import annotations

import random

from forensics_app.evidence.filesystems.tsk.overlaps import Overlaps
from forensics_app.model.artifact import ArtifactKind, Entry, Extent, ExtentClass
from forensics_app.model.locator import Locator


def deleted(inode: int, ranges: list[tuple[int, int]]) -> Entry:
    return Entry(
        locator=Locator("s1", "s1", (b"name",)),
        kind=ArtifactKind.FILE,
        allocated=False,
        size_bytes=sum(length for _, length in ranges),
        times=(),
        sequence=0,
        inode=str(inode),
        extents=tuple(Extent("s1", offset, length) for offset, length in ranges),
        extent_class=ExtentClass.RUNS,
    )


def test_each_is_told_that_meets_another_inode_and_no_other() -> None:
    for seed in range(200):
        chosen = random.Random(seed)
        entries, overlaps = [], Overlaps()
        for number in range(12):
            inode = chosen.randrange(8)  # some names are of one inode
            ranges = [(chosen.randrange(60), chosen.randrange(1, 6)) for _ in range(chosen.randrange(1, 3))]
            entries.append((inode, ranges))
            overlaps.add(deleted(inode, ranges), str(number), reported=number == 5)
        met = [
            str(number)
            for number, (inode, ranges) in enumerate(entries)
            if number != 5
            and any(
                inode != other and a < c + d and c < a + b
                for other, others in entries
                for a, b in ranges
                for c, d in others
            )
        ]
        assert [omission.locator for omission in overlaps.found(lambda: None)] == met


def test_what_is_too_much_to_be_compared_is_counted_and_told() -> None:
    overlaps = Overlaps(most_ranges=3)
    places = [(0, 4)], [(10, 4), (20, 4)], [(2, 4)], [(30, 4)]
    for number, ranges in enumerate(places):
        overlaps.add(deleted(number, ranges), str(number), reported=False)
    [told] = overlaps.found(lambda: None)
    assert (told.code, told.locator, told.count) == ("content-reuse-not-checked", "s1", 2)
    assert told.detail == "only the first 3 ranges were compared"

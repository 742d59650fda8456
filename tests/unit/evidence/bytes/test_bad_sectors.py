"""Reading around what can't be read, with sources whose bad places the test knows."""

from __future__ import annotations

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import read_around
from forensics_app.evidence.bytes.byte_source import check_range
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.model.artifact import Extent, ExtentClass, Gap

SECTOR = 512


class Disk:
    """`sectors` of the bytes 1, some of them `bad`; `asked` how often it was read."""

    def __init__(self, sectors: int, bad: frozenset[int] = frozenset()) -> None:
        self.size_bytes = sectors * SECTOR
        self.asked = 0
        self._bad = bad

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        self.asked += 1
        check_range(offset_bytes, size_bytes, self.size_bytes)
        touched = range(offset_bytes // SECTOR, -(-(offset_bytes + size_bytes) // SECTOR))
        if self._bad.intersection(touched):
            raise ReadFailedError(detail="bad")
        return b"\x01" * size_bytes


@pytest.mark.parametrize(("offset", "size"), [(0, 100 * SECTOR), (700, 20_000), (30 * SECTOR, 1 << 40)])
def test_each_bad_sector_costs_itself_and_what_lies_behind_the_end_is_one_gap(offset: int, size: int) -> None:
    disk = Disk(64, frozenset({5, 33, 34}))
    size = min(size, 1 << 20)
    data, gaps = read_around(disk, offset, size)
    good = [number for number in range(64) if number not in (5, 33, 34)]
    wanted = b"".join(b"\x01" * SECTOR if number in good else bytes(SECTOR) for number in range(64))
    assert data == wanted[offset : offset + size].ljust(size, b"\x00")
    covered = {byte for gap in gaps for byte in range(gap.offset_bytes, gap.offset_bytes + gap.length_bytes)}
    assert {offset + n for n, byte in enumerate(data) if not byte} == covered


def test_what_lies_behind_the_end_is_not_looked_for_sector_by_sector() -> None:
    disk = Disk(8)
    data, gaps = read_around(disk, 6 * SECTOR, 1 << 26)
    assert data == (b"\x01" * 2 * SECTOR).ljust(1 << 26, b"\x00")
    assert gaps == (Gap(8 * SECTOR, (1 << 26) - 2 * SECTOR),)
    assert disk.asked < 5
    assert read_around(disk, 1 << 40, SECTOR) == (bytes(SECTOR), (Gap(1 << 40, SECTOR),))


def test_a_content_of_many_extents_is_read_at_each_place_without_looking_at_all_of_them() -> None:
    disk, count = Disk(4), 40_000
    extents = tuple(Extent("s1", (n % 8) * SECTOR, SECTOR) for n in range(count))  # every other four are gone
    looked = 0

    class Counted(tuple[Extent, ...]):
        def __getitem__(self, index: object) -> object:  # type: ignore[override]
            nonlocal looked
            looked += 1
            return super().__getitem__(index)  # type: ignore[index]

    def fails(offset: int, size: int) -> bytes:
        raise ReadFailedError(detail="bad")

    content = StoredContent(
        count * SECTOR, fails, extents=lambda: (Counted(extents), ExtentClass.RUNS), layers=lambda _: disk
    )
    whole = b"".join(content.read(at, 64 * SECTOR) for at in range(0, count * SECTOR, 64 * SECTOR))
    assert whole == (b"\x01" * 4 * SECTOR + bytes(4 * SECTOR)) * (count // 8)
    assert len(content.gaps) == count // 8
    assert looked < 2 * count

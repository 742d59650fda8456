"""Content by its extents: pieces in order, without holes, with gaps as zeros; reading them in a worker."""

from __future__ import annotations

import hashlib
import random

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range
from forensics_app.evidence.contents.double_reading import DoubleRead
from forensics_app.evidence.contents.extent_content import (
    Piece,
    is_described_by_extents,
    pieces_of,
    takes_bytes,
)
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.protocol.messages import DeriveItem
from forensics_app.evidence.worker.extent_digests import LARGE_BYTES, ExtentDigester
from forensics_app.model.artifact import ArtifactKind, Derivable, Entry, Extent, ExtentClass, Gap
from forensics_app.model.locator import Locator


class Medium:
    """Bytes in memory, some of them unreadable; counts how often each was read."""

    def __init__(self, data: bytes, bad: frozenset[int] = frozenset()) -> None:
        self.data = data
        self.bad = bad
        self.reads: list[tuple[int, int]] = []

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        check_range(offset_bytes, size_bytes, len(self.data))
        self.reads.append((offset_bytes, size_bytes))
        if any(offset_bytes <= b < offset_bytes + size_bytes for b in self.bad):
            raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes, detail="bad sector")
        return self.data[offset_bytes : offset_bytes + size_bytes]


def by_hand(medium: bytes, size: int, extents: tuple[Extent, ...], gaps: tuple[Gap, ...] = ()) -> bytes:
    """The rule of docs/bundle-format.md, word for word."""
    data = b"".join(
        bytes(e.length_bytes)
        if e.offset_bytes is None
        else medium[e.offset_bytes : e.offset_bytes + e.length_bytes]
        for e in extents
    )
    content = bytearray(data[:size].ljust(size, b"\0"))
    for gap in gaps:
        end = min(gap.offset_bytes + gap.length_bytes, size)
        content[gap.offset_bytes : end] = bytes(max(0, end - gap.offset_bytes))
    return bytes(content)


def derive(medium: Medium, *items: DeriveItem) -> dict[int, tuple[bytes | None, str]]:
    def layer(layer_id: str) -> ByteSource:
        if layer_id != "s1":
            raise ReadFailedError(layer=layer_id, detail="no such layer")
        return medium

    found = ExtentDigester(layer, lambda done: None).run(items)
    return {one.number: (one.sha256, one.problem) for one in found}


def test_pieces_are_cut_padded_and_around_gaps() -> None:
    extents = (Extent("s1", 100, 10), Extent(None, None, 4), Extent("s1", 500, 0), Extent("s1", 300, 20))
    assert list(pieces_of(20, extents, (Gap(2, 3), Gap(4, 2), Gap(18, 100)))) == [
        Piece(0, 2, "s1", 100),
        Piece(2, 4, None, 0),
        Piece(6, 4, "s1", 106),
        Piece(10, 4, None, 0),
        Piece(14, 4, "s1", 300),
        Piece(18, 2, None, 0),
    ]
    assert list(pieces_of(12, (Extent("s1", 7, 5),))) == [Piece(0, 5, "s1", 7), Piece(5, 7, None, 0)]
    assert list(pieces_of(0, extents)) == []


def test_random_contents_are_those_of_the_rule() -> None:
    chance = random.Random(20260417)
    data = chance.randbytes(3 * LARGE_BYTES)
    items, expected = [], {}
    for number in range(400):
        extents = []
        for _ in range(chance.randrange(1, 6)):
            length = chance.choice((0, 1, 511, 4096, 70_000))
            where = chance.randrange(len(data) - length)
            extents.append(
                Extent(None, None, length) if chance.random() < 0.2 else Extent("s1", where, length)
            )
        size = max(0, sum(e.length_bytes for e in extents) + chance.choice((-700, -1, 0, 0, 0, 5000)))
        gaps = tuple(Gap(chance.randrange(size + 1), chance.randrange(900)) for _ in range(number % 3))
        items.append(DeriveItem(number, size, tuple(extents), gaps))
        expected[number] = hashlib.sha256(by_hand(data, size, tuple(extents), gaps)).digest(), ""
    large = (Extent("s1", 5, LARGE_BYTES), Extent(None, None, 3), Extent("s1", LARGE_BYTES, LARGE_BYTES))
    for number in (1000, 1001):  # twice the same, as two hard links are
        items.append(DeriveItem(number, 2 * LARGE_BYTES + 90, large, (Gap(9, 9),)))
        content = by_hand(data, 2 * LARGE_BYTES + 90, large, (Gap(9, 9),))
        expected[number] = hashlib.sha256(content).digest(), ""
    assert derive(Medium(data), *items) == expected


def test_what_lies_together_is_read_at_once_and_in_order() -> None:
    medium = Medium(bytes(range(256)) * 4096)
    items = [DeriveItem(n, 100, (Extent("s1", 200 * n, 100),), ()) for n in reversed(range(1000))]
    assert len(derive(medium, *items)) == 1000
    assert medium.reads == [(0, 999 * 200 + 100)]


def test_a_bad_sector_costs_the_contents_that_lie_on_it() -> None:
    medium = Medium(bytes(range(256)) * 64, bad=frozenset({5000}))
    items = [DeriveItem(n, 1024, (Extent("s1", 1024 * n, 1024),), ()) for n in range(16)]
    items.append(DeriveItem(16, 1024, (Extent("s1", 4096, 1024),), (Gap(512, 512),)))  # a gap of the sealing
    found = derive(medium, *items)
    assert {n for n, (digest, _) in found.items() if digest is None} == {4}
    assert found[4] == (None, "unreadable")


def test_what_is_not_there_is_told_by_its_reason() -> None:
    medium = Medium(bytes(1000))
    found = derive(
        medium,
        DeriveItem(1, 10, (Extent("s1", 995, 10),), ()),
        DeriveItem(2, 10, (Extent("s1.p2.bde", 0, 10),), ()),
        DeriveItem(3, 2 * LARGE_BYTES, (Extent("s1", 0, 2 * LARGE_BYTES),), ()),
        DeriveItem(4, 2 * LARGE_BYTES, (Extent("s9", 0, 2 * LARGE_BYTES),), ()),
        DeriveItem(5, 1 << 60, (Extent("s1", 1 << 62, 1 << 60),), ()),
        DeriveItem(6, 0, (), ()),
    )
    assert {n: problem for n, (_, problem) in found.items()} == {
        1: "image-too-short",
        2: "layer-missing",
        3: "image-too-short",
        4: "layer-missing",
        5: "image-too-short",
        6: "",
    }


def test_classes_that_tell_nothing() -> None:
    some = (Extent("s1", 0, 5),)
    assert is_described_by_extents(5, some, ExtentClass.RUNS)
    assert is_described_by_extents(0, (), ExtentClass.RUNS)
    assert not is_described_by_extents(5, (), ExtentClass.NTFS_RESIDENT)
    assert not is_described_by_extents(5, some, ExtentClass.NTFS_COMPRESSED)
    assert not is_described_by_extents(0, (), ExtentClass.NONE)


def test_content_without_a_byte_of_the_medium() -> None:
    some = (Extent(None, None, 5), Extent("s1", 0, 5), Extent("s1", 90, 5))
    assert takes_bytes(15, some, ())
    assert takes_bytes(6, some, ())
    assert not takes_bytes(5, some, ())
    assert not takes_bytes(0, (), ())
    assert takes_bytes(15, some, (Gap(5, 5), Gap(11, 4)))
    assert not takes_bytes(15, some, (Gap(12, 3), Gap(4, 6), Gap(10, 2)))


# --- reading twice -----------------------------------------------------------------------------------


def read_twice(
    medium: Medium, given: bytes, extents: tuple[Extent, ...], *, window: int = 1000
) -> DoubleRead:
    """Read content that the file system gives as `given` to its end; the second way is the extents."""

    def by_file_system(offset: int, size: int) -> bytes:
        return given[offset : offset + size]

    entry = Entry(
        Locator("s1", "s1", (b"f",)), ArtifactKind.FILE, True, len(given), (), 0,
        extents=extents, extent_class=ExtentClass.RUNS,
    )  # fmt: skip
    double = DoubleRead(StoredContent(len(given), by_file_system), entry, lambda layer_id: medium)
    for offset in range(0, len(given), window):
        double.read(offset, min(window, len(given) - offset))
    return double


def test_two_readings_that_agree() -> None:
    data = random.Random(1).randbytes(9000)
    extents = (Extent("s1", 4000, 2000), Extent(None, None, 500), Extent("s1", 100, 700))
    for window in (1, 300, 1000, 9000):
        double = read_twice(Medium(data), by_hand(data, 3500, extents), extents, window=window)
        assert (double.difference, double.derivable) == (None, Derivable.YES)


def test_two_readings_that_differ_by_one_byte() -> None:
    data = random.Random(1).randbytes(9000)
    extents = (Extent("s1", 4000, 2000), Extent("s1", 100, 7000))
    given = bytearray(by_hand(data, 9000, extents))
    given[8123] ^= 1
    double = read_twice(Medium(data), bytes(given), extents)
    assert (double.difference, double.derivable) == ("first at byte 8123", Derivable.NO)


def test_content_that_only_one_way_gives() -> None:
    data = bytes(4096)
    double = read_twice(Medium(data), bytes(2000), (Extent("s1", 3000, 2000),))
    assert double.difference == "not by the extents: 1000 bytes at 4000: beyond the end"

    def failing(offset: int, size: int) -> bytes:
        raise ReadFailedError(offset_bytes=offset, size_bytes=size, detail="fix-up")

    extents = (Extent("s1", 0, 100),)
    entry = Entry(
        Locator("s1", "s1", (b"f",)), ArtifactKind.FILE, True, 100, (), 0,
        extents=extents, extent_class=ExtentClass.RUNS,
    )  # fmt: skip
    medium = Medium(data)
    content = StoredContent(
        100, failing, extents=lambda: (extents, ExtentClass.RUNS), layers=lambda layer_id: medium
    )
    double = DoubleRead(content, entry, lambda layer_id: medium)
    assert double.read(0, 100) == bytes(100)
    assert double.difference == "not by the file system: 100 bytes at 0: fix-up"


def test_a_gap_of_both_ways_is_no_difference() -> None:
    medium = Medium(bytes(range(1, 251)) * 40, bad=frozenset({3000}))

    def by_file_system(offset: int, size: int) -> bytes:
        return medium.read(1024 + offset, size)

    extents = (Extent("s1", 1024, 5000),)
    entry = Entry(
        Locator("s1", "s1", (b"f",)), ArtifactKind.FILE, True, 5000, (), 0,
        extents=extents, extent_class=ExtentClass.RUNS,
    )  # fmt: skip
    content = StoredContent(
        5000, by_file_system, extents=lambda: (extents, ExtentClass.RUNS), layers=lambda layer_id: medium
    )
    double = DoubleRead(content, entry, lambda layer_id: medium)
    for offset in range(0, 5000, 1000):
        double.read(offset, 1000)
    assert double.gaps == (Gap(1536, 464),)
    assert (double.difference, double.derivable) == (None, Derivable.YES)
    (found,) = derive(medium, DeriveItem(0, 5000, extents, double.gaps)).values()
    assert found == (hashlib.sha256(by_hand(medium.data, 5000, extents, double.gaps)).digest(), "")

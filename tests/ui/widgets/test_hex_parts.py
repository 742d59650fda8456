"""What the tab Hex works with: rows and the scroll bar, what is typed to go somewhere or to find it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.models.contents import goto, hex_rows, search_words
from ui.models.contents.coast_line import land
from ui.models.contents.feed import UNKNOWN, UNREADABLE

TIB = 1 << 40


@given(st.integers(0, (64 * TIB) // 16), st.integers(1, 200))
def test_every_row_beyond_32_gib_can_be_reached(rows: int, visible: int) -> None:
    scale = hex_rows.RowScale(rows, visible)
    assert 0 <= scale.steps <= hex_rows.RowScale.MOST_STEPS < 1 << 31
    assert scale.row(0) == 0
    assert scale.row(scale.steps) == scale.last == max(0, rows - visible)
    for row in (0, scale.last // 3, scale.last):
        step = scale.step(row)
        assert 0 <= step <= scale.steps
        assert scale.row(step) <= row < scale.row(step) + scale.factor or row == scale.last


@pytest.mark.parametrize(("size", "digits"), [(0, 8), (1 << 32, 8), ((1 << 32) + 1, 9), (300 << 30, 10)])
def test_offsets_have_digits_enough(size: int, digits: int) -> None:
    assert hex_rows.digits(size) == digits
    assert len(f"{max(size - 1, 0):0{digits}X}") == digits


def test_what_can_not_be_read_is_told_from_zeros() -> None:
    assert [hex_rows.cell(v) for v in (0, 255, UNREADABLE, UNKNOWN)] == ["00", "FF", "??", "··"]
    assert hex_rows.as_hex((0x89, UNREADABLE)) == "89 ??"
    assert hex_rows.as_text((0x41, 0, 0x20, 0xE9, UNREADABLE)) == "A. .?"


def to(text: str, counts: goto.GoTo = goto.GoTo.BYTE, *, here: int = 100, size: int = 5000) -> int | None:
    return goto.target(
        text, counts, here=here, size=size, sector=lambda s: s * 512 - 1024, medium=lambda b: b - 1024
    )


@pytest.mark.parametrize(
    ("text", "byte"),
    [
        ("16", 16), ("0x10", 16), ("10h", 16), (" 4 096 ", 4096), ("4,096", 4096), ("0X0", 0), ("+0x10", 116),
        ("-16", 84),
        ("\u221216", 84), ("4999", 4999),
        ("5000", None), ("-101", None), ("x", None), ("", None),
        ("0x", None), ("1e3", None), ("١٦", 16),
    ],
)  # fmt: skip
def test_going_to_a_byte(text: str, byte: int | None) -> None:
    assert to(text) == byte


def test_going_by_sector_and_byte_of_the_medium() -> None:
    assert to("4", goto.GoTo.SECTOR) == 1024
    assert to("1", goto.GoTo.SECTOR) is None
    assert to("0x800", goto.GoTo.MEDIUM) == 1024
    assert to("+4", goto.GoTo.SECTOR) is None


def test_what_is_searched_for() -> None:
    assert search_words.hex_needle("89 50 4e 47") == search_words.hex_needle("0x89504E47")
    for wrong in ("", "8", "8g", "89 5", "words"):
        assert search_words.hex_needle(wrong) is None
    needle = search_words.text_needle("Счёт", "cp1251")
    assert needle is not None
    assert needle.fold
    assert "Счёт".encode("cp1251") in needle.alternatives
    assert "Счёт".encode("utf-16-be") in needle.alternatives
    for other in ("счёт", "СЧЁТ"):
        assert {other.encode(name) for name in ("utf-8", "utf-16-le", "cp1251")} <= {*needle.alternatives}
    ascii_only = search_words.text_needle("invoice", "cp1251")
    assert ascii_only is not None
    assert len(ascii_only.alternatives) == 3


def inside(longitude: float, latitude: float) -> bool:
    """Ray casting over all rings; the Caspian Sea is a hole."""
    crossings = 0
    for ring in land():
        if not (ring.west <= longitude <= ring.east and ring.south <= latitude <= ring.north):
            continue
        previous = ring.points[-1]
        for point in ring.points:
            (x1, y1), (x2, y2) = previous, point
            if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (
                y2 - y1
            ) + x1:
                crossings += 1
            previous = point
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("longitude", "latitude", "on_land"),
    [
        (4.857, 45.749, True),  # Lyon
        (10.0, 53.55, True),  # Hamburg
        (31.2, 30.0, True),  # Cairo
        (-70.7, -33.4, True),  # Santiago
        (174.0, -39.3, True),  # Mount Taranaki
        (-30.0, 0.0, False),  # Atlantic
        (-140.0, 30.0, False),  # Pacific
        (4.0, 43.0, False),  # Gulf of Lion
    ],
)
def test_places_lie_on_the_right_side_of_the_coast(longitude: float, latitude: float, on_land: bool) -> None:
    assert inside(longitude, latitude) is on_land

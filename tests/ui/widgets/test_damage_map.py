"""The map of a damaged file: no damage is lost in scaling, and it is told without eyes too."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from forensics_app.model.findings import Damage
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import check, parts, said
from tests.unit.verify.test_verifier import damaged
from ui.models.bundles.damage_map import MOST_CELLS, CellState, damage_map
from ui.widgets.seals.block_map import BlockMap
from ui.window.main_window import MainWindow

MIB = 1 << 20


def located(size: int, sealed: int, *ranges: tuple[int, int]) -> Damage:
    return Damage("data/x", size, "a" * 64, "b" * 64, MIB, sealed, ranges)


@given(
    blocks=st.integers(1, 5000),
    bad=st.sets(st.integers(0, 4999), min_size=1, max_size=20),
    rest=st.integers(1, MIB),
)
def test_every_damaged_block_is_in_a_damaged_cell(blocks: int, bad: set[int], rest: int) -> None:
    size = (blocks - 1) * MIB + rest
    ranges = tuple((n * MIB, min((n + 1) * MIB, size) - 1) for n in sorted(bad) if n < blocks)
    shown = damage_map(located(size, size, *ranges))
    assert shown is not None
    assert len(shown.cells) <= MOST_CELLS
    assert len(shown.cells) * shown.bytes_a_cell >= size
    marked = {n for n, cell in enumerate(shown.cells) if cell is not CellState.SOUND}
    assert marked == {first // shown.bytes_a_cell for first, _ in ranges}
    assert shown.bad == len(marked)


def test_what_is_missing_or_added_at_the_end_is_no_mere_difference() -> None:
    short = damage_map(located(2 * MIB, 4 * MIB, (2 * MIB, 4 * MIB - 1)))
    assert short is not None
    assert short.cells == (CellState.SOUND, CellState.SOUND, CellState.MISSING, CellState.MISSING)
    long = damage_map(located(3 * MIB, 2 * MIB, (2 * MIB, 3 * MIB - 1)))
    assert long is not None
    assert long.cells[-1] is CellState.ADDED


def test_without_digests_of_blocks_there_is_no_map() -> None:
    assert damage_map(Damage("data/x", 5, "a" * 64, "b" * 64)) is None


def test_page_shows_the_map_with_its_words(window: MainWindow, tmp_path: Path, until: Until) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(damaged(2_400_000))
    page = check(window, file, until)
    (shown,) = parts(page, BlockMap)
    assert shown.accessibleName() == (
        "Map of data/EX-001/DDDDDDDDDDDDDDDD_disk.img: 1 of 3 cells is not as sealed."
    )
    until(lambda: shown.height() >= shown.heightForWidth(shown.width()))
    assert {"as sealed", "differs"} <= set(said(page).split("\n"))
    assert "2097152-2559999" in said(page)

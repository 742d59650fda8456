"""The block model as tables of questions and answers, with a source that answers when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from forensics_app.model.artifact import Artifact
from forensics_app.model.selection import ArtifactFilter, Sort
from tests.world.catalogued import entry, found
from ui.models.artifacts.model import MOST_WAITING, ArtifactModel
from ui.models.tables.block_cache import BLOCK_ROWS, BlockCache
from ui.models.tables.cells import CELL_ROLE

TOTAL = 10_000_000


class Source:
    """Keeps every question until `answer`."""

    incomplete: frozenset[str] = frozenset()

    def __init__(self, total: int = TOTAL) -> None:
        self.total = total
        self.asked: dict[int, Callable[[Sequence[Artifact]], None]] = {}
        self.log: list[int] = []
        self.sorts: list[tuple[Sort, bool]] = []

    def count(self, chosen: ArtifactFilter, deliver: Callable[[int], None]) -> None:
        deliver(self.total)

    def rows(
        self,
        chosen: ArtifactFilter,
        sort: Sort,
        descending: bool,
        first: int,
        count: int,
        deliver: Callable[[Sequence[Artifact]], None],
    ) -> None:
        self.sorts.append((sort, descending))
        self.log.append(first)
        self.asked[first] = deliver

    def withdraw(self, first: int) -> None:
        self.asked.pop(first, None)

    def answer(self, first: int) -> None:
        self.asked.pop(first)([artifact(first + i) for i in range(min(BLOCK_ROWS, self.total - first))])


def artifact(number: int) -> Artifact:
    return Artifact(f"ID{number:014d}", "EX-001", entry(number, f"d/file-{number}".encode()), found())


def model(total: int = TOTAL) -> tuple[ArtifactModel, Source]:
    source = Source(total)
    made = ArtifactModel(source)
    made.ask(ArtifactFilter(), Sort.ORDER, descending=False)
    return made, source


def name(made: ArtifactModel, row: int) -> str:
    return str(made.index(row, 0).data(CELL_ROLE).text)


def test_every_row_counts_at_once(qtbot: QtBot) -> None:
    made, source = model()
    assert made.rowCount() == TOTAL
    assert source.log == []
    assert not made.canFetchMore(made.index(-1, -1))


@pytest.mark.parametrize(
    ("row", "first"), [(0, 0), (255, 0), (256, 256), (5_000_000, 4_999_936), (TOTAL - 1, 9_999_872)]
)
def test_a_row_in_sight_asks_for_its_block_once(qtbot: QtBot, row: int, first: int) -> None:
    made, source = model()
    assert name(made, row) == "…"
    assert name(made, row) == "…"
    assert source.log == [first]
    with qtbot.waitSignal(made.dataChanged) as changed:
        source.answer(first)
    top, bottom, *_ = changed.args
    assert (top.row(), bottom.row()) == (first, min(first + BLOCK_ROWS, TOTAL) - 1)
    assert name(made, row) == f"file-{row}"


def test_what_scrolled_past_is_withdrawn(qtbot: QtBot) -> None:
    made, source = model()
    for block in range(50):
        name(made, block * 100 * BLOCK_ROWS)
    assert len(source.asked) <= MOST_WAITING
    assert 49 * 100 * BLOCK_ROWS in source.asked
    name(made, 0)  # a withdrawn block can be asked for again
    assert source.log[-1] == 0


def test_answers_to_an_older_question_are_dropped(qtbot: QtBot) -> None:
    made, source = model()
    name(made, 0)
    late = source.asked[0]
    made.ask(ArtifactFilter(deleted=True), Sort.SIZE, descending=True)
    late([artifact(7)])
    assert name(made, 0) == "…"
    assert source.sorts[-1] == (Sort.SIZE, True)


def test_a_refresh_keeps_the_rows_until_new_ones_are_here(qtbot: QtBot) -> None:
    made, source = model(300)
    name(made, 0)
    source.answer(0)
    made.refresh()
    assert name(made, 0) == "file-0"
    assert source.log == [0, 0]
    source.answer(0)


def test_rows_that_come_or_go_leave_the_others_in_place(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    made, source = model(600)
    for row in (0, 256, 512):
        name(made, row)
        source.answer(row)
    source.total = 601
    with qtbot.assertNotEmitted(made.modelReset), qtbot.waitSignal(made.rowsInserted) as inserted:
        made.refresh()
    assert inserted.args[1:] == [600, 600]
    assert [name(made, row) for row in (0, 512, 599, 600)] == ["file-0", "file-512", "file-599", "…"]
    source.answer(512)
    assert name(made, 600) == "file-600"
    source.total = 300
    with qtbot.assertNotEmitted(made.modelReset), qtbot.waitSignal(made.rowsRemoved):
        made.refresh()
    assert [name(made, row) for row in (0, 256, 299)] == ["file-0", "file-256", "file-299"]
    assert made.rowCount() == 300
    qtmodeltester.check(made)


def test_qt_finds_nothing_wrong_with_the_model(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    made, source = model(300)
    name(made, 0)
    source.answer(0)
    qtmodeltester.check(made)


def test_the_least_recently_used_block_goes_first() -> None:
    cache: BlockCache[int] = BlockCache(capacity=2)
    generation = cache.reset(1000)
    for block in (0, 1):
        assert cache.want(block * BLOCK_ROWS) == block
        cache.take(generation, block, list(range(BLOCK_ROWS)))
    assert cache.row(3) == 3
    assert cache.want(600) == 2
    assert cache.take(generation, 2, [9] * BLOCK_ROWS) == range(512, 768)
    assert cache.row(300) is None
    assert (cache.row(3), cache.row(513), cache.held) == (3, 9, 2)
    assert cache.want(1000) is None

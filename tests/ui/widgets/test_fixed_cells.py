"""What this program itself writes into the cells of long lists is whole in every language: times, kinds,
states. Names, paths and notes may be cut; they have a tooltip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from forensics_app.i18n import LANGUAGES, set_language
from forensics_app.model.artifact import Artifact, ArtifactKind, Read, ReadOutcome
from forensics_app.model.comparison import ComparedRow, Relation, Show, Side
from forensics_app.model.digests import Digests
from forensics_app.model.hash_sets import DigestAlgorithm, HashSetHit, HashSetKind
from forensics_app.model.sealed_listing import SealedFilter, SealedRow
from forensics_app.model.selection import ArtifactFilter, Sort
from forensics_app.model.timeline import Event, EventKind, EventTime, EventZone, Moment
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from tests.world.catalogued import entry, found
from ui.app import make_application
from ui.models.artifacts.cells import COLUMN_NAMES, FOLDER, NAME, NOTE, PATH, TYPE
from ui.models.artifacts.model import ArtifactModel
from ui.models.bundles.compared_model import ComparedModel
from ui.models.bundles.sealed_model import SealedModel
from ui.models.tables.cells import CELL_ROLE
from ui.models.timeline.cells import EXHIBIT as EVENT_EXHIBIT
from ui.models.timeline.cells import NAME as EVENT_NAME
from ui.models.timeline.cells import TIMES, WHERE
from ui.models.timeline.model import Question, TimelineModel
from ui.settings.list_settings import Columns
from ui.theme import Theme, apply_theme
from ui.widgets.tables.artifact_table import ArtifactTable
from ui.widgets.tables.sealed_table import SealedTable
from ui.widgets.timeline.table import TimelineTable

ZONE = "Asia/Ho_Chi_Minh"  # the longest last part of a name in the database but two
CLOCK = "2026-02-28T20:08:48"
ZONES = {"": TimeZoneKnowledge.LOCAL_UNKNOWN, "Z": TimeZoneKnowledge.UTC, "+02:00": TimeZoneKnowledge.OFFSET}


class Rows:
    """Answers at once with the rows it has, as a source and as a reader."""

    incomplete: frozenset[str] = frozenset()

    def __init__(self, rows: Sequence[Any]) -> None:
        self.held = rows

    def count(self, *asked: Any) -> int:
        if callable(asked[-1]):
            asked[-1](len(self.held))
        return len(self.held)

    def rows(self, *asked: Any) -> Sequence[Any]:
        first, count = [one for one in asked if type(one) is int]
        part = self.held[first : first + count]
        if callable(asked[-1]):
            asked[-1](part)
        return part

    def ask(self, key: Any, question: Callable[[Any], object], deliver: Callable[[Any], None]) -> None:
        deliver(question(self))

    def withdraw(self, first: int) -> None:
        raise AssertionError("every question was answered")


def artifacts(layer: str) -> Iterator[Artifact]:
    """One of each kind; together they have each form of a time and each kind of hash set."""
    examined = found(digests=Digests(sha256="ab" * 32, md5="8" * 32), exif=taken())
    endings, sets = tuple(ZONES), tuple(HashSetKind)
    for number, kind in enumerate(ArtifactKind):
        ending = endings[number % 3]
        times = tuple(EvidenceTime(one, "1", CLOCK + ending, "1s", ZONES[ending]) for one in TimeKind)
        held = entry(number, b"d/file", layer=layer, kind=kind, size_bytes=1023 << 30, times=times)
        hit = HashSetHit("set", sets[number % len(sets)], DigestAlgorithm.SHA1)
        yield Artifact(f"ID{number}", "EX-001", held, examined, hash_sets=(hit,))
    unread = found(digests=Digests(), read=Read(ReadOutcome.UNREADABLE))
    yield Artifact("IDX", "EX-001", entry(99, b"d/file", layer=layer), unread)


def taken() -> tuple[tuple[str, str], ...]:
    return (("EXIF DateTimeOriginal", "2026:02:28 20:08:48"),)


def artifact_list() -> tuple[QTableView, set[int]]:
    model = ArtifactModel(Rows([*artifacts("s1"), *artifacts("s2")]))  # type: ignore[arg-type]
    table = ArtifactTable(model)
    table.arrange(Columns(COLUMN_NAMES))
    table.set_zones({"s2": ZONE})
    model.ask(ArtifactFilter(), Sort.ORDER, descending=False)
    return table, {NAME, TYPE, FOLDER, NOTE, PATH}


def event_list() -> tuple[QTableView, set[int]]:
    times = (EventTime(EventKind.MODIFIED, "1", CLOCK, "1s"),)
    events = [
        Event(
            Artifact("ID1", "EX-001", entry(1, b"d/file", kind=kind), found()),
            Moment(CLOCK, zone, CLOCK if zone is EventZone.AMBIGUOUS else None),
            times,
            ZONE,
        )
        for kind in ArtifactKind
        for zone in EventZone
    ]
    model = TimelineModel(Rows(events))  # type: ignore[arg-type]
    table = TimelineTable(model)
    model.ask(Question())
    return table, {TIMES, EVENT_NAME, WHERE, EVENT_EXHIBIT}


def sealed_list() -> tuple[QTableView, set[int]]:
    rows = [
        SealedRow(at, "d/f", "EX-001", kind.value, 1023 << 30, None, True, data, None, None, None, ())
        for at, kind in enumerate(ArtifactKind)
        for data in (None, "data/f")
    ]
    model = SealedModel(Rows(rows))  # type: ignore[arg-type]
    table = SealedTable(model)
    model.choose(SealedFilter())
    return table, {0, 1}


def compared_list() -> tuple[QTableView, set[int]]:
    rows = [
        ComparedRow(
            1, Side.A, relation, "d/f", "s1", "ID1", 1023 << 30, deleted=True, algorithm=None,
            digest="8" * 64, same_path=same, differs=differs,
        )
        for relation in Relation for same in (True, False) for differs in (True, False)
    ]  # fmt: skip
    model = ComparedModel(Rows(rows))  # type: ignore[arg-type]
    table = SealedTable(model)
    model.choose(Show.SHARED, "")
    return table, {0}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("made", [artifact_list, event_list, sealed_list, compared_list])
def test_no_cell_that_the_program_words_itself_is_cut(
    made: Callable[[], tuple[QTableView, set[int]]], language: str, qtbot: QtBot
) -> None:
    set_language(language)
    apply_theme(make_application(), Theme())
    table, free = made()
    qtbot.addWidget(table)
    table.resize(1000, 600)
    table.show()
    model = table.model()
    assert model.rowCount()
    cut = {
        (model.headerData(column, table.horizontalHeader().orientation()), cell.text)
        for column in range(model.columnCount())
        if column not in free
        for row in range(model.rowCount())
        if (cell := model.index(row, column).data(CELL_ROLE)) is not None
        and table.itemDelegate().width_of(cell) > table.columnWidth(column)
    }
    assert not cut

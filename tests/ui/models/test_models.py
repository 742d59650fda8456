"""Every Qt model of the window, watched by Qt's own tester while it fills, changes and empties."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex
from PySide6.QtTest import QAbstractItemModelTester

import ui
from forensics_app.model.artifact import Artifact
from forensics_app.model.case import Folder
from forensics_app.model.comparison import ComparedRow, Relation, Show, Side
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.sealed_listing import SealedFilter, SealedRow
from forensics_app.model.selection import ArtifactFilter, Sort
from forensics_app.model.timeline import Event, EventZone, Moment
from tests.world.catalogued import entry, found
from ui.models.artifacts.folder_model import FolderModel, PlaceKey, PlaceKind, PlaceNode
from ui.models.artifacts.model import ArtifactModel
from ui.models.bundles.compared_model import ComparedModel
from ui.models.bundles.sealed_model import SealedModel
from ui.models.case.omissions import LedgerModel, place_of
from ui.models.tables.block_model import BlockModel
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column, RowsModel
from ui.models.tables.tree import Node, TreeModel
from ui.models.timeline.model import Question, TimelineModel

COUNTS = (0, 3, 300, 2, 300, 0)  # rows one after the other; 300 are more than a block
COLUMNS = (Column("a"), Column("b", 40, end=True))
EXAMPLE = Artifact("ID1", "EX-001", entry(1, b"d/file"), found())


class Source:
    """Answers at once what a reader or a session would answer later."""

    incomplete: frozenset[str] = frozenset()

    def __init__(self, row: Any) -> None:
        self.row, self.total = row, 0

    def count(self, *asked: Any) -> None:
        asked[-1](self.total)

    def rows(self, *asked: Any) -> None:
        *_, first, count, deliver = asked
        deliver([self.row] * max(0, min(count, self.total - first)))

    def ask(self, key: Any, question: Callable[[Any], object], deliver: Callable[[Any], None]) -> None:
        deliver(question(self if key == "count" else Rows(self)))

    def withdraw(self, first: int) -> None:
        raise AssertionError("every question was answered")

    forget = withdraw


class Rows:
    """What a reader's question sees: rows by their place, however it asks."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def rows(self, *asked: Any) -> Sequence[Any]:
        first, count = [one for one in asked if isinstance(one, int)]
        return [self._source.row] * max(0, min(count, self._source.total - first))


class Reader(Source):
    """The same for models that hand over what is to be asked of a list."""

    def count(self, *asked: Any) -> Any:
        return self.total


class Folders:
    """One root with folders in it, one of which is empty and was not known to be."""

    def roots(self) -> Sequence[Folder]:
        return [folder(1, 9)]

    def children(self, number: int) -> Sequence[Folder]:
        return [folder(2, 5), folder(3, 4)] if number == 1 else []


def folder(number: int, count: int) -> Folder:
    return Folder(number, None, "s1.p1", b"f", count, has_folders=True)


def artifacts() -> Iterator[QAbstractItemModel]:
    source = Source(EXAMPLE)
    model = ArtifactModel(source)
    for source.total in COUNTS:
        model.ask(ArtifactFilter(), Sort.ORDER, descending=False)
        yield model
        source.total += 40
        model.refresh()
        yield model


def events() -> Iterator[QAbstractItemModel]:
    source = Source(Event(EXAMPLE, Moment("2026-02-10T19:44:02", EventZone.UTC), ()))
    model = TimelineModel(source)
    for source.total in COUNTS:
        model.ask(Question())
        yield model


def compared() -> Iterator[QAbstractItemModel]:
    row = ComparedRow(
        1, Side.A, Relation.SHARED, "d/f", "s1", "ID1", 3, deleted=False, algorithm=None, digest=None,
        same_path=True, differs=False,
    )  # fmt: skip
    reader = Reader(row)
    model = ComparedModel(reader)  # type: ignore[arg-type]
    for reader.total in COUNTS:
        model.choose(Show.SHARED, "")
        yield model


def sealed() -> Iterator[QAbstractItemModel]:
    row = SealedRow(1, "d/f", "EX-001", "file", 3, None, False, None, None, None, None, ())
    reader = Reader(row)
    model = SealedModel(reader)  # type: ignore[arg-type]
    for reader.total in COUNTS:
        model.choose(SealedFilter())
        yield model


def rows() -> Iterator[QAbstractItemModel]:
    model = RowsModel(COLUMNS)
    for count in (0, 3, 3, 50, 1, 0):
        model.set_rows([(Cell("x"), Cell(str(count)))] * count, list(range(count)))
        yield model


def ledger() -> Iterator[QAbstractItemModel]:
    model = LedgerModel()
    for count in (0, 3, 50, 1, 0):
        left_out = Omission("volume-encrypted", "s1", None, 2, OmissionStage.WALK)
        model.set_omissions([left_out] * count, {"s1": "EX-001"}, {})
        yield model


@pytest.mark.parametrize(
    ("code", "locator", "stage", "place"),
    [
        ("withheld-privileged", None, OmissionStage.SELECT, "not stated"),
        ("withheld-with-marked", None, OmissionStage.SELECT, "not stated"),
        ("content-unreadable", None, OmissionStage.READ, "not stated"),  # of a file that is withheld
        ("medium-withheld", None, OmissionStage.SELECT, "whole source"),
        ("ingest-incomplete", None, OmissionStage.SELECT, "whole source"),
        ("archive-damaged", None, OmissionStage.OPEN, "whole source"),
        ("content-unreadable", "s1", OmissionStage.READ, "whole source"),
    ],
)
def test_what_has_no_place_is_not_the_whole_source(
    code: str, locator: str | None, stage: OmissionStage, place: str
) -> None:
    assert place_of(Omission(code, "s1", locator, 1, stage), {}) == place


def tree() -> Iterator[QAbstractItemModel]:
    model = TreeModel(COLUMNS)
    for depth in (0, 1, 3, 2):
        root = under = Node(())
        for at in range(depth):
            under.add(Node((Cell("leaf"), Cell("")), key=f"leaf{at}"))
            under = under.add(Node((Cell("branch"), Cell("")), key=at))
        model.set_root(root)
        yield model


def folders() -> Iterator[QAbstractItemModel]:
    """Filled before Qt's tester opens all of it: told of a new tree, that opens folders too early."""
    model = FolderModel()
    source = PlaceNode(PlaceKey(PlaceKind.SOURCE, "s1"), "EX-001", "hard-drives")
    source.add(PlaceNode(PlaceKey(PlaceKind.LAYER, "s1.p1"), "1 · NTFS", "database"))
    model.set_places([source], Folders())
    yield model
    layer = model.index(0, 0, model.index(1, 0))
    assert (model.rowCount(layer), model.rowCount(model.index(0, 0, layer))) == (2, 0)
    model.set_places([], Folders())
    yield model


WAYS: dict[type[QAbstractItemModel], Callable[[], Iterator[QAbstractItemModel]]] = {
    ArtifactModel: artifacts,
    TimelineModel: events,
    ComparedModel: compared,
    SealedModel: sealed,
    RowsModel: rows,
    LedgerModel: ledger,
    TreeModel: tree,
    FolderModel: folders,
}


def models() -> set[type[QAbstractItemModel]]:
    """All that the window's modules define, without the one that only others are made from."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    below, known = [QAbstractItemModel], set()
    while below:
        for made in below.pop().__subclasses__():
            below.append(made)
            if made.__module__.startswith("ui."):
                known.add(made)
    return known - {BlockModel}


def test_none_is_forgotten() -> None:
    assert models() == set(WAYS)


@pytest.mark.parametrize("kind", WAYS, ids=lambda kind: kind.__name__)
def test_qt_finds_nothing_wrong(kind: type[QAbstractItemModel]) -> None:
    tester = None
    seen = 0
    for model in WAYS[kind]():
        assert type(model) is kind
        if tester is None:
            tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
        top = QModelIndex()
        seen += sum(model.data(model.index(row, 0)) is not None for row in range(model.rowCount(top)))
    assert seen  # a warning of Qt's fails the test

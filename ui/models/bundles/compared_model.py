"""The rows of a comparison: all counted, those in sight fetched in blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.comparison import relation_label
from forensics_app.model.comparison import ComparedRow, Relation, Show
from forensics_app.model.names import visible
from forensics_app.services.exchange.compare import Compared
from ui.jobs.reader import Reader
from ui.models.tables.block_model import BlockModel
from ui.models.tables.cells import Cell, Index, cell_data
from ui.models.tables.rows import Column
from ui.theme.state import State
from ui.words.sources import DIGEST_NAMES

_WAITING = Cell("…", muted=True)
_DIGITS = 16
_KEPT_BLOCKS, _MOST_WAITING = 40, 4


def compared_columns() -> tuple[Column, ...]:
    """Head of the table."""
    return (
        Column(tr(NC_("column", "Path"))),
        Column(tr(NC_("column", "Size")), 90, end=True),
        Column(tr(NC_("column", "Digest")), 170),
        Column(tr("On the other side"), 330),
    )


def compared_fixed_cells() -> dict[int, tuple[Cell, ...]]:
    """By column, cells as wide as any of those whose form this program decides."""
    return {
        1: (Cell(current().size(1023 << 40), detail=tr(NC_("state", "deleted"))),),
        2: (Cell("8" * _DIGITS, machine=True),),
        3: (
            *(_differs_cell(), _same_path_cell(), _same_cell(), _absent_cell()),
            *(_relation_cell(one) for one in Relation if one not in (Relation.SHARED, Relation.ONLY)),
        ),
    }


class ComparedModel(BlockModel[ComparedRow]):
    """`counted` after the number of rows for a list is known."""

    counted = Signal(int)

    def __init__(self, reader: Reader[Compared], parent: QObject | None = None) -> None:
        self.columns, self.fixed_cells = compared_columns(), compared_fixed_cells()
        super().__init__(self.columns, kept_blocks=_KEPT_BLOCKS, most_waiting=_MOST_WAITING, parent=parent)
        self._reader = reader
        self._chosen = (Show.SHARED, "")

    def choose(self, show: Show, text: str) -> None:
        """Other rows: counted first, fetched when they come into sight."""
        self._chosen = chosen = (show, text)

        def take(count: int) -> None:
            if chosen == self._chosen:
                self._forget_waiting()
                self.beginResetModel()
                self._cache.reset(count)
                self.endResetModel()
                self.counted.emit(count)

        self._reader.ask("count", lambda compared: compared.count(*chosen), take)

    def row(self, row: int) -> ComparedRow | None:
        """The row, if it is here."""
        return self._cache.row(row)

    def _read(self, first: int, count: int, deliver: Callable[[Sequence[ComparedRow]], None]) -> None:
        show, text = self._chosen
        self._reader.ask(("rows", first), lambda compared: compared.rows(show, first, count, text), deliver)

    def _withdraw(self, first: int) -> None:
        self._reader.forget(("rows", first))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._here(index.row())
        if row is None:
            return cell_data(_WAITING if index.column() == 0 else Cell(), role)
        return cell_data(_cells(row)[index.column()], role)


def _cells(row: ComparedRow) -> tuple[Cell, ...]:
    folder, _, name = (row.path or "").rpartition("/")
    place = "" if not row.shown_place else f"{row.shown_place}:"
    size = "" if row.size_bytes is None else current().size(row.size_bytes)
    algorithm = "" if row.algorithm is None else DIGEST_NAMES[row.algorithm]
    return (
        Cell(visible(name) or "–", detail=visible(f"{place}{folder}"), folder=True, name=True, raw=row.path),
        Cell(size, detail=tr(NC_("state", "deleted")) if row.deleted else "", end=True),
        Cell((row.digest or "")[:_DIGITS], detail=algorithm, machine=True, raw=row.digest),
        _other(row),
    )


def _other(row: ComparedRow) -> Cell:
    """What the other side has: the same, the same under another name, or something else in its place."""
    if row.differs:
        digest = (row.other_digest or "")[:_DIGITS]
        size = "" if row.other_size_bytes is None else current().size(row.other_size_bytes)
        return replace(_differs_cell(), detail=f"{digest} {size}".strip())
    if row.relation is Relation.SHARED and row.same_path:
        return _same_path_cell()
    if row.relation is Relation.SHARED:
        other = visible(row.other_path or "–")
        return replace(_same_cell(), detail=other, folder=True, raw=row.other_path)
    side = tr("Side {name}", name=row.side.value.upper())
    if row.relation is Relation.ONLY:
        return _absent_cell()
    return replace(_relation_cell(row.relation), detail=side)


def _differs_cell() -> Cell:
    return Cell(tr("Same path, other content"), state=State.WARN)


def _same_path_cell() -> Cell:
    return Cell(tr("the same, under the same path"), state=State.OK)


def _same_cell() -> Cell:
    return Cell(tr("the same, under another name"), state=State.OK)


def _absent_cell() -> Cell:
    return Cell(tr("not present"), state=State.NONE)


def _relation_cell(relation: Relation) -> Cell:
    return Cell(relation_label(relation), state=State.NONE)

"""The list of events in the chosen stretch: the full count at once, the rows in blocks as they are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from forensics_app.model.timeline import EVERY_KIND, Event, Span
from forensics_app.services.timeline import ListedEvents
from ui.models.block_cache import BLOCK_ROWS, BlockCache
from ui.models.cells import Cell, Index, cell_data
from ui.models.rows import header_data
from ui.models.timeline_cells import TIMES, columns, event_cells, groups_of
from ui.timeline_session import TimelineReading, TimelineSession

MOST_WAITING = 4
KEPT_CELLS = 300
GROUPS_ROLE = int(Qt.ItemDataRole.UserRole) + 2
WHOLE = Span()
_DASH = Cell("…", muted=True)


@dataclass(frozen=True, slots=True)
class Question:
    """Which events: those of a span with one of some kinds (bits), newest first where `descending`."""

    span: Span = WHOLE
    kinds: int = EVERY_KIND
    descending: bool = False


class EventSource(Protocol):
    """Answers come later, in the window's thread; a withdrawn question is not answered."""

    def count(self, question: Question, deliver: Callable[[int], None]) -> None:
        """How many events there are."""
        ...

    def rows(
        self, question: Question, first: int, count: int, deliver: Callable[[Sequence[Event]], None]
    ) -> None:
        """`count` events from place `first` on."""
        ...

    def withdraw(self, first: int) -> None:
        """Forget the question for the events from `first` on."""
        ...


class SessionEvents:
    """The events of the open case, through its timeline's thread."""

    def __init__(self, session: TimelineSession, owner: QObject) -> None:
        self._session, self._owner = session, owner

    def count(self, question: Question, deliver: Callable[[int], None]) -> None:
        """The list is kept for the rows that are asked for next."""

        def work(reading: TimelineReading) -> int:
            return _listed(reading, question).count

        self._session.ask("count", work, deliver, owner=self._owner)

    def rows(
        self, question: Question, first: int, count: int, deliver: Callable[[Sequence[Event]], None]
    ) -> None:
        """Rows of the list."""

        def work(reading: TimelineReading) -> Sequence[Event]:
            return _listed(reading, question).part(first, count)

        self._session.ask(("rows", first), work, deliver, owner=self._owner)

    def withdraw(self, first: int) -> None:
        """Forget the question for these rows."""
        self._session.forget(("rows", first))


def _listed(reading: TimelineReading, question: Question) -> ListedEvents:
    if reading.listed is None or reading.question != question:
        reading.listed = reading.timeline.listed(
            question.span, kinds=question.kinds, descending=question.descending
        )
        reading.question = question
    return reading.listed


class TimelineModel(QAbstractTableModel):
    """`ask` changes what is shown."""

    def __init__(self, source: EventSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._cache: BlockCache[Event] = BlockCache(capacity=24)
        self._newest: list[int] = []
        self._drawn: dict[int, tuple[Event, tuple[Cell, ...]]] = {}
        self._columns = columns()
        self.question = Question()
        self.counted = False

    def ask(self, question: Question) -> None:
        """Show other events; the rows of before stay in sight until the count is here."""
        self.question, self.counted = question, False
        self._forget_waiting()
        self._cache.generation += 1
        generation = self._cache.generation
        self._source.count(question, lambda count: self._counted(generation, count))

    def _counted(self, generation: int, count: int) -> None:
        if generation == self._cache.generation:
            self.counted = True
            self.beginResetModel()
            self._drawn.clear()
            self._cache.reset(count)
            self.endResetModel()

    def _forget_waiting(self) -> None:
        for block in self._cache.waiting():
            self._source.withdraw(block * BLOCK_ROWS)
            self._cache.withdraw(block)
        self._newest.clear()

    # --- rows --------------------------------------------------------------------------------------

    def event_at(self, row: int) -> Event | None:
        """The event of a row if it is here; asked for if not."""
        found = self._cache.row(row)
        if found is None and self.counted:
            block = self._cache.want(row)
            if block is not None:
                self._fetch(block)
        return found

    def _fetch(self, block: int) -> None:
        generation = self._cache.generation
        self._newest.append(block)
        while len(self._newest) > MOST_WAITING:  # what was in sight long ago is not worth reading any more
            old = self._newest.pop(0)
            self._source.withdraw(old * BLOCK_ROWS)
            self._cache.withdraw(old)
        self._source.rows(
            self.question, block * BLOCK_ROWS, BLOCK_ROWS, lambda rows: self._take(generation, block, rows)
        )

    def _take(self, generation: int, block: int, rows: Sequence[Event]) -> None:
        filled = self._cache.take(generation, block, rows)
        if filled is None:
            return
        if block in self._newest:
            self._newest.remove(block)
        if filled:
            last = self.index(filled[-1], len(self._columns) - 1)
            self.dataChanged.emit(self.index(filled[0], 0), last)

    # --- Qt ----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else self._cache.row_count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role == Qt.ItemDataRole.SizeHintRole:
            return None
        event = self.event_at(index.row())
        if role == GROUPS_ROLE:
            return groups_of(event) if event is not None and index.column() == TIMES else None
        if event is None:
            return cell_data(_DASH, role)
        return cell_data(self._cells_of(index.row(), event)[index.column()], role)

    def _cells_of(self, row: int, event: Event) -> tuple[Cell, ...]:
        """The cells of a row in sight: asked for column by column, made once."""
        kept = self._drawn.get(row)
        if kept is None or kept[0] is not event:
            if len(self._drawn) > KEPT_CELLS:
                self._drawn.clear()
            kept = (event, event_cells(event))
            self._drawn[row] = kept
        return kept[1]

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return header_data(self._columns, section, orientation, role)

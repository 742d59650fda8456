"""The list of events in the chosen stretch: the full count at once, the rows in blocks as they are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt

from forensics_app.model.timeline import EVERY_KIND, Event, Span
from forensics_app.services.browsing.timeline import ListedEvents
from ui.models.tables.block_model import BlockModel
from ui.models.tables.cells import Cell, Index, cell_data
from ui.models.timeline.cells import TIMES, columns, event_cells, groups_of
from ui.models.timeline.session import TimelineReading, TimelineSession

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


class TimelineModel(BlockModel[Event]):
    """`ask` changes what is shown."""

    def __init__(self, source: EventSource, parent: QObject | None = None) -> None:
        super().__init__(columns(), kept_blocks=24, most_waiting=MOST_WAITING, parent=parent)
        self._source = source
        self._drawn: dict[int, tuple[Event, tuple[Cell, ...]]] = {}
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

    # --- rows --------------------------------------------------------------------------------------

    def event_at(self, row: int) -> Event | None:
        """The event of a row if it is here; asked for if not, once the count of now is here."""
        return self._here(row) if self.counted else self._cache.row(row)

    def _read(self, first: int, count: int, deliver: Callable[[Sequence[Event]], None]) -> None:
        self._source.rows(self.question, first, count, deliver)

    def _withdraw(self, first: int) -> None:
        self._source.withdraw(first)

    # --- Qt ----------------------------------------------------------------------------------------

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

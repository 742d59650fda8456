"""The card under the histogram: the chosen times in a list, and the way to the Artifacts page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout

from forensics_app.i18n import NC_, NCP_, current, tr, trn
from ui.models.timeline.kinds import FIELDS, TimeGroup, group_words
from ui.models.timeline.model import TimelineModel
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.statements.notices import EmptyState
from ui.widgets.text.text import Text
from ui.widgets.timeline.table import TimelineTable
from ui.words import gate


class EventsCard(QFrame):
    """`on_sort` turns the order round; `on_filter` shows the artifacts by one kind of time."""

    def __init__(
        self,
        model: TimelineModel,
        on_sort: Callable[[], None],
        on_filter: Callable[[TimeGroup], None],
    ) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(tr("List of selected times"))
        self._model, self._on_filter = model, on_filter
        self._fields: tuple[TimeGroup, ...] = ()
        box = QVBoxLayout(self)
        box.setContentsMargins(px(6), px(6), px(6), px(6))
        box.setSpacing(px(4))
        head = QHBoxLayout()
        head.setContentsMargins(px(8), px(2), px(4), 0)
        head.setSpacing(px(8))
        self._count, self._of = Text("", "strong"), Text("", "body", "muted")
        head.addWidget(self._count)
        head.addWidget(self._of, 1)
        self.sort_button = Button(tr("Oldest first"), on_sort, small=True, glyph="sort-ascending")
        self.sort_button.setToolTip(tr("Reverse order"))
        head.addWidget(self.sort_button)
        self.artifacts_button = Button(tr("Show in Artifacts"), self._show, small=True, glyph="table")
        head.addWidget(self.artifacts_button)
        box.addLayout(head)
        said = tr("Identical times of one artifact are combined in one row.")
        self._combined = Text(said, "small", "muted", wrap=True)
        self._combined.setContentsMargins(px(8), 0, px(4), px(2))
        box.addWidget(self._combined)
        self.table = TimelineTable(model)
        box.addWidget(self.table, 1)
        self._none = EmptyState(
            "calendar-x",
            tr("No times in this range"),
            tr("Choose another range, or more time types."),
        )
        self._none.hide()
        box.addWidget(self._none, 1)
        model.modelReset.connect(self._counted)

    def show_order(self, *, descending: bool) -> None:
        """In which order they are."""
        words = tr("Newest first") if descending else tr("Oldest first")
        self.sort_button.setText(f"\u2002{words}")
        self.sort_button.setAccessibleName(gate.shown(words))

    def offer(self, fields: tuple[TimeGroup, ...], *, chosen: bool) -> None:
        """By which kinds of times the Artifacts page can show this stretch."""
        self._fields = fields
        self.artifacts_button.setEnabled(bool(fields) and chosen)
        why = "" if chosen else tr("Select a time range first")
        self.artifacts_button.setToolTip(why)

    def _show(self) -> None:
        if len(self._fields) == 1:
            self._on_filter(self._fields[0])
            return
        menu = QMenu(self)
        for group in self._fields:
            action = menu.addAction(tr("{kind} in this time", kind=group_words(group)))
            action.triggered.connect(partial(self._on_filter, group))
        menu.popup(self.artifacts_button.mapToGlobal(QPoint(0, self.artifacts_button.height())))

    def counting(self) -> None:
        """Others were asked for."""
        self._of.set_text(tr(NC_("state", "counting…")))

    def _counted(self) -> None:
        rows = self._model.rowCount()
        self._count.set_text(current().number(rows))
        self._of.set_text(trn(*NCP_("after its number", "row", "rows"), rows))
        self._none.setVisible(rows == 0)
        self.table.setVisible(rows > 0)
        self._combined.setVisible(rows > 0)
        if rows:
            self.table.scrollToTop()


def fields_of(kinds: frozenset[TimeGroup], groups: tuple[TimeGroup, ...]) -> tuple[TimeGroup, ...]:
    """Those of the kinds that are shown by which the Artifacts page can filter; without any, all of them."""
    possible = tuple(group for group in groups if group in FIELDS)
    return tuple(group for group in possible if group in kinds) or possible

"""Search and filters over the table of artifacts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from forensics_app.i18n import tr
from forensics_app.model.selection import ArtifactFilter
from ui.models.artifacts.filter_words import conditions
from ui.pages.artifacts.filter_menu import FilterMenu, Offered
from ui.pages.artifacts.saved_filters import SavedFiltersMenu
from ui.settings.list_settings import ListSettings
from ui.theme import paint_icon, px, tokens
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Chip
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text import direction
from ui.words import gate

TYPING_PAUSE_MS = 250


class SearchField(QLineEdit):
    """Search in names and paths. Escape empties it; `searched` after a pause in typing."""

    searched = Signal(str)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setPlaceholderText(tr("Search names and paths") + "   /")
        self.setAccessibleName(tr("Search names and paths"))
        before = px(24)
        self.setTextMargins(
            0 if direction.right_to_left() else before, 0, before if direction.right_to_left() else 0, 0
        )
        self.setMinimumWidth(px(240))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textChanged.connect(lambda: self._pause.start())
        self.returnPressed.connect(self._at_once)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        size = px(18)
        left = self.width() - px(10) - size if direction.right_to_left() else px(10)
        square = QRect(left, (self.height() - size) // 2, size, size)
        paint_icon(QPainter(self), square, "magnifying-glass", tokens().muted)

    def _at_once(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """`changed` with the new filter; `place_left` when the chip of the place is taken away, `cleared` when
    all are, that one too; `hash_sets_asked` for the dialog about them."""

    changed = Signal(object)
    place_left = Signal()
    cleared = Signal()
    hash_sets_asked = Signal()

    def __init__(self, chosen: ArtifactFilter, kept: ListSettings) -> None:
        super().__init__()
        self._chosen, self._kept = chosen, kept
        self._place = ("", "")
        self.offered = Offered()
        self.found_by: Callable[[tuple[str, ...]], str] = lambda _: ""  # the search that gave such ids
        self.gaps_of: Callable[[tuple[str, ...]], str] = lambda _: ""  # what it could not look at
        self.search = SearchField(chosen.text or "")
        self.search.searched.connect(self._searched)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(10))
        line.addWidget(self.search, 2, Qt.AlignmentFlag.AlignTop)
        chips = QWidget()
        self._flow = FlowLayout(chips)
        self._flow.setContentsMargins(0, px(4), 0, px(4))
        line.addWidget(chips, 3)
        self._chips: list[QWidget] = []
        self._add = Chip(tr("Add filter"), glyph="plus")
        self._add.clicked.connect(self._menu)
        self._saved = Chip(tr("Saved filters"), glyph="bookmark-simple")
        self._saved.clicked.connect(self._saved_menu)
        self._clear = Button(tr("Clear all"), self._clear_all, kind="link")
        self._show()

    def set_filter(self, chosen: ArtifactFilter) -> None:
        """Show another filter without announcing it."""
        self._chosen = chosen
        if (chosen.text or "") != self.search.text().strip():
            self.search.blockSignals(True)
            self.search.setText(chosen.text or "")
            self.search.blockSignals(False)
        self._show()

    def set_place(self, words: str, more: str) -> None:
        """The place that the list is narrowed to, `more` in full; no chip for empty words."""
        if (words, more) != self._place:
            self._place = (words, more)
            self._show()

    def _show(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None and widget in self._chips:
                widget.hide()
                widget.deleteLater()
        self._chips = []
        words, more = self._place
        if words:
            self._add_chip(words, more, self.place_left.emit)
        ids = self._chosen.ids
        for condition in conditions(self._chosen, self.found_by(ids), self.gaps_of(ids)):
            self._add_chip(condition.words, condition.more, partial(self._set, condition.without))
        for fixed in (self._add, self._saved, self._clear):
            self._flow.addWidget(fixed)
        self._clear.setVisible(self._chosen != ArtifactFilter() or bool(words))
        self.updateGeometry()

    def _add_chip(self, words: str, more: str, take_away: Callable[[], object]) -> None:
        chip = Chip(words, on=True)
        chip.setAccessibleName(tr("Remove filter {filter}", filter=words))
        chip.setToolTip(gate.tip(more))
        chip.setAccessibleDescription(gate.shown(more))
        chip.clicked.connect(lambda checked=False: take_away())
        self._chips.append(chip)
        self._flow.addWidget(chip)

    def _clear_all(self) -> None:
        self.set_filter(ArtifactFilter())
        self.cleared.emit()

    def _set(self, chosen: ArtifactFilter) -> None:
        self.set_filter(chosen)
        self.changed.emit(chosen)

    def _searched(self, text: str) -> None:
        if text != (self._chosen.text or ""):
            self._set(replace(self._chosen, text=text or None))

    # --- the menus ---------------------------------------------------------------------------------

    def _menu(self) -> None:
        self.menu().popup(self._add.mapToGlobal(QPoint(0, self._add.height())))

    def menu(self) -> FilterMenu:
        """Everything that can be filtered by."""
        return FilterMenu(self._chosen, self.offered, self._set, self.hash_sets_asked.emit, self)

    def _saved_menu(self) -> None:
        self.saved_menu().popup(self._saved.mapToGlobal(QPoint(0, self._saved.height())))

    def saved_menu(self) -> SavedFiltersMenu:
        """The filters that the user saved."""
        return SavedFiltersMenu(self._chosen, self._kept, self._set, self)

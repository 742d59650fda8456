"""Rows of a form that can be added and taken away: authorities, formalities, handling codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.hinted_line import HintedLine, with_hint
from ui.widgets.text.text import Text
from ui.words import gate

_R = TypeVar("_R", bound="EntryRow")


class EntryRow(QFrame):
    """One entry; `changed` at every change in it, `gone` when the user takes it away."""

    changed = Signal()
    gone = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(px(10), px(6), px(10), px(8))
        self.grid.setHorizontalSpacing(px(10))
        self.grid.setVerticalSpacing(px(4))
        self.remove = Button(tr(NC_("button", "Remove")), self.gone.emit, kind="link", small=True)
        self.remove.setAccessibleName(tr("Remove {what}", what=what))

    def first(self) -> QWidget:
        """What takes the focus in a new row."""
        raise NotImplementedError

    def line(self, label: str, text: str = "", hint: str = "") -> QLineEdit:
        """A line edit that tells of its changes."""
        made = HintedLine(hint)
        made.setText(text)
        made.setAccessibleName(gate.shown(label))
        made.textChanged.connect(self.changed)
        return made

    def put(self, label: str, widget: QWidget, row: int, column: int, span: int = 1) -> None:
        """A control under its label; rows count by pairs."""
        title = Text(label, "small", "muted")
        title.setBuddy(widget)
        self.grid.addWidget(title, 2 * row, column, 1, span, Qt.AlignmentFlag.AlignBottom)
        shown = with_hint(widget) if isinstance(widget, HintedLine) else widget
        self.grid.addWidget(shown, 2 * row + 1, column, 1, span, Qt.AlignmentFlag.AlignTop)


class EntryRows(QWidget, Generic[_R]):
    """The rows under each other, and the button that adds one. `changed` at every change in any of them."""

    changed = Signal()

    def __init__(self, add_label: str, make: Callable[[], _R]) -> None:
        super().__init__()
        self._make = make
        self.rows: list[_R] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        self._box = QVBoxLayout()
        self._box.setSpacing(px(6))
        box.addLayout(self._box)
        self.add_button = Button(add_label, self.add_by_hand, glyph="plus", small=True)
        box.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeading)

    def add(self, row: _R) -> _R:
        """A row at the end."""
        self.rows.append(row)
        self._box.addWidget(row)
        row.changed.connect(self.changed)
        row.gone.connect(lambda: self.take_away(row))
        return row

    def add_by_hand(self) -> None:
        """An empty row, with the focus in it."""
        self.add(self._make()).first().setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def take_away(self, row: _R) -> None:
        """Without this row; the focus goes to the button that adds one."""
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

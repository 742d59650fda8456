"""A small dialog of lines and buttons, in which nothing is squeezed: what has no room scrolls."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into, grow_for
from ui.widgets.statements.notices import Trouble
from ui.widgets.text.text import Text


class ScrollingDialog(QDialog):
    """`lines` is what is said and asked, `foot` its buttons, from the end. As high as the lines need, as
    far as the window behind it has room; `width` in px of the 100 % drawing.
    """

    def __init__(self, title: str, width: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(title, "page", wrap=True))
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, px(8), 0)
        body.setSpacing(px(10))
        self.lines = QVBoxLayout()
        self.lines.setSpacing(px(10))
        body.addLayout(self.lines)
        self._said = QVBoxLayout()
        body.addLayout(self._said)
        body.addStretch(1)
        self._scroller = Scroller(self._body)
        box.addWidget(self._scroller, 1)
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        box.addLayout(self.foot)
        fit_into(self, parent, width, 260)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        QTimer.singleShot(0, self, self.make_room)  # once its parts have their width

    def say(self, sentence: str, details: str = "") -> None:
        """What went wrong, below the lines and in sight."""
        self.take_back()
        made = Trouble(sentence, details)
        self._said.addWidget(made)
        made.show()
        self.make_room()
        QTimer.singleShot(0, self, lambda: self._scroller.ensureWidgetVisible(made))

    def take_back(self) -> None:
        """What was said holds no longer."""
        clear(self._said)

    def make_room(self) -> None:
        """As high as the lines need now, as far as there is room."""
        grow_for(self, self._body)

"""Card: title, note and actions on top of a body."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.layout.focus_restore import keep_focus
from ui.widgets.text.text import Text
from ui.words import gate


class Card(QFrame):
    """A surface with a border. `title` is also its accessible name. Where the line of the title has no room,
    the note goes below it, and then the title breaks; it always may where the card is `narrow`.
    """

    def __init__(self, title: str = "", note: str = "", *, padding: int = 16, narrow: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(gate.shown(title))
        self._narrow, self._pad = narrow, px(padding)
        pad = self._pad
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(pad, pad - px(2), pad, pad)
        self.body.setSpacing(px(8))
        self._head = QHBoxLayout()
        self._head.setSpacing(px(8))
        self._below = QHBoxLayout()
        self._title, self._note = Text(title, "card", wrap=narrow), Text(note, "small", "muted")
        if title:  # into the layout first: a widget without a parent would be shown as a window
            lines = QVBoxLayout()
            lines.setSpacing(0)
            lines.addLayout(self._head)
            lines.addLayout(self._below)
            self.body.addLayout(lines)
            self._head.addWidget(self._title, int(narrow))
            self._head.addWidget(self._note)
            self._head.addStretch(int(not narrow))
            self._note.setVisible(bool(note))
        else:
            for unseen in (self._title, self._note):  # the card's all the same: it goes with it
                unseen.setParent(self)
                unseen.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._break_title()

    def _break_title(self) -> None:
        if self._narrow or self._title.isHidden():
            return
        room, gap = self.contentsRect().width() - 2 * self._pad, self._head.spacing()
        widgets = [item.widget() for at in range(self._head.count()) if (item := self._head.itemAt(at))]
        acts = [w for w in widgets if w not in (None, self._title, self._note) and not w.isHidden()]
        needed = self._title.fontMetrics().horizontalAdvance(self._title.text())
        needed += sum(w.sizeHint().width() + gap for w in acts if w is not None)
        note_width = 0 if self._note.isHidden() else self._note.sizeHint().width() + gap
        below = needed + note_width > room > 0
        if below != (self._below.indexOf(self._note) >= 0):
            (self._head if below else self._below).removeWidget(self._note)
            if below:
                self._below.addWidget(self._note)
            else:
                self._head.insertWidget(1, self._note)
        breaks = needed > room > 0
        if breaks != self._title.wordWrap():
            self._title.setWordWrap(breaks)
            self._head.setStretch(0, int(breaks))

    def set_title(self, title: str) -> None:
        """Another title."""
        self._title.set_text(title)
        self.setAccessibleName(gate.shown(title))

    def set_note(self, note: str) -> None:
        """The muted text beside the title."""
        self._note.set_text(note)
        self._note.setVisible(bool(note))

    def add_action(self, widget: QWidget) -> None:
        """A control at the end of the title's line."""
        self._head.addWidget(widget)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """A widget at the end of the body."""
        self.body.addWidget(widget, stretch)

    def add_layout(self, layout: QLayout) -> None:
        """A layout at the end of the body."""
        self.body.addLayout(layout)


def clear(layout: QLayout, *, kept: int = 0) -> None:
    """Take everything behind the first `kept` out of a layout and delete it; see `keep_focus`."""
    _clear(layout, layout.parentWidget(), kept)


def _clear(layout: QLayout, host: QWidget | None, kept: int = 0) -> None:
    while (item := layout.takeAt(kept)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            keep_focus(host, widget)
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _clear(inner, host)


def clear_body(card: Card) -> None:
    """Take out everything below a card's title."""
    clear(card.body, kept=1)

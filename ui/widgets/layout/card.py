"""Card: title, note and actions on top of a body."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.layout.focus_restore import keep_focus
from ui.widgets.text.text import Text
from ui.words import gate


class _Head(QWidget):
    """The title, the note and the controls in one line, or the note below and the title broken.

    It says how narrow it can get, whichever of the two it is now: what folds columns where their cards have
    no room would otherwise fold and unfold them for ever.
    """

    def __init__(self, title: Text, note: Text) -> None:
        super().__init__()
        self.setProperty("part", "card-head")
        self.line, self.below = QHBoxLayout(), QHBoxLayout()
        self.line.setSpacing(px(8))
        self._title, self._note = title, note
        self.acts: list[QWidget] = []
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(self.line)
        lines.addLayout(self.below)

    def shown_acts(self) -> list[QWidget]:
        """The controls that are not hidden."""
        return [act for act in self.acts if not act.isHidden()]

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The longest word of the title with the controls, or the note."""
        hint, gap = super().minimumSizeHint(), self.line.spacing()
        metrics = self._title.fontMetrics()
        word = max((metrics.horizontalAdvance(word) for word in self._title.text().split()), default=0)
        acts = sum(act.minimumSizeHint().width() + gap for act in self.shown_acts())
        note = 0 if self._note.isHidden() else self._note.minimumSizeHint().width()
        return QSize(min(hint.width(), max(word + acts, note)), hint.height())


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
        self._title, self._note = Text(title, "card", wrap=narrow), Text(note, "small", "muted")
        self._head = _Head(self._title, self._note)
        if title:  # into the layout first: a widget without a parent would be shown as a window
            self.body.addWidget(self._head)
            self._head.line.addWidget(self._title, int(narrow))
            self._head.line.addWidget(self._note)
            self._head.line.addStretch(int(not narrow))
            self._note.setVisible(bool(note))
        else:
            for unseen in (self._head, self._title, self._note):  # the card's all the same: it goes with it
                unseen.setParent(self)
                unseen.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._break_title()

    def _break_title(self) -> None:
        if self._narrow or self._title.isHidden():
            return
        head, room = self._head, self.contentsRect().width() - 2 * self._pad
        gap = head.line.spacing()
        needed = self._title.fontMetrics().horizontalAdvance(self._title.text())
        needed += sum(act.sizeHint().width() + gap for act in head.shown_acts())
        note_width = 0 if self._note.isHidden() else self._note.sizeHint().width() + gap
        below = needed + note_width > room > 0
        if below != (head.below.indexOf(self._note) >= 0):
            (head.line if below else head.below).removeWidget(self._note)
            if below:
                head.below.addWidget(self._note)
            else:
                head.line.insertWidget(1, self._note)
        breaks = needed > room > 0
        if breaks != self._title.wordWrap():
            self._title.setWordWrap(breaks)
            head.line.setStretch(0, int(breaks))

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
        self._head.line.addWidget(widget)
        self._head.acts.append(widget)

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

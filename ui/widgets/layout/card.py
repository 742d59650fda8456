"""Card: title, note and actions on top of a body."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.layout.focus_restore import keep_focus
from ui.widgets.text.text import Text


class Card(QFrame):
    """A surface with a border. `title` is also its accessible name; it breaks where the card is `narrow`."""

    def __init__(self, title: str = "", note: str = "", *, padding: int = 16, narrow: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(title)
        pad = px(padding)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(pad, pad - px(2), pad, pad)
        self.body.setSpacing(px(8))
        self._head = QHBoxLayout()
        self._head.setSpacing(px(8))
        self._title, self._note = Text(title, "card", wrap=narrow), Text(note, "small", "muted")
        if title:  # into the layout first: a widget without a parent would be shown as a window
            self.body.addLayout(self._head)
            self._head.addWidget(self._title, int(narrow))
            self._head.addWidget(self._note)
            self._head.addStretch(int(not narrow))
            self._note.setVisible(bool(note))
        else:
            for unseen in (self._title, self._note):  # the card's all the same: it goes with it
                unseen.setParent(self)
                unseen.hide()

    def set_title(self, title: str) -> None:
        """Another title."""
        self._title.set_text(title)
        self.setAccessibleName(title)

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

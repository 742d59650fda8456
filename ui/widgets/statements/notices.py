"""What is said where nothing is to be shown yet, or where something went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.text.shapes import Glyph, StateShape
from ui.widgets.text.text import Text
from ui.words import gate


class EmptyState(QWidget):
    """Icon, one line what is missing, one line what to do, and the button for it."""

    def __init__(self, glyph: str, title: str, text: str, button: QWidget | None = None) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(24), px(24), px(24))
        box.setSpacing(px(8))
        box.addStretch(1)
        box.addWidget(Glyph(glyph, 40), 0, Qt.AlignmentFlag.AlignHCenter)
        self.title = Text(title, "card", wrap=True)
        for made in (self.title, Text(text, "body", "muted", wrap=True)):
            made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(made)
        if button is not None:
            box.addSpacing(px(4))
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)


class Trouble(Card):
    """One clear sentence about what went wrong, with the technical details to copy."""

    def __init__(
        self,
        sentence: str,
        details: str = "",
        *,
        state: State = State.BAD,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._details = details
        self.setAccessibleName(gate.shown(sentence))
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(StateShape(state), 0, Qt.AlignmentFlag.AlignTop)
        self.sentence = Text(sentence, "strong", wrap=True)
        line.addWidget(self.sentence, 1)
        if details:
            line.addWidget(Button(tr("Copy details"), self.copy, small=True), 0, Qt.AlignmentFlag.AlignTop)
        if on_close is not None:
            line.addWidget(
                Button(tr(NC_("button", "Close")), on_close, kind="link", small=True),
                0,
                Qt.AlignmentFlag.AlignTop,
            )
        self.add_layout(line)

    def copy(self) -> None:
        """Put the sentence and the details on the clipboard."""
        QGuiApplication.clipboard().setText(f"{self.sentence.accessibleName()}\n\n{self._details}")


class StepRow(QWidget):
    """One next step: shape, what it is, why, and the button that does it."""

    def __init__(self, state: State, title: str, text: str, button: QWidget | None = None) -> None:
        super().__init__()
        self.setAccessibleName(gate.spoken(title, text))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, px(4), 0, px(4))
        line.setSpacing(px(12))
        line.addWidget(StateShape(state), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(title, "strong", wrap=True))
        self._text = Text(text, "small", "muted", wrap=True)
        words.addWidget(self._text)
        line.addLayout(words, 1)
        if not text:  # an empty line would push the title above its button
            self._text.hide()  # not shown here: without a parent it would be a window of its own
        if button is not None:
            line.addWidget(button)

    def set_text(self, text: str) -> None:
        """Another line under the title, such as how far a job is."""
        self._text.set_text(text)
        self._text.setVisible(bool(text))


class TroubleBar(QWidget):
    """Troubles that belong to no page: under the header until they are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "page")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(px(24), px(12), px(24), 0)
        self._card: Trouble | None = None
        self.hide()

    def show_trouble(self, sentence: str, details: str) -> None:
        """Show this one instead of what was shown."""
        self.close_trouble()
        self._card = Trouble(sentence, details, on_close=self.close_trouble)
        self._box.addWidget(self._card)
        self.show()

    def close_trouble(self) -> None:
        """Nothing is wrong any more, or it was read."""
        if self._card is not None:
            self._card.deleteLater()
            self._card = None
        self.hide()

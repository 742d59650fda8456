"""The first lines of a text, folded where the card ends; more of them than have room can be scrolled to."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from forensics_app.i18n import tr
from ui.theme import px, theme
from ui.widgets.text.text import Text
from ui.words import gate

MOST_ROWS = 10


class FirstLines(QFrame):
    """A card of its own. `more`: the text goes on after these lines, which is said below them."""

    def __init__(self, lines: tuple[str, ...], *, more: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "card")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(8), px(6), px(8), px(6))
        box.setSpacing(px(1))
        box.addWidget(_Lines(lines))
        if more:
            box.addWidget(Text(tr("Only the beginning is shown."), "small", "muted", wrap=True))


class _Lines(QPlainTextEdit):
    """As high as its lines are at this width, up to MOST_ROWS of them."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("background: transparent; border: 0; padding: 0")
        self.setFont(theme().font("dense"))
        self.setAccessibleName(tr("First lines"))
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.setPlainText("\n".join(map(gate.shown, lines)))
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        # the size of a plain text's document is counted in rows
        there = max(1, round(self.document().size().height()))
        rows = min(MOST_ROWS, there)
        bars = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            bars.ScrollBarAlwaysOff if there <= MOST_ROWS else bars.ScrollBarAsNeeded
        )
        line = self.document().documentLayout().blockBoundingRect(self.document().firstBlock()).height()
        height = math.ceil(rows * line / max(1, self.document().firstBlock().lineCount())) + px(2)
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(80), super().minimumSizeHint().height())

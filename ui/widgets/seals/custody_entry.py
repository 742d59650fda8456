"""One entry of the custody story: a bead on the chain, what happened, what was checked, what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from ui.models.case.custody_story import Mark, StoryEntry
from ui.theme import paint_icon, px, tokens
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text
from ui.words import gate

_BEAD = 32


class Bead(QWidget):
    """An icon in a circle, and the chain down to the next one; broken where the ledger is."""

    def __init__(self, glyph: str, *, last: bool) -> None:
        super().__init__()
        self._glyph, self._last = glyph, last
        self.setFixedWidth(px(_BEAD + 2))
        self.setMinimumHeight(px(_BEAD + 2))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(_BEAD + 2), px(_BEAD + 2))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = tokens()
        middle = self.width() / 2
        if not self._last:
            painter.setPen(QPen(QColor(colors.ok), px(2)))
            painter.drawLine(QPointF(middle, px(_BEAD)), QPointF(middle, self.height()))
            size = px(16)
            at = (px(_BEAD) + self.height() - size) // 2
            square = QRect(round(middle - size / 2), at, size, size)
            painter.fillRect(square, QColor(colors.surface))
            paint_icon(painter, square, "link", colors.ok)
        circle = QRectF(px(1), px(1), px(_BEAD), px(_BEAD))
        painter.setPen(QPen(QColor(colors.accent), px(1.5)))
        painter.setBrush(QColor(colors.info_tint))
        painter.drawEllipse(circle)
        size = px(18)
        inset = (px(_BEAD) - size) // 2 + px(1)
        paint_icon(painter, QRect(inset, inset, size, size), self._glyph, colors.accent)


class StoryRow(QWidget):
    """`actions` stand at its end."""

    def __init__(self, entry: StoryEntry, actions: Sequence[Button], *, last: bool) -> None:
        super().__init__()
        number = tr("no. {number}", number=current().number(entry.event.sequence))
        self.setAccessibleName(gate.spoken(f"{number}, {entry.title}", entry.detail))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(14))
        line.addWidget(Bead(entry.glyph, last=last))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.setContentsMargins(0, px(2), 0, px(14))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Text(entry.title, "strong", wrap=True), 1)
        head.addWidget(Text(number, "small", "muted"), 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(head)
        words.addWidget(Text(entry.detail, "small", "muted", wrap=True))
        for note in entry.notes:
            words.addWidget(Text(note, "small", wrap=True))
        foot = FlowLayout(gap=12)
        for mark in entry.marks:
            foot.addWidget(_MarkLine(mark))
        for action in actions:
            foot.addWidget(action)
        below = QHBoxLayout()
        below.setSpacing(px(8))
        below.addLayout(foot, 1)
        if entry.head:
            below.addWidget(_chain_head(entry.head), 0, Qt.AlignmentFlag.AlignBottom)
        words.addLayout(below)
        line.addLayout(words, 1)


def _chain_head(head: str) -> Text:
    """Its beginning, as one reads it beside the printed form; the whole for whoever points at it."""
    shown = Text(f"{head[:4]} {head[4:8]} …", "dense", "muted")
    shown.setToolTip(head)
    shown.setAccessibleName(tr("Hash of the chain after this entry: {digest}", digest=head))
    shown.setContentsMargins(0, 0, 0, px(4))
    return shown


class _MarkLine(QWidget):
    def __init__(self, mark: Mark) -> None:
        super().__init__()
        glyph, color = {
            True: ("check-circle", "ok"),
            False: ("x-circle", "bad"),
            None: ("minus-circle", "muted"),
        }[mark.good]
        box = QHBoxLayout(self)
        box.setContentsMargins(0, px(2), 0, px(2))
        box.setSpacing(px(5))
        box.addWidget(Glyph(glyph, 16, color))
        box.addWidget(Text(mark.text, "small", color if mark.good is not None else "text"))

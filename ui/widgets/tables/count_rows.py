"""Counts in rows: icon, label, bar, figure. Each row is a button that leads to what was counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.controls.drawn_button import DrawnButton
from ui.widgets.text import direction
from ui.words import gate


@dataclass(frozen=True, slots=True)
class Counted:
    """What one row says, and what it does when it is pressed."""

    glyph: str
    label: str
    count: int
    act: Callable[[], object]


class CountRow(DrawnButton):
    """One row; `label_px` is as wide as the widest label of all rows, `most` the largest count."""

    def __init__(self, counted: Counted, *, most: int, label_px: int, figure_px: int) -> None:
        super().__init__(counted.label)
        self._glyph, self._share = counted.glyph, counted.count / max(1, most)
        self._figure = current().number(counted.count)
        self._label_px, self._figure_px = label_px, figure_px
        self.setFont(theme().font("body"))
        name = tr("{what}: {figure}, show them", what=counted.label, figure=self._figure)
        self.setAccessibleName(gate.shown(name))
        self.setToolTip(tr("Show in Artifacts"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: counted.act())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        width = px(60) + self._label_px + self._figure_px
        return QSize(width, max(px(26), self.fontMetrics().height() + px(6)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(140), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, size = tokens(), px(18)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hovered or self.hasFocus():
            painter.setPen(QPen(QColor(t.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.tag) if self.hovered else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))
        paint_icon(painter, self._at(px(4), size, size), self._glyph, t.muted)
        painter.setFont(self.font())
        painter.setPen(QColor(t.text))
        begin = px(4) + size + px(8)
        room = self.width() - begin - self._figure_px - px(8)
        label_px = min(self._label_px, room)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, label_px + 1)
        painter.drawText(self._at(begin, label_px, self.height()), direction.leading(), shown)
        end = self.width() - self._figure_px - px(6)
        painter.drawText(self._at(end, self._figure_px, self.height()), direction.trailing(), self._figure)
        self._paint_bar(painter, begin + label_px + px(10), end - px(10))

    def _paint_bar(self, painter: QPainter, begin: int, end: int) -> None:
        if end - begin < px(24):
            return
        high, t = px(8), tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.track))
        whole = QRectF(self._at(begin, end - begin, high))
        painter.drawRoundedRect(whole, high / 2, high / 2)
        painter.setBrush(QColor(t.accent))
        filled = QRectF(self._at(begin, int(max(high, (end - begin) * self._share)), high))
        painter.drawRoundedRect(filled, high / 2, high / 2)

    def _at(self, begin: int, width: int, height: int) -> QRect:
        """A rectangle in the middle of the height, counted from the leading side."""
        left = self.width() - begin - width if direction.right_to_left() else begin
        return QRect(left, (self.height() - height) // 2, width, height)


class CountRows(QWidget):
    """Rows under each other whose bars begin and end together, and with those of `others`."""

    def __init__(self, rows: Sequence[Counted], others: Sequence[Counted] = ()) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        metrics = QFontMetrics(theme().font("body"))
        all_rows = (*rows, *others)
        label_px = max((metrics.horizontalAdvance(r.label) for r in all_rows), default=0)
        figure_px = max((metrics.horizontalAdvance(current().number(r.count)) for r in all_rows), default=0)
        most = max((r.count for r in rows), default=1)
        self.rows = [CountRow(r, most=most, label_px=label_px, figure_px=figure_px) for r in rows]
        for row in self.rows:
            box.addWidget(row)

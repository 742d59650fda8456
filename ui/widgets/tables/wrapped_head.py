"""Heads of the columns of small tables: muted, on as many lines as they need, so that none is cut."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from forensics_app.i18n import current
from ui.models.tables.rows import Column
from ui.theme import px, theme, tokens
from ui.widgets.text import direction

_EDGE = 8


class WrappedHead(QHeaderView):
    """`columns` are those of its table; what still does not fit is elided and stands in the tooltip."""

    def __init__(self, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(px(30))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setStretchLastSection(False)
        self.fit_height()

    def asked(self, at: int) -> tuple[int, int]:
        """Pixels for the head of a column on one line, and for its longest word."""
        metrics, title = QFontMetrics(theme().font("small-strong")), self._columns[at].title
        words = [title] if current().language == "zh-Hans" else title.split()
        edges = 2 * px(_EDGE) + 1
        longest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        return metrics.horizontalAdvance(title) + edges, longest + edges

    def fit_height(self) -> None:
        """As high as the highest head is at the widths of now."""
        metrics = QFontMetrics(theme().font("small-strong"))
        least = max(px(30), metrics.height() + px(8))
        high = max((self._height(at, metrics) for at in range(len(self._columns))), default=0)
        self.setFixedHeight(max(least, high + px(8)))

    def _height(self, at: int, metrics: QFontMetrics) -> int:
        if at >= self.count() or self.isSectionHidden(at):
            return 0
        room = QRect(0, 0, max(1, self.sectionSize(at) - 2 * px(_EDGE)), 10_000)
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._columns[at].title).height()

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802 - Qt's name
        t, column = tokens(), self._columns[logical]
        painter.save()
        painter.fillRect(rect, QColor(t.surface))
        painter.setPen(QColor(t.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(theme().font("small-strong"))
        painter.setPen(QColor(t.muted))
        room = rect.adjusted(px(_EDGE), 0, -px(_EDGE), 0)
        side = direction.trailing() if column.end else direction.leading()
        words = direction.sentence(column.title)
        if painter.fontMetrics().horizontalAdvance(words) > room.width() and " " in words:
            painter.drawText(room, side | Qt.TextFlag.TextWordWrap, words)
        else:
            elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, side, elided)
        painter.restore()

"""Tabs over a panel: words with a bar under the one that is open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QTabBar

from ui.theme import px, theme, tokens
from ui.words import gate

_AROUND, _LEAST = 15, 40  # beside the words of a tab, and its least width


class Tabs(QTabBar):
    """Arrows go from tab to tab; each is named by its word.

    Where there is no room for all words, the longest are elided and stand whole in their tooltips: no tab is
    ever out of sight.
    """

    def __init__(self, names: Sequence[str], name: str) -> None:
        super().__init__()
        self.setAccessibleName(gate.shown(name))
        self.setFont(theme().font("body"))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        for at, word in enumerate(names):
            self.addTab(word)
            self.setTabToolTip(at, "")
            self.setAccessibleTabName(at, word)

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt's name
        bold = QFontMetrics(theme().font("strong"))  # the open one is bold: none moves when another opens
        return QSize(min(self._wanted(index), self._most()), max(px(38), bold.height() + px(18)))

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt's name
        return self.tabSizeHint(index)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """With room for every word."""
        return QSize(sum(map(self._wanted, range(self.count()))), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.count() * px(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        most = self._most()
        for at in range(self.count()):
            self.setTabToolTip(at, self.tabText(at) if self._wanted(at) > most else "")
        super().resizeEvent(event)

    def _wanted(self, index: int) -> int:
        """The width that the whole word takes."""
        bold = QFontMetrics(theme().font("strong"))
        return bold.horizontalAdvance(self.tabText(index)) + px(_AROUND)

    def _most(self) -> int:
        """The greatest width of a tab with which all of them fit."""
        left, narrow = self.width(), 0
        wanted = sorted(map(self._wanted, range(self.count())))
        for at, width in enumerate(wanted):
            share = (left - narrow) // (len(wanted) - at)
            if width > share:
                return max(px(_LEAST), share)
            narrow += width
        return max(wanted, default=0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        for at in range(self.count()):
            rect, current = self.tabRect(at), at == self.currentIndex()
            painter.setFont(theme().font("strong" if current else "body"))
            painter.setPen(QColor(t.text if current else t.muted))
            room = rect.width() - px(_AROUND) + px(4)
            words = painter.fontMetrics().elidedText(self.tabText(at), Qt.TextElideMode.ElideRight, room)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
            if current:
                bar = QRect(rect.left() + px(4), rect.bottom() - px(2), rect.width() - px(8), px(3))
                painter.fillRect(bar, QColor(t.accent))
                if self.hasFocus():
                    painter.drawRect(rect.adjusted(px(3), px(5), -px(4), -px(6)))

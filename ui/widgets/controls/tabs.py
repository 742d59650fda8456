"""Tabs over a panel: words with a bar under the one that is open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar

from ui.theme import px, theme, tokens


class Tabs(QTabBar):
    """Arrows go from tab to tab; each is named by its word."""

    def __init__(self, names: Sequence[str], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
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
        width = bold.horizontalAdvance(self.tabText(index))
        return QSize(width + px(15), max(px(38), bold.height() + px(18)))

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt's name
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        for at in range(self.count()):
            rect, current = self.tabRect(at), at == self.currentIndex()
            painter.setFont(theme().font("strong" if current else "body"))
            painter.setPen(QColor(t.text if current else t.muted))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.tabText(at))
            if current:
                bar = QRect(rect.left() + px(4), rect.bottom() - px(2), rect.width() - px(8), px(3))
                painter.fillRect(bar, QColor(t.accent))
                if self.hasFocus():
                    painter.drawRect(rect.adjusted(px(3), px(5), -px(4), -px(6)))

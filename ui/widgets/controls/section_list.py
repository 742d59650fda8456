"""Sections of a dialog, one under the other: the chosen one is tinted, and arrows go up and down.

In a narrow dialog, as at 200 % text, the list folds to icons, with the labels as tooltips.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.controls.drawn_button import DrawnButton
from ui.widgets.text import direction
from ui.words import gate

FOLD_BELOW = 760
"""Of the dialog, in px of the 100 % drawing."""


class SectionItem(DrawnButton):
    """Icon and label; as wide as the longest of the list."""

    def __init__(self, glyph: str, label: str) -> None:
        super().__init__(label)
        self._glyph = glyph
        self.folded = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFont(theme().font("strong"))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        wide = px(42) if self.folded else metrics.horizontalAdvance(self.text()) + px(56)
        return QSize(wide, max(px(34), metrics.height() + px(10)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, rtl, on, size = tokens(), direction.right_to_left(), self.isChecked(), px(18)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if on or self.hovered or self.hasFocus():
            painter.setPen(QPen(QColor(t.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            ground = t.selection if on else t.tag
            painter.setBrush(QColor(ground) if on or self.hovered else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body, px(6), px(6))
        left = self.width() - px(12) - size if rtl else px(12)
        square = QRect(left, (self.height() - size) // 2, size, size)
        paint_icon(painter, square, self._glyph, t.text if on else t.muted, fill=on)
        if self.folded:
            return
        start, end = px(40), px(8)
        room = self.rect().adjusted(end if rtl else start, 0, -start if rtl else -end, 0)
        painter.setFont(theme().font("strong" if on else "body"))
        painter.setPen(QColor(t.text))
        painter.drawText(room, direction.leading(), self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        owner = self.parentWidget()
        if step is not None and isinstance(owner, SectionList):
            owner.step(step)
        else:
            super().keyPressEvent(event)


class SectionList(QWidget):
    """`sections` are (icon, label); `chosen` carries the number of the one that is shown."""

    chosen = Signal(int)

    def __init__(self, sections: Sequence[tuple[str, str]], name: str) -> None:
        super().__init__()
        self.setAccessibleName(gate.shown(name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(2))
        self.items: list[SectionItem] = []
        for at, (glyph, label) in enumerate(sections):
            item = SectionItem(glyph, label)
            item.clicked.connect(lambda checked=False, at=at: self.choose(at))
            self.items.append(item)
            box.addWidget(item)
        box.addStretch(1)

    @property
    def current(self) -> int:
        """The number of the section that is shown."""
        return next((at for at, item in enumerate(self.items) if item.isChecked()), 0)

    def fold_in(self, width: int) -> None:
        """Fold or unfold, as a dialog of `width` pixels leaves room."""
        folded = width < px(FOLD_BELOW)
        for item in self.items:
            item.folded = folded
            item.setToolTip(item.text() if folded else "")
            item.updateGeometry()

    def choose(self, number: int) -> None:
        """Show a section."""
        self.items[number].setChecked(True)
        self.chosen.emit(number)

    def step(self, by: int) -> None:
        """The next one up or down, where there is one."""
        at = self.current + by
        if 0 <= at < len(self.items):
            self.items[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.choose(at)

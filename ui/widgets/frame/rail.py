"""The rail: the places of the window, in a fixed order with fixed numbers, and what concerns all of them.

Folded to icons it keeps tooltips and accessible names. Only places that exist are shown.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.controls.drawn_button import DrawnButton
from ui.widgets.text import direction
from ui.words import gate
from ui.words.places import PLACES, Place

WIDTH, FOLDED_WIDTH = 208, 44


class RailItem(DrawnButton):
    """One entry: icon, label, and the shortcut where it is the current one."""

    def __init__(self, glyph: str, label: str, shortcut: str = "") -> None:
        super().__init__(label)
        self._glyph, self._shortcut = glyph, shortcut
        self.folded = False
        self.setAccessibleDescription(gate.shown(shortcut))
        self.setToolTip(f"{label} ({shortcut})" if shortcut else label)
        # where the window is low and the text large, all of them get closer rather than out of sight
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(FOLDED_WIDTH - 8), max(px(20) + 4, self.fontMetrics().height() + 2))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        high = max(px(35), self.fontMetrics().height() + px(8))
        return QSize(px(FOLDED_WIDTH - 8 if self.folded else WIDTH - 24), high)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, rtl = tokens(), direction.right_to_left()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        current = self.isChecked()
        if current or self.hovered or self.hasFocus():
            painter.setPen(QPen(QColor(t.rail_accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.rail_current) if current or self.hovered else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body, px(6), px(6))
        if current:
            bar = QRectF(
                body.right() - px(3) if rtl else body.left(), body.top() + 1, px(3), body.height() - 2
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.rail_accent))
            painter.drawRoundedRect(bar, px(1.5), px(1.5))
        self._paint_label(painter, current=current, rtl=rtl)

    def _paint_label(self, painter: QPainter, *, current: bool, rtl: bool) -> None:
        t, size = tokens(), px(20)
        ink = t.rail_text if self.isEnabled() else t.rail_muted
        side = (self.width() - size) // 2 if self.folded else px(13)
        left = self.width() - side - size if rtl else side
        square = QRect(left, (self.height() - size) // 2, size, size)
        paint_icon(painter, square, self._glyph, t.rail_accent if current else ink, fill=current)
        if self.folded:
            return
        painter.setFont(theme().font("strong" if current else "body"))
        painter.setPen(QColor("#FFFFFF" if current else ink))
        start = px(43)
        room = self.rect().adjusted(px(8) if rtl else start, 0, -start if rtl else -px(8), 0)
        painter.drawText(room, direction.leading(), self.text())
        if current and self._shortcut:
            painter.setFont(theme().font("section"))
            painter.setPen(QColor(t.rail_text))
            painter.drawText(room, direction.trailing(), self._shortcut)


class Brand(RailItem):
    """The program's mark and name; it leads to the start page."""

    def __init__(self) -> None:
        super().__init__("circle-wavy-check", tr("Start page"), "Alt+0")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(FOLDED_WIDTH - 8 if self.folded else WIDTH - 24), px(48))

    def _paint_label(self, painter: QPainter, *, current: bool, rtl: bool) -> None:
        t, size = tokens(), px(30)
        side = (self.width() - size) // 2 if self.folded else px(4)
        left = self.width() - side - size if rtl else side
        square = QRect(left, (self.height() - size) // 2, size, size)
        paint_icon(painter, square, "circle-wavy-check", t.rail_accent, fill=True)
        if self.folded:
            return
        start = px(42)
        room = self.rect().adjusted(0 if rtl else start, 0, -start if rtl else 0, 0)
        upper, lower = QRect(room), QRect(room)
        upper.setBottom(room.center().y() + px(2))
        lower.setTop(room.center().y() - px(1))
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(theme().font("card"))
        painter.drawText(upper, direction.leading(), "Sealwright")
        painter.setPen(QColor(t.rail_text))
        painter.setFont(theme().font("section"))
        painter.drawText(lower, direction.leading(), tr("Evidence, sealed"))


class Rail(QWidget):
    """Emits `chosen` with the number of a place (0 is the start page)."""

    chosen = Signal(int)

    def __init__(self, foot: list[RailItem]) -> None:
        super().__init__()
        self.setAccessibleName(tr(NC_("label", "Places")))
        self._folded = False
        self._box = QVBoxLayout(self)
        self._box.setSpacing(px(4))
        self._brand = Brand()
        self._brand.clicked.connect(lambda: self.chosen.emit(0))
        self._box.addWidget(self._brand)
        self._box.addSpacing(px(8))
        self.items: dict[int, RailItem] = {}
        group = PLACES[0].group
        for place in PLACES:
            if place.group != group:
                self._box.addSpacing(px(10))
                group = place.group
            self._box.addWidget(self._item(place))
        self._box.addStretch(1)
        self._all = [self._brand, *self.items.values(), *foot]
        for item in foot:
            self._box.addWidget(item)
        self.set_folded(folded=False)

    def _item(self, place: Place) -> RailItem:
        item = RailItem(place.glyph, tr(place.label), f"Alt+{place.number}")
        item.setCheckable(True)
        item.clicked.connect(lambda: self.chosen.emit(place.number))
        self.items[place.number] = item
        return item

    def set_folded(self, *, folded: bool) -> None:
        """Icons alone, or icons and labels."""
        self._folded = folded
        side = px(4) if folded else px(12)
        self._box.setContentsMargins(side, px(10), side, px(10))
        self.setFixedWidth(px(FOLDED_WIDTH if folded else WIDTH))
        for item in self._all:
            item.folded = folded
            item.updateGeometry()
            item.update()

    def set_current(self, number: int, *, has_case: bool) -> None:
        """Mark the current place; places that need a case are dimmed without one."""
        for place in PLACES:
            self.items[place.number].setChecked(place.number == number)
            self.items[place.number].setEnabled(has_case or not place.needs_case)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens().rail))
        if tokens().name == "high-contrast":
            painter.setPen(QColor(tokens().line))
            x = 0 if direction.right_to_left() else self.width() - 1
            painter.drawLine(x, 0, x, self.height())

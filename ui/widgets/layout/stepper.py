"""Steps of one task in a row: done, current, to come. Steps that are done lead back to themselves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from forensics_app.i18n import NC_, current, tr
from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.controls.drawn_button import DrawnButton
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text import direction
from ui.words import gate

_CIRCLE, _GAP, _LINE = 26, 8, 44


class StepMark(DrawnButton):
    """Number or tick in a circle, its name, and the line to the next one."""

    def __init__(self, number: int, name: str, *, last: bool) -> None:
        super().__init__(name)
        self._number, self._last = number, last
        self._state = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, state: str, said: str) -> None:
        """`done`, `current` or `next`; `said` is the state in words."""
        self._state = state
        self.setFont(theme().font("strong" if state == "current" else "body"))
        self.setEnabled(state == "done")
        number = current().number(self._number)
        self.setAccessibleName(gate.shown(f"{number} {self.text()}, {said}"))
        self.setToolTip(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        width = px(_CIRCLE) + px(_GAP) + metrics.horizontalAdvance(self.text()) + px(12)
        if not self._last:
            width += px(_LINE)
        return QSize(width, max(px(_CIRCLE), metrics.height()) + px(6))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, rtl, side = tokens(), direction.right_to_left(), px(_CIRCLE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        left = self.width() - side - px(3) if rtl else px(3)
        circle = QRect(left, round(middle - side / 2), side, side)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
        done, here = self._state == "done", self._state == "current"
        fill = t.ok_fill if done else (t.accent if here else t.surface)
        painter.setPen(QPen(QColor(fill if done or here else t.control), px(1.5)))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(QRectF(circle).adjusted(1, 1, -1, -1))
        if done:
            inner = circle.adjusted(px(5), px(5), -px(5), -px(5))
            paint_icon(painter, inner, "check", t.on_ok, heavy=True)
        else:
            painter.setPen(QColor(t.on_accent if here else t.muted))
            painter.setFont(theme().font("small-strong"))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.setFont(self.font())
        painter.setPen(QColor(t.text if done or here else t.muted))
        start, width = side + px(_GAP), self.fontMetrics().horizontalAdvance(self.text()) + px(4)
        x = self.width() - px(3) - start - width if rtl else px(3) + start
        painter.drawText(QRect(x, 0, width, self.height()), direction.leading(), self.text())
        if not self._last:
            painter.setPen(QPen(QColor(t.ok if done else t.line), px(2)))
            begin = px(8) if rtl else self.width() - px(_LINE) + px(4)
            painter.drawLine(begin, round(middle), begin + px(_LINE) - px(12), round(middle))


class Stepper(QWidget):
    """`chosen` carries the number (from 1) of a step to go back to."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(tr(NC_("label", "Steps")))
        flow = FlowLayout(self)
        self.marks = [StepMark(at, name, last=at == len(names)) for at, name in enumerate(names, start=1)]
        for at, mark in enumerate(self.marks, start=1):
            mark.clicked.connect(partial(self.chosen.emit, at))
            flow.addWidget(mark)

    def show_step(self, step: int, *, can_go_back: bool = True) -> None:
        """`step` counts from 1; one more than there are: all are done."""
        for at, mark in enumerate(self.marks, start=1):
            if at < step:
                mark.set_state("done", tr(NC_("state", "done")))
                mark.setEnabled(can_go_back)
            elif at == step:
                mark.set_state("current", tr("current step"))
            else:
                mark.set_state("next", tr("not started"))

"""Handling codes as tags: the code as its scheme writes it, in no language and in one direction."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from forensics_app.i18n import tr
from forensics_app.model.handling import handling_text
from forensics_app.model.names import visible
from forensics_app.model.request import HandlingCode
from ui.theme import px, theme, tokens
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text import direction
from ui.words import gate


class HandlingTag(QWidget):
    """One code in a box. What was noted with it stands in its tooltip and is read to screen readers."""

    def __init__(self, code: HandlingCode) -> None:
        super().__init__()
        self._shown = visible(handling_text(code.scheme, code.value))
        self.setFont(theme().font("small-strong"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Handling code {code}", code=self._shown))
        noted = "\n".join(visible(text) for text in (code.comment, code.permission) if text)
        self.setToolTip(gate.tip(noted))
        self.setAccessibleDescription(gate.shown(noted))

    @property
    def text(self) -> str:
        """The code as it is shown."""
        return self._shown

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._shown) + px(18), metrics.height() + px(6))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(min(px(80), self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.control), 1))
        painter.setBrush(QColor(t.tag))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        painter.setPen(QColor(t.text))
        painter.setFont(self.font())
        room = self.rect().adjusted(px(9), 0, -px(9), 0)
        shown = self.fontMetrics().elidedText(self._shown, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, direction.machine(shown))


class HandlingTags(QWidget):
    """Several codes in their order, on as many lines as they need."""

    def __init__(self, codes: Sequence[HandlingCode]) -> None:
        super().__init__()
        self.tags = [HandlingTag(code) for code in codes]
        flow = FlowLayout(self, gap=6)
        for tag in self.tags:
            flow.addWidget(tag)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

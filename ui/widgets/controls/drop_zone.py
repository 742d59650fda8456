"""A place to drop files on, with a button that does the same, and its state while something hangs over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import px, tokens
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text
from ui.words import gate


def dropped_paths(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    """The local files and folders that an event carries."""
    return [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]


class DropZone(QWidget):
    """Emits `dropped` with a list of paths."""

    dropped = Signal(list)

    def __init__(self, glyph: str, title: str, lines: str, button: QWidget, hint: str = "") -> None:
        super().__init__()
        self._over = False
        self.setAcceptDrops(True)
        self.setAccessibleName(gate.spoken(title, lines))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(12), px(24), px(12), px(22))
        box.setSpacing(px(8))
        box.addStretch(1)
        box.addWidget(Glyph(glyph, 40, "accent"), 0, Qt.AlignmentFlag.AlignHCenter)
        for made in (Text(title, "card", wrap=True), Text(lines, "small", "muted", wrap=True)):
            made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(made)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button)
        if hint:
            line.addWidget(Text(hint, "small", "muted"))
        line.addStretch(1)
        box.addSpacing(px(4))
        box.addLayout(line)
        box.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if dropped_paths(event):
            event.acceptProposedAction()
            self._set_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._set_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self._set_over(over=False)
        event.acceptProposedAction()
        self.dropped.emit(dropped_paths(event))

    def _set_over(self, *, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(t.accent if self._over else t.control), 2 if not self._over else 3)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(QColor(t.info_tint if self._over else t.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), px(12), px(12))

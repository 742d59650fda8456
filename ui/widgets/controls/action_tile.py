"""A large button with an icon, a title and a line that says what it is for."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from forensics_app.i18n import NC_, tr
from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.controls.drawn_button import DrawnButton
from ui.widgets.text import direction
from ui.words import gate


class ActionTile(DrawnButton):
    """`primary` fills it with the accent."""

    def __init__(self, glyph: str, title: str, line: str, *, primary: bool = False) -> None:
        super().__init__(title)
        self._glyph, self._line, self._primary = glyph, line, primary
        self._chosen = False
        self.setAccessibleDescription(gate.shown(line))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_chosen(self, on: bool) -> None:
        """Tint it, or not: which of several tiles is chosen."""
        self._chosen = on
        self.setAccessibleDescription(
            gate.shown(f"{self._line}, {tr(NC_('state', 'chosen'))}" if on else self._line)
        )
        self.update()

    def _heights(self, width: int) -> tuple[int, int]:
        room = max(px(60), width - px(82))
        flags = int(Qt.TextFlag.TextWordWrap)
        title = QFontMetrics(theme().font("card")).boundingRect(QRect(0, 0, room, 10_000), flags, self.text())
        line = QFontMetrics(theme().font("small")).boundingRect(QRect(0, 0, room, 10_000), flags, self._line)
        return title.height(), line.height()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return max(px(76), sum(self._heights(width)) + px(32))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(260), self.heightForWidth(px(260)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(160), px(76))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, rtl = tokens(), direction.right_to_left()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.hasFocus()
        marked = ring or self._primary or self._chosen
        edge = t.text if ring and self._primary else (t.accent if marked else t.control)
        plain = t.selection if self._chosen else (t.zebra if self.hovered else t.surface)
        ground = t.accent if self._primary else plain
        painter.setPen(QPen(QColor(edge), 2 if ring else 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(8), px(8))
        size = px(28)
        left = self.width() - px(20) - size if rtl else px(20)
        square = QRect(left, (self.height() - size) // 2, size, size)
        paint_icon(painter, square, self._glyph, t.on_accent if self._primary else t.accent)
        title, line = self._heights(self.width())
        top = (self.height() - title - line) // 2
        room = self.rect().adjusted(px(20) if rtl else px(62), 0, -px(62) if rtl else -px(20), 0)
        flags = int(direction.leading(Qt.AlignmentFlag.AlignTop)) | int(Qt.TextFlag.TextWordWrap)
        painter.setPen(QColor(t.on_accent if self._primary else t.text))
        painter.setFont(theme().font("card"))
        painter.drawText(QRect(room.left(), top, room.width(), title), flags, self.text())
        painter.setPen(QColor(t.on_accent if self._primary else (t.text if self._chosen else t.muted)))
        painter.setFont(theme().font("small"))
        painter.drawText(
            QRect(room.left(), top + title, room.width(), line), flags, direction.sentence(self._line)
        )

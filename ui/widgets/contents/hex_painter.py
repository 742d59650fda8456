"""Draws rows of bytes: offset, digits, characters; the selection is filled and underlined."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from forensics_app.i18n import NC_, tr
from ui.models.contents import hex_rows
from ui.models.contents.unread import UNACQUIRED, UNREADABLE
from ui.theme import px, tokens
from ui.widgets.contents.hex_layout import LEFT, HexLayout

_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class HexPainter:
    """For one painting of a view that is `width` wide, of a content of `size` bytes."""

    def __init__(self, painter: QPainter, layout: HexLayout, width: int, size: int) -> None:
        self._painter, self._layout = painter, layout
        self._width, self._size = max(width, layout.end()), size
        self._char = round(layout.char)

    def head(self) -> None:
        """Numbers of the columns."""
        t, height, layout = tokens(), self._layout.head_height(), self._layout
        self._painter.setPen(QColor(t.muted))
        room = layout.cell_x(0) - px(LEFT) - self._char
        title = QFontMetrics(layout.font).elidedText(
            tr(NC_("heading", "Byte")), Qt.TextElideMode.ElideRight, room
        )
        self._text(px(LEFT), 0, height, title)
        for column in range(layout.columns):
            self._text(layout.cell_x(column), 0, height, f"{column:02X}")
        self._text(layout.text_x(0), 0, height, tr(NC_("column", "Text")))
        self._painter.setPen(QColor(t.line))
        self._painter.drawLine(0, height - 1, self._width, height - 1)

    def row(self, place: int, number: int, values: Sequence[int], selection: tuple[int, int]) -> None:
        """Row `number` of the content in the place `place` of the view."""
        t, layout = tokens(), self._layout
        height, first = layout.row_height(), number * layout.columns
        top = layout.head_height() + place * height
        if number % 2:
            self._painter.fillRect(QRect(0, top, self._width, height), QColor(t.zebra))
        begin, count = selection
        for column in range(len(values)):
            if begin <= first + column < begin + count:
                goes_on = column + 1 < len(values) and first + column + 1 < begin + count
                self._choose(column, top, height, goes_on=goes_on)
        self._painter.setPen(QColor(t.muted))
        self._text(px(LEFT), top, height, f"{first:0{hex_rows.digits(self._size)}X}")
        for column, value in enumerate(values):
            unread = {UNREADABLE: t.bad, UNACQUIRED: t.warn}.get(value)
            color = unread or (t.text if value > 0 else t.muted)
            self._painter.setPen(QColor(color))
            self._text(layout.cell_x(column), top, height, hex_rows.cell(value))
            self._painter.setPen(QColor(t.accent if value in hex_rows.PRINTABLE else unread or t.muted))
            self._text(layout.text_x(column), top, height, hex_rows.character(value))

    def _choose(self, column: int, top: int, height: int, *, goes_on: bool) -> None:
        """Not by colour alone: a bar stands under what is selected."""
        t, layout = tokens(), self._layout
        left = layout.cell_x(column) - px(1)
        right = layout.cell_x(column + 1) if goes_on else left + 2 * self._char + px(2)
        begin = layout.text_x(column)
        for rect in (
            QRect(left, top, right - left, height),
            QRect(begin, top, layout.text_x(column + 1) - begin, height),
        ):
            self._painter.fillRect(rect, QColor(t.selection))
            bar = QRect(rect.left(), rect.bottom() - px(1), rect.width(), px(2))
            self._painter.fillRect(bar, QColor(t.accent))

    def _text(self, x: int, top: int, height: int, text: str) -> None:
        self._painter.drawText(QRect(x, top, self._width, height), _AT_LEFT, text)

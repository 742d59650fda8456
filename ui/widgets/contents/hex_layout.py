"""Where everything stands in rows of bytes: digits, characters, gaps, for a font and a size of content."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF

from ui.models.contents import hex_rows
from ui.theme import px, theme

LEFT = 10
_GAP = 0.8  # of two characters, between the columns
_CHOICES = ((16, "hash"), (16, "dense"), (8, "hash"), (8, "dense"))  # columns in a font's role, best first


class HexLayout:
    """Lengths in px of the viewport, from its left side."""

    def __init__(self) -> None:
        self.font: QFont = theme().font("hash")
        self.columns = 16
        self._digits = hex_rows.digits(0)

    def fit(self, width: int, size: int) -> None:
        """As many columns as fit, sixteen also in smaller type; four where even eight do not."""
        self._digits = hex_rows.digits(size)
        for columns, role in _CHOICES:
            self.font = theme().font(role)
            self.columns = columns
            if self.end() <= width:
                return
        self.font = theme().font("hash")
        self.columns = 4

    @property
    def char(self) -> float:
        """Width of one character."""
        return QFontMetricsF(self.font).horizontalAdvance("0")

    def row_height(self) -> int:
        """Of a row of bytes."""
        return QFontMetrics(self.font).height() + px(5)

    def head_height(self) -> int:
        """Of the row that numbers the columns."""
        return self.row_height() + px(3)

    def cell_x(self, column: int) -> int:
        """Where the digits of a byte begin."""
        return round(self._cells() + (column * 3 + (1 if column >= 8 else 0)) * self.char)

    def text_x(self, column: int) -> int:
        """Where the character of a byte begins."""
        middle = self.char if self.columns > 8 else 0
        cells = self.columns * 3 * self.char - self.char + middle
        return round(self._cells() + cells + self._gap() + column * self.char)

    def end(self) -> int:
        """What the whole row takes."""
        return self.text_x(self.columns) + px(LEFT)

    def column_at(self, x: int) -> int:
        """The byte of a row at a place in it."""
        if x >= self.text_x(0):
            column = int((x - self.text_x(0)) / self.char)
        else:
            column = sum(1 for c in range(self.columns) if x >= self.cell_x(c)) - 1
        return max(0, min(column, self.columns - 1))

    def _cells(self) -> float:
        return px(LEFT) + self._digits * self.char + self._gap()

    def _gap(self) -> float:
        return self.char * _GAP * 2

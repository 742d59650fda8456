"""Text broken into lines at the side where they begin, for what is painted by hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QTextLayout, QTextOption

from ui.widgets.text import direction


def laid_out(
    text: str, font: QFont, width: int, wrap: QTextOption.WrapMode, side: Qt.AlignmentFlag
) -> tuple[QTextLayout, float]:
    """Lines of at most `width` px, and the height of all of them."""
    option = QTextOption(side)
    option.setWrapMode(wrap)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if direction.right_to_left() else Qt.LayoutDirection.LeftToRight
    )
    made = QTextLayout(text.replace("\n", "\u2028"), font)  # which alone ends a line here
    made.setTextOption(option)
    made.beginLayout()
    height = 0.0
    while (line := made.createLine()).isValid():
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, height))
        height += line.height()
    made.endLayout()
    return made, height

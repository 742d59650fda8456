"""Heads of the columns of artifacts: muted, with a caret where the rows are sorted by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from forensics_app.model.selection import Sort
from ui.models.artifacts.cells import CREATED, MODIFIED, NAME, SIZE, columns, fixed_cells
from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.tables.cell_delegate import CellDelegate
from ui.widgets.text import direction

SORTS = {NAME: Sort.NAME, SIZE: Sort.SIZE, MODIFIED: Sort.MODIFIED, CREATED: Sort.CREATED}


class SortHeader(QHeaderView):
    """Column heads with our own caret; only columns that can be sorted by react."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sort, self.descending = Sort.ORDER, False
        self.part_in_sight: Callable[[int, QRect], QRect] = lambda logical, rect: rect
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(px(40))
        self.setFixedHeight(max(px(32), self.fontMetrics().height() + px(8)))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802 - Qt's name
        part = self.part_in_sight(logical, rect)
        if part.isValid():
            paint_head(painter, part, self.model(), logical, sorted_by=self._mark(logical))

    def _mark(self, logical: int) -> bool | None:
        return self.descending if SORTS.get(logical) is self.sort else None


def usual_widths(zones: Iterable[str], delegate: CellDelegate) -> tuple[int, ...]:
    """Pixels of each column that nobody changed: as declared, or what its head needs with its caret, or its
    fixed cells where the time `zones` are declared.
    """
    letters, caret = QFontMetrics(theme().font("small-strong")), px(12) + px(4)
    fixed = fixed_cells(zones)
    return tuple(
        max(
            px(column.width),
            letters.horizontalAdvance(column.title) + 2 * px(8) + 1 + (caret if at in SORTS else 0),
            *(delegate.width_of(cell) for cell in fixed.get(at, ())),
        )
        for at, column in enumerate(columns())
    )


def paint_head(
    painter: QPainter, rect: QRect, model: object, logical: int, *, sorted_by: bool | None
) -> None:
    """One column head: muted and bold, with a caret where the table is sorted by it (True: downwards)."""
    t = tokens()
    painter.save()
    painter.fillRect(rect, QColor(t.surface))
    painter.setPen(QColor(t.line))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    column = columns()[logical]
    painter.setFont(theme().font("small-strong"))
    painter.setPen(QColor(t.text if sorted_by is not None else t.muted))
    room = rect.adjusted(px(8), 0, -px(8), 0)
    if sorted_by is not None:
        size = px(12)
        at_left = direction.right_to_left() != column.end
        left = room.left() if at_left else room.right() - size
        square = QRect(left, rect.center().y() - size // 2, size, size)
        paint_icon(painter, square, "caret-down" if sorted_by else "caret-up", t.accent)
        room = room.adjusted(size + px(4), 0, 0, 0) if at_left else room.adjusted(0, 0, -size - px(4), 0)
    side = direction.trailing() if column.end else direction.leading()
    text = painter.fontMetrics().elidedText(column.title, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, side, direction.sentence(text))
    painter.restore()

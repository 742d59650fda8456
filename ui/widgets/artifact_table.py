"""The table of artifacts: frozen name column, sorting by head, keyboard for everything.

The frozen column is drawn over the view, so there is one table for the keyboard and for screen readers.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from forensics_app.i18n import tr
from forensics_app.model.selection import Sort
from ui.models.artifact_cells import MODIFIED, NAME, SIZE, columns
from ui.models.artifact_model import ArtifactModel
from ui.models.cells import CELL_ROLE, Cell
from ui.theme import paint_icon, px, theme, tokens
from ui.widgets import direction
from ui.widgets.cell_delegate import CellDelegate

SORTS = {NAME: Sort.NAME, SIZE: Sort.SIZE, MODIFIED: Sort.MODIFIED}


class SortHeader(QHeaderView):
    """Column heads with our own caret; only columns that can be sorted by react."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sort, self.descending = Sort.ORDER, False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(px(40))
        self.setFixedHeight(max(px(32), self.fontMetrics().height() + px(8)))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802 - Qt's name
        paint_head(painter, rect, self.model(), logical, sorted_by=self._mark(logical))

    def _mark(self, logical: int) -> bool | None:
        return self.descending if SORTS.get(logical) is self.sort else None


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


class _FrozenCells(QWidget):
    """Paints the name column over the scrolled view; mouse events fall through to the row under it."""

    def __init__(self, table: ArtifactTable) -> None:
        super().__init__(table)
        self._table = table
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        self._table.paint_frozen(painter, self.rect())


class _FrozenHead(QWidget):
    def __init__(self, table: ArtifactTable) -> None:
        super().__init__(table)
        self._table = table

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        head = self._table.head
        mark = head.descending if head.sort is Sort.NAME else None
        painter = QPainter(self)
        paint_head(painter, self.rect(), head.model(), NAME, sorted_by=mark)
        self._table.paint_rule(painter, self.rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._table.toggle_sort(NAME)


class ArtifactTable(QTableView):
    """`sort_asked` with a Sort and whether downwards; `tag_asked` on Space, `undo_asked` on Ctrl+Z;
    `current_changed` with a row.
    """

    sort_asked = Signal(object, bool)
    tag_asked = Signal()
    undo_asked = Signal()
    current_changed = Signal(int)

    def __init__(self, model: ArtifactModel) -> None:
        super().__init__()
        self.setAccessibleName(tr("Artifacts"))
        self._cells, self._head_over = _FrozenCells(self), _FrozenHead(self)
        self.head = SortHeader(self)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        self._artifacts = model
        self._delegate = CellDelegate()
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._delegate.row_height())
        for at, column in enumerate(columns()):
            self.setColumnWidth(at, px(column.width))
        self.head.sectionClicked.connect(self.toggle_sort)
        self.head.sectionResized.connect(self._place_frozen)
        self.horizontalScrollBar().valueChanged.connect(self._repaint_frozen)
        self.verticalScrollBar().valueChanged.connect(self._repaint_frozen)
        model.dataChanged.connect(self._repaint_frozen)
        model.modelReset.connect(self._repaint_frozen)
        self.selectionModel().selectionChanged.connect(self._repaint_frozen)
        self.selectionModel().currentRowChanged.connect(
            lambda now, before: self.current_changed.emit(now.row())
        )

    # --- sorting -----------------------------------------------------------------------------------

    def toggle_sort(self, column: int) -> None:
        """Upwards, downwards, and back to the order on the medium."""
        sort = SORTS.get(column)
        if sort is None:
            return
        if self.head.sort is not sort:
            self.sort_asked.emit(sort, False)
        elif not self.head.descending:
            self.sort_asked.emit(sort, True)
        else:
            self.sort_asked.emit(Sort.ORDER, False)

    def show_sort(self, sort: Sort, *, descending: bool) -> None:
        """Mark the column that the rows are sorted by."""
        self.head.sort, self.head.descending = sort, descending
        self.head.viewport().update()
        self._head_over.update()

    # --- the frozen column -------------------------------------------------------------------------

    def _place_frozen(self) -> None:
        width = self.columnWidth(NAME) + px(2)
        view = self.viewport().geometry()
        left = view.right() - width + 1 if direction.right_to_left() else view.left()
        head = self.head.geometry()
        self._cells.setGeometry(QRect(left, view.top(), width, view.height()))
        self._head_over.setGeometry(QRect(left, head.top(), width, head.height()))

    def _repaint_frozen(self) -> None:
        self._cells.update()
        self._head_over.update()

    def paint_rule(self, painter: QPainter, rect: QRect) -> None:
        """The 2 px rule between the name and the rest."""
        wide = px(2)
        left = rect.left() if direction.right_to_left() else rect.right() - wide + 1
        painter.fillRect(QRect(left, rect.top(), wide, rect.height()), QColor(tokens().control))

    def paint_frozen(self, painter: QPainter, rect: QRect) -> None:
        """Draw the names of the rows in sight into `rect`."""
        painter.fillRect(rect, QColor(tokens().surface))
        first = self.rowAt(0)
        if first >= 0:
            last = self.rowAt(self.viewport().height() - 1)
            last = self._artifacts.rowCount() - 1 if last < 0 else last
            for row in range(first, last + 1):
                self._paint_frozen_row(painter, rect, row)
        self.paint_rule(painter, rect)

    def _paint_frozen_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        index = self._artifacts.index(row, NAME)
        option = QStyleOptionViewItem()
        wide = px(2)
        left = rect.left() + (wide if direction.right_to_left() else 0)
        top = self.rowViewportPosition(row)
        option.rect = QRect(left, top, rect.width() - wide, self.rowHeight(row))
        if self.selectionModel().isSelected(index):
            option.state = QStyle.StateFlag.State_Selected
        self._delegate.paint(painter, option, index)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._place_frozen()

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        super().updateGeometries()
        self._place_frozen()

    # --- keyboard ----------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._artifacts.rowCount():
            self.go_to(0)

    def go_to(self, row: int) -> None:
        """Make a row the current and only selected one, and show it."""
        index = self._artifacts.index(row, NAME)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.tag_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        row = self.currentIndex().row()
        cells = [self._artifacts.index(row, c).data(CELL_ROLE) for c in range(self._artifacts.columnCount())]
        text = "\t".join(c.copied for c in cells if isinstance(c, Cell))
        QGuiApplication.clipboard().setText(text)

    def selected_rows(self) -> list[range]:
        """The selected rows as ranges."""
        return [range(r.top(), r.bottom() + 1) for r in self.selectionModel().selection().toList()]

"""Pictures of the list in a grid: only what is in sight is laid out, asked for and drawn.

Qt's own list lays out every row, which ten millions forbid; this one computes places. To screen readers it is
Qt's list all the same.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from forensics_app.i18n import NC_, tr
from forensics_app.model.artifact import Artifact
from ui.models.artifacts.model import ArtifactModel
from ui.models.artifacts.pictures import Pictures, may_be_picture
from ui.models.tables.cells import Index
from ui.theme import tokens
from ui.widgets.tables.gallery_tile import Tile, TilePainter
from ui.widgets.text import direction

_MOST_STEPS = 1 << 30  # of a scroll bar; ten million large tiles are more pixels than that


class Gallery(QListView):
    """`blur` and `grey` veil the pictures; Enter, held, shows the current one without."""

    artifacts_seen = Signal()

    def __init__(self, model: ArtifactModel, pictures: Pictures) -> None:
        super().__init__()
        self.setAccessibleName(tr(NC_("label", "Gallery")))
        self._artifacts, self._pictures = model, pictures
        self.blur, self.grey = True, False
        self._clear_row, self._step = -1, 1
        self._tiles = TilePainter(128)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(False)
        pictures.arrived.connect(self._arrived)

    def _arrived(self) -> None:
        self.viewport().update()

    def set_edge(self, edge: int) -> None:
        """The width of pictures in px at 100 % text; the current one stays in sight."""
        self._tiles = TilePainter(edge)
        self.updateGeometries()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self.viewport().update()

    # --- places ------------------------------------------------------------------------------------

    @property
    def _across(self) -> int:
        return max(1, self.viewport().width() // self._tiles.size.width())

    def _rows_down(self) -> int:
        return -(-self._artifacts.rowCount() // self._across)

    def _place(self, row: int) -> QRect:
        """Where a tile stands, in px of the viewport; what is left over is shared out."""
        size, across = self._tiles.size, self._across
        down, along = divmod(row, across)
        wide = self.viewport().width() // across
        left = along * wide + (wide - size.width()) // 2
        if direction.right_to_left():
            left = self.viewport().width() - left - size.width()
        top = down * size.height() - self._offset
        return QRect(QPoint(left, max(-_MOST_STEPS, min(_MOST_STEPS, top))), size)

    def visualRect(self, index: Index) -> QRect:  # noqa: N802 - Qt's name
        return self._place(index.row()) if index.isValid() and index.column() == 0 else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802 - Qt's name
        for row in self._rows_in(QRect(point, QSize(1, 1))):
            if self._place(row).contains(point):
                return self._artifacts.index(row, 0)
        return QModelIndex()

    def _rows_in(self, rect: QRect) -> range:
        """Rows of tiles that touch a part of the viewport, from the first line to the last."""
        high, across = self._tiles.size.height(), self._across
        top = max(0, (rect.top() + self._offset) // high)
        bottom = max(0, (rect.bottom() + self._offset) // high)
        return range(min(self._artifacts.rowCount(), top * across),
                     min(self._artifacts.rowCount(), (bottom + 1) * across))  # fmt: skip

    def verticalOffset(self) -> int:  # noqa: N802 - Qt's name
        return min(self._offset, _MOST_STEPS)

    @property
    def _offset(self) -> int:
        """Px above the viewport."""
        return self.verticalScrollBar().value() * self._step

    def horizontalOffset(self) -> int:  # noqa: N802 - Qt's name
        return 0

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802 - Qt's name
        return False

    def doItemsLayout(self) -> None:  # noqa: N802 - Qt's name
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        bar, high = self.verticalScrollBar(), self._tiles.size.height()
        above = max(0, self._rows_down() * high - self.viewport().height())
        self._step = 1 + above // _MOST_STEPS
        bar.setRange(0, -(-above // self._step))
        bar.setPageStep(max(1, self.viewport().height() // self._step))
        bar.setSingleStep(max(1, high // 3 // self._step))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        current = self.currentIndex()
        seen = current.isValid() and self.viewport().rect().intersects(self._place(current.row()))
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()
        if seen:
            self.scrollTo(current)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's name
        self.viewport().update()

    def scrollTo(  # noqa: N802 - Qt's name
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid():
            return
        self.updateGeometries()
        high, tile = self.viewport().height(), self._tiles.size.height()
        top = index.row() // self._across * tile - self._offset
        down = 0
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            down = top + (tile - high) // 2
        elif top < 0:
            down = top
        elif top + tile > high:
            down = min(top, top + tile - high)
        if down:
            self.verticalScrollBar().setValue(-(-(self._offset + down) // self._step))

    # --- selecting ---------------------------------------------------------------------------------

    def setSelection(  # noqa: N802 - Qt's name
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        begin = self._nearest(QPoint(rect.left(), rect.top()))
        end = self._nearest(QPoint(rect.right(), rect.bottom()))
        picked = QItemSelection()
        if min(begin, end) >= 0:  # in reading order, as text is selected
            last = self._artifacts.columnCount() - 1
            first = self._artifacts.index(min(begin, end), 0)
            picked.select(first, self._artifacts.index(max(begin, end), last))
        self.selectionModel().select(picked, command)

    def _nearest(self, point: QPoint) -> int:
        """The row of the tile at a point or nearest to it in its line; -1 without any."""
        across, wide = self._across, self.viewport().width() // self._across
        x = self.viewport().width() - point.x() if direction.right_to_left() else point.x()
        along = max(0, min(across - 1, x // max(1, wide)))
        down = max(0, (point.y() + self._offset) // self._tiles.size.height())
        return min(self._artifacts.rowCount() - 1, down * across + along)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802 - Qt's name
        return QRegion(self.viewport().rect())

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        moves = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // self._tiles.size.height()) * self._across
        aside = -1 if direction.right_to_left() else 1
        steps = {
            moves.MoveLeft: -aside, moves.MoveRight: aside, moves.MovePrevious: -1, moves.MoveNext: 1,
            moves.MoveUp: -self._across, moves.MoveDown: self._across,
            moves.MovePageUp: -page, moves.MovePageDown: page,
        }  # fmt: skip
        last = self._artifacts.rowCount() - 1
        row = self.currentIndex().row()
        if action == moves.MoveHome:
            row = 0
        elif action == moves.MoveEnd:
            row = last
        elif row < 0:
            row = 0
        else:
            wanted = row + steps.get(action, 0)
            one_line = action in (moves.MoveUp, moves.MoveDown)
            row = row if one_line and not 0 <= wanted <= last else max(0, min(last, wanted))
        return self._artifacts.index(row, 0) if last >= 0 else QModelIndex()

    def selectAll(self) -> None:  # noqa: N802 - Qt's name
        last = self._artifacts.rowCount() - 1
        if last >= 0:
            corner = self._artifacts.index(last, self._artifacts.columnCount() - 1)
            every = QItemSelection(self._artifacts.index(0, 0), corner)
            self.selectionModel().select(every, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # --- the clear look ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._look_at(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self._look_at(-1)
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._artifacts.rowCount():
            self.setCurrentIndex(self._artifacts.index(0, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self._look_at(-1)

    def _look_at(self, row: int) -> None:
        if row != self._clear_row:
            self._clear_row = row
            self.viewport().update()

    # --- drawing -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(tokens().surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        seen: list[Artifact] = []
        selection, current = self.selectionModel(), self.currentIndex().row()
        for row in self._rows_in(self.viewport().rect()):
            artifact = self._artifacts.artifact(row)
            rect = self._place(row)
            blur = self.blur and row != self._clear_row
            picture = None
            if artifact is not None:
                picture = self._pictures.found(artifact.artifact_id, blur=blur, grey=self.grey)
                if picture is None and may_be_picture(artifact):
                    seen.append(artifact)
            tile = Tile(
                artifact,
                self._artifacts.index(row, 0),
                picture,
                selected=selection.isRowSelected(row, QModelIndex()),
                focused=row == current and self.hasFocus(),
                incomplete=artifact is not None and self._artifacts.is_incomplete(artifact),
            )
            self._tiles.paint(painter, rect, tile)
        painter.end()
        self._pictures.want(seen)

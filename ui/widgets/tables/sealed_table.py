"""The table over rows that come in blocks: a sealed catalogue, a comparison."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QTableView

from forensics_app.i18n import tr
from ui.models.bundles.compared_model import ComparedModel
from ui.models.bundles.sealed_model import SealedModel
from ui.theme import px
from ui.widgets.tables.cell_delegate import CellDelegate
from ui.widgets.tables.in_sight import keep_in_sight
from ui.widgets.tables.plain_rows import show_plain_rows
from ui.widgets.tables.wrapped_head import WrappedHead
from ui.words import gate

_ROW = 44


class SealedTable(QTableView):
    """`current_changed` carries the current row, or None while it is being fetched; `opened` on Enter and
    double click. Several rows can be selected.
    """

    current_changed = Signal(object)
    opened = Signal()

    def __init__(self, model: SealedModel | ComparedModel, name: str = "") -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setAccessibleName(gate.shown(name or tr("Contents of the bundle")))
        self._delegate = CellDelegate(row_height=_ROW, lines=True)
        self.setItemDelegate(self._delegate)
        show_plain_rows(self, self._delegate.row_height(), several=True)
        self.doubleClicked.connect(lambda index: self.opened.emit())
        self.head = WrappedHead(tuple(model.columns), self)
        self.setHorizontalHeader(self.head)
        self.selectionModel().currentRowChanged.connect(self._changed)
        model.dataChanged.connect(self._filled)
        model.modelReset.connect(self._first)

    def _changed(self, now: QModelIndex, before: QModelIndex) -> None:
        self.current_changed.emit(self._model.row(now.row()))

    def _filled(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self.currentIndex().row() <= last.row():
            self.current_changed.emit(self._model.row(self.currentIndex().row()))

    def _first(self) -> None:
        if self._model.rowCount():
            self.setCurrentIndex(self._model.index(0, 0))
        else:
            self.current_changed.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        fixed = 0
        for at, column in enumerate(self._model.columns):
            if column.width:
                cells = (self._delegate.width_of(cell) for cell in self._model.fixed_cells.get(at, ()))
                wide = max(px(column.width), self.head.asked(at)[1], *cells)
                self.setColumnWidth(at, wide)
                fixed += wide
        self.setColumnWidth(0, max(px(200), self.viewport().width() - fixed))
        self.head.fit_height()
        keep_in_sight(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
            rows = [self._model.row(at) for at in chosen]
            QGuiApplication.clipboard().setText("\n".join(row.path or "" for row in rows if row is not None))
        else:
            super().keyPressEvent(event)

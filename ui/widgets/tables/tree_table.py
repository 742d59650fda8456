"""A tree with columns, as tall as its content: the layers of a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QTreeView

from ui.models.tables.rows import Column
from ui.models.tables.tree import Node, TreeModel
from ui.theme import paint_icon, px, tokens
from ui.widgets.tables.cell_delegate import CellDelegate
from ui.widgets.tables.column_widths import Asked, column_widths
from ui.widgets.tables.wrapped_head import WrappedHead
from ui.widgets.text import direction
from ui.words import gate


class BranchView(QTreeView):
    """A tree view whose carets are ours: visible in every theme, mirrored where the text is."""

    def drawBranches(  # noqa: N802 - Qt's name
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        selected = self.selectionModel() is not None and self.selectionModel().isSelected(index)
        if selected:
            painter.fillRect(rect, QColor(tokens().selection))
        model = self.model()
        if model is None or not model.hasChildren(index):
            return
        size = px(12)
        rtl = direction.right_to_left()
        left = rect.left() + px(4) if rtl else rect.right() - size - px(2)
        square = QRect(left, rect.top() + (rect.height() - size) // 2, size, size)
        closed = "caret-left" if rtl else "caret-right"
        paint_icon(painter, square, "caret-down" if self.isExpanded(index) else closed, tokens().muted)


class TreeTable(BranchView):
    """Shows a TreeModel, all of it expanded. `current_changed` carries the key of the current node, `opened`
    on Enter and double click."""

    current_changed = Signal(object)
    opened = Signal(object)

    def __init__(self, columns: Sequence[Column], name: str) -> None:
        super().__init__()
        self.tree = TreeModel(columns, self)
        self.setModel(self.tree)
        self.setAccessibleName(gate.shown(name))
        self._delegate = CellDelegate(bar=False, zebra=False)
        self.setItemDelegate(self._delegate)
        self.setUniformRowHeights(True)
        self.setIndentation(px(20))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAllColumnsShowFocus(True)
        self.head = WrappedHead(tuple(columns), self)
        self.head.setSectionsMovable(False)
        self.setHeader(self.head)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.selectionModel().currentRowChanged.connect(lambda: self.current_changed.emit(self.current_key()))
        self.doubleClicked.connect(lambda index: self.opened.emit(self.tree.node(index).key))
        self.setExpandsOnDoubleClick(False)

    def current_key(self) -> Any:
        """The key of the current node, or None."""
        index = self.currentIndex()
        return self.tree.node(index).key if index.isValid() else None

    def select(self, key: Any) -> None:
        """Make the node of `key` the current one, if it is there."""
        found = next((node for node in _walk(self.tree.root) if node.key == key), None)
        if found is not None:
            self.setCurrentIndex(self.tree.index_of(found))

    def set_root(self, root: Node) -> None:
        """Replace the tree; the current node stays where its key is still there."""
        before = self.current_key()
        self.tree.set_root(root)
        self.expandAll()
        self._fit()
        self.select(before)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_key() is not None:
            self.opened.emit(self.current_key())
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        there = bool(self.tree.root.children)
        cells = [self.sizeHintForColumn(at) if there else 0 for at in range(len(self.tree.columns))]
        heads = [self.head.asked(at) for at in range(len(self.tree.columns))]
        asked = [Asked(head, cell, word) for (head, word), cell in zip(heads, cells, strict=True)]
        widths = column_widths(self.tree.columns, asked, self.viewport().width(), px(150))
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)
        self.head.fit_height()
        self.updateGeometries()  # or the head stands beside the columns where text runs from right to left
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        rows = max(1, min(14, _count(self.tree.root)))
        too_wide = sum(self.columnWidth(i) for i in range(len(self.tree.columns))) > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if too_wide else 0
        high = self.header().height() + rows * self._delegate.row_height() + bar
        return QSize(px(200), high + 2 * self.frameWidth() + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(120), self.sizeHint().height())


def _walk(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _walk(child)


def _count(node: Node) -> int:
    return sum(1 + _count(child) for child in node.children)

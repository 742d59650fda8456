"""Where artifacts lie and what they are: places with their counts in the filter, types, tags."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QHeaderView, QSplitter, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.case import TagRecord
from forensics_app.model.choices.type_groups import TypeCounts
from forensics_app.model.names import visible
from forensics_app.model.selection import ArtifactFilter
from ui.models.artifacts.folder_model import (
    EVERYWHERE,
    CountedFolders,
    FolderModel,
    PlaceKey,
    PlaceKind,
    PlaceNode,
)
from ui.models.artifacts.tag_marks import HOT_KEYS, in_order, marks_of
from ui.models.artifacts.type_filters import nodes, type_tree
from ui.models.tables.rows import Column
from ui.models.tables.tree import TreeModel
from ui.theme import px
from ui.widgets.controls.line_button import LineButton
from ui.widgets.layout.card import clear
from ui.widgets.tables.cell_delegate import CellDelegate
from ui.widgets.tables.tree_table import BranchView
from ui.widgets.text.text import Rule, Text, section_cap

SHOWN_TAGS = 8


class WherePanel(QFrame):
    """`place_chosen` with a PlaceKey; `tag_chosen` with a tag's name; `type_chosen` with a TypeFilter."""

    place_chosen = Signal(object)
    tag_chosen = Signal(str)
    type_chosen = Signal(object)

    def __init__(self, model: FolderModel) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._model = model
        box = QVBoxLayout(self)
        box.setContentsMargins(px(6), px(8), px(6), px(8))
        box.setSpacing(px(4))
        self.tree, self._delegate = BranchView(), CellDelegate(bar=False, zebra=False)
        _prepare(self.tree, model, self._delegate, tr(NC_("label", "Location")))
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.selectionModel().currentChanged.connect(self._chosen)
        matching = Text(tr("matching this filter"), "small", "muted", wrap=True)
        places = _under(tr(NC_("heading", "Location")), matching, self.tree)
        self._type_model = TreeModel((Column(""), Column("")), self)
        self.types = BranchView()
        _prepare(self.types, self._type_model, self._delegate, tr(NC_("label", "Types")))
        self.types.selectionModel().currentChanged.connect(self._type_chosen)
        self._types_note = Text("", "small", "muted", wrap=True)
        types = _under(tr(NC_("label", "Types")), self._types_note, self.types)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(px(8))
        parts.addWidget(places)
        parts.addWidget(types)
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        box.addWidget(parts, 1)
        self._tags = QVBoxLayout()
        self._tags.setSpacing(0)
        box.addLayout(self._tags)

    def show_places(self, places: Sequence[PlaceNode], folders: CountedFolders, current: PlaceKey) -> None:
        """Replace the tree; what was open stays open, and the chosen place stays marked."""
        opened = {n.key for n in self._model.walk() if self.tree.isExpanded(self._model.index_of(n))}
        self.tree.selectionModel().blockSignals(True)
        self._model.set_places(places, folders)
        for node in list(self._model.walk()):
            self._restore(node, opened, current)
        self.tree.selectionModel().blockSignals(False)

    def _restore(self, node: PlaceNode, opened: set[PlaceKey], current: PlaceKey) -> None:
        index = self._model.index_of(node)
        if node.key == current:
            self.tree.setCurrentIndex(index)
        if node.key in opened or node.key.kind is PlaceKind.SOURCE:
            if self._model.canFetchMore(index):
                self._model.fetchMore(index)
            self.tree.expand(index)
            if node.key.kind is not PlaceKind.SOURCE:
                for child in node.children:
                    self._restore(child, opened, current)

    def reveal(self, layer_id: str, way: Sequence[int]) -> None:
        """Open the tree down to a folder and mark it, without announcing it."""
        layer = PlaceKey(PlaceKind.LAYER, layer_id)
        node = next((n for n in self._model.walk() if n.key == layer), None)
        self.tree.selectionModel().blockSignals(True)
        for number in way[1:]:
            if node is None:
                break
            self._open(node)
            key = PlaceKey(PlaceKind.FOLDER, str(number))
            node = next((child for child in node.children if child.key == key), None)
        if node is not None:
            index = self._model.index_of(node)
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)
        self.tree.selectionModel().blockSignals(False)
        self.tree.viewport().update()

    def _open(self, node: PlaceNode) -> None:
        index = self._model.index_of(node)
        if self._model.canFetchMore(index):
            self._model.fetchMore(index)
        self.tree.expand(index)

    def _chosen(self, index: QModelIndex) -> None:
        self.place_chosen.emit(self._model.node(index).key if index.isValid() else EVERYWHERE)

    def show_types(self, counts: TypeCounts, chosen: ArtifactFilter, *, system: bool) -> None:
        """The types that the case has something of, with system files or without; what was open stays
        open."""
        note = tr("in the whole case") if system else tr("in the whole case, without system files")
        self._types_note.set_text(note)
        known = nodes(self._type_model.root)
        opened = {n.cells[0].text for n in known if self.types.isExpanded(self._type_model.index_of(n))}
        self.types.selectionModel().blockSignals(True)
        self._type_model.set_root(type_tree(counts))
        for node in nodes(self._type_model.root):
            if node.cells[0].text in opened:
                self.types.expand(self._type_model.index_of(node))
        self.types.selectionModel().blockSignals(False)
        self.mark_type(chosen)

    def mark_type(self, chosen: ArtifactFilter) -> None:
        """Mark the node that stands for what the filter asks of types, without announcing it."""
        asked = (n for n in nodes(self._type_model.root) if n.key is not None and n.key.of(chosen) == chosen)
        node = next(asked, None)
        index = QModelIndex() if node is None else self._type_model.index_of(node)
        self.types.selectionModel().blockSignals(True)
        self.types.setCurrentIndex(index)
        if node is None:
            self.types.clearSelection()
        self.types.selectionModel().blockSignals(False)
        self.types.viewport().update()

    def _type_chosen(self, index: QModelIndex) -> None:
        key = self._type_model.node(index).key if index.isValid() else None
        if key is not None:
            self.type_chosen.emit(key)

    def show_tags(self, tags: Sequence[TagRecord]) -> None:
        """The tags of the case, most used first."""
        clear(self._tags)
        if not tags:
            return
        self._tags.addWidget(Rule())
        self._tags.addSpacing(px(4))
        cap = section_cap(tr(NC_("heading", "Tags")))
        cap.setContentsMargins(px(8), 0, 0, 0)
        self._tags.addWidget(cap)
        marks = marks_of(tags)
        keys = {tag.name: key for key, tag in enumerate(in_order(tags)[:HOT_KEYS], 1)}
        for tag in sorted(tags, key=lambda t: -t.count)[:SHOWN_TAGS]:
            mark = marks[tag.name]
            name, count = visible(tag.name), current().number(tag.count)
            line = LineButton(mark.glyph, name, count, color=mark.color)
            if tag.name in keys:
                line.setToolTip(tr("Key {key} assigns “{tag}”", key=keys[tag.name], tag=name))
            line.clicked.connect(partial(self.tag_chosen.emit, tag.name))
            self._tags.addWidget(line)


def _prepare(tree: BranchView, model: QAbstractItemModel, delegate: CellDelegate, name: str) -> None:
    """A tree of names, each with a count at its end."""
    tree.setModel(model)
    tree.setAccessibleName(name)
    tree.setItemDelegate(delegate)
    tree.setHeaderHidden(True)
    tree.setUniformRowHeights(True)
    tree.setIndentation(px(14))
    tree.setAllColumnsShowFocus(True)
    columns = tree.header()
    columns.setStretchLastSection(False)
    columns.setMinimumSectionSize(px(20))
    columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    columns.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.setMinimumHeight(3 * delegate.row_height())


def _under(heading: str, note: Text, tree: BranchView) -> QWidget:
    """A tree under its heading."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(4))
    head = QVBoxLayout()
    head.setContentsMargins(px(8), 0, px(8), 0)
    head.setSpacing(0)
    head.addWidget(Text(heading, "card"))
    head.addWidget(note)
    box.addLayout(head)
    box.addWidget(tree, 1)
    return made

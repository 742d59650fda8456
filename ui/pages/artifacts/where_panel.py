"""Where artifacts lie: tree of sources, volumes and folders with counts in the filter, and the tags."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QHeaderView, QVBoxLayout

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.case import TagRecord
from forensics_app.model.names import visible
from ui.models.artifacts.folder_model import (
    EVERYWHERE,
    CountedFolders,
    FolderModel,
    PlaceKey,
    PlaceKind,
    PlaceNode,
)
from ui.models.artifacts.tag_marks import HOT_KEYS, in_order, marks_of
from ui.models.artifacts.type_filters import TYPE_FILTERS
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
        head = QVBoxLayout()
        head.setContentsMargins(px(8), 0, px(8), 0)
        head.setSpacing(0)
        head.addWidget(Text(tr(NC_("heading", "Location")), "card"))
        head.addWidget(Text(tr("matching this filter"), "small", "muted", wrap=True))
        box.addLayout(head)
        self.tree = BranchView()
        self.tree.setModel(model)
        self.tree.setAccessibleName(tr(NC_("label", "Location")))
        self._delegate = CellDelegate(bar=False, zebra=False)
        self.tree.setItemDelegate(self._delegate)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(px(14))
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        columns = self.tree.header()
        columns.setStretchLastSection(False)
        columns.setMinimumSectionSize(px(20))
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        columns.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.selectionModel().currentChanged.connect(self._chosen)
        box.addWidget(self.tree, 1)
        self._types = QVBoxLayout()
        self._types.setSpacing(0)
        box.addLayout(self._types)
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

    def show_types(self, counts: Sequence[int]) -> None:
        """The types that the case has something of; `counts` are those of TYPE_FILTERS."""
        clear(self._types)
        found = [(one, count) for one, count in zip(TYPE_FILTERS, counts, strict=True) if count]
        if not found:
            return
        self._types.addWidget(Rule())
        self._types.addSpacing(px(4))
        cap = section_cap(tr(NC_("label", "Types")))
        cap.setContentsMargins(px(8), 0, 0, 0)
        self._types.addWidget(cap)
        for one, count in found:
            line = LineButton(one.glyph, one.words, current().number(count))
            line.clicked.connect(partial(self.type_chosen.emit, one))
            self._types.addWidget(line)

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

"""Where artifacts lie: sources, their volumes, folders; every count is that in the filter.

The tree of folders is counted once for a filter, in the reader thread, and handed over whole; nodes are made
from it as they are opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from forensics_app.i18n import current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.case import Folder
from forensics_app.model.evidence import LayerState
from forensics_app.model.names import display, visible
from ui.models.tables.cells import Cell, Index, cell_data


class PlaceKind(Enum):
    EVERYWHERE = "everywhere"
    SOURCE = "source"
    LAYER = "layer"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """`ident` is a source id, a layer id or a folder's number; empty for everywhere. `path` of a folder in
    its layer, for people; it tells no two places apart."""

    kind: PlaceKind
    ident: str
    path: str = field(default="", compare=False)


EVERYWHERE = PlaceKey(PlaceKind.EVERYWHERE, "")


class CountedFolders(Protocol):
    """Folders that hold something of the filter, with their counts."""

    def roots(self) -> Sequence[Folder]:
        """The root folder of each layer."""
        ...

    def children(self, folder: int) -> Sequence[Folder]:
        """The folders in a folder."""
        ...


@dataclass(eq=False)
class PlaceNode:
    """`folder` is the number whose folders are its children, where it has any; `left_out`: not read."""

    key: PlaceKey
    label: str
    glyph: str
    count: int = 0
    folder: int | None = None
    openable: bool = False
    left_out: bool = False
    parent: PlaceNode | None = None
    row: int = 0
    children: list[PlaceNode] = field(default_factory=list)

    def add(self, child: PlaceNode) -> None:
        """Append a child."""
        child.parent, child.row = self, len(self.children)
        self.children.append(child)


class FolderModel(QAbstractItemModel):
    """Two columns: name and count."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = PlaceNode(EVERYWHERE, "", "")
        self._folders: CountedFolders | None = None

    def set_places(self, places: Sequence[PlaceNode], folders: CountedFolders) -> None:
        """Replace everything: `places` are sources with their layers, counted by `folders`."""
        roots = {folder.layer_id: folder for folder in folders.roots()}
        self.beginResetModel()
        self._folders = folders
        self._root = PlaceNode(EVERYWHERE, "", "")
        for node in places:
            for layer in node.children:
                root = roots.get(layer.key.ident)
                if root is not None:
                    layer.count, layer.folder = root.count, root.number
                    layer.openable = root.has_folders
            node.count = sum(layer.count for layer in node.children)
        total = sum(node.count for node in places)
        for node in (PlaceNode(EVERYWHERE, tr("All evidence"), "stack", count=total), *places):
            self._root.add(node)
        self.endResetModel()

    def walk(self, node: PlaceNode | None = None) -> Iterator[PlaceNode]:
        """Every node made so far."""
        for child in (node or self._root).children:
            yield child
            yield from self.walk(child)

    # --- Qt ----------------------------------------------------------------------------------------

    def node(self, index: Index) -> PlaceNode:
        """The node of an index; the root for an invalid one."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, PlaceNode) else self._root

    def index_of(self, node: PlaceNode, column: int = 0) -> QModelIndex:
        """The index of a node."""
        return QModelIndex() if node is self._root else self.createIndex(node.row, column, node)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's form
        children = self.node(parent).children
        if not (0 <= row < len(children) and 0 <= column < 2):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008 - Qt's form
        parent = self.node(index).parent
        return QModelIndex() if parent is None else self.index_of(parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.column() > 0 else len(self.node(parent).children)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 2

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: N802, B008 - Qt's name and form
        node = self.node(parent)
        return parent.column() <= 0 and (bool(node.children) or node.openable)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        node = self.node(parent)
        return node.openable and not node.children

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        node = self.node(parent)
        found = () if self._folders is None or node.folder is None else self._folders.children(node.folder)
        node.openable = False
        if found:
            self.beginInsertRows(parent, 0, len(found) - 1)
            for folder in found:
                node.add(_folder_node(folder, node.key.path))
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self.node(index)
        if index.column() == 1:
            return cell_data(Cell(current().number(node.count), end=True, muted=True), role)
        color = "warn" if node.left_out else "muted"
        named = (
            node.key.kind is PlaceKind.FOLDER
        )  # the beginning tells sources and volumes apart, not the end
        said = None
        if node.left_out:
            locked = node.glyph == "lock-key"
            said = f"{node.label}, {tr('needs a key') if locked else label(LayerState.OMITTED)}"
        shown = node.label if named else current().isolate(node.label)  # or the plus of HFS+ comes first
        cell = Cell(shown, glyph=node.glyph, glyph_color=color, name=named, said=said, raw=node.label)
        return cell_data(cell, role)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return None


def folder_key(number: int, names: Sequence[bytes]) -> PlaceKey:
    """A folder by its number and the names of folders on the way to it, below the root of its layer."""
    return PlaceKey(PlaceKind.FOLDER, str(number), "/" + "/".join(visible(display(name)) for name in names))


def _folder_node(folder: Folder, above: str) -> PlaceNode:
    return PlaceNode(
        PlaceKey(PlaceKind.FOLDER, str(folder.number), f"{above}/{visible(display(folder.name))}"),
        visible(display(folder.name)) or "/",
        "folder",
        count=folder.count,
        folder=folder.number,
        openable=folder.has_folders,
    )

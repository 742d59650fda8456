"""The layers of a source as a tree: medium, partitions, file systems, areas that belong to nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.labels import file_system_name, label
from forensics_app.i18n.labels import layer_name as named
from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.evidence import Layer, LayerKind, LayerState
from ui.models.tables.cells import Cell
from ui.models.tables.tree import Node
from ui.theme.state import State
from ui.words.sources import LayerOmissions, omitted_words, shown_name

NOTHING_OMITTED: Mapping[str, LayerOmissions] = MappingProxyType({})
_GLYPHS: dict[LayerKind, str] = {
    LayerKind.MEDIUM: "hard-drives",
    LayerKind.PARTITION: "database",
    LayerKind.UNALLOCATED: "selection",
    LayerKind.TABLE: "table",
    LayerKind.FILE_SYSTEM: "database",
    LayerKind.ENCRYPTED: "lock-key",
    LayerKind.DECRYPTED: "lock-key-open",
    LayerKind.LOGICAL_VOLUME: "stack",
    LayerKind.SNAPSHOT: "clock-counter-clockwise",
    LayerKind.FOLDER: "folder",
    LayerKind.ARCHIVE: "archive",
}


def layer_tree(
    source: SourceRecord,
    counts: dict[str, int],
    locked: Collection[str] = (),
    *,
    whole: tuple[State, str],
    received: bool = False,
    omitted: Mapping[str, LayerOmissions] = NOTHING_OMITTED,
) -> Node:
    """A root whose children are the layers without a parent. `counts`: artifacts by layer id; `locked`: ids
    of the layers that want a key; `whole`: what is said of the source; `received`: the artifacts are
    those that a sender chose; `omitted`: what is left out or in doubt, by layer id."""
    root = Node(())
    if source.opened is None:
        return root
    nodes: dict[str, Node] = {}
    done = source.state is SourceState.COMPLETE
    for layer in source.opened.layers:
        if done and is_empty_archive_area(layer, counts.get(layer.layer_id, 0)):
            continue
        parent = nodes.get(layer.parent_id or "", root)
        is_locked = layer.layer_id in locked
        cells = _cells(
            layer, source, counts.get(layer.layer_id, 0), done=done, locked=is_locked, received=received
        )
        of_layer = omitted.get(layer.layer_id)
        if of_layer is not None and layer.state is LayerState.WALKED and cells[-1].state is State.OK:
            said = " · ".join((omitted_words(of_layer), cells[-1].text))
            cells = (*cells[:-1], Cell(said, state=State.WARN))
        if layer.parent_id is None and layer.state is LayerState.AREA and not is_locked:
            cells = (*cells[:-1], Cell(whole[1], state=whole[0]))
        node = Node(cells, key=layer.layer_id)
        nodes[layer.layer_id] = parent.add(node)
    return root


def is_empty_archive_area(layer: Layer, count: int) -> bool:
    """Whether it is the area for archives in files of a source in which there are none: nothing to show."""
    return layer.kind is LayerKind.ARCHIVE and layer.parent_id is not None and not count


def _cells(
    layer: Layer, source: SourceRecord, count: int, *, done: bool, locked: bool, received: bool
) -> tuple[Cell, ...]:
    state, said = _state(layer, count, done=done, received=received)
    if locked:
        state, said = State.LOCKED, tr("locked at the sender") if received else tr("needs a key")
    return (
        Cell(
            layer_name(layer, source),
            glyph="lock-key" if locked else _GLYPHS[layer.kind],
            glyph_color="warn" if locked else "muted",
            name=True,
        ),
        Cell(layer_kind(layer)),
        *_place(layer),
        Cell(said, state=state),
    )


def _place(layer: Layer) -> tuple[Cell, Cell]:
    """Where it begins and how large it is; the archives in files are at no place of their own."""
    if layer.kind is LayerKind.ARCHIVE and layer.parent_id is not None:
        return Cell("", end=True), Cell("", end=True)
    words = current()
    return (
        Cell(words.number(layer.offset_bytes), machine=True, end=True, raw=str(layer.offset_bytes)),
        Cell(words.size(layer.length_bytes), end=True, raw=str(layer.length_bytes)),
    )


def layer_kind(layer: Layer) -> str:
    """The file system or kind of encryption by its own name, else what kind of layer it is."""
    return file_system_name(layer.file_system) if layer.file_system else label(layer.kind)


def layer_name(layer: Layer, source: SourceRecord) -> str:
    """`2 · System`, or what kind of thing it is."""
    return shown_name(source) if layer.parent_id is None else named(layer)


def _state(layer: Layer, count: int, *, done: bool, received: bool) -> tuple[State, str]:
    if layer.state is LayerState.OMITTED:
        return State.WARN, label(layer.state)
    if layer.state is LayerState.WALKED:
        if received and not count:
            return State.WARN, tr("nothing of it sent")
        if not done and not count:
            return State.WAITING, tr("not read yet")
        return State.OK, trn("{count} artifact", "{count} artifacts", count)
    if count:  # a whole area that was read as one artifact
        return State.OK, trn("{count} artifact", "{count} artifacts", count)
    return State.NONE, label(layer.state)

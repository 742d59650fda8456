"""The layers of a source as a tree: medium, partitions, file systems, areas that belong to nothing."""

from __future__ import annotations

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.labels import label, layer_description
from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.evidence import Layer, LayerKind, LayerState
from ui.models.cells import Cell
from ui.models.tree import Node
from ui.source_words import shown_name, source_state
from ui.widgets.shapes import State

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


def layer_tree(source: SourceRecord, counts: dict[str, int]) -> Node:
    """A root whose children are the layers without a parent. `counts`: artifacts by layer id."""
    root = Node(())
    if source.opened is None:
        return root
    nodes: dict[str, Node] = {}
    done = source.state is SourceState.COMPLETE
    for layer in source.opened.layers:
        parent = nodes.get(layer.parent_id or "", root)
        node = Node(_cells(layer, source, counts.get(layer.layer_id, 0), done=done), key=layer.layer_id)
        nodes[layer.layer_id] = parent.add(node)
    return root


def _cells(layer: Layer, source: SourceRecord, count: int, *, done: bool) -> tuple[Cell, ...]:
    words = current()
    state, said = _state(layer, count, done=done)
    kind = layer.file_system.upper() if layer.file_system else label(layer.kind)
    if layer.parent_id is None and layer.state is LayerState.AREA:
        state, said = source_state(source)
    return (
        Cell(layer_name(layer, source), glyph=_GLYPHS[layer.kind], name=True),
        Cell(kind),
        Cell(words.number(layer.offset_bytes), machine=True, end=True, raw=str(layer.offset_bytes)),
        Cell(words.size(layer.length_bytes), end=True, raw=str(layer.length_bytes)),
        Cell(said, state=state),
    )


def layer_name(layer: Layer, source: SourceRecord) -> str:
    """`2 · System`, or what kind of thing it is."""
    if layer.parent_id is None:
        return shown_name(source)
    shown = layer.label or layer_description(layer.description or "") or label(layer.kind)
    number = layer.layer_id.rsplit(".", 1)[-1].lstrip("p")
    return f"{number} · {shown}" if layer.kind is LayerKind.PARTITION and number.isdigit() else shown


def _state(layer: Layer, count: int, *, done: bool) -> tuple[State, str]:
    if layer.state is LayerState.OMITTED:
        return State.WARN, label(layer.state)
    if layer.state is LayerState.WALKED:
        if not done and not count:
            return State.WAITING, tr("not read yet")
        return State.OK, trn("{count} artifact", "{count} artifacts", count)
    if layer.state is LayerState.EMPTY:
        return State.NONE, label(layer.state)
    return State.NONE, label(layer.state)

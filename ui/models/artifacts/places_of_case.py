"""The upper part of the tree of places: sources, and in them the layers that hold artifacts."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.i18n import current, tr
from forensics_app.i18n.labels import file_system_name
from forensics_app.model.case import SourceRecord
from forensics_app.model.evidence import ARCHIVES, ContainerFormat, Layer, LayerKind, LayerState
from forensics_app.model.names import visible
from ui.models.artifacts.folder_model import PlaceKey, PlaceKind, PlaceNode
from ui.models.case.overview import CaseOverview
from ui.models.evidence.layers import is_empty_archive_area, layer_name
from ui.words.sources import shown_name

_GLYPHS = {
    LayerKind.FOLDER: "folder",
    LayerKind.ARCHIVE: "archive",
    LayerKind.UNALLOCATED: "selection",
}


def places_of(overview: CaseOverview) -> list[PlaceNode]:
    """One node a source; a layer that was left out shows as that, and can't be opened."""
    return [_source_node(source, overview) for source in overview.sources]


def _source_node(source: SourceRecord, overview: CaseOverview) -> PlaceNode:
    logical = source.opened is not None and source.opened.format in (
        ContainerFormat.FOLDER,
        ContainerFormat.FILE,
        *ARCHIVES,
    )
    node = PlaceNode(
        PlaceKey(PlaceKind.SOURCE, source.source_id),
        f"{visible(source.exhibit)} · {visible(shown_name(source))}",
        "folder-open" if logical else "hard-drives",
    )
    for layer in source.opened.layers if source.opened is not None else ():
        left_out = layer.state is LayerState.OMITTED
        count = overview.by_layer.get(layer.layer_id, 0)
        if layer.state is not LayerState.WALKED and not left_out and not count:
            continue
        if is_empty_archive_area(layer, count):
            continue
        node.add(
            PlaceNode(
                PlaceKey(PlaceKind.LAYER, layer.layer_id),
                visible(layer_label(layer, source)),
                _glyph(layer, overview),
                left_out=left_out,
            )
        )
    return node


def _glyph(layer: Layer, overview: CaseOverview) -> str:
    """A padlock for what a key would open, and for nothing else."""
    if layer.layer_id in overview.locked:
        return "lock-key"
    return "warning" if layer.state is LayerState.OMITTED else _GLYPHS.get(layer.kind, "database")


def volume_names(sources: Sequence[SourceRecord]) -> dict[str, str]:
    """`2 · System · NTFS` by layer id."""
    return {
        layer.layer_id: visible(layer_label(layer, source))
        for source in sources
        if source.opened is not None
        for layer in source.opened.layers
    }


def volume_places(sources: Sequence[SourceRecord]) -> dict[str, str]:
    """`2 · System · NTFS in disk.dd` by layer id, for where nothing else says which source is meant."""
    words = current()
    found = {}
    for source in sources:
        name = words.isolate(visible(shown_name(source)))
        for layer in source.opened.layers if source.opened is not None else ():
            volume = words.isolate(visible(layer_label(layer, source)))
            whole = volume == name
            found[layer.layer_id] = name if whole else tr("{volume} in {source}", volume=volume, source=name)
    return found


def layer_label(layer: Layer, source: SourceRecord) -> str:
    """`2 · System · NTFS`; a file system that fills its medium needs no name beside the source's, nor twice
    its own."""
    system = file_system_name(layer.file_system or "")
    if layer.parent_id is None:
        return system or shown_name(source)
    named = layer_name(layer, source)
    is_named = not system or (layer.label or "").upper() == system.upper()
    return named if is_named else f"{named} · {system}"

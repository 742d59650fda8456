"""Areas, deleted entries and tables of a file system that hold bytes of something withheld.

What exists never shares bytes with what exists beside it, but for what holds others: areas that no file uses,
deleted entries whose place was used again, and files such as $MFT that the file system keeps for itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.source_json import layer_from_text
from forensics_app.examine.record import extents_in
from forensics_app.model.artifact import Extent
from forensics_app.model.digests import NO_DIGESTS
from forensics_app.model.evidence import DERIVED, Layer, LayerKind
from forensics_app.model.marks import WithheldCode

_OWN_BYTES = (*DERIVED, LayerKind.ARCHIVE)
_FETCHED = 1000
_MARKED = (
    "SELECT a.row, a.details FROM temp.withheld w JOIN artifacts a ON a.row = w.row"
    " WHERE a.kind <> 'directory'"
)
_HOLDERS = (
    "SELECT a.row, a.details FROM artifacts a WHERE a.row BETWEEN ? AND ? AND a.row NOT IN"
    " (SELECT row FROM temp.withheld)"
    " AND (a.allocated = 0 OR a.kind = 'area' OR substr(a.name, 1, 1) = x'24')"
)
_Place = tuple[str, int, int]  # layer whose own bytes are counted, begin, end


def link_overlaps(database: Database) -> None:
    """Withhold what overlaps with bytes of withheld artifacts."""
    connection = database.connection
    layers = _layers(database)
    marked: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    sources = set()
    for row, details in connection.execute(_MARKED).fetchall():
        sources.add(row >> (rows.SEQUENCE_BITS + rows.LAYER_BITS))
        for layer_id, begin, end in _places(extents_in(details), layers):
            marked[layer_id].append((begin, end))
    merged = {layer_id: _merged(ranges) for layer_id, ranges in marked.items()}
    if not merged:
        return
    for source in sorted(sources):
        cursor = connection.execute(_HOLDERS, rows.source_rows(source))
        found: list[int] = []
        while part := cursor.fetchmany(_FETCHED):
            found += [
                row
                for row, details in part
                if any(_meets(place, merged) for place in _places(extents_in(details), layers))
            ]
        connection.executemany(
            f"INSERT OR IGNORE INTO temp.withheld VALUES (?, '{WithheldCode.LINKED.value}', 0)",  # noqa: S608
            [(row,) for row in found],
        )


def _layers(database: Database) -> dict[str, Layer]:
    found = database.connection.execute("SELECT layer_id, facts, state FROM layers").fetchall()
    return {
        layer_id: layer_from_text(facts, state=state, digests=NO_DIGESTS) for layer_id, facts, state in found
    }


def _places(extents: tuple[Extent, ...], layers: dict[str, Layer]) -> Iterator[_Place]:
    """Where extents lie in the bytes of the medium, or of the computed layer that they are in."""
    for extent in extents:
        if extent.layer_id is None or extent.offset_bytes is None or not extent.length_bytes:
            continue
        layer_id, begin = extent.layer_id, extent.offset_bytes
        layer = layers.get(layer_id)
        while layer is not None and layer.parent_id is not None and layer.kind not in _OWN_BYTES:
            layer_id, begin = layer.parent_id, begin + layer.offset_bytes
            layer = layers.get(layer_id)
        yield layer_id, begin, begin + extent.length_bytes


def _merged(ranges: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Begins and ends of ranges that don't touch, ascending."""
    begins: list[int] = []
    ends: list[int] = []
    for begin, end in sorted(ranges):
        if ends and begin <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            begins.append(begin)
            ends.append(end)
    return begins, ends


def _meets(place: _Place, merged: dict[str, tuple[list[int], list[int]]]) -> bool:
    layer_id, begin, end = place
    if layer_id not in merged:
        return False
    begins, ends = merged[layer_id]
    at = bisect_right(begins, begin)
    return (at > 0 and ends[at - 1] > begin) or (at < len(begins) and begins[at] < end)

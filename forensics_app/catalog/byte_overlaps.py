"""What lies where something withheld lies: areas, deleted entries, tables of a file system, clones of files.

Areas that no file uses, deleted entries whose place was used again, and files such as $MFT that the file
system keeps for itself hold others whatever the mark is. A shadow copy has most of its blocks where its
volume has them, so these are looked for in the volume and all its copies. Files that exist share bytes only
as clones (reflinks of XFS and APFS) and where they are crossed; they repeat what is privileged or private,
and stay out as copies do.
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

_OWN_BYTES = frozenset({*DERIVED, LayerKind.ARCHIVE})
_OF_VOLUMES = _OWN_BYTES - {LayerKind.SNAPSHOT}
_FETCHED = 1000
_MARKED = (
    "SELECT a.row, a.details, w.strict FROM temp.withheld w JOIN artifacts a ON a.row = w.row"
    " WHERE a.kind <> 'directory'"
)
_OTHERS = (
    "SELECT a.row, a.details FROM artifacts a WHERE a.row BETWEEN ? AND ? AND a.row NOT IN"
    " (SELECT row FROM temp.withheld)"
)
_HOLDS_OTHERS = "a.allocated = 0 OR a.kind = 'area' OR substr(a.name, 1, 1) = x'24'"
_HOLDERS = f"{_OTHERS} AND ({_HOLDS_OTHERS})"
_SHARERS = f"{_OTHERS} AND a.kind <> 'directory'"
_Place = tuple[str, int, int]  # layer, begin, end


def link_overlaps(database: Database) -> None:
    """Withhold what overlaps with bytes of withheld artifacts."""
    layers = _layers(database)
    held, shared = _Ranges(layers, _OF_VOLUMES), _Ranges(layers, _OWN_BYTES)
    sources = set()
    for row, details, strict in database.connection.execute(_MARKED).fetchall():
        sources.add(row >> (rows.SEQUENCE_BITS + rows.LAYER_BITS))
        extents = extents_in(details)
        held.add(extents)
        if strict:
            shared.add(extents)
    for ranges, others in ((held, _HOLDERS), (shared, _SHARERS)):
        ranges.merge()
        for source in sorted(sources) if ranges else ():
            _withhold_where(database, others, source, ranges)


def _withhold_where(database: Database, others: str, source: int, ranges: _Ranges) -> None:
    cursor = database.connection.execute(others, rows.source_rows(source))
    found: list[int] = []
    while part := cursor.fetchmany(_FETCHED):
        found += [row for row, details in part if ranges.meet(extents_in(details))]
    database.connection.executemany(
        f"INSERT OR IGNORE INTO temp.withheld VALUES (?, '{WithheldCode.LINKED.value}', 0)",  # noqa: S608
        [(row,) for row in found],
    )


def _layers(database: Database) -> dict[str, Layer]:
    found = database.connection.execute("SELECT layer_id, facts, state FROM layers").fetchall()
    return {
        layer_id: layer_from_text(facts, state=state, digests=NO_DIGESTS) for layer_id, facts, state in found
    }


class _Ranges:
    """Ranges of bytes, each in the layer among `own_bytes` that it lies in, or else in the medium."""

    def __init__(self, layers: dict[str, Layer], own_bytes: frozenset[LayerKind]) -> None:
        self._layers = layers
        self._own_bytes = own_bytes
        self._found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._merged: dict[str, tuple[list[int], list[int]]] = {}

    def __bool__(self) -> bool:
        return bool(self._merged)

    def add(self, extents: tuple[Extent, ...]) -> None:
        for layer_id, begin, end in self._places(extents):
            self._found[layer_id].append((begin, end))

    def merge(self) -> None:
        """Make ready for `meet`."""
        self._merged = {layer_id: _merged(ranges) for layer_id, ranges in self._found.items()}

    def meet(self, extents: tuple[Extent, ...]) -> bool:
        """Whether any of the extents shares a byte with the ranges."""
        return any(self._meets(place) for place in self._places(extents))

    def _meets(self, place: _Place) -> bool:
        layer_id, begin, end = place
        if layer_id not in self._merged:
            return False
        begins, ends = self._merged[layer_id]
        at = bisect_right(begins, begin)
        return (at > 0 and ends[at - 1] > begin) or (at < len(begins) and begins[at] < end)

    def _places(self, extents: tuple[Extent, ...]) -> Iterator[_Place]:
        for extent in extents:
            if extent.layer_id is None or extent.offset_bytes is None or not extent.length_bytes:
                continue
            layer_id, begin = extent.layer_id, extent.offset_bytes
            layer = self._layers.get(layer_id)
            while layer is not None and layer.parent_id is not None and layer.kind not in self._own_bytes:
                layer_id, begin = layer.parent_id, begin + layer.offset_bytes
                layer = self._layers.get(layer_id)
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

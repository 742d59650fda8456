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
        self._places: dict[str, tuple[str, int]] = {}

    def __bool__(self) -> bool:
        return bool(self._merged)

    def add(self, extents: tuple[Extent, ...]) -> None:
        for extent in extents:
            if extent.layer_id is not None and extent.offset_bytes is not None and extent.length_bytes:
                layer_id, shift = self._place(extent.layer_id)
                begin = extent.offset_bytes + shift
                self._found[layer_id].append((begin, begin + extent.length_bytes))

    def merge(self) -> None:
        """Make ready for `meet`."""
        self._merged = {layer_id: _merged(ranges) for layer_id, ranges in self._found.items()}

    def meet(self, extents: tuple[Extent, ...]) -> bool:
        """Whether any of the extents shares a byte with the ranges."""
        for extent in extents:
            if extent.layer_id is None or extent.offset_bytes is None or not extent.length_bytes:
                continue
            layer_id, shift = self._place(extent.layer_id)
            if layer_id in self._merged:
                begins, ends = self._merged[layer_id]
                begin = extent.offset_bytes + shift
                at = bisect_right(begins, begin)
                if at and ends[at - 1] > begin:
                    return True
                if at < len(begins) and begins[at] < begin + extent.length_bytes:
                    return True
        return False

    def _place(self, layer_id: str) -> tuple[str, int]:
        """The layer that bytes of `layer_id` are counted in, and where its own begin there."""
        found = self._places.get(layer_id)
        if found is None:
            at, shift = layer_id, 0
            layer = self._layers.get(at)
            while layer is not None and layer.parent_id is not None and layer.kind not in self._own_bytes:
                at, shift = layer.parent_id, shift + layer.offset_bytes
                layer = self._layers.get(at)
            found = self._places[layer_id] = (at, shift)
        return found


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

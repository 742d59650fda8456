"""From a byte of a content to its byte and sector on the medium and back, by the catalogue's extents."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from forensics_app.evidence.contents.extents import CONCATENATED
from forensics_app.model.artifact import Entry
from forensics_app.model.contents import MediumPlace
from forensics_app.model.evidence import OpenedSource

_USUAL_SECTOR_BYTES = 512


class ContentPlaces:
    """Where the bytes of one entry lie. Empty for contents that do not follow from their extents, such as
    compressed ones, and for logical sources, which have no medium."""

    def __init__(self, entry: Entry, opened: OpenedSource | None) -> None:
        known = entry.extent_class in CONCATENATED
        self._extents = entry.extents if known else ()
        self._ends = list(accumulate(extent.length_bytes for extent in self._extents))
        self._sectors = _sector_sizes(opened)

    def __bool__(self) -> bool:
        return bool(self._extents)

    def place(self, offset_bytes: int) -> MediumPlace | None:
        """Where this byte of the content lies; None where no extent covers it."""
        at = bisect_right(self._ends, offset_bytes)
        if offset_bytes < 0 or at >= len(self._extents):
            return None
        extent, piece, pieces = self._extents[at], at + 1, len(self._extents)
        if extent.layer_id is None or extent.offset_bytes is None:
            return MediumPlace(None, None, piece, pieces)
        on_layer = extent.offset_bytes + offset_bytes - (self._ends[at] - extent.length_bytes)
        size = self._sectors.get(extent.layer_id, _USUAL_SECTOR_BYTES)
        return MediumPlace(extent.layer_id, on_layer, piece, pieces, on_layer // size, size)

    def offset_of_byte(self, byte_of_layer: int) -> int | None:
        """The byte of the content that lies at this byte of its layer; the first where there are several."""
        for extent, end in zip(self._extents, self._ends, strict=True):
            first = extent.offset_bytes
            if first is not None and first <= byte_of_layer < first + extent.length_bytes:
                return end - extent.length_bytes + byte_of_layer - first
        return None

    def offset_of_sector(self, sector: int) -> int | None:
        """The first byte of the content that lies in this sector of its layer."""
        for extent, end in zip(self._extents, self._ends, strict=True):
            if extent.layer_id is None or extent.offset_bytes is None:
                continue
            size = self._sectors.get(extent.layer_id, _USUAL_SECTOR_BYTES)
            first = max(sector * size, extent.offset_bytes)
            if first < min((sector + 1) * size, extent.offset_bytes + extent.length_bytes):
                return end - extent.length_bytes + first - extent.offset_bytes
        return None


def _sector_sizes(opened: OpenedSource | None) -> dict[str, int]:
    """Sector sizes by layer id; a layer that tells none has its source's."""
    if opened is None:
        return {}
    usual = opened.sector_size_bytes or _USUAL_SECTOR_BYTES
    return {layer.layer_id: layer.sector_size_bytes or usual for layer in opened.layers}

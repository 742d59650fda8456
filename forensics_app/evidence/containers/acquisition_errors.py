"""Sectors that could not be read when an image was made: what stands there is not what was on the medium.

E01 lists them in its section `error2`, Ex01 in its error table; most tools write zeros there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from forensics_app.evidence.contents.targets import omission_of, target_of
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Entry
from forensics_app.model.evidence import DERIVED, Layer, Omission, OmissionStage

SectorRange = tuple[int, int]
"""First sector and how many."""

_MOST_SHOWN = 20


class AcquisitionErrors:
    """The sectors of one image, as bytes of its medium."""

    def __init__(self, sectors: Iterable[SectorRange], sector_bytes: int, medium_bytes: int) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._sector_bytes = sector_bytes
        for first, count in sorted(sectors):
            begin = max(first * sector_bytes, self._ends[-1] if self._ends else 0)
            end = min((first + count) * sector_bytes, medium_bytes)
            if end > begin:
                self._begins.append(begin)
                self._ends.append(end)

    def __bool__(self) -> bool:
        return bool(self._begins)

    def bytes_in(self, offset_bytes: int, length_bytes: int) -> int:
        """How many of these bytes of the medium were not read."""
        end, found = offset_bytes + length_bytes, 0
        for index in range(bisect_right(self._ends, offset_bytes), len(self._begins)):
            if self._begins[index] >= end:
                break
            found += min(end, self._ends[index]) - max(offset_bytes, self._begins[index])
        return found

    def of_image(self, source_id: str) -> Omission:
        """The line about the image as a whole; it counts sectors."""
        size = self._sector_bytes
        ranges = [(b // size, (e - 1) // size) for b, e in zip(self._begins, self._ends, strict=True)]
        shown = ", ".join(
            f"{first}-{last}" if last > first else str(first) for first, last in ranges[:_MOST_SHOWN]
        )
        more = f" and {len(ranges) - _MOST_SHOWN} more ranges" if len(ranges) > _MOST_SHOWN else ""
        count = sum(last - first + 1 for first, last in ranges)
        code, stage = OmissionCode.ACQUISITION_ERRORS, OmissionStage.OPEN
        return Omission(code, source_id, source_id, count, stage, f"sectors {shown}{more}")

    def of_layers(self, layers: Iterable[Layer], source_id: str) -> Iterator[Omission]:
        """A line for each layer computed from bytes of which some were not read.

        Its files have places in the layer's own bytes, so that nothing tells which of them lie there.
        """
        known = {layer.layer_id: layer for layer in layers}
        for layer in known.values():
            if layer.kind in DERIVED:
                begin, length = _beneath(layer, known)
                unread = self.bytes_in(begin, length)
                if unread:
                    code, detail = OmissionCode.ACQUISITION_ERRORS, f"{unread} of {length} bytes"
                    yield Omission(code, source_id, layer.layer_id, 1, OmissionStage.OPEN, detail)

    def of_entries(self, entries: Iterable[Entry], source_id: str) -> Iterator[Omission]:
        """A line for each entry whose content lies in such sectors, as far as its place is known."""
        for entry in entries:
            unread = sum(
                self.bytes_in(offset, length)
                for layer_id, offset, length in entry.extents
                if layer_id == source_id and offset is not None
            )
            if unread:
                code, detail = OmissionCode.ACQUISITION_ERRORS, f"{unread} of {entry.size_bytes} bytes"
                yield omission_of(source_id, target_of(entry), code, OmissionStage.READ, detail)


def _beneath(layer: Layer, known: dict[str, Layer]) -> tuple[int, int]:
    """Begin and length on the medium of what a layer is computed from, as far as that is narrowed down."""
    begin, length = 0, layer.length_bytes
    while layer.parent_id is not None and layer.parent_id in known:
        parent = known[layer.parent_id]
        if layer.kind in DERIVED:
            begin, length = 0, parent.length_bytes
        else:
            begin += layer.offset_bytes
        layer = parent
    return begin, length

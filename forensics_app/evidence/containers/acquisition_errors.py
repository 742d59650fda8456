"""Sectors that could not be read when an image was made: what stands there is not what was on the medium.

E01 lists them in its section `error2`, Ex01 in its error table; most tools write zeros there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import joined
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Gap
from forensics_app.model.evidence import DERIVED, Layer, LayerKind, Omission, OmissionStage

SectorRange = tuple[int, int]
"""First sector and how many."""

_MOST_SHOWN = 20
_INVERTED = bytes(range(255, -1, -1))
NOT_ACQUIRED = "not read when the image was made"


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
        return sum(gap.length_bytes for gap in self.parts_of(offset_bytes, length_bytes))

    def parts_of(self, offset_bytes: int, length_bytes: int) -> tuple[Gap, ...]:
        """Which of these bytes of the medium were not read, in order."""
        end, found = offset_bytes + length_bytes, list[Gap]()
        for index in range(bisect_right(self._ends, offset_bytes), len(self._begins)):
            if self._begins[index] >= end:
                break
            begin = max(offset_bytes, self._begins[index])
            found.append(Gap(begin, min(end, self._ends[index]) - begin))
        return joined(tuple(found))

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

        Its files have places in the layer's own bytes; those that are known to lie there have lines too.
        """
        known = {layer.layer_id: layer for layer in layers}
        for layer in known.values():
            if layer.kind in DERIVED:
                unread, length = self.beneath(layer, known)
                if unread:
                    code, detail = OmissionCode.ACQUISITION_ERRORS, f"{unread} of {length} bytes"
                    yield Omission(code, source_id, layer.layer_id, 1, OmissionStage.OPEN, detail)

    def beneath(self, layer: Layer, layers: Mapping[str, Layer]) -> tuple[int, int]:
        """Of what a layer lies on or is computed from, as far as that is narrowed down: how many bytes of the
        medium were not read, and how many there are. `layers` by their ids."""
        begin, length = 0, layer.length_bytes
        while layer.parent_id is not None and layer.parent_id in layers:
            parent = layers[layer.parent_id]
            if layer.kind is LayerKind.LOGICAL_VOLUME:
                # on any of the physical volumes
                parts = [one for one in layers.values() if one.file_system == parent.file_system]
                found = [self.beneath(one, layers) for one in parts]
                return sum(unread for unread, _ in found), sum(size for _, size in found)
            if layer.kind in DERIVED:
                begin, length = 0, parent.length_bytes
            else:
                begin += layer.offset_bytes
            layer = parent
        return self.bytes_in(begin, length), length


class _OfMedium:
    """A medium, and what could not be read of it when its image was made."""

    def __init__(self, medium: ByteSource, errors: AcquisitionErrors) -> None:
        self._medium = medium
        self._errors = errors

    @property
    def size_bytes(self) -> int:
        """Of the whole medium."""
        return self._medium.size_bytes


class AcquiredMedium(_OfMedium):
    """A medium without what could not be read when its image was made: a read that touches it fails.

    Whatever is computed from the medium is computed from this one as well, down to where it can't be: which
    bytes of it stand on what was not read is found out that way.
    """

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range with a byte that was not
        read."""
        if self._errors.bytes_in(offset_bytes, size_bytes):
            raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes, detail=NOT_ACQUIRED)
        return self._medium.read(offset_bytes, size_bytes)

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The parts of a range that were not read, in order."""
        return self._errors.parts_of(offset_bytes, size_bytes)


class InvertedMedium(_OfMedium):
    """A medium with the bits inverted of what could not be read when its image was made.

    What is computed from it and comes out the same doesn't depend on what was not read.
    """

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """As ByteSource.read."""
        data = bytearray(self._medium.read(offset_bytes, size_bytes))
        for part in self._errors.parts_of(offset_bytes, size_bytes):
            begin = part.offset_bytes - offset_bytes
            end = begin + part.length_bytes
            data[begin:end] = data[begin:end].translate(_INVERTED)
        return bytes(data)

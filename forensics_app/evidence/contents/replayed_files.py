"""Files of a volume after replay of its journal, each with the places on the medium where its bytes stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.evidence.bytes.replayed import ReplayedVolume
from forensics_app.evidence.contents.layer_files import LayerFiles, WalkPlace
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.model.artifact import Entry, Extent
from forensics_app.model.evidence import Omission
from forensics_app.model.names import Components


class ReplayedFiles:
    """`files` of `volume`, whose extents count in the bytes of layer `layer_id`, which nobody else has.

    They are given as those of what is stored: `place` is the layer that holds the volume, and where in it the
    volume begins. What stands nowhere as it is (put together while replaying) has no extents.
    """

    def __init__(
        self, files: LayerFiles, volume: ReplayedVolume, *, layer_id: str, place: tuple[str, int]
    ) -> None:
        self._files = files
        self._volume = volume
        self._layer_id = layer_id
        self._place = place

    def walk(
        self, stops: dict[int, int], at: Callable[[WalkPlace, Components], None]
    ) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """As LayerFiles.walk."""
        for entries, omissions in self._files.walk(stops, at):
            yield [self._placed(entry) for entry in entries], omissions

    def content(self, target: Target) -> StoredContent:
        """As LayerFiles.content."""
        return self._files.content(target)

    def _placed(self, entry: Entry) -> Entry:
        return entry._replace(extents=self._stored(entry.extents)) if entry.extents else entry

    def _stored(self, extents: tuple[Extent, ...]) -> tuple[Extent, ...]:
        layer_id, begin = self._place
        found: list[Extent] = []
        for extent in extents:
            if extent.layer_id != self._layer_id or extent.offset_bytes is None:
                found.append(extent)
                continue
            for place, length in self._volume.places(extent.offset_bytes, extent.length_bytes):
                if place is None:
                    return ()
                last = found[-1] if found else None
                if (
                    last is not None
                    and last.offset_bytes is not None
                    and last.offset_bytes + last.length_bytes == begin + place
                ):
                    found[-1] = last._replace(length_bytes=last.length_bytes + length)
                else:
                    found.append(Extent(layer_id, begin + place, length))
        return tuple(found)

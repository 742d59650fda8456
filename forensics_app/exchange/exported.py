"""What an export says of the sources that its artifacts come from."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.digests import Digests
from forensics_app.model.evidence import DERIVED, Layer, LayerKind, LayerState


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer's first byte lies: at `offset_bytes` of the layer `root`, which lies in no other."""

    root: str
    offset_bytes: int


@dataclass(frozen=True, slots=True)
class ExportedSource:
    """A source: `names` are the base names of its files, `digests` those of the medium as computed."""

    source_id: str
    exhibit: str
    names: tuple[str, ...]
    size_bytes: int | None
    digests: Digests
    layers: tuple[Layer, ...]

    @property
    def has_medium(self) -> bool:
        """Whether there is a medium that bytes can be counted in."""
        return any(one.layer_id == self.source_id and one.kind in _MEDIA for one in self.layers)

    def volumes(self) -> tuple[Layer, ...]:
        """The layers whose files are listed and that are volumes of blocks."""
        listed = (one for one in self.layers if one.state is LayerState.WALKED)
        return tuple(one for one in listed if one.kind not in (LayerKind.FOLDER, LayerKind.ARCHIVE))

    def places(self) -> dict[str, Place]:
        """Where each layer's first byte lies, in the outermost layer that holds it as it is.

        By the rule of docs/bundle-format.md, section 5; parents come before their layers.
        """
        found: dict[str, Place] = {}
        for one in self.layers:
            parent = None if one.parent_id is None or one.kind in DERIVED else found.get(one.parent_id)
            if parent is None:
                found[one.layer_id] = Place(one.layer_id, 0)
            else:
                found[one.layer_id] = Place(parent.root, parent.offset_bytes + one.offset_bytes)
        return found


_MEDIA = (LayerKind.MEDIUM, LayerKind.FILE_SYSTEM, LayerKind.PARTITION, LayerKind.ARCHIVE)

"""A source that is opened again, perhaps with other credentials: its layers keep the places they have.

The number of a layer is part of every row, so what is stored stays where it is, and layers that were not
there before (a volume that is unlocked now, shadow copies that were not asked for) come behind all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from forensics_app.catalog.queries import LayerRecord
from forensics_app.errors import SourceChangedError, VolumeLockedError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.evidence import DERIVED, Layer, LayerKind, Omission, OmissionStage, OpenedSource

# an omission of a layer that a layer of this kind, computed from it, makes up for
_MADE_UP = {
    OmissionCode.ENCRYPTED_VOLUME.value: LayerKind.DECRYPTED,
    OmissionCode.SNAPSHOTS_NOT_READ.value: LayerKind.SNAPSHOT,
}


def with_stored_layers(now: OpenedSource, stored: Sequence[LayerRecord], *, path: str) -> OpenedSource:
    """What opening found, its layers in the order in which they are stored, new ones behind them.

    Raises SourceChangedError where the layers of the medium are not what they were, VolumeLockedError where
    one that isn't read to its end yet can't be opened any more.
    """
    found = {layer.layer_id: layer for layer in now.layers}
    known = {record.layer.layer_id for record in stored}
    computed = _computed([record.layer for record in stored]) | _computed(now.layers)
    layers: list[Layer] = []
    for record in stored:
        layer = record.layer
        again = found.get(layer.layer_id)
        if again is None and layer.layer_id in computed:
            if not record.done:
                raise VolumeLockedError(path=path, layer=layer.layer_id)
            layers.append(layer)
        elif again is None or _place(again) != _place(layer):
            raise SourceChangedError(path=path)
        else:
            layers.append(again)
    new = [layer for layer in now.layers if layer.layer_id not in known]
    if any(layer.layer_id not in computed for layer in new):
        raise SourceChangedError(path=path)
    return replace(now, layers=(*layers, *new))


def omissions_of_opening(
    now: Iterable[Omission], before: Iterable[Omission], opened: OpenedSource, found: OpenedSource
) -> list[Omission]:
    """What is left out of a source over all its openings.

    `now` is of the opening that gave `found`, `before` of earlier ones; `opened` has all layers. A volume
    that stayed locked this time is not left out where it was read before.
    """
    here = {layer.layer_id for layer in found.layers}
    elsewhere = [layer.layer_id for layer in opened.layers if layer.layer_id not in here]
    made_up = {(layer.parent_id, layer.kind) for layer in opened.layers if layer.kind in DERIVED}
    fresh = [o for o in now if (o.locator, _MADE_UP.get(o.code)) not in made_up or not _whole(o)]
    kept = [
        o
        for o in before
        if o.stage is OmissionStage.OPEN and any(_inside(o.locator, layer_id) for layer_id in elsewhere)
    ]
    return [*fresh, *kept]


def volumes_done(stored: Sequence[LayerRecord]) -> set[str]:
    """Ids of encrypted volumes of which everything that was found in them is stored."""
    found: set[str] = set()
    for record in stored:
        layer = record.layer
        if layer.kind is LayerKind.DECRYPTED and layer.parent_id is not None:
            inside = (r for r in stored if _inside(r.layer.layer_id, layer.layer_id))
            if all(r.done for r in inside):
                found.add(layer.parent_id)
    return found


def _whole(omission: Omission) -> bool:
    """False for shadow copies of which some were opened: the rest of them stays left out."""
    return "libvshadow opens" not in (omission.detail or "")


def _inside(locator: str | None, layer_id: str) -> bool:
    return locator is not None and (
        locator == layer_id or locator.startswith((f"{layer_id}.", f"{layer_id}:"))
    )


def _computed(layers: Iterable[Layer]) -> set[str]:
    """Ids of layers that are computed from others, and of what lies in them."""
    found: set[str] = set()
    for layer in layers:
        if layer.kind in DERIVED or layer.kind is LayerKind.ARCHIVE or layer.parent_id in found:
            found.add(layer.layer_id)
    return found


def _place(layer: Layer) -> tuple[str | None, int, int]:
    return layer.parent_id, layer.offset_bytes, layer.length_bytes

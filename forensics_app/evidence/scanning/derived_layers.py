"""Layers whose bytes are computed from others: opened again by their ids, in any worker.

Ids end in how the bytes are computed: `.bde`, `.luks`, `.fve` decrypted, `.lv3` the third logical volume of a
group, `.vss2` the second shadow copy. Extents of files in such a layer count in its own bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.encryption.unlocked import VolumeLocked
from forensics_app.evidence.encryption.unlocking import unlock
from forensics_app.evidence.volumes.lvm.volumes import VolumeNotReadable, find_groups
from forensics_app.evidence.volumes.shadow_copies.copies import ShadowCopies
from forensics_app.model.credentials import Credential
from forensics_app.model.evidence import Layer, LayerKind

LVM = "LVM2"


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening a derived layer again needs of the source around it.

    `layers` all layers by id, `bytes_of` their bytes, `keys` what opened the decrypted ones.
    """

    layers: dict[str, Layer]
    bytes_of: Callable[[str], ByteSource]
    keys: dict[str, Credential]
    alive: Callable[[], None]

    def open(self, layer: Layer) -> ByteSource:
        """The bytes of a layer of a kind in DERIVED. Raises ReadFailedError."""
        parent = self.layers[layer.parent_id or ""]
        try:
            if layer.kind is LayerKind.DECRYPTED:
                keys = tuple(key for at, key in self.keys.items() if at == layer.layer_id)
                name = parent.file_system or ""
                return unlock(self.bytes_of(parent.layer_id), name, keys, self.alive).source
            if layer.kind is LayerKind.SNAPSHOT:
                return ShadowCopies(self.bytes_of(parent.layer_id)).source(_number(layer, "vss") - 1)
            return self._logical_volume(layer)
        except (VolumeLocked, VolumeNotReadable) as e:
            raise ReadFailedError(layer=layer.layer_id, detail=str(e)) from e

    def _logical_volume(self, layer: Layer) -> ByteSource:
        number = _number(layer, "lv")
        for group in find_groups(self._physical_volumes()).groups:
            if group.layer_id == layer.parent_id and number <= len(group.group.volumes):
                return group.open(group.group.volumes[number - 1])
        raise ReadFailedError(layer=layer.layer_id, detail="no such logical volume")

    def _physical_volumes(self) -> Iterable[tuple[str, ByteSource]]:
        for candidate in self.layers.values():
            if candidate.file_system == LVM:
                yield candidate.layer_id, self.bytes_of(candidate.layer_id)


def _number(layer: Layer, prefix: str) -> int:
    """The number at the end of a layer id such as `s1.p2.vss3`."""
    last = layer.layer_id.rsplit(".", 1)[-1]
    digits = last.removeprefix(prefix)
    if not last.startswith(prefix) or not digits.isascii() or not digits.isdigit():
        raise ReadFailedError(layer=layer.layer_id, detail="no such layer")
    return int(digits)

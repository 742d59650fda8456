"""The artifacts beside the names of a layer: what they are called and where they stand; apart from what reads
them."""

from __future__ import annotations

from enum import StrEnum

from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.evidence import Layer, LayerKind, LayerState

_LAST = (1 << 37) - 1  # the last place that a layer has, which no walk comes to


class SpaceKind(StrEnum):
    """The value is the artifact's address, where files have their inode."""

    UNALLOCATED = "unallocated"
    SLACK = "slack"


VOLUME_NAME = b"$Volume"
NAMES = {SpaceKind.UNALLOCATED: b"$Unallocated", SpaceKind.SLACK: b"$Slack"}
SEQUENCES = {SpaceKind.UNALLOCATED: _LAST, SpaceKind.SLACK: _LAST - 1}
NOT_READ = {
    SpaceKind.UNALLOCATED: OmissionCode.UNALLOCATED_NOT_READ,
    SpaceKind.SLACK: OmissionCode.SLACK_NOT_READ,
}
_VOLUMES = (LayerKind.MEDIUM, LayerKind.PARTITION, LayerKind.DECRYPTED, LayerKind.LOGICAL_VOLUME)
_SWAP = ("Linux swap", "Linux hibernation")


def whole_name(layer: Layer) -> bytes | None:
    """What all bytes of a layer are called as one artifact, where no files tell which of them are in use:
    outside of partitions, in swap, and where no file system is known or opens. None for others.
    """
    if layer.kind is LayerKind.UNALLOCATED:
        return NAMES[SpaceKind.UNALLOCATED]
    unknown = layer.state is LayerState.OMITTED and layer.file_system is None
    is_swap = layer.state is LayerState.AREA and layer.file_system in _SWAP
    return VOLUME_NAME if layer.kind in _VOLUMES and (unknown or is_swap) else None

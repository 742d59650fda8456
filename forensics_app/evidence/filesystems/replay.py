"""What replaying a journal gives, whatever the file system; and the layer that shows it.

`s1.p2.replayed` is the volume `s1.p2` after replay: a view of the same bytes, in which the files are as the
journal makes them. Both are listed: the medium shows the one, and the next system to mount it would show the
other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from forensics_app.evidence.bytes.replayed import Piece
from forensics_app.model.evidence import Layer, LayerKind, LayerState

REPLAYED = "replayed"
AFTER_REPLAY = "after replay of its journal"


@dataclass(frozen=True, slots=True)
class Replay:
    """What a journal has for the volume. `clean`: it says that the volume was unmounted. `problems`: why some
    of it is not replayed, in technical words.
    """

    pieces: tuple[Piece, ...] = ()
    transactions: int = 0
    problems: tuple[str, ...] = ()
    clean: bool = False


def replayed_layer(layer: Layer, file_system: str) -> Layer:
    """The layer of a volume after replay. `layer` is that of the volume as it is on the medium."""
    return replace(
        layer,
        layer_id=f"{layer.layer_id}.{REPLAYED}",
        parent_id=layer.layer_id,
        kind=LayerKind.FILE_SYSTEM,
        offset_bytes=0,
        description=AFTER_REPLAY,
        file_system=file_system,
        state=LayerState.WALKED,
    )


def is_replayed(layer: Layer) -> bool:
    """Whether a layer is a volume after replay."""
    return layer.kind is LayerKind.FILE_SYSTEM and layer.layer_id.endswith(f".{REPLAYED}")

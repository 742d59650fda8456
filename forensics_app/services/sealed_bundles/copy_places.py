"""Where copies out of a sealed bundle lie: in the folders of the evidence, by safe names, each used once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from forensics_app.i18n.labels import layer_name
from forensics_app.model.evidence import Layer, LayerKind
from forensics_app.services.extracting.safe_names import TakenNames, safe_name
from forensics_app.verify.files.records import Artifact

LONGEST_BYTES = 700  # of a path below the folder: systems take 1024 to 4096 for a whole one
LONG_PATHS = "long paths"


@dataclass(slots=True)
class _Folder:
    """A folder on disk: names that were given out in it, and folders below by the bytes of their names."""

    path: tuple[str, ...] = ()
    taken: TakenNames = field(default_factory=TakenNames)
    below: dict[tuple[str, ...], _Folder] = field(default_factory=dict)

    def inside(self, key: tuple[str, ...], shown: str) -> _Folder:
        if key not in self.below:
            self.below[key] = _Folder((*self.path, self.taken.free(safe_name(shown))))
        return self.below[key]


class CopyPlaces:
    """Where each copy lies: exhibit, volume where an exhibit has several, folders, name."""

    def __init__(
        self, layers: Mapping[str, Layer], wanted: Iterable[Artifact], *, taken: Iterable[str] = ()
    ) -> None:
        """`layers` by their ids; `taken` are names at the top that no folder may have."""
        self._top, self._layers = _Folder(), layers
        for name in taken:
            self._top.taken.free(name)
        volumes: dict[str, set[str]] = {}
        for artifact in wanted:
            volumes.setdefault(artifact.exhibit, set()).add(self._volume(artifact.layer))
        self._several = frozenset(exhibit for exhibit, layers in volumes.items() if len(layers) > 1)

    def _volume(self, layer_id: str) -> str:
        """The layer in whose folders something lies: of what is in archives, that of the archives."""
        layer = self._layers.get(layer_id)
        if layer is None or layer.kind is not LayerKind.ARCHIVE or layer.parent_id is None:
            return layer_id
        return self._volume(layer.parent_id)

    def of(self, artifact: Artifact) -> tuple[str, ...]:
        """The parts of its path below the folder of all copies: none is given out twice."""
        folder = self._top.inside(("exhibit", artifact.exhibit), artifact.exhibit)
        if artifact.exhibit in self._several:
            volume = self._volume(artifact.layer)
            layer = self._layers.get(volume)
            shown = "" if layer is None or layer.parent_id is None else layer_name(layer)
            folder = folder.inside(("volume", volume), shown or volume)
        *folders, name = artifact.path.shown
        if artifact.stream is not None:
            name = f"{name}:{artifact.stream.shown}"
        for raw, shown in zip(artifact.path.bytes, folders, strict=False):
            folder = folder.inside(("folder", raw), shown)
        if len("/".join((*folder.path, safe_name(name))).encode()) > LONGEST_BYTES:
            folder = self._top.inside(("long",), LONG_PATHS)
        return (*folder.path, folder.taken.free(safe_name(name)))

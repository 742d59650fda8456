"""Finding layers whose bytes are computed: decrypted volumes, logical volumes, shadow copies.

They stand behind the layers of the medium, in the order in which they were found: a volume that is unlocked
later takes no other layer's place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, Window
from forensics_app.evidence.encryption.unlocked import VolumeLocked
from forensics_app.evidence.encryption.unlocking import suffix_of, unlock
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.omission_codes import OmissionCode, Omit
from forensics_app.evidence.volumes.lvm.volumes import Group, VolumeNotReadable, find_groups
from forensics_app.evidence.volumes.shadow_copies.catalogue import Catalogue
from forensics_app.evidence.volumes.shadow_copies.copies import ShadowCopies
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import Layer, LayerKind

_MOST_LAYERS = 512
_MOST_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look into beside what lies open."""

    credentials: tuple[Credential, ...] = ()
    shadow_copies: bool = False


class DerivedLayerSearch:
    """The derived layers of one source. `skip`, `alive` as Scanner.

    `sources` and `keys` by layer id; `locked` what could be opened with another credential.
    """

    def __init__(
        self, wanted: Wanted, *, omit: Omit, alive: Callable[[str, int], None], skip: dict[str, str]
    ) -> None:
        self._wanted = wanted
        self._omit = omit
        self._alive = alive
        self._skip = skip
        self._waiting: deque[Layer] = deque()
        self._physical: list[tuple[Layer, ByteSource]] = []
        self._done_groups: set[str] = set()
        self._reported: set[tuple[str, str]] = set()
        self.sources: dict[str, ByteSource] = {}
        self.keys: dict[str, Credential] = {}
        self.locked: list[LockedVolume] = []

    def next(self) -> Layer | None:
        """The next layer to look at; groups are put together once every other layer was seen."""
        if not self._waiting:
            self._logical_volumes()
        return self._waiting.popleft() if self._waiting else None

    def unlock(self, layer: Layer, source: ByteSource, name: str) -> bool:
        """Open an encrypted volume, or note why not."""
        at = f"{layer.layer_id}.{suffix_of(name)}"
        if self._skipped(at, name):
            return False
        fitting = tuple(c for c in self._wanted.credentials if c.fits(layer.layer_id))
        try:
            unlocked = unlock(source, name, fitting, lambda: self._alive(at, 1))
        except VolumeLocked as e:
            self._omit(OmissionCode.ENCRYPTED_VOLUME, layer.layer_id, e.detail)
            if e.accepts:
                within = "" if layer.parent_id is None else layer.label or layer.description or ""
                self.locked.append(LockedVolume(layer.layer_id, name, e.accepts, e.tried, within))
            return False
        for left_out in unlocked.omitted:
            self._omit(OmissionCode.VOLUME_NOT_SUPPORTED, layer.layer_id, left_out)
        sector_bytes = unlocked.sector_size_bytes or layer.sector_size_bytes
        # a header is not believed beyond the bytes that are there
        clear = Window(unlocked.source, 0, source.size_bytes)
        claimed = max(unlocked.source.size_bytes, unlocked.claimed_bytes or 0)
        if claimed > clear.size_bytes:
            self._omit(OmissionCode.IMAGE_TRUNCATED, at, f"{clear.size_bytes} of {claimed} bytes")
        if unlocked.unfinished is not None:
            self._omit(OmissionCode.ENCRYPTION_UNFINISHED, at, unlocked.unfinished)
        self.keys[at] = unlocked.key
        self._add(layer, at, LayerKind.DECRYPTED, clear, unlocked.description, sector_bytes)
        return True

    def shadow_copies(self, layer: Layer, source: ByteSource, catalogue: Catalogue) -> None:
        """The shadow copies of an NTFS volume: layers where they are wanted, else an omission."""
        code, count = OmissionCode.SNAPSHOTS_NOT_READ, max(1, catalogue.count)
        if not self._wanted.shadow_copies:
            self._omit(code, layer.layer_id, "volume shadow copies", count)
            return
        if self._skipped(f"{layer.layer_id}.vss", "volume shadow copies"):
            return
        try:
            copies = ShadowCopies(source)
        except ReadFailedError as e:
            self._omit(code, layer.layer_id, f"volume shadow copies: {detail_of(e)}", count)
            return
        for index in range(copies.count):
            try:
                store = copies.source(index)
            except ReadFailedError as e:
                self._omit(code, f"{layer.layer_id}.vss{index + 1}", detail_of(e))
                continue
            self._add(
                layer,
                f"{layer.layer_id}.vss{index + 1}",
                LayerKind.SNAPSHOT,
                Window(store, 0, source.size_bytes),
                " ".join(filter(None, ("volume shadow copy", copies.made_at(index)))),
                layer.sector_size_bytes,
            )
        if copies.count < count:
            detail = f"volume shadow copies: libvshadow opens {copies.count} of {count}"
            self._omit(code, layer.layer_id, detail, count - copies.count)

    def physical_volume(self, layer: Layer, source: ByteSource) -> None:
        """Keep a physical volume of LVM2 until all of its group were seen."""
        self._physical.append((layer, source))

    # --- logical volumes -------------------------------------------------------------------------

    def _logical_volumes(self) -> None:
        found = find_groups((layer.layer_id, source) for layer, source in self._physical)
        for place, problem in found.problems:
            if (place, problem) not in self._reported:
                self._reported.add((place, problem))
                self._omit(OmissionCode.VOLUME_DAMAGED, place, f"LVM2: {problem}")
        for place, nothing in found.alone:
            if (place, nothing) not in self._reported:
                self._reported.add((place, nothing))
                self._omit(OmissionCode.FILE_SYSTEM_UNKNOWN, place, nothing)
        for group in found.groups:
            if group.group.uuid not in self._done_groups:
                self._done_groups.add(group.group.uuid)
                self._volumes_of(group)

    def _volumes_of(self, group: Group) -> None:
        parent = next(layer for layer, _ in self._physical if layer.layer_id == group.layer_id)
        there = sum(device.size_bytes for device in group.devices.values())
        for number, volume in enumerate(group.group.volumes, start=1):
            at, name = f"{parent.layer_id}.lv{number}", f"{group.group.name}/{volume.name}"
            try:
                source = group.open(volume)
            except VolumeNotReadable as e:
                self._omit(OmissionCode.VOLUME_NOT_SUPPORTED, at, f"LVM2 {name}: {e}")
                continue
            if source.size_bytes > there:
                self._omit(OmissionCode.IMAGE_TRUNCATED, at, f"{there} of {source.size_bytes} bytes")
            source = Window(source, 0, min(there, source.size_bytes))
            mirror = f", one of {len(volume.copies)} copies" if len(volume.copies) > 1 else ""
            description = f"LVM2 {name}{mirror}"
            self._add(parent, at, LayerKind.LOGICAL_VOLUME, source, description, parent.sector_size_bytes)

    # --- noting ----------------------------------------------------------------------------------

    def _add(
        self,
        parent: Layer,
        layer_id: str,
        kind: LayerKind,
        source: ByteSource,
        description: str,
        sector_bytes: int | None,
    ) -> None:
        if len(self.sources) >= _MOST_LAYERS or layer_id.count(".") > _MOST_DEPTH:
            self._omit(OmissionCode.VOLUME_NOT_SUPPORTED, layer_id, "too many volumes inside volumes")
            return
        layer = Layer(layer_id, parent.layer_id, kind, 0, source.size_bytes, sector_bytes, description)
        self.sources[layer_id] = source
        self._waiting.append(layer)

    def _skipped(self, layer_id: str, name: str) -> bool:
        """Say what is looked at next; True, with an omission, where that lost a worker before."""
        if layer_id in self._skip:
            self._omit(OmissionCode(self._skip[layer_id]), layer_id, f"opening {name}")
            return True
        self._alive(layer_id, 0)
        return False

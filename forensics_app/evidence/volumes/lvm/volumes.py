"""Logical volumes of LVM2: physical volumes of one source put together again.

Linear and striped segments are read, and mirrors by the first copy that is there; the other types are told by
LVM's names for them. libvslvm (20260901) opens no group that has a striped volume, and no volume of two
segments (measured on samples that lvm2's own tools made); tests hold a linear volume equal to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import joined
from forensics_app.evidence.bytes.byte_source import ByteSource, Window, check_range, known_gaps
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.volumes.lvm.label import LvmDamaged, PhysicalVolume, read_physical_volume
from forensics_app.evidence.volumes.lvm.metadata import LogicalVolume, Segment, VolumeGroup, read_volume_group
from forensics_app.model.artifact import Gap


class VolumeNotReadable(Exception):
    """A logical volume that can't be put together; the text names what is missing or not supported."""


@dataclass(frozen=True, slots=True)
class Group:
    """A volume group with those of its physical volumes that were found.

    `layer_id`: the layer of the first of them; `devices`: bytes by the name in the metadata, from the first
    extent on.
    """

    layer_id: str
    group: VolumeGroup
    devices: dict[str, ByteSource]

    def open(self, volume: LogicalVolume) -> ByteSource:
        """The bytes of a logical volume. Raises VolumeNotReadable."""
        if volume.unsupported is not None:
            raise VolumeNotReadable(f"of type {volume.unsupported}")
        for copy in volume.copies:
            if not self._missing(copy):
                return _Assembled(replace(volume, segments=copy), self.group.extent_bytes, self.devices)
        missing = self._missing(volume.segments)
        if missing:
            known = [self.group.devices[n].uuid if n in self.group.devices else n for n in missing]
            raise VolumeNotReadable(f"physical volume not in this source: {', '.join(known)}")
        return _Assembled(volume, self.group.extent_bytes, self.devices)

    def _missing(self, segments: tuple[Segment, ...]) -> list[str]:
        """Physical volumes that segments lie on and that aren't there, by their names in the text."""
        names = {stripe.volume for segment in segments for stripe in segment.stripes}
        return sorted(names - self.devices.keys())


@dataclass(slots=True)
class Groups:
    """What a search found. `problems`: layer id and technical text of what is damaged; `alone`: the same of
    what has nothing to list.
    """

    groups: list[Group] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    alone: list[tuple[str, str]] = field(default_factory=list)


def find_groups(candidates: Iterable[tuple[str, ByteSource]]) -> Groups:
    """Volume groups among layers that carry LVM2's label, in the order of their first physical volume."""
    found = Groups()
    volumes: list[tuple[str, ByteSource, PhysicalVolume]] = []
    newest: dict[str, tuple[str, VolumeGroup]] = {}
    for layer_id, source in candidates:
        try:
            volume = read_physical_volume(source)
        except (LvmDamaged, ReadFailedError) as e:
            found.problems.append((layer_id, detail_of(e)))
            continue
        found.problems += [(layer_id, remark) for remark in volume.remarks]
        volumes.append((layer_id, source, volume))
        for text in volume.texts:
            try:
                group = read_volume_group(text)
            except LvmDamaged as e:
                found.problems.append((layer_id, str(e)))
                continue
            if volume.uuid not in {device.uuid for device in group.devices.values()}:
                found.problems.append((layer_id, f"group {group.name} does not list its own physical volume"))
                continue
            known = newest.get(group.uuid)
            if known is None or group.sequence > known[1].sequence:
                newest[group.uuid] = (known[0] if known else layer_id, group)
    for layer_id, group in newest.values():
        if any(layer_id == other.layer_id for other in found.groups):
            found.problems.append((layer_id, f"a second volume group, {group.name}"))
            continue
        found.groups.append(Group(layer_id, group, _devices(group, volumes)))
        if not group.volumes:
            found.alone.append((layer_id, f"LVM2: the group {group.name} has no logical volume"))
    grouped = {device.uuid for _, group in newest.values() for device in group.devices.values()}
    reported = {layer_id for layer_id, _ in found.problems}
    found.alone += [
        (layer_id, "LVM2: a physical volume without a volume group")
        for layer_id, _, volume in volumes
        if volume.uuid not in grouped and layer_id not in reported
    ]
    return found


def _devices(
    group: VolumeGroup, volumes: list[tuple[str, ByteSource, PhysicalVolume]]
) -> dict[str, ByteSource]:
    sources: dict[str, ByteSource] = {}
    for _, source, physical in volumes:
        sources.setdefault(physical.uuid, source)  # of two copies the first one counts
    found: dict[str, ByteSource] = {}
    for name, device in group.devices.items():
        if device.uuid in sources:
            volume = sources[device.uuid]
            found[name] = Window(volume, device.data_offset_bytes, volume.size_bytes)
    return found


class _Assembled:
    """A logical volume as a ByteSource."""

    def __init__(self, volume: LogicalVolume, extent_bytes: int, devices: dict[str, ByteSource]) -> None:
        self._segments = volume.segments
        self._extent_bytes = extent_bytes
        self._devices = devices
        self._size_bytes = volume.size_bytes

    @property
    def size_bytes(self) -> int:
        """Size by the metadata, also where a physical volume was cut off."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        parts: list[bytes] = []
        end = offset_bytes + size_bytes
        for segment in self._segments:
            begin = max(offset_bytes, segment.offset_bytes)
            stop = min(end, segment.offset_bytes + segment.length_bytes)
            while begin < stop:
                part = self._part(segment, begin - segment.offset_bytes, stop - begin)
                parts.append(part)
                begin += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The missing parts of a range, in order, as offsets of this source."""
        found: list[Gap] = []
        end = min(offset_bytes + size_bytes, self._size_bytes)
        for segment in self._segments:
            begin = max(offset_bytes, segment.offset_bytes)
            stop = min(end, segment.offset_bytes + segment.length_bytes)
            while begin < stop:
                device, position, length = self._place(segment, begin - segment.offset_bytes, stop - begin)
                for gap in known_gaps(device, position, length):
                    found.append(Gap(begin + gap.offset_bytes - position, gap.length_bytes))
                begin += length
        return joined(tuple(found))

    def _part(self, segment: Segment, inside: int, most: int) -> bytes:
        """As much of the range as lies in one piece on one physical volume."""
        device, position, length = self._place(segment, inside, most)
        return device.read(position, length)

    def _place(self, segment: Segment, inside: int, most: int) -> tuple[ByteSource, int, int]:
        """The physical volume, where on it, and how much of the range lies there in one piece."""
        stripe, offset = segment.stripes[0], inside
        if segment.stripe_bytes:
            row, within = divmod(inside, segment.stripe_bytes)
            full_rows, number = divmod(row, len(segment.stripes))
            stripe, offset = segment.stripes[number], full_rows * segment.stripe_bytes + within
            most = min(most, segment.stripe_bytes - within)
        position = stripe.first_extent * self._extent_bytes + offset
        return self._devices[stripe.volume], position, most

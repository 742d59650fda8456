"""Looking at a medium: its partitions, the areas between them, and each volume.

Layer ids: the medium is `s1`; partitions `s1.p1`, `s1.p2` by their number in the table; the areas that hold
the table `s1.t1`, ...; unallocated areas `s1.u1`, ... in the order of the medium. A file system without a
partition table sits on the medium itself. Behind them the layers that are computed from others, as
`derived_layers` names them; each may hold a partition table again. A layer whose state is `walked` has files
to list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, Window
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.signatures import begins_with_volume, hint
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.scanning.derived_layer_search import DerivedLayerSearch, Wanted
from forensics_app.evidence.scanning.lost_volumes import with_lost_volumes
from forensics_app.evidence.scanning.scan_result import Scan
from forensics_app.evidence.scanning.volume import VolumeScanner
from forensics_app.evidence.volumes.partitions.layers import (
    partition_layer,
    table_areas,
    unallocated,
)
from forensics_app.evidence.volumes.partitions.reading import (
    has_lost_gpt,
    read_inner_table,
    read_partition_table,
    read_slices,
)
from forensics_app.evidence.volumes.partitions.table import LDM, Partition, PartitionTable, Scheme
from forensics_app.evidence.volumes.raid_member import raid_member
from forensics_app.model.evidence import Layer, LayerKind, LayerState, Omission, OmissionStage

_DYNAMIC = "Windows dynamic disk (LDM)"
_SECTOR_BYTES = 512
_ROUNDED_BYTES = 4096  # by which volumes may count more than they have
_MOST_PARTITIONS = 1024  # of a medium, in all of its tables; systems take 256 of one
_MOST_LOST = 1024  # volumes in no partition, after which none is looked for in further disks
_MOST_PROBLEMS = 8  # of one table, in words


class Scanner:
    """One look at one medium, and at what is computed from it.

    `skip`: layers that lost a worker before, with the omission code to give. `wanted`: credentials, and what
    to look into besides.
    """

    def __init__(
        self,
        medium: ByteSource,
        source_id: str,
        *,
        skip: dict[str, str],
        alive: Callable[[str, int], None],
        wanted: Wanted = Wanted(),  # noqa: B008 - frozen
    ) -> None:
        self._medium = medium
        self._source_id = source_id
        self._alive = alive
        self._found = Scan()
        self._skip = skip
        self._partition_starts: dict[str, frozenset[int]] = {}
        self._partitions_left = _MOST_PARTITIONS
        self._lost_left = _MOST_LOST
        self._derived_layers = DerivedLayerSearch(wanted, omit=self._omit, alive=alive, skip=skip)
        self._volumes = VolumeScanner(
            self._derived_layers, omit=self._omit, alive=alive, skip=skip, boot_image=self._boot_image
        )

    def run(self) -> Scan:
        """Every layer. What can't be used is an omission; nothing is raised for it."""
        found, search = self._found, self._derived_layers
        self._disk(Layer(self._source_id, None, LayerKind.MEDIUM, 0, self._medium.size_bytes), self._medium)
        self._add_volumes()
        while (derived := search.next()) is not None:
            source = search.sources[derived.layer_id]
            if derived.kind is LayerKind.SNAPSHOT:
                found.layers.append(self._volumes.look_at(derived, source))
            else:
                self._disk(derived, source)
            self._add_volumes()
        found.opened, found.keys, found.locked = search.sources, search.keys, tuple(search.locked)
        return found

    def _disk(self, root: Layer, source: ByteSource) -> None:
        """What may hold a partition table: the medium, a decrypted or a logical volume."""
        self._alive(root.layer_id, 0)
        try:
            table = read_partition_table(source)
        except ReadFailedError as e:
            table = None
            self._omit(OmissionCode.PARTITION_TABLE_DAMAGED, root.layer_id, detail_of(e))
        if table is not None:
            member = raid_member(source)
            if member is not None:
                self._omit(OmissionCode.PART_OF_ARRAY, root.layer_id, member.name)
            self._partitions(root, source, table, striped=member is not None and not member.whole)
            return
        layer = self._volumes.look_at(root, source)
        if layer.state is not LayerState.OMITTED or not self._without_table(root, source):
            self._found.layers.append(layer)
            self._need(root, self._volumes.claimed(root, source))
        try:
            lost = layer.state is not LayerState.WALKED and has_lost_gpt(source)
        except ReadFailedError:
            return  # told already: the partition table could not be read
        if lost:
            self._omit(OmissionCode.PARTITION_TABLE_DAMAGED, root.layer_id, "both copies of the GPT")

    def _add_volumes(self) -> None:
        """Volumes that share a container's bytes stand behind the layers of the disk it was found on."""
        self._found.layers.extend(self._volumes.further)
        self._volumes.further.clear()

    def _need(self, root: Layer, size_bytes: int) -> None:
        """A size that the content of the medium, or of a layer computed from it, asks for."""
        if root.parent_id is None:
            self._found.needed_bytes = max(self._found.needed_bytes, size_bytes)
        elif size_bytes > root.length_bytes and not self._is_reported(
            OmissionCode.IMAGE_TRUNCATED, root.layer_id
        ):
            detail = f"{root.length_bytes} of {size_bytes} bytes"
            self._omit(OmissionCode.IMAGE_TRUNCATED, root.layer_id, detail)

    def _partitions(
        self,
        root: Layer,
        source: ByteSource,
        table: PartitionTable,
        *,
        striped: bool = False,
        found: bool = False,
    ) -> None:
        """`striped`: of an array that is larger than this part of it; `found`: volumes were looked for."""
        table = self._bounded(table)
        self._partition_starts[root.layer_id] = frozenset(p.offset_bytes for p in table.partitions)
        outside = self._outside_table(root, source, table)
        if outside is None and root.kind is not LayerKind.PARTITION and not (striped or found):
            table = self._with_lost(root, source, table)
        if table.problems:
            self._report_problems(root, table)
        if not table.partitions and outside is None:
            self._omit(OmissionCode.FILE_SYSTEM_UNKNOWN, root.layer_id, f"{table.scheme}: no partitions")
        self._found.layers.append(
            replace(
                outside or replace(root, state=LayerState.AREA),
                sector_size_bytes=table.sector_size_bytes,
                description="; ".join(filter(None, (root.description, table.scheme.value))),
            )
        )
        if root.parent_id is None:
            self._found.sector_size_bytes = table.sector_size_bytes
        needed = table.needed_bytes if table.scheme is Scheme.GPT else 0
        inner = table_areas(root, table, source.size_bytes)
        for partition in table.partitions:
            layer, end = self._partition(root, source, table, partition, outside is not None)
            inner.append(layer)
            needed = max(needed, end)
        if not striped:
            self._need(root, needed)
        inner.extend(unallocated(root, table, inner, source.size_bytes))
        self._found.layers.extend(sorted(inner, key=lambda layer: (layer.offset_bytes, layer.layer_id)))

    def _bounded(self, table: PartitionTable) -> PartitionTable:
        """With the partitions that may be looked at. The bytes of the others belong to no partition."""
        kept = table.partitions[: self._partitions_left]
        self._partitions_left -= len(kept)
        more = len(table.partitions) - len(kept)
        if not more:
            return table
        problem = f"{more} partitions beyond the {_MOST_PARTITIONS} that are read of a medium"
        return replace(table, partitions=kept, problems=(problem, *table.problems))

    def _report_problems(self, root: Layer, table: PartitionTable) -> None:
        count = len(table.problems)
        sentences = table.problems[:_MOST_PROBLEMS]
        if count > _MOST_PROBLEMS:
            sentences = (*sentences, f"and {count - _MOST_PROBLEMS} more")
        detail = f"{table.scheme}: {'; '.join(sentences)}"
        self._omit(OmissionCode.PARTITION_TABLE_DAMAGED, root.layer_id, detail, count)

    def _partition(
        self, root: Layer, disk: ByteSource, table: PartitionTable, partition: Partition, outside: bool
    ) -> tuple[Layer, int]:
        """The layer, and the size that it asks of the disk. `outside`: a volume lies on the whole of it."""
        layer = partition_layer(root, table, partition)
        end = partition.offset_bytes + partition.length_bytes
        window = Window(disk, partition.offset_bytes, partition.length_bytes)
        if partition.offset_bytes >= disk.size_bytes:
            self._omit(OmissionCode.PARTITION_TRUNCATED, layer.layer_id, "begins beyond the end of the image")
            return replace(layer, state=LayerState.OMITTED), end
        needed = 0
        if end > disk.size_bytes:
            # a table may claim more than its file system uses; what counts is what the file system needs
            needed = partition.offset_bytes + self._volumes.claimed(layer, window) or end
        if partition.offset_bytes == 0 and outside:
            return layer, needed  # the disc's own files again
        if partition.reserved and (partition.type_name.startswith(LDM) or not begins_with_volume(window)):
            return layer, needed  # nothing to list, as its type says
        found = self._look_into(root, layer, window)
        claimed = self._volumes.claimed(layer, window) if found.state is LayerState.WALKED else 0
        if claimed > partition.length_bytes + _ROUNDED_BYTES:
            detail = f"{claimed} bytes in a partition of {partition.length_bytes}"
            self._omit(OmissionCode.VOLUME_EXCEEDS_PARTITION, layer.layer_id, detail)
        return (self._dynamic(found) if partition.type_name.startswith(LDM) else found), needed

    def _dynamic(self, layer: Layer) -> Layer:
        """A partition of a Windows dynamic disk: what is where tells its own database, which isn't read."""
        if self._is_unknown(layer):
            self._found.omissions.pop()
            self._omit(OmissionCode.VOLUME_NOT_SUPPORTED, layer.layer_id, _DYNAMIC)
            return replace(layer, file_system=_DYNAMIC)
        self._omit(OmissionCode.PART_OF_ARRAY, layer.layer_id, _DYNAMIC)
        return layer

    def _look_into(self, root: Layer, layer: Layer, window: ByteSource) -> Layer:
        """What a partition holds: a volume, or a disk with a table of its own, as of a virtual machine.

        What is in such a disk stands behind the layers of the one around it; a third one inside is not read.
        """
        # what begins where the disk does has the disk's own label in it
        may = root.kind is not LayerKind.PARTITION and layer.offset_bytes
        slices = self._slices(layer, window) if may else None
        if slices is not None:
            return self._inner(layer, window, slices)
        found = self._volumes.look_at(layer, window)
        if root.kind is LayerKind.PARTITION or found.state is not LayerState.OMITTED:
            return found
        if not self._is_unknown(layer):
            return found
        try:
            table = read_inner_table(window)
        except ReadFailedError:
            return found
        if table is None:
            return found
        self._found.omissions.pop()
        return self._inner(layer, window, table)

    def _inner(self, layer: Layer, window: ByteSource, table: PartitionTable) -> Layer:
        """What a partition holds that has a table of its own."""
        outer, self._found.layers = self._found.layers, []
        self._partitions(layer, window, table)
        [found, *inner], self._found.layers = self._found.layers, outer
        self._volumes.further.extend(inner)
        return found

    def _slices(self, layer: Layer, window: ByteSource) -> PartitionTable | None:
        """Of a slice with BSD's or Solaris' label: its first file system begins where the slice does."""
        try:
            return read_slices(window, layer.offset_bytes)
        except ReadFailedError:
            return None

    def _boot_image(self, disc: Layer, layer: Layer, source: ByteSource) -> Layer:
        """What a computer starts from: a small volume or disk, or a program, which is just bytes."""
        if layer.offset_bytes in self._partition_starts.get(disc.layer_id, ()):
            return layer  # listed as a partition
        window = Window(source, layer.offset_bytes, layer.length_bytes)
        try:
            kind = hint(window)
            known = kind != "iso9660" if kind is not None else read_inner_table(window) is not None
        except ReadFailedError as e:
            self._omit(OmissionCode.FILE_SYSTEM_DAMAGED, layer.layer_id, detail_of(e))
            return layer
        return self._look_into(disc, layer, window) if known else layer

    def _outside_table(self, root: Layer, source: ByteSource, table: PartitionTable) -> Layer | None:
        """What lies on the whole medium besides its partitions.

        ISO 9660 of a hybrid disc image; or a volume that was made where a table was, or that a table was
        written into. Which of both counts nobody can say: both are read, and that is told.
        """
        kind = hint(source)
        if kind != "iso9660" and (
            not begins_with_volume(source) or any(p.offset_bytes == 0 for p in table.partitions)
        ):
            return None
        layer = self._volumes.look_at(root, source)
        if kind == "iso9660":
            return layer if layer.state is LayerState.WALKED else None
        name = layer.file_system or kind or "volume"
        self._omit(OmissionCode.FILE_SYSTEM_AMBIGUOUS, root.layer_id, f"{name}, {table.scheme}")
        if layer.state is LayerState.WALKED:
            self._need(root, self._volumes.claimed(root, source))
            return layer
        return replace(layer, state=LayerState.AREA)  # what isn't read of it is told

    def _with_lost(self, root: Layer, source: ByteSource, table: PartitionTable) -> PartitionTable:
        """With the volumes that lie where no partition does; each of them is told."""
        place = f"{root.layer_id}.lost"
        if place in self._skip:
            self._omit(OmissionCode(self._skip[place]), root.layer_id, "looking for volumes in no partition")
            return table
        if self._lost_left <= 0:
            self._omit(OmissionCode.VOLUME_NOT_SUPPORTED, root.layer_id, "too many volumes inside volumes")
            return table
        table, added = with_lost_volumes(table, source, partial(self._alive, place))
        self._lost_left -= len(added)
        self._alive(root.layer_id, 0)
        for partition in added:
            layer_id = f"{root.layer_id}.p{partition.number}"
            self._omit(OmissionCode.VOLUME_IN_NO_PARTITION, layer_id, f"at byte {partition.offset_bytes}")
        return table

    def _without_table(self, root: Layer, source: ByteSource) -> bool:
        """Whether a disk whose table is gone has volumes, which are then listed as partitions are."""
        unknown = self._is_unknown(root)
        if not unknown and not self._is_reported(OmissionCode.PARTITION_TABLE_DAMAGED, root.layer_id):
            return False
        count = len(self._found.omissions)
        table = self._with_lost(root, source, PartitionTable(Scheme.NONE, _SECTOR_BYTES, (), ()))
        if not table.partitions:
            return False
        if unknown:
            del self._found.omissions[count - 1]
        self._partitions(root, source, table, found=True)
        return True

    def _is_unknown(self, layer: Layer) -> bool:
        """Whether the last thing that was told is that nobody knows what a layer holds."""
        latest = self._found.omissions[-1:]
        unknown = (OmissionCode.FILE_SYSTEM_UNKNOWN, layer.layer_id)
        return any((o.code, o.locator) == unknown for o in latest)

    def _is_reported(self, code: OmissionCode, locator: str) -> bool:
        return any((o.code, o.locator) == (code, locator) for o in self._found.omissions)

    def _omit(self, code: OmissionCode, locator: str, detail: str, count: int = 1) -> None:
        self._found.omissions.append(
            Omission(code, self._source_id, locator, count, OmissionStage.OPEN, detail)
        )

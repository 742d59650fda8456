"""Looking at a medium: its partitions, the areas between them, and what file system each volume holds.

Layer ids: the medium is `s1`; partitions `s1.p1`, `s1.p2` by their number in the table; the areas that hold
the table `s1.t1`, ...; unallocated areas `s1.u1`, ... in the order of the medium. A file system without a
partition table sits on the medium itself. A layer whose state is `walked` has files to list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.byte_source import ByteSource, Window
from forensics_app.evidence.claimed_size import claimed_bytes
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.file_system import FileSystemKind, TskError
from forensics_app.evidence.filesystem_tsk import FileSystem
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.partition_table import Partition, PartitionTable, Scheme
from forensics_app.evidence.partitions import has_lost_gpt, read_partition_table
from forensics_app.evidence.signatures import encryption, hint, swap, udf, unsupported
from forensics_app.evidence.snapshots import count_shadow_copies
from forensics_app.model.evidence import Layer, LayerKind, LayerState, Omission, OmissionStage

_ZERO_CHECK_BYTES = 64 << 20  # an area up to this size is read whole to say that it is empty
_WINDOW = 1 << 20


@dataclass(slots=True)
class Scan:
    """Layers in the order of the medium, omissions, and the size that the evidence itself asks for."""

    layers: list[Layer] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    needed_bytes: int = 0
    sector_size_bytes: int | None = None


class Scanner:
    """One look at one medium. `skip`: layers that lost a worker before, with the omission code to give."""

    def __init__(
        self,
        medium: ByteSource,
        source_id: str,
        *,
        skip: dict[str, str],
        alive: Callable[[str, int], None],
    ) -> None:
        self._medium = medium
        self._source_id = source_id
        self._skip = skip
        self._alive = alive
        self._found = Scan()
        self._disc = False

    def run(self) -> Scan:
        """Every layer. What can't be used is an omission; nothing is raised for it."""
        root = Layer(self._source_id, None, LayerKind.MEDIUM, 0, self._medium.size_bytes)
        self._alive(root.layer_id, 0)
        try:
            table = read_partition_table(self._medium)
        except ReadFailedError as e:
            table = None
            self._omit(OmissionCode.PARTITION_TABLE_DAMAGED, root.layer_id, detail_of(e))
        if table is None:
            self._found.layers.append(self._look_at(root, self._medium))
            self._found.needed_bytes = max(self._found.needed_bytes, self._claimed(self._medium))
            if self._found.layers[0].state is not LayerState.WALKED and has_lost_gpt(self._medium):
                self._omit(OmissionCode.PARTITION_TABLE_DAMAGED, root.layer_id, "both copies of the GPT")
            return self._found
        self._found.sector_size_bytes = table.sector_size_bytes
        self._scan_partitions(root, table)
        return self._found

    def _scan_partitions(self, root: Layer, table: PartitionTable) -> None:
        for problem in table.problems:
            self._omit(OmissionCode.PARTITION_TABLE_DAMAGED, root.layer_id, f"{table.scheme}: {problem}")
        disc = self._disc_beside_table(root)
        self._disc = disc is not None
        self._found.layers.append(
            replace(
                disc or replace(root, state=LayerState.AREA),
                sector_size_bytes=table.sector_size_bytes,
                description=table.scheme.value,
            )
        )
        if table.scheme is Scheme.GPT:
            self._found.needed_bytes = table.needed_bytes
        inner: list[Layer] = [
            Layer(
                f"{root.layer_id}.t{number}",
                root.layer_id,
                LayerKind.TABLE,
                area.offset_bytes,
                min(area.length_bytes, max(0, self._medium.size_bytes - area.offset_bytes)),
                table.sector_size_bytes,
                area.name,
            )
            for number, area in enumerate(table.areas, start=1)
            if area.offset_bytes < self._medium.size_bytes
        ]
        inner.extend(self._partition(root, table, partition) for partition in table.partitions)
        inner.extend(self._unallocated(root, table, inner))
        self._found.layers.extend(sorted(inner, key=lambda layer: (layer.offset_bytes, layer.layer_id)))

    def _partition(self, root: Layer, table: PartitionTable, partition: Partition) -> Layer:
        layer = Layer(
            f"{root.layer_id}.p{partition.number}",
            root.layer_id,
            LayerKind.PARTITION,
            partition.offset_bytes,
            partition.length_bytes,
            table.sector_size_bytes,
            partition.type_name,
            partition.label,
        )
        end = partition.offset_bytes + partition.length_bytes
        window = Window(self._medium, partition.offset_bytes, partition.length_bytes)
        needed = self._claimed(window)
        if partition.offset_bytes >= self._medium.size_bytes:
            self._found.needed_bytes = max(self._found.needed_bytes, end)
            self._omit(OmissionCode.PARTITION_TRUNCATED, layer.layer_id, "begins beyond the end of the image")
            return replace(layer, state=LayerState.OMITTED)
        if end > self._medium.size_bytes:
            # a table may claim more than its file system uses; what counts is what the file system needs
            self._found.needed_bytes = max(self._found.needed_bytes, partition.offset_bytes + needed or end)
        if partition.reserved or (partition.offset_bytes == 0 and self._disc):
            return layer  # nothing to list, or the disc's own files again
        return self._look_at(layer, window)

    def _look_at(self, layer: Layer, source: ByteSource) -> Layer:
        """What a volume holds. One locked or damaged volume never ends the scan."""
        self._alive(layer.layer_id, 0)
        if layer.layer_id in self._skip:
            self._omit(OmissionCode(self._skip[layer.layer_id]), layer.layer_id, "looking for a file system")
            return replace(layer, state=LayerState.OMITTED)
        try:
            locked = encryption(source)
            if locked is not None:
                self._omit(OmissionCode.ENCRYPTED_VOLUME, layer.layer_id, locked.name)
                outside = claimed_bytes(source) or 0
                if outside > source.size_bytes:
                    detail = f"{source.size_bytes} of {outside} bytes"
                    self._omit(OmissionCode.IMAGE_TRUNCATED, layer.layer_id, detail)
                kind = layer.kind if layer.kind is LayerKind.MEDIUM else LayerKind.ENCRYPTED
                return replace(layer, kind=kind, file_system=locked.name, state=LayerState.OMITTED)
            return self._file_system(layer, source)
        except ReadFailedError as e:
            self._omit(OmissionCode.FILE_SYSTEM_DAMAGED, layer.layer_id, detail_of(e))
            return replace(layer, state=LayerState.OMITTED)

    def _file_system(self, layer: Layer, source: ByteSource) -> Layer:
        family = hint(source)
        other = unsupported(source)
        try:
            file_system = self._open(layer, source, family)
        except TskError as e:
            return self._not_walked(layer, source, e, family)
        if other is not None:
            self._omit(
                OmissionCode.FILE_SYSTEM_AMBIGUOUS, layer.layer_id, f"{file_system.kind}, {other.name}"
            )
        also = udf(source) if file_system.kind is FileSystemKind.ISO9660 else None
        if also is not None:
            self._omit(OmissionCode.FILE_SYSTEM_NOT_SUPPORTED, layer.layer_id, f"{also.name} beside ISO 9660")
        if file_system.kind is FileSystemKind.NTFS:
            snapshots = count_shadow_copies(source)
            if snapshots:
                self._omit(OmissionCode.SNAPSHOTS_NOT_READ, layer.layer_id, "volume shadow copies", snapshots)
        return replace(layer, file_system=file_system.kind.value, state=LayerState.WALKED)

    def _open(self, layer: Layer, source: ByteSource, family: str | None) -> FileSystem:
        def alive(reach_bytes: int) -> None:
            self._alive(layer.layer_id, reach_bytes)

        try:
            return FileSystem(source, alive)
        except ReadFailedError:
            # a bad sector where another file system would have its header must not hide this one
            if family is None:
                raise
            return FileSystem(source, alive, hint=family)

    def _not_walked(self, layer: Layer, source: ByteSource, e: TskError, family: str | None) -> Layer:
        """Name what couldn't be opened: swap, a system that isn't read, damage, or nothing known."""
        if e.ambiguous:
            self._omit(OmissionCode.FILE_SYSTEM_AMBIGUOUS, layer.layer_id, detail_of(e))
            return replace(layer, state=LayerState.OMITTED)
        area = swap(source)
        if area is not None:
            return replace(layer, file_system=area.name, state=LayerState.AREA)
        other = unsupported(source) or udf(source)
        if other is not None and other.code is not None:
            self._omit(other.code, layer.layer_id, other.name)
            return replace(layer, file_system=other.name, state=LayerState.OMITTED)
        if family is not None:
            self._omit(OmissionCode.FILE_SYSTEM_DAMAGED, layer.layer_id, f"{family}: {e}")
            return replace(layer, state=LayerState.OMITTED)
        if self._is_zero(source):
            return replace(layer, state=LayerState.EMPTY)
        self._omit(OmissionCode.FILE_SYSTEM_UNKNOWN, layer.layer_id, detail_of(e))
        return replace(layer, state=LayerState.OMITTED)

    def _disc_beside_table(self, root: Layer) -> Layer | None:
        """A hybrid disc image has ISO 9660 on the whole medium and a partition table besides."""
        if hint(self._medium) != "iso9660":
            return None
        layer = self._look_at(root, self._medium)
        return layer if layer.state is LayerState.WALKED else None

    def _unallocated(self, root: Layer, table: PartitionTable, used: list[Layer]) -> list[Layer]:
        found: list[Layer] = []
        position = 0
        ends = [(layer.offset_bytes, layer.offset_bytes + layer.length_bytes) for layer in used]
        for begin, end in [*sorted(ends), (self._medium.size_bytes, self._medium.size_bytes)]:
            if begin > position:
                found.append(
                    Layer(
                        f"{root.layer_id}.u{len(found) + 1}",
                        root.layer_id,
                        LayerKind.UNALLOCATED,
                        position,
                        min(begin, self._medium.size_bytes) - position,
                        table.sector_size_bytes,
                    )
                )
            position = max(position, end)
        return [layer for layer in found if layer.length_bytes > 0]

    def _claimed(self, source: ByteSource) -> int:
        """The size a volume says it has; not of an encrypted one, whose outside may be a decoy."""
        try:
            return 0 if encryption(source) is not None else claimed_bytes(source) or 0
        except ReadFailedError:
            return 0

    def _is_zero(self, source: ByteSource) -> bool:
        if source.size_bytes > _ZERO_CHECK_BYTES:
            return False
        for offset in range(0, source.size_bytes, _WINDOW):
            if source.read(offset, min(_WINDOW, source.size_bytes - offset)).strip(b"\x00"):
                return False
        return True

    def _omit(self, code: OmissionCode, locator: str, detail: str, count: int = 1) -> None:
        self._found.omissions.append(
            Omission(code, self._source_id, locator, count, OmissionStage.OPEN, detail)
        )

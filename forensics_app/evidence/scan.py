"""Looking at a medium: its partitions, the areas between them, and what file system each volume holds.

Layer ids: the medium is `s1`; partitions `s1.p1`, `s1.p2` by their number in the table; the areas that hold
the table `s1.t1`, ...; unallocated areas `s1.u1`, ... in the order of the medium. A file system without a
partition table sits on the medium itself. Behind them the layers that are computed from others, as
`derived_layers` names them; each may hold a partition table again. A layer whose state is `walked` has files
to list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.byte_source import ByteSource, Window
from forensics_app.evidence.claimed_size import claimed_bytes
from forensics_app.evidence.derived_layers import LVM
from forensics_app.evidence.deriving import Deriving, Wanted
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.file_system import FileSystemKind, TskError
from forensics_app.evidence.filesystem_tsk import FAMILIES, FileSystem
from forensics_app.evidence.journals import unapplied_journal, unread_ext
from forensics_app.evidence.luks2_header import has_second_header
from forensics_app.evidence.lvm_label import is_physical_volume
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.partition_layers import partition_layer, table_areas, unallocated
from forensics_app.evidence.partition_table import Partition, PartitionTable, Scheme
from forensics_app.evidence.partitions import has_lost_gpt, read_inner_table, read_partition_table
from forensics_app.evidence.signatures import (
    disk_label,
    encryption,
    hint,
    is_iso9660,
    swap,
    udf,
    unsupported,
)
from forensics_app.evidence.snapshots import count_shadow_copies
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import Layer, LayerKind, LayerState, Omission, OmissionStage

_ZERO_CHECK_BYTES = 64 << 20  # an area up to this size is read whole to say that it is empty
_WINDOW = 1 << 20
_BUT_ISO9660 = tuple(family for family in FAMILIES if family != "iso9660")
ONE_OF_SEVERAL = "one of several file systems that fit this area"


@dataclass(slots=True)
class Scan:
    """Layers in the order of the medium, omissions, and the size that the evidence itself asks for.

    `opened` has the bytes of derived layers, `keys` what opened the decrypted ones, by layer id.
    """

    layers: list[Layer] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    needed_bytes: int = 0
    sector_size_bytes: int | None = None
    opened: dict[str, ByteSource] = field(default_factory=dict)
    keys: dict[str, Credential] = field(default_factory=dict)
    locked: tuple[LockedVolume, ...] = ()


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
        self._skip = skip
        self._alive = alive
        self._found = Scan()
        self._volumes: list[Layer] = []
        self._partition_starts: dict[str, frozenset[int]] = {}
        self._deriving = Deriving(wanted, omit=self._omit, alive=alive, skip=skip)

    def run(self) -> Scan:
        """Every layer. What can't be used is an omission; nothing is raised for it."""
        found, deriving = self._found, self._deriving
        self._disk(Layer(self._source_id, None, LayerKind.MEDIUM, 0, self._medium.size_bytes), self._medium)
        self._add_volumes()
        while (derived := deriving.next()) is not None:
            source = deriving.sources[derived.layer_id]
            if derived.kind is LayerKind.SNAPSHOT:
                found.layers.append(self._look_at(derived, source))
            else:
                self._disk(derived, source)
            self._add_volumes()
        found.opened, found.keys, found.locked = deriving.sources, deriving.keys, tuple(deriving.locked)
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
            self._partitions(root, source, table)
            return
        layer = self._look_at(root, source)
        self._found.layers.append(layer)
        self._need(root, self._claimed(source))
        try:
            lost = layer.state is not LayerState.WALKED and has_lost_gpt(source)
        except ReadFailedError:
            return  # told already: the partition table could not be read
        if lost:
            self._omit(OmissionCode.PARTITION_TABLE_DAMAGED, root.layer_id, "both copies of the GPT")

    def _add_volumes(self) -> None:
        """Volumes that share a container's bytes stand behind the layers of the disk it was found on."""
        self._found.layers.extend(self._volumes)
        self._volumes.clear()

    def _need(self, root: Layer, size_bytes: int) -> None:
        """A size that the content of the medium, or of a layer computed from it, asks for."""
        if root.parent_id is None:
            self._found.needed_bytes = max(self._found.needed_bytes, size_bytes)
        elif size_bytes > root.length_bytes and not self._is_told(
            OmissionCode.IMAGE_TRUNCATED, root.layer_id
        ):
            detail = f"{root.length_bytes} of {size_bytes} bytes"
            self._omit(OmissionCode.IMAGE_TRUNCATED, root.layer_id, detail)

    def _partitions(self, root: Layer, source: ByteSource, table: PartitionTable) -> None:
        if table.problems:
            detail = f"{table.scheme}: {'; '.join(table.problems)}"
            count = len(table.problems)
            self._omit(OmissionCode.PARTITION_TABLE_DAMAGED, root.layer_id, detail, count)
        self._partition_starts[root.layer_id] = frozenset(p.offset_bytes for p in table.partitions)
        disc = self._disc_beside_table(root, source)
        self._found.layers.append(
            replace(
                disc or replace(root, state=LayerState.AREA),
                sector_size_bytes=table.sector_size_bytes,
                description="; ".join(filter(None, (root.description, table.scheme.value))),
            )
        )
        if root.parent_id is None:
            self._found.sector_size_bytes = table.sector_size_bytes
        needed = table.needed_bytes if table.scheme is Scheme.GPT else 0
        inner = table_areas(root, table, source.size_bytes)
        for partition in table.partitions:
            layer, end = self._partition(root, source, table, partition, disc is not None)
            inner.append(layer)
            needed = max(needed, end)
        self._need(root, needed)
        inner.extend(unallocated(root, table, inner, source.size_bytes))
        self._found.layers.extend(sorted(inner, key=lambda layer: (layer.offset_bytes, layer.layer_id)))

    def _partition(
        self, root: Layer, disk: ByteSource, table: PartitionTable, partition: Partition, disc: bool
    ) -> tuple[Layer, int]:
        """The layer, and the size that it asks of the disk. `disc`: ISO 9660 lies on the whole of it."""
        layer = partition_layer(root, table, partition)
        end = partition.offset_bytes + partition.length_bytes
        window = Window(disk, partition.offset_bytes, partition.length_bytes)
        if partition.offset_bytes >= disk.size_bytes:
            self._omit(OmissionCode.PARTITION_TRUNCATED, layer.layer_id, "begins beyond the end of the image")
            return replace(layer, state=LayerState.OMITTED), end
        needed = 0
        if end > disk.size_bytes:
            # a table may claim more than its file system uses; what counts is what the file system needs
            needed = partition.offset_bytes + self._claimed(window) or end
        if partition.reserved or (partition.offset_bytes == 0 and disc):
            return layer, needed  # nothing to list, or the disc's own files again
        return self._look_into(root, layer, window), needed

    def _look_into(self, root: Layer, layer: Layer, window: ByteSource) -> Layer:
        """What a partition holds: a volume, or a disk with a table of its own, as of a virtual machine.

        What is in such a disk stands behind the layers of the one around it; a third one inside is not read.
        """
        found = self._look_at(layer, window)
        if root.kind is LayerKind.PARTITION or found.state is not LayerState.OMITTED:
            return found
        told = self._found.omissions[-1]
        if (told.code, told.locator) != (OmissionCode.FILE_SYSTEM_UNKNOWN, layer.layer_id):
            return found
        try:
            table = read_inner_table(window)
        except ReadFailedError:
            return found
        if table is None:
            return found
        self._found.omissions.pop()
        outer, self._found.layers = self._found.layers, []
        self._partitions(layer, window, table)
        [found, *inner], self._found.layers = self._found.layers, outer
        self._volumes.extend(inner)
        return found

    def _look_at(self, layer: Layer, source: ByteSource) -> Layer:
        """What a volume holds. One locked or damaged volume never ends the scan."""
        self._alive(layer.layer_id, 0)
        if layer.layer_id in self._skip:
            self._omit(OmissionCode(self._skip[layer.layer_id]), layer.layer_id, "looking for a file system")
            return replace(layer, state=LayerState.OMITTED)
        try:
            locked = encryption(source)
            if locked is not None:
                return self._encrypted(layer, source, locked.name)
            return self._file_system(layer, source)
        except ReadFailedError as e:
            self._omit(OmissionCode.FILE_SYSTEM_DAMAGED, layer.layer_id, detail_of(e))
            return replace(layer, state=LayerState.OMITTED)

    def _encrypted(self, layer: Layer, source: ByteSource, name: str) -> Layer:
        """An encrypted volume: an area of bytes where it could be opened, else left out."""
        opened = self._deriving.unlock(layer, source, name)
        outside = claimed_bytes(source) or 0
        if outside > source.size_bytes:
            detail = f"{source.size_bytes} of {outside} bytes"
            self._omit(OmissionCode.IMAGE_TRUNCATED, layer.layer_id, detail)
        kind = LayerKind.ENCRYPTED if layer.kind is LayerKind.PARTITION else layer.kind
        state = LayerState.AREA if opened else LayerState.OMITTED
        return replace(layer, kind=kind, file_system=name, state=state)

    def _file_system(self, layer: Layer, source: ByteSource) -> Layer:
        family = hint(source)
        other = unsupported(source)
        # libtsk takes minutes to open a disc with many files, and some for ever
        kind = FileSystemKind.ISO9660
        if not is_iso9660(source) or any(self._fits(layer, source, _BUT_ISO9660)):
            try:
                kind = self._open(layer, source, family).kind
            except TskError as e:
                return self._not_walked(layer, source, e, family)
            if kind is FileSystemKind.ISO9660 and not is_iso9660(source):
                # libtsk sees through raw sectors, but says nothing of where bytes lie then
                return self._not_walked(layer, source, TskError("ISO 9660 in raw sectors"), family)
        if other is not None:
            self._omit(OmissionCode.FILE_SYSTEM_AMBIGUOUS, layer.layer_id, f"{kind}, {other.name}")
        return self._walked(layer, source, kind)

    def _walked(self, layer: Layer, source: ByteSource, kind: FileSystemKind) -> Layer:
        """A layer whose file system opened, with what belongs to it besides its files."""
        if kind is FileSystemKind.ISO9660:
            return self._disc(layer, source)
        journal = unapplied_journal(source, kind)
        if journal is not None:
            self._omit(OmissionCode.JOURNAL_NOT_REPLAYED, layer.layer_id, journal)
        # a shadow copy still holds the catalogue of all of them
        if kind is FileSystemKind.NTFS and layer.kind is not LayerKind.SNAPSHOT:
            snapshots = count_shadow_copies(source)
            if snapshots:
                self._deriving.shadow_copies(layer, source, snapshots)
        return replace(layer, file_system=kind.value, state=LayerState.WALKED)

    def _each(self, layer: Layer, source: ByteSource) -> bool:
        """Each of several file systems that fit one area as a layer, by its family: `s1.p1.fat`."""
        found = False
        for family, kind in self._fits(layer, source, FAMILIES):
            inner = replace(
                layer,
                layer_id=f"{layer.layer_id}.{family}",
                parent_id=layer.layer_id,
                kind=LayerKind.FILE_SYSTEM,
                offset_bytes=0,
                description=ONE_OF_SEVERAL,
            )
            with suppress(ReadFailedError):
                self._volumes.append(self._walked(inner, source, kind))
                found = True
        return found

    def _fits(
        self, layer: Layer, source: ByteSource, families: tuple[str, ...]
    ) -> Iterator[tuple[str, FileSystemKind]]:
        """Which of these families libtsk opens here, and as what."""
        for family in families:
            with suppress(TskError, ReadFailedError):
                alive = partial(self._alive, layer.layer_id)
                yield family, FileSystem(source, alive, hint=family).kind

    def _disc(self, layer: Layer, source: ByteSource) -> Layer:
        """ISO 9660: its trees of names, what it starts from, and what lies beside it."""
        also = udf(source)
        if also is not None:
            self._omit(OmissionCode.FILE_SYSTEM_NOT_SUPPORTED, layer.layer_id, f"{also.name} beside ISO 9660")
        found, *more = self._own(layer, source, FileSystemKind.ISO9660) or (layer,)
        for inner in more:
            is_image = inner.kind is LayerKind.PARTITION
            self._volumes.append(self._boot_image(layer, inner, source) if is_image else inner)
        return found

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

    def _own(self, layer: Layer, source: ByteSource, name: str) -> tuple[Layer, ...] | None:
        """What this program's own readers make of a layer, with the layers in it; None for another kind."""
        # loaded where it may be one of them: every worker that is started would wait for it
        from forensics_app.evidence.own_file_systems import look_into

        return look_into(layer, source, name, alive=self._alive, omit=self._omit, skip=self._skip)

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
            state = LayerState.AREA if self._each(layer, source) else LayerState.OMITTED
            return replace(layer, state=state)
        area = swap(source)
        if area is not None:
            return replace(layer, file_system=area.name, state=LayerState.AREA)
        if has_second_header(source):
            return self._encrypted(layer, source, "LUKS")
        if is_physical_volume(source):
            self._deriving.physical_volume(layer, source)
            return replace(layer, file_system=LVM, state=LayerState.AREA)
        other = unsupported(source) or udf(source) or disk_label(source)
        if other is not None and other.code is not None:
            own = self._own(layer, source, other.name)
            if own is not None:
                self._volumes.extend(own[1:])
                return own[0]
            self._omit(other.code, layer.layer_id, other.name)
            return replace(layer, file_system=other.name, state=LayerState.OMITTED)
        form = unread_ext(source) if family == "ext" else None
        if form is not None:
            self._omit(OmissionCode.FILE_SYSTEM_NOT_SUPPORTED, layer.layer_id, form)
            return replace(layer, state=LayerState.OMITTED)
        if family == FileSystemKind.ISO9660.value:
            return self._disc(layer, source)
        if family is not None:
            self._omit(OmissionCode.FILE_SYSTEM_DAMAGED, layer.layer_id, f"{family}: {e}")
            return replace(layer, state=LayerState.OMITTED)
        if self._is_zero(source):
            return replace(layer, state=LayerState.EMPTY)
        self._omit(OmissionCode.FILE_SYSTEM_UNKNOWN, layer.layer_id, detail_of(e))
        return replace(layer, state=LayerState.OMITTED)

    def _disc_beside_table(self, root: Layer, source: ByteSource) -> Layer | None:
        """A hybrid disc image has ISO 9660 on the whole medium and a partition table besides."""
        if hint(source) != "iso9660":
            return None
        layer = self._look_at(root, source)
        return layer if layer.state is LayerState.WALKED else None

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

    def _is_told(self, code: OmissionCode, locator: str) -> bool:
        return any((o.code, o.locator) == (code, locator) for o in self._found.omissions)

    def _omit(self, code: OmissionCode, locator: str, detail: str, count: int = 1) -> None:
        self._found.omissions.append(
            Omission(code, self._source_id, locator, count, OmissionStage.OPEN, detail)
        )

"""Looking at one volume: what file system it holds, or what else it is.

Everything that libtsk opens is tried first, whatever a table says; then what this program reads by itself,
what it opens with a key, and what it only knows by name. A layer whose state is `walked` has files to list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, Window
from forensics_app.evidence.encryption.luks2_header import has_second_header
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.claimed_size import claimed_bytes
from forensics_app.evidence.filesystems.ext.state import scattered_ext, unread_ext
from forensics_app.evidence.filesystems.hfs.wrapper import in_wrapper
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, XFS, FileSystemKind
from forensics_app.evidence.filesystems.opened_volume import damage_of, state_of
from forensics_app.evidence.filesystems.signatures import (
    disk_label,
    encryption,
    hint,
    is_iso9660,
    swap,
    udf,
    unsupported,
)
from forensics_app.evidence.filesystems.spare_copies import KEEP_COPIES, open_file_system
from forensics_app.evidence.filesystems.tsk.file_system import FAMILIES, FileSystem
from forensics_app.evidence.filesystems.ufs.forms import unread_ufs
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode, Omit
from forensics_app.evidence.scanning.derived_layer_search import DerivedLayerSearch
from forensics_app.evidence.scanning.derived_layers import LVM
from forensics_app.evidence.scanning.replayed_volumes import ReplayedVolumes
from forensics_app.evidence.volumes.lvm.label import is_physical_volume
from forensics_app.evidence.volumes.raid_member import RaidMember, raid_member
from forensics_app.evidence.volumes.shadow_copies.catalogue import read_catalogue
from forensics_app.model.evidence import Layer, LayerKind, LayerState

_ZERO_CHECK_BYTES = 64 << 20  # an area up to this size is read whole to say that it is empty
_WINDOW = 1 << 20
_BUT_ISO9660 = tuple(family for family in FAMILIES if family != "iso9660")
ONE_OF_SEVERAL = "one of several file systems that fit this area"


class VolumeScanner:
    """Looks at one volume after the other. One locked or damaged volume never ends the scan.

    `skip`, `alive` as Scanner. `boot_image(disc, layer, source)` looks at what a disc starts from. What a
    volume holds besides, as a layer of its own in the same bytes, is put into `further`.
    """

    def __init__(
        self,
        derived_layers: DerivedLayerSearch,
        *,
        omit: Omit,
        alive: Callable[[str, int], None],
        skip: dict[str, str],
        boot_image: Callable[[Layer, Layer, ByteSource], Layer],
    ) -> None:
        self._derived_layers = derived_layers
        self._omit = omit
        self._alive = alive
        self._skip = skip
        self._boot_image = boot_image
        self.further: list[Layer] = []
        self._replayed = ReplayedVolumes(omit=omit, alive=alive, skip=skip)
        self._opened_bytes: dict[str, int] = {}  # by layer, what volumes that libtsk opened say of their size

    def look_at(self, layer: Layer, source: ByteSource) -> Layer:
        """What a volume holds."""
        self._alive(layer.layer_id, 0)
        if layer.layer_id in self._skip:
            self._omit(OmissionCode(self._skip[layer.layer_id]), layer.layer_id, "looking for a file system")
            return replace(layer, state=LayerState.OMITTED)
        try:
            member = raid_member(source)
            return self._volume(layer, source) if member is None else self._part(layer, source, member)
        except ReadFailedError as e:
            self._omit(OmissionCode.FILE_SYSTEM_DAMAGED, layer.layer_id, detail_of(e))
            return replace(layer, state=LayerState.OMITTED)

    def _volume(self, layer: Layer, source: ByteSource) -> Layer:
        locked = encryption(source)
        if locked is not None:
            return self._encrypted(layer, source, locked.name)
        return self._file_system(layer, source)

    def _part(self, layer: Layer, source: ByteSource, member: RaidMember) -> Layer:
        """A part of an array: what it shows by itself, unless that is stripes of something larger."""
        begins = encryption(source) is not None or hint(source) is not None or is_physical_volume(source)
        # of others only what says how large it is
        known = unsupported(source) is not None and claimed_bytes(source) is not None
        begins = begins or known or swap(source) is not None
        inside = member.whole and member.offset_bytes > 0 and not begins
        if inside:
            data = replace(
                layer,
                layer_id=f"{layer.layer_id}.md",
                parent_id=layer.layer_id,
                kind=LayerKind.PARTITION,
                offset_bytes=member.offset_bytes,
                length_bytes=member.length_bytes,
                description=None,  # what it is a part of stands at the layer around it
                label=None,
            )
            found = self.look_at(data, Window(source, member.offset_bytes, member.length_bytes))
            self.further.append(found)
            self._omit(OmissionCode.PART_OF_ARRAY, layer.layer_id, member.name)
            return replace(layer, file_system=member.name, state=LayerState.AREA)
        fits = begins and (claimed_bytes(source) or 0) <= source.size_bytes
        if not (fits or member.whole):
            self._omit(OmissionCode.VOLUME_NOT_SUPPORTED, layer.layer_id, member.name)
            return replace(layer, file_system=member.name, state=LayerState.OMITTED)
        self._omit(OmissionCode.PART_OF_ARRAY, layer.layer_id, member.name)
        return self._volume(layer, source)

    def claimed(self, layer: Layer, source: ByteSource) -> int:
        """The size a volume says it has: by its header, or, where that is damaged, as it was opened.

        Not of an encrypted one, whose outside may be a decoy.
        """
        try:
            member = raid_member(source)
            if encryption(source) is not None or (member is not None and not member.whole):
                return 0
            return claimed_bytes(source) or self._opened_bytes.get(layer.layer_id, 0)
        except ReadFailedError:
            return self._opened_bytes.get(layer.layer_id, 0)

    def _encrypted(self, layer: Layer, source: ByteSource, name: str) -> Layer:
        """An encrypted volume: an area of bytes where it could be opened, else left out."""
        opened = self._derived_layers.unlock(layer, source, name)
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
        kind, opened = FileSystemKind.ISO9660, None
        if not is_iso9660(source) or any(self._fits(layer, source, _BUT_ISO9660)):
            try:
                opened = self._open(layer, source, family)
            except TskError as e:
                return self._not_walked(layer, source, e, family)
            except ReadFailedError as e:
                if family is None:
                    # where a system of libtsk's would have its header: that says nothing of the others
                    return self._not_walked(layer, source, TskError(detail_of(e)), None, bad=e)
                found = self._by_copies(layer, source, family)
                if found is None:
                    raise
                return found
            kind = opened.kind
            if kind is FileSystemKind.ISO9660 and not is_iso9660(source):
                # libtsk sees through raw sectors, but says nothing of where bytes lie then
                return self._not_walked(layer, source, TskError("ISO 9660 in raw sectors"), family)
        if other is None and kind is not FileSystemKind.ISO9660:
            other = udf(source)  # with ISO 9660 it is one disc
        wrapped = kind is FileSystemKind.HFS and in_wrapper(source) is not None
        if other is not None and not wrapped:
            self._omit(OmissionCode.FILE_SYSTEM_AMBIGUOUS, layer.layer_id, f"{kind}, {other.name}")
        return self._walked(layer, source, kind, opened)

    def _walked(
        self, layer: Layer, source: ByteSource, kind: FileSystemKind, opened: FileSystem | None = None
    ) -> Layer:
        """A layer whose file system opened, with what belongs to it besides its files."""
        if kind is FileSystemKind.ISO9660:
            return self._disc(layer, source)
        if kind is FileSystemKind.HFS:
            return self._hfs(layer, source)
        alive = partial(self._alive, layer.layer_id)
        for finding in damage_of(source, kind, opened, alive):
            self._omit(finding.code, layer.layer_id, finding.detail, finding.count)
        scattered = scattered_ext(source if opened is None else opened.structures(source), kind)
        if scattered is not None:
            self._omit(OmissionCode.FILE_SYSTEM_NOT_SUPPORTED, layer.layer_id, scattered)
            return replace(layer, state=LayerState.OMITTED)
        for finding in state_of(source, kind, opened, snapshot=layer.kind is LayerKind.SNAPSHOT):
            if finding.code is OmissionCode.JOURNAL_NOT_REPLAYED and kind in EXT_KINDS and opened is not None:
                self.further.extend(self._replayed.of_ext(layer, source, opened, finding.detail))
            else:
                self._omit(finding.code, layer.layer_id, finding.detail, finding.count)
        # a shadow copy still holds the catalogue of all of them
        if kind is FileSystemKind.NTFS and layer.kind is not LayerKind.SNAPSHOT:
            self._shadow_copies(layer, source)
        return replace(layer, file_system=kind.value, state=LayerState.WALKED)

    def _shadow_copies(self, layer: Layer, source: ByteSource) -> None:
        try:
            catalogue = read_catalogue(source)
        except ReadFailedError as e:
            detail = f"volume shadow copies: {detail_of(e)}"
            self._omit(OmissionCode.SNAPSHOTS_NOT_READ, layer.layer_id, detail)
            return
        if catalogue.count or catalogue.damaged_at is not None:
            self._derived_layers.shadow_copies(layer, source, catalogue)

    def _each(self, layer: Layer, source: ByteSource, fit: Iterable[tuple[str, FileSystem]]) -> bool:
        """Each of several file systems that fit one area as a layer, by its family: `s1.p1.fat`."""
        found = False
        for family, opened in fit:
            inner = replace(
                layer,
                layer_id=f"{layer.layer_id}.{family}",
                parent_id=layer.layer_id,
                kind=LayerKind.FILE_SYSTEM,
                offset_bytes=0,
                description=ONE_OF_SEVERAL,
            )
            with suppress(ReadFailedError):
                self.further.append(self._walked(inner, source, opened.kind, opened))
                found = True
        return found

    def _fits(
        self, layer: Layer, source: ByteSource, families: tuple[str, ...]
    ) -> Iterator[tuple[str, FileSystem]]:
        """Which of these families libtsk opens here."""
        for family in families:
            with suppress(TskError, ReadFailedError):
                alive = partial(self._alive, layer.layer_id)
                yield family, open_file_system(source, alive, hint=family)

    def _disc(self, layer: Layer, source: ByteSource) -> Layer:
        """ISO 9660: its trees of names, those of UDF beside it, and what it starts from."""
        found, *more = self._own(layer, source, FileSystemKind.ISO9660) or (layer,)
        for inner in more:
            is_image = inner.kind is LayerKind.PARTITION
            self.further.append(self._boot_image(layer, inner, source) if is_image else inner)
        return found

    def _hfs(self, layer: Layer, source: ByteSource) -> Layer:
        """HFS+: its files, or those of the volume that an old HFS volume is wrapped around, as a layer."""
        inner = in_wrapper(source)
        if inner is None:
            (found,) = self._own(layer, source, FileSystemKind.HFS) or (layer,)
            return found
        offset, length = inner
        volume = replace(
            layer,
            layer_id=f"{layer.layer_id}.hfs",
            parent_id=layer.layer_id,
            kind=LayerKind.PARTITION,
            offset_bytes=offset,
            length_bytes=min(length, source.size_bytes - offset),
            description=None,
            label=None,
        )
        self.further.append(self.look_at(volume, Window(source, offset, length)))
        return replace(layer, file_system="HFS", state=LayerState.AREA)

    def _own(self, layer: Layer, source: ByteSource, name: str) -> tuple[Layer, ...] | None:
        """What this program's own readers make of a layer, with the layers in it; None for another kind."""
        # loaded where it may be one of them: every worker that is started would wait for it
        from forensics_app.evidence.filesystems.own_readers import look_into

        found = look_into(layer, source, name, alive=self._alive, omit=self._omit, skip=self._skip)
        if found is not None and name == XFS:
            return (*found, *self._replayed.of_xfs(found[0], source))
        return found

    def _open(self, layer: Layer, source: ByteSource, family: str | None) -> FileSystem:
        def alive(reach_bytes: int) -> None:
            self._alive(layer.layer_id, reach_bytes)

        try:
            opened = open_file_system(source, alive)
        except ReadFailedError:
            # a bad sector where another file system would have its header must not hide this one
            if family is None:
                raise
            opened = open_file_system(source, alive, hint=family)
        self._opened_bytes[layer.layer_id] = opened.claimed_bytes
        return opened

    def _not_walked(
        self,
        layer: Layer,
        source: ByteSource,
        e: TskError,
        family: str | None,
        *,
        bad: ReadFailedError | None = None,
    ) -> Layer:
        """Name what couldn't be opened: swap, a system that isn't read, damage, or nothing known.

        Raises `bad` in place of calling it unknown.
        """
        if e.ambiguous:
            self._omit(OmissionCode.FILE_SYSTEM_AMBIGUOUS, layer.layer_id, detail_of(e))
            fit = self._fits(layer, source, FAMILIES)
            state = LayerState.AREA if self._each(layer, source, fit) else LayerState.OMITTED
            return replace(layer, state=state)
        area = swap(source)
        if area is not None:
            return replace(layer, file_system=area.name, state=LayerState.AREA)
        if has_second_header(source):
            return self._encrypted(layer, source, "LUKS")
        if is_physical_volume(source):
            self._derived_layers.physical_volume(layer, source)
            return replace(layer, file_system=LVM, state=LayerState.AREA)
        if in_wrapper(source) is not None:
            return self._hfs(layer, source)
        # a disk label may lie inside the first partition that it lists, which begins where the disk does
        inside = layer.kind is LayerKind.PARTITION and layer.offset_bytes == 0
        other = unsupported(source) or udf(source) or (None if inside else disk_label(source))
        if other is not None and other.code is not None:
            own = self._own(layer, source, other.name)
            if own is not None:
                self.further.extend(own[1:])
                return own[0]
            self._omit(other.code, layer.layer_id, other.name)
            return replace(layer, file_system=other.name, state=LayerState.OMITTED)
        if family == "hfs":
            return self._hfs(layer, source)
        form = unread_ext(source) if family == "ext" else None
        if family == "ufs":
            form = unread_ufs(source)
        if form is not None:
            self._omit(OmissionCode.FILE_SYSTEM_NOT_SUPPORTED, layer.layer_id, form)
            return replace(layer, state=LayerState.OMITTED)
        if family == FileSystemKind.ISO9660.value:
            return self._disc(layer, source)
        if family is None and bad is None and self._is_zero(source):
            return replace(layer, state=LayerState.EMPTY)
        found = self._by_copies(layer, source, family)
        if found is not None:
            return found
        if bad is not None:
            raise bad
        code = OmissionCode.FILE_SYSTEM_UNKNOWN if family is None else OmissionCode.FILE_SYSTEM_DAMAGED
        self._omit(code, layer.layer_id, detail_of(e) if family is None else f"{family}: {e}")
        return replace(layer, state=LayerState.OMITTED)

    def _by_copies(self, layer: Layer, source: ByteSource, family: str | None) -> Layer | None:
        """What opens by the copies that it keeps, as a layer; None where nothing does."""
        found: list[tuple[str, FileSystem]] = []
        for name in KEEP_COPIES:
            if family in (None, name):
                with suppress(TskError, ReadFailedError):
                    alive = partial(self._alive, layer.layer_id)
                    found.append((name, open_file_system(source, alive, hint=name, by_copies=True)))
        if not found:
            return self._xfs_copy(layer, source) if family is None else None
        if len(found) == 1:
            (opened,) = (opened for _, opened in found)
            self._opened_bytes[layer.layer_id] = opened.claimed_bytes
            return self._walked(layer, source, opened.kind, opened)
        names = ", ".join(opened.kind for _, opened in found)
        self._omit(OmissionCode.FILE_SYSTEM_AMBIGUOUS, layer.layer_id, names)
        state = LayerState.AREA if self._each(layer, source, found) else LayerState.OMITTED
        return replace(layer, state=state)

    def _xfs_copy(self, layer: Layer, source: ByteSource) -> Layer | None:
        """XFS by another of its superblocks; None where there is none."""
        from forensics_app.evidence.filesystems.xfs.copies import xfs_copies  # as own readers

        if xfs_copies(source, partial(self._alive, layer.layer_id)) is None:
            return None
        found, *more = self._own(layer, source, XFS) or (layer,)
        self.further.extend(more)
        return found

    def _is_zero(self, source: ByteSource) -> bool:
        if source.size_bytes > _ZERO_CHECK_BYTES:
            return False
        for offset in range(0, source.size_bytes, _WINDOW):
            if source.read(offset, min(_WINDOW, source.size_bytes - offset)).strip(b"\x00"):
                return False
        return True

"""Which bytes of contents stand on sectors that could not be read when the image was made.

Where a content lies in a known place of a layer that knows its own, that place tells. Everything else
(compressed files, members of archives, shadow copies) is read a second time from a medium without those
sectors: what can't be had from it was computed from them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from forensics_app.errors import ForensicsError, ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import joined, read_around, without
from forensics_app.evidence.bytes.byte_source import ByteSource, known_gaps
from forensics_app.evidence.containers.acquisition_errors import (
    NOT_ACQUIRED,
    AcquiredMedium,
    AcquisitionErrors,
    InvertedMedium,
)
from forensics_app.evidence.contents.extent_content import BY_EXTENTS, Piece, pieces_of
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target, omission_of, target_of
from forensics_app.evidence.filesystems.replay import is_replayed
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.spaces.names import SpaceKind
from forensics_app.evidence.spaces.space import Space
from forensics_app.evidence.worker.source_layers import SourceLayers
from forensics_app.model.artifact import Entry, Examination, Extent, ExtentClass, Gap, ReadOutcome
from forensics_app.model.evidence import Layer, LayerKind, Omission, OmissionStage

_SECTOR_BYTES = 512
_STEP_BYTES = 1 << 20
_MOVED_BYTES = 64 << 10  # more than BitLocker keeps elsewhere of a volume's beginning
_SPACES = frozenset(kind.value for kind in SpaceKind)
_READ = (ReadOutcome.COMPLETE, ReadOutcome.PARTIAL)


class Unacquired:
    """Of contents of `source`, which is open. `alive` is told of progress."""

    def __init__(self, source: SourceLayers, alive: Callable[[int], None]) -> None:
        self._source = source
        self._alive = alive
        self._errors: AcquisitionErrors = source.acquisition_errors
        self._kept: SourceLayers | None = None
        self._inverted: SourceLayers | None = None
        self._affected: dict[str, bool] = {}
        self._pieces: tuple[StoredContent, list[Piece], list[int]] | None = None
        self._placed: tuple[Target | None, tuple[Extent, ...]] = None, ()
        self._again: tuple[Target, StoredContent] | None = None
        self._archive: tuple[Target, bool] | None = None
        self._shut: Target | None = None  # an archive that doesn't open without what was not read

    def __bool__(self) -> bool:
        """Whether the image says that anything could not be read."""
        return bool(self._errors)

    def lies_at(self, target: Target, extents: tuple[Extent, ...]) -> None:
        """Where the catalogue says that a content lies which doesn't say so by itself; none where it doesn't
        either."""
        if (target, extents) != self._placed:
            self._placed, self._pieces = (target, extents), None

    def within(
        self, target: Target, content: StoredContent, offset_bytes: int, size_bytes: int
    ) -> tuple[Gap, ...] | None:
        """Those parts of a range of a content, as its offsets; None where there is no telling.

        `content` is what `target` names, opened from the source itself.
        """
        if not self._errors or not size_bytes:
            return ()
        try:
            return self._within(target, content, offset_bytes, size_bytes)
        except (ForensicsError, TskError):
            return None

    def of_entries(self, entries: Iterable[Entry]) -> Iterator[Omission]:
        """A line for each entry whose place tells that some of its content lies in such sectors."""
        for entry in entries:
            if self._errors and self._is_told_by_place(entry):
                unread = 0
                for layer_id, offset, length in entry.extents:
                    if layer_id is not None and offset is not None:
                        unread += _sum(self._known(layer_id, offset, length))
                if unread:
                    yield self._line(entry, f"{unread} of {entry.size_bytes} bytes")

    def of_examined(self, entry: Entry, found: Examination) -> tuple[Omission, ...]:
        """The same for an entry whose place doesn't tell, after its content was read."""
        if not self._errors or found.read.outcome not in _READ or not entry.size_bytes:
            return ()
        layer_id = entry.locator.layer_id
        if self._is_told_by_place(entry) or not self._is_affected(layer_id):
            return ()
        if entry.extent_class is ExtentClass.NTFS_COMPRESSED and entry.extents:
            try:
                if not any(self._in_extent(extent) for extent in entry.extents):
                    return ()
            except (ForensicsError, TskError):
                pass  # read again, below
        target = target_of(entry)
        archive = self._archive_of(entry, target)
        try:
            if archive is None:
                unread = self._count(target, found)
            else:
                unread = self._count_member(archive, target, found) if self._is_in_doubt(archive) else 0
        except (ForensicsError, TskError):
            return (self._line(entry, f"not known how many of {entry.size_bytes} bytes"),)
        return (self._line(entry, f"{unread} of {entry.size_bytes} bytes"),) if unread else ()

    def _count(self, target: Target, found: Examination) -> int:
        content, unread = self._source.content(target), 0
        for at in range(0, content.size_bytes, _STEP_BYTES):
            parts = self._within(target, content, at, min(_STEP_BYTES, content.size_bytes - at))
            unread += _sum(without(parts, found.read.gaps))  # those are told by themselves
            self._alive(at)
        content.close()
        return unread

    def _count_member(self, archive: Target, target: Target, found: Examination) -> int:
        """The same of a member: only forward, member by member, since going back may cost all of it."""
        if archive == self._shut:
            raise ReadFailedError(layer=target.layer_id, detail=NOT_ACQUIRED)
        try:
            content = self._acquired().content(target)
        except (ForensicsError, TskError):
            self._shut = archive  # it would be opened again for each of its members
            raise
        for at in range(0, content.size_bytes, _STEP_BYTES):
            content.read(at, min(_STEP_BYTES, content.size_bytes - at))
            self._alive(at)
        return _sum(without(content.gaps, found.read.gaps))

    def of_space(self, entry: Entry, kind: SpaceKind) -> Iterator[Omission]:
        """The same for what no file of a layer uses."""
        layer_id = entry.locator.layer_id
        if self._errors and self._is_affected(layer_id):
            try:
                space = self._source.space(layer_id, kind)
                unread = _sum(self._of_space(space, layer_id, 0, space.size_bytes))
            except (ForensicsError, TskError):
                yield self._line(entry, f"not known how many of {entry.size_bytes} bytes")
                return
            if unread:
                yield self._line(entry, f"{unread} of {entry.size_bytes} bytes")

    def _line(self, entry: Entry, detail: str) -> Omission:
        code, stage = OmissionCode.ACQUISITION_ERRORS, OmissionStage.READ
        return omission_of(self._source.source_id, target_of(entry), code, stage, detail)

    # --- contents ----------------------------------------------------------------------------------

    def _within(self, target: Target, content: StoredContent, offset: int, size: int) -> tuple[Gap, ...]:
        if not self._is_affected(target.layer_id):
            return ()
        if target.address in _SPACES:
            space = self._source.space(target.layer_id, SpaceKind(target.address))
            return self._of_space(space, target.layer_id, offset, size)
        pieces, begins = self._pieces_of(target, content)
        if not pieces:
            extents, _ = content.stands_at()
            if extents and not any(self._in_extent(extent) for extent in extents):
                return ()
            return self._read_again(target, content, offset, size)
        found: list[Gap] = []
        for piece in pieces[max(0, bisect_right(begins, offset) - 1) :]:
            begin, end = max(piece.position, offset), min(piece.position + piece.length, offset + size)
            if piece.position >= offset + size:
                break
            if begin < end and piece.layer is not None:
                at = piece.offset + begin - piece.position
                found += _moved(self._in_layer(piece.layer, at, end - begin), begin - at)
        return joined(tuple(found))

    def _pieces_of(self, target: Target, content: StoredContent) -> tuple[list[Piece], list[int]]:
        """Where the bytes of a content stand, and where in it each piece begins; none where no rule tells."""
        if self._pieces is None or self._pieces[0] is not content:
            extents, extent_class = content.stands_at()
            if not extents and target == self._placed[0]:
                extents, extent_class = self._placed[1], ExtentClass.RUNS
            told = extent_class in BY_EXTENTS
            pieces = list(pieces_of(content.size_bytes, extents)) if told and extents else []
            self._pieces = content, pieces, [piece.position for piece in pieces]
        return self._pieces[1], self._pieces[2]

    def _read_again(self, target: Target, content: StoredContent, offset: int, size: int) -> tuple[Gap, ...]:
        if self._again is None or self._again[0] != target:
            self._again = target, self._acquired().content(target)
        again = self._again[1]
        again.read(offset, size)
        return without(_cut(again.gaps, offset, offset + size), content.gaps)

    def _of_space(self, space: Space, layer_id: str, offset: int, size: int) -> tuple[Gap, ...]:
        found: list[Gap] = []
        for position, at, length in space.pieces(offset, size):
            found += _moved(self._in_layer(layer_id, at, length), position - at)
        return joined(tuple(found))

    # --- layers ------------------------------------------------------------------------------------

    def _acquired(self) -> SourceLayers:
        if self._kept is None:
            self._kept = self._source.over(AcquiredMedium(self._source.medium(), self._errors))
        return self._kept

    def _in_extent(self, extent: Extent) -> tuple[Gap, ...]:
        layer_id, offset, length = extent
        return () if layer_id is None or offset is None else self._in_layer(layer_id, offset, length)

    def _in_layer(self, layer_id: str, offset: int, length: int) -> tuple[Gap, ...]:
        """Which bytes of a layer were not read. Raises ForensicsErrors where the layer can't be opened."""
        layer = self._source.layers.get(layer_id)
        if layer is None or not self._is_affected(layer_id):
            return ()
        if is_replayed(layer):
            found, at = list[Gap](), offset
            for place, size in self._source.replayed(layer).places(offset, length):
                if place is not None:
                    found += _moved(self._in_layer(layer.parent_id or "", place, size), at - place)
                at += size
            return joined(tuple(found))
        if self._knows_its_place(layer_id, offset):
            return self._known(layer_id, offset, length)
        source = self._acquired().layer(layer_id)
        end = min(offset + length, source.size_bytes)
        parts: list[Gap] = []
        for at in range(offset, end, _STEP_BYTES):
            size = min(_STEP_BYTES, end - at)
            missing = read_around(source, at, size)[1]
            parts += without(missing, known_gaps(self._source.layer(layer_id), at, size))
        return self._narrowed(layer_id, joined(tuple(parts)))

    def _known(self, layer_id: str, offset: int, length: int) -> tuple[Gap, ...]:
        if layer_id == self._source.source_id:
            return self._errors.parts_of(offset, length)
        if not self._is_affected(layer_id):
            return ()
        source: ByteSource = self._acquired().layer(layer_id)
        found = known_gaps(source, offset, length)
        if not found:
            return ()
        found = without(found, known_gaps(self._source.layer(layer_id), offset, length))
        return self._narrowed(layer_id, found)

    def _narrowed(self, layer_id: str, parts: tuple[Gap, ...]) -> tuple[Gap, ...]:
        """Those sectors of the parts that come out differently from other bytes in place of what was not
        read: what computes them reads in larger units than it needs.
        """
        found: list[Gap] = []
        for part in parts:
            end = part.offset_bytes + part.length_bytes
            for at in range(part.offset_bytes, end, _STEP_BYTES):
                found += self._differing(layer_id, at, min(_STEP_BYTES, end - at))
        return joined(tuple(found))

    def _differing(self, layer_id: str, offset: int, length: int) -> Iterator[Gap]:
        try:
            one = self._source.layer(layer_id).read(offset, length)
            other = self._over_inverted().layer(layer_id).read(offset, length)
        except ForensicsError:
            yield Gap(offset, length)
            return
        at, end = offset, offset + length
        while at < end:
            stop = min(end, (at // _SECTOR_BYTES + 1) * _SECTOR_BYTES)
            if one[at - offset : stop - offset] != other[at - offset : stop - offset]:
                yield Gap(at, stop - at)
            at = stop

    def _over_inverted(self) -> SourceLayers:
        if self._inverted is None:
            self._inverted = self._source.over(InvertedMedium(self._source.medium(), self._errors))
        return self._inverted

    def _is_affected(self, layer_id: str) -> bool:
        """Whether any byte that a layer lies on or is computed from was not read."""
        if layer_id not in self._affected:
            layers = self._source.layers
            layer = layers.get(layer_id)
            if layer is not None and layer.kind is LayerKind.ARCHIVE and layer.parent_id is not None:
                self._affected[layer_id] = self._is_affected(layer.parent_id)
            else:
                self._affected[layer_id] = layer is not None and bool(self._errors.beneath(layer, layers)[0])
        return self._affected[layer_id]

    def _is_told_by_place(self, entry: Entry) -> bool:
        """Not of what is compressed: a byte that was not read costs others than those that it stands for."""
        packed = entry.extent_class is ExtentClass.NTFS_COMPRESSED
        return (
            not packed
            and bool(entry.extents)
            and all(
                layer_id is None or offset is None or self._knows_its_place(layer_id, offset)
                for layer_id, offset, _ in entry.extents
            )
        )

    def _knows_its_place(self, layer_id: str, offset: int) -> bool:
        """Whether a layer says of its bytes, from an offset on, which of them are computed from what."""
        if layer_id == self._source.source_id:
            return True
        layers = self._source.layers
        layer: Layer | None = layers.get(layer_id)
        while layer is not None and layer.parent_id is not None:
            parent = layers[layer.parent_id]
            name = parent.file_system or ""
            if layer.kind is LayerKind.SNAPSHOT:
                return False
            if layer.kind is LayerKind.DECRYPTED and not name.startswith("LUKS"):
                if not name.startswith("BitLocker") or offset < _MOVED_BYTES:
                    return False
            elif layer.kind is not LayerKind.LOGICAL_VOLUME:
                offset += layer.offset_bytes
            layer = parent
        return True

    def _archive_of(self, entry: Entry, target: Target) -> Target | None:
        """The file that a member of an archive is in, in the layer beneath; None for all others."""
        layer = self._source.layers.get(entry.locator.layer_id)
        address, at, rest = (target.address or "").rpartition("@")
        names = rest.partition("/")[0]
        if layer is None or layer.kind is not LayerKind.ARCHIVE or layer.parent_id is None:
            return None
        if not at or not names.isdigit():
            return None
        return Target(layer.parent_id, address or None, target.path[: int(names)], -1, "")

    def _is_in_doubt(self, archive: Target) -> bool:
        """Whether any byte of an archive was not read, or there is no telling."""
        if self._archive is None or self._archive[0] != archive:
            self._archive = archive, self._is_file_affected(archive)
        return self._archive[1]

    def _is_file_affected(self, file: Target) -> bool:
        try:
            content = self._source.content(file)
        except (ForensicsError, TskError):
            return True
        steps = range(0, content.size_bytes, _STEP_BYTES)
        parts = (self.within(file, content, at, min(_STEP_BYTES, content.size_bytes - at)) for at in steps)
        return any(part is None or part for part in parts)


def _sum(parts: Iterable[Gap]) -> int:
    return sum(part.length_bytes for part in parts)


def _moved(parts: Iterable[Gap], by: int) -> Iterator[Gap]:
    return (Gap(part.offset_bytes + by, part.length_bytes) for part in parts)


def _cut(gaps: Iterable[Gap], begin: int, end: int) -> tuple[Gap, ...]:
    """Those parts of gaps that lie in a range."""
    found = []
    for gap in gaps:
        first, last = max(gap.offset_bytes, begin), min(gap.offset_bytes + gap.length_bytes, end)
        if first < last:
            found.append(Gap(first, last - first))
    return tuple(found)

"""From block runs to extents: byte ranges of the medium (or of a computed layer), with their class.

Concatenating the extents, with zeros where one is not stored, gives the content for every class but
`ntfs-compressed` and `short`; docs/bundle-format.md ("Extents") says it per class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from forensics_app.evidence.contents.nodes import Attribute
from forensics_app.model.artifact import Extent, ExtentClass, Gap

Ranges: TypeAlias = tuple[tuple[int, int], ...]


_MOST_BYTES = 1 << 62
CONCATENATED = frozenset(
    {
        ExtentClass.RUNS,
        ExtentClass.NTFS_RESIDENT,
        ExtentClass.NTFS_VALID_LENGTH,
        ExtentClass.EXT4_INLINE,
        ExtentClass.XATTR,
        ExtentClass.ENCRYPTED,
        ExtentClass.ALL_SPARSE,
        ExtentClass.ASSUMED_CONTIGUOUS,
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file system lies: `offset_bytes` of layer `layer_id`, in blocks of `block_size_bytes`."""

    layer_id: str
    offset_bytes: int
    block_size_bytes: int


def resident_extents(place: Place, ranges: Ranges) -> tuple[Extent, ...]:
    """Ranges of the file system as extents of its layer."""
    return tuple(Extent(place.layer_id, place.offset_bytes + offset, length) for offset, length in ranges)


def run_extents(
    place: Place, attribute: Attribute, *, valid_bytes: int | None, assumed: bool
) -> tuple[tuple[Extent, ...], ExtentClass]:
    """Extents of a non-resident attribute, and their class.

    `valid_bytes` as Details.valid_length gives it; `assumed` where libtsk could only suppose the runs.
    """
    size = attribute.size_bytes
    if attribute.compressed:
        return _Builder(place).add_runs(attribute, None).built(), ExtentClass.NTFS_COMPRESSED
    limit = size if valid_bytes is None else min(size, valid_bytes)
    if limit and len(attribute.runs) == 1:
        run = attribute.runs[0]
        block = place.block_size_bytes
        if run.stored and not run.offset and limit == size <= run.length * block:
            at = place.offset_bytes + run.address * block  # the common case
            if at <= _MOST_BYTES:
                extents = (Extent(place.layer_id, at, size),)
                return extents, _class_of(attribute, valid_bytes, assumed=assumed)
    builder = _Builder(place).add_runs(attribute, limit)
    if builder.covered < limit and (attribute.runs or not attribute.sparse):
        return builder.built(), ExtentClass.SHORT
    if missing_of(attribute, place.block_size_bytes, limit):
        return builder.built(), ExtentClass.SHORT
    builder.zeros(size - builder.covered)
    if size and not any(run.stored for run in attribute.runs):
        return builder.built(), ExtentClass.ALL_SPARSE
    return builder.built(), _class_of(attribute, valid_bytes, assumed=assumed)


def missing_of(attribute: Attribute, block_bytes: int, limit: int) -> tuple[Gap, ...]:
    """What of the first `limit` bytes of a content nothing says anything of: no run stores it, and the file
    system doesn't call it a hole. Zeros in its place would be made up.
    """
    gaps: list[Gap] = []
    reached = 0
    for run in attribute.runs:
        if not (run.stored or run.hole):
            continue
        begin = min(run.offset * block_bytes, limit)
        if begin > reached and not attribute.sparse:
            gaps.append(Gap(reached, begin - reached))
        reached = max(reached, min((run.offset + run.length) * block_bytes, limit))
    if limit > reached and not attribute.sparse:
        gaps.append(Gap(reached, limit - reached))
    return tuple(gaps)


def holes_of(attribute: Attribute, block_bytes: int) -> tuple[Gap, ...]:
    """What of a content no run stores, in its order."""
    holes: list[Gap] = []
    reached, size = 0, attribute.size_bytes
    for run in (run for run in attribute.runs if run.stored):
        begin = min(run.offset * block_bytes, size)
        if begin > reached:
            holes.append(Gap(reached, begin - reached))
        reached = max(reached, min((run.offset + run.length) * block_bytes, size))
    if size > reached:
        holes.append(Gap(reached, size - reached))
    return tuple(holes)


def _class_of(attribute: Attribute, valid_bytes: int | None, *, assumed: bool) -> ExtentClass:
    if attribute.encrypted:
        return ExtentClass.ENCRYPTED
    if assumed and attribute.size_bytes:
        return ExtentClass.ASSUMED_CONTIGUOUS
    if valid_bytes is not None and valid_bytes < attribute.size_bytes:
        return ExtentClass.NTFS_VALID_LENGTH
    return ExtentClass.RUNS


class _Builder:
    """Extents in order; neighbours are joined."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._extents: list[Extent] = []
        self.covered = 0

    def add_runs(self, attribute: Attribute, limit: int | None) -> _Builder:
        """All runs, cut at `limit` bytes of content; what no run covers in between is zeros.

        A run that no medium could hold ends it: what comes behind is not covered.
        """
        block = self._place.block_size_bytes
        for run in attribute.runs:
            if limit is not None and self.covered >= limit:
                break
            if (max(run.address, run.offset) + run.length) * block > _MOST_BYTES:
                break
            self.zeros(min(run.offset * block, limit or run.offset * block) - self.covered)
            length = run.length * block if limit is None else min(run.length * block, limit - self.covered)
            if run.stored:
                self._add(self._place.offset_bytes + run.address * block, length)
            else:
                self.zeros(length)
        return self

    def zeros(self, length: int) -> None:
        """`length` bytes that are not stored; nothing where it isn't positive."""
        if length <= 0:
            return
        self.covered += length
        last = self._extents[-1] if self._extents else None
        if last is not None and last.layer_id is None:
            self._extents[-1] = Extent(None, None, last.length_bytes + length)
        else:
            self._extents.append(Extent(None, None, length))

    def built(self) -> tuple[Extent, ...]:
        """The extents so far."""
        return tuple(self._extents)

    def _add(self, offset: int, length: int) -> None:
        if length <= 0:
            return
        self.covered += length
        last = self._extents[-1] if self._extents else None
        if (
            last is not None
            and last.offset_bytes is not None
            and last.offset_bytes + last.length_bytes == offset
        ):
            self._extents[-1] = Extent(last.layer_id, last.offset_bytes, last.length_bytes + length)
        else:
            self._extents.append(Extent(self._place.layer_id, offset, length))

"""Deleted files whose space the file system has given to others since, in whole or in part.

What stands there is still read, as other programs do, and may be another file's content: that has to be told.
What libtsk supposes of FAT and exFAT passes over clusters in use, except where the first one is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.contents.extents import Place
from forensics_app.evidence.contents.nodes import Attribute, Node
from forensics_app.evidence.contents.targets import omission_of, target_of
from forensics_app.evidence.filesystems.tsk.overlaps import Overlaps
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.spaces.space import Space
from forensics_app.model.artifact import Entry, ExtentClass
from forensics_app.model.evidence import Omission, OmissionStage

_IN_BLOCKS = (  # other classes lie in the file system's own tables
    ExtentClass.RUNS,
    ExtentClass.SHORT,
    ExtentClass.ASSUMED_CONTIGUOUS,
    ExtentClass.ENCRYPTED,
    ExtentClass.NTFS_COMPRESSED,
    ExtentClass.NTFS_VALID_LENGTH,
)
_LISTS_OF_BLOCKS = (4097, 4098)  # libtsk's types for blocks of pointers and of extents (ext, UFS)


class ReusedSpace:
    """Looks up deleted entries of one file system that lies at `place`.

    `free` gives its unallocated space, and is asked once, when the first entry needs it; where that can't be
    told nothing is said of any.
    """

    def __init__(self, place: Place, free: Callable[[], Space]) -> None:
        self._place = place
        self._free = free
        self._space: Space | None = None
        self._asked = False
        self._overlaps = Overlaps()

    def shared(self, alive: Callable[[], None]) -> Iterator[Omission]:
        """What to tell of entries that were asked for, where another one lies in the same free space."""
        return self._overlaps.found(alive)

    def problem_of_folder(
        self, entry: Entry, node: Node, attributes: tuple[Attribute, ...]
    ) -> Omission | None:
        """What to tell of a deleted folder: names of another one may stand in its space, or none be left."""
        runs = [run for attribute in attributes for run in attribute.runs if run.stored]
        space = self._unallocated() if runs else None
        if space is None:
            return None
        block = self._place.block_size_bytes
        used = sum(space.used_bytes(run.address * block, run.length * block) for run in runs)
        if not used:
            return None
        # libtsk lists nothing of a folder of FAT whose first cluster is in use
        code = OmissionCode.CONTENT_REUSED if node.size_bytes else OmissionCode.DIRECTORY_UNREADABLE
        detail = f"{used} bytes of its space are in use"
        return omission_of(entry.locator.source_id, target_of(entry), code, OmissionStage.WALK, detail)

    def problem_of(self, entry: Entry, attributes: tuple[Attribute, ...] = ()) -> Omission | None:
        """What to tell of an entry; None where all of its space is free, or it isn't deleted.

        `attributes`: of its node; blocks that say where the content is count as its space.
        """
        if entry.allocated or entry.extent_class not in _IN_BLOCKS or not entry.extents:
            return None
        space = self._unallocated()
        if space is None:
            return None
        reused = sum(
            space.used_bytes(offset - self._place.offset_bytes, length)
            for _, offset, length in entry.extents
            if offset is not None
        )
        lists = sum(
            space.used_bytes(
                run.address * self._place.block_size_bytes, run.length * self._place.block_size_bytes
            )
            for attribute in attributes
            if attribute.type in _LISTS_OF_BLOCKS
            for run in attribute.runs
            if run.stored and run.address
        )
        detail = None
        if lists:
            detail = f"{lists} bytes that say where it lies are in use"
        elif reused:
            detail = f"{reused} of {entry.size_bytes} bytes"
        elif entry.extent_class is ExtentClass.ASSUMED_CONTIGUOUS and len(entry.extents) > 1:
            detail = "clusters in use lie between those that are supposed"
        target = target_of(entry)
        self._overlaps.add(entry, f"{target.layer_id}:{target.shown}", reported=detail is not None)
        if detail is None:
            return None
        code = OmissionCode.CONTENT_REUSED
        return omission_of(entry.locator.source_id, target, code, OmissionStage.READ, detail)

    def _unallocated(self) -> Space | None:
        if not self._asked:
            self._asked = True
            try:
                self._space = self._free()
            except (TskError, ReadFailedError):
                self._space = None  # a kind without such a list, or a damaged one
        return self._space

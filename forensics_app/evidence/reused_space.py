"""Deleted files whose space the file system has given to others since, in whole or in part.

What stands there is still read, as other programs do, and may be another file's content: that has to be told.
What libtsk supposes of FAT and exFAT passes over clusters in use, except where the first one is.
"""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.extents import Place
from forensics_app.evidence.file_system import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.targets import target_of
from forensics_app.evidence.unallocated.volume import UnallocatedSpace
from forensics_app.evidence.unreadable import omission_of
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


class ReusedSpace:
    """Looks up deleted entries of one file system that lies at `place`.

    `free` gives its unallocated space, and is asked once, when the first entry needs it; where that can't be
    told nothing is said of any.
    """

    def __init__(self, place: Place, free: Callable[[], UnallocatedSpace]) -> None:
        self._place = place
        self._free = free
        self._space: UnallocatedSpace | None = None
        self._asked = False

    def problem_of(self, entry: Entry) -> Omission | None:
        """What to tell of an entry; None where all of its space is free, or it isn't deleted."""
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
        if reused:
            detail = f"{reused} of {entry.size_bytes} bytes"
        elif entry.extent_class is ExtentClass.ASSUMED_CONTIGUOUS and len(entry.extents) > 1:
            detail = "clusters in use lie between those that are supposed"
        else:
            return None
        code = OmissionCode.CONTENT_REUSED
        source_id = entry.locator.source_id
        return omission_of(source_id, target_of(entry), code, OmissionStage.READ, detail)

    def _unallocated(self) -> UnallocatedSpace | None:
        if not self._asked:
            self._asked = True
            try:
                self._space = self._free()
            except (TskError, ReadFailedError):
                self._space = None  # a kind without such a list, or a damaged one
        return self._space

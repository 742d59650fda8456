"""Volume shadow copies of NTFS: the volume as each of them keeps it.

What libvshadow can't open is still told: `shadow_catalogue` counts by itself.
"""

from __future__ import annotations

from uuid import UUID

import pyvshadow  # type: ignore[import-not-found]

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.aligned_reads import AlignedReads, libyal_detail
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.copies import ByCopies, Copy
from forensics_app.evidence.bytes.read_only_file import FileObject
from forensics_app.evidence.volumes.shadow_copies.catalogue import read_catalogue
from forensics_app.evidence.volumes.shadow_copies.missing_blocks import Unkept
from forensics_app.model.artifact import Gap


class ShadowCopies:
    """The shadow copies of one volume, oldest first, as libvshadow numbers them from 0.

    Raises ReadFailedError where the library can't open them, or would take one for another.
    """

    def __init__(self, volume: ByteSource) -> None:
        catalogue = read_catalogue(volume)
        if catalogue.damaged_at is not None:
            raise ReadFailedError(
                detail=f"the catalogue of the shadow copies is damaged at byte {catalogue.damaged_at}"
            )
        seen = ByCopies(volume, tuple(Copy(*block) for block in catalogue.blocks.items()))
        self._handle = pyvshadow.volume()
        try:
            self._handle.open_file_object(FileObject(seen))
            self.count = int(self._handle.number_of_stores)
        except (OSError, MemoryError) as e:
            raise ReadFailedError(detail=libyal_detail(e)) from e
        self._volume, self._places = volume, catalogue.places
        seen.forget()  # the catalogue was read; of a copy its blocks are what they are

    def source(self, index: int) -> ByteSource:
        """The volume as this copy keeps it. Raises ReadFailedError."""
        try:
            store = self._handle.get_store(index)
            elsewhere = not store.has_in_volume_data()
            size = int(store.volume_size)
            name = UUID(store.identifier).bytes_le
        except (OSError, MemoryError) as e:
            raise ReadFailedError(detail=libyal_detail(e)) from e
        if elsewhere:  # libvshadow would give the volume as it is now
            raise ReadFailedError(detail="the copy's data lie on another volume")
        place = self._places.get(name)
        unkept = None if place is None else Unkept(self._volume, place)
        return _Copy(store, size, owner=self._handle, unkept=unkept)

    def made_at(self, index: int) -> str | None:
        """When a copy was made, UTC, as `2026-01-31T12:00:00.123456Z`; None where it says nothing."""
        try:
            made = self._handle.get_store(index).get_creation_time()
        except (OSError, MemoryError, ValueError):
            return None
        return None if made is None else f"{made.isoformat()}Z"


class _Copy(AlignedReads):
    """The volume as a copy keeps it, without what it doesn't keep."""

    def __init__(
        self, store: pyvshadow.store, size_bytes: int, *, owner: object, unkept: Unkept | None
    ) -> None:
        super().__init__(store, size_bytes, owner=owner)
        self._unkept = unkept

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        for gap in self.gaps_in(offset_bytes, size_bytes):
            raise ReadFailedError(
                offset_bytes=gap.offset_bytes,
                size_bytes=gap.length_bytes,
                detail="the shadow copy does not keep what was unused",
            )
        return super().read(offset_bytes, size_bytes)

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The missing parts of a range, in order, as offsets of this source."""
        return () if self._unkept is None else tuple(self._unkept.within(offset_bytes, size_bytes))

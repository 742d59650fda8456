"""Volume shadow copies of NTFS: the volume as each of them keeps it.

What libvshadow can't open is still told: `shadow_catalogue` counts by itself.
"""

from __future__ import annotations

import pyvshadow  # type: ignore[import-not-found]

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.aligned_reads import AlignedReads, libyal_detail
from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.read_only_file import FileObject
from forensics_app.evidence.replaced_bytes import ReplacedBytes
from forensics_app.evidence.shadow_catalogue import read_catalogue


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
        seen = ReplacedBytes(volume, catalogue.blocks)
        self._handle = pyvshadow.volume()
        try:
            self._handle.open_file_object(FileObject(seen))
            self.count = int(self._handle.number_of_stores)
        except (OSError, MemoryError) as e:
            raise ReadFailedError(detail=libyal_detail(e)) from e
        seen.forget()  # the catalogue was read; of a copy its blocks are what they are

    def source(self, index: int) -> ByteSource:
        """The volume as this copy keeps it. Raises ReadFailedError."""
        try:
            store = self._handle.get_store(index)
            elsewhere = not store.has_in_volume_data()
            size = int(store.volume_size)
        except (OSError, MemoryError) as e:
            raise ReadFailedError(detail=libyal_detail(e)) from e
        if elsewhere:  # libvshadow would give the volume as it is now
            raise ReadFailedError(detail="the copy's data lie on another volume")
        return AlignedReads(store, size, owner=self._handle)

    def made_at(self, index: int) -> str | None:
        """When a copy was made, UTC, as `2026-01-31T12:00:00.123456Z`; None where it says nothing."""
        try:
            made = self._handle.get_store(index).get_creation_time()
        except (OSError, MemoryError, ValueError):
            return None
        return None if made is None else f"{made.isoformat()}Z"

"""Volume shadow copies of NTFS: how many there are, and the volume as each of them keeps it.

Counted by our own few lines, so that what libvshadow can't open is still told.
"""

from __future__ import annotations

import struct

import pyvshadow  # type: ignore[import-not-found]

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.aligned_reads import AlignedReads, libyal_detail
from forensics_app.evidence.byte_source import ByteSource, read_up_to
from forensics_app.evidence.read_only_file import FileObject

_VOLUME_HEADER_OFFSET = 0x1E00
_IDENTIFIER = bytes.fromhex("6b870838 76c1 484e b7ae 04046e6cc752".replace(" ", ""))
_CATALOGUE_BLOCK_BYTES = 0x4000
_ENTRY_BYTES = 0x80
_STORE_ENTRY = 2  # a catalogue entry of this type describes one snapshot
_MOST_BLOCKS = 256


def count_shadow_copies(volume: ByteSource) -> int:
    """Number of shadow copies that the volume's catalogue lists; 0 where there is no catalogue."""
    header = read_up_to(volume, _VOLUME_HEADER_OFFSET, 512)
    if header[:16] != _IDENTIFIER:
        return 0
    offset: int = struct.unpack_from("<Q", header, 48)[0]
    found, seen = 0, set[int]()
    while offset and offset not in seen and len(seen) < _MOST_BLOCKS:
        seen.add(offset)
        block = read_up_to(volume, offset, _CATALOGUE_BLOCK_BYTES)
        if block[:16] != _IDENTIFIER:
            break
        for position in range(_ENTRY_BYTES, len(block) - 8, _ENTRY_BYTES):
            found += struct.unpack_from("<Q", block, position)[0] == _STORE_ENTRY
        offset = struct.unpack_from("<Q", block, 40)[0]
    return found


class ShadowCopies:
    """The shadow copies of one volume, oldest first, as libvshadow numbers them from 0.

    Raises ReadFailedError where the library can't open them.
    """

    def __init__(self, volume: ByteSource) -> None:
        self._handle = pyvshadow.volume()
        try:
            self._handle.open_file_object(FileObject(volume))
            self.count = int(self._handle.number_of_stores)
        except (OSError, MemoryError) as e:
            raise ReadFailedError(detail=libyal_detail(e)) from e

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

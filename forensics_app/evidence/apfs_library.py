"""Compressed contents of APFS through libfsapfs, which knows LZVN and LZFSE. One thread only."""

from __future__ import annotations

import pyfsapfs  # type: ignore[import-not-found]

from forensics_app.evidence.aligned_reads import libyal_detail
from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.inode_tree import MalformedError
from forensics_app.evidence.read_only_file import FileObject


class LibraryContent:
    """One file's content, by its inode in the volume at that place of the container's list.

    Raises MalformedError where the library can't open it.
    """

    def __init__(self, source: ByteSource, index: int, inode: int) -> None:
        self._container = pyfsapfs.container()  # kept: the entry reads through it
        try:
            self._container.open_file_object(FileObject(source))
            self._entry = self._container.get_volume(index).get_file_entry_by_identifier(inode)
        except (OSError, MemoryError, ValueError) as e:
            raise MalformedError(libyal_detail(e)) from e

    def read(self, offset_bytes: int, size_bytes: int, /) -> bytes:
        """As ExactRead. Raises MalformedError."""
        try:
            data: bytes = self._entry.read_buffer_at_offset(size_bytes, offset_bytes)
        except (OSError, MemoryError, ValueError) as e:
            raise MalformedError(libyal_detail(e)) from e
        if len(data) != size_bytes:
            raise MalformedError(f"the library gave {len(data)} bytes instead of {size_bytes}")
        return data

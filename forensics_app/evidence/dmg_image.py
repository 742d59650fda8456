"""Apple disk images (UDIF) through libmodi. Their trailer is at the end, so a cut one isn't known as DMG."""

from __future__ import annotations

import struct
from pathlib import Path

import pymodi  # type: ignore[import-not-found]

from forensics_app.errors import ReadFailedError, SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.byte_source import read_up_to
from forensics_app.evidence.container import Container
from forensics_app.evidence.libyal_medium import LibyalMedium
from forensics_app.evidence.read_only_file import FileObject, ReadOnlyFile
from forensics_app.model.evidence import ContainerFormat

_TRAILER_BYTES = 512


def open_dmg(path: Path) -> Container:
    """A UDIF image in one file. Raises SourceDamagedError, SourceTruncatedError."""
    file = ReadOnlyFile(path)
    trailer = read_up_to(file, max(0, file.size_bytes - _TRAILER_BYTES), _TRAILER_BYTES)
    data_at, data_bytes = struct.unpack_from(">QQ", trailer, 24)
    if data_at + data_bytes > file.size_bytes:
        raise SourceTruncatedError(
            path=str(path), format="DMG", expected_bytes=data_at + data_bytes, actual_bytes=file.size_bytes
        )
    handle = pymodi.handle()
    try:
        handle.open_file_object(FileObject(file))
        medium = LibyalMedium(handle)
    except (OSError, MemoryError) as e:
        raise SourceDamagedError(path=str(path), format="DMG", detail=str(e)) from e
    try:
        medium.read(max(0, medium.size_bytes - 1), min(1, medium.size_bytes))
    except ReadFailedError as e:
        raise SourceDamagedError(path=str(path), format="DMG", detail=e.detail) from e
    return Container(ContainerFormat.DMG, medium, (file,))

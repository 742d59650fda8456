"""VMDK through libvmdk, with the extents chosen here: a descriptor may name any file, and libvmdk opens it.

Format: VMware's "Virtual Disk Format 5.0". A sparse extent that holds its own descriptor is the file itself,
whatever name stands in it. Disks with a parent are refused by name.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Protocol

import pyvmdk  # type: ignore[import-not-found]

from forensics_app.errors import FormatNotSupportedError, SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.beside import open_beside
from forensics_app.evidence.byte_source import read_up_to
from forensics_app.evidence.container import Container
from forensics_app.evidence.libyal_medium import LibyalHandle, LibyalMedium
from forensics_app.evidence.read_only_file import FileObject, ReadOnlyFile
from forensics_app.model.evidence import ContainerFormat

_NO_PARENT = 0xFFFFFFFF
_SECTOR = 512
_AT_END = 0xFFFFFFFFFFFFFFFF
_COMPRESSED = 1 << 16
_MOST_TABLE_BYTES = 64 << 20
_HEADER = struct.Struct("<4sIIQQQQIQQQ")


class _Descriptor(Protocol):
    def get_filename(self) -> str | None: ...


class _Handle(LibyalHandle, Protocol):
    """The part of pyvmdk.handle that is used."""

    def get_parent_content_identifier(self) -> int: ...
    def get_parent_filename(self) -> str | None: ...
    def get_number_of_extents(self) -> int: ...
    def get_extent_descriptor(self, index: int) -> _Descriptor: ...
    def open_extent_data_files_as_file_objects(self, files: list[FileObject]) -> None: ...


def open_vmdk(path: Path) -> Container:
    """A VMDK by its descriptor, or by a sparse file that holds its own.

    Raises FormatNotSupportedError, SegmentMissingError (an extent), SourceTruncatedError, SourceDamagedError.
    """
    file = ReadOnlyFile(path)
    head = read_up_to(file, 0, _HEADER.size)
    own = head.startswith((b"KDMV", b"COWD"))
    if head.startswith(b"KDMV") and not _has_descriptor(file, head):
        raise FormatNotSupportedError(path=str(path), format="VMDK extent without its descriptor")
    handle: _Handle = pyvmdk.handle()
    try:
        pyvmdk.handle.open_file_object(handle, FileObject(file))
        parent = int(handle.get_parent_content_identifier())
        if parent not in (_NO_PARENT, 0):
            name = handle.get_parent_filename() or "?"
            raise FormatNotSupportedError(path=str(path), format=f"VMDK differencing disk of {name}")
        extents = (file,) if own else _extents(path, handle)
        for extent in extents:
            _check_whole(extent)
        handle.open_extent_data_files_as_file_objects([FileObject(extent) for extent in extents])
        medium = LibyalMedium(handle)
    except (OSError, MemoryError) as e:
        raise SourceDamagedError(path=str(path), format="VMDK", detail=str(e)) from e
    _check_end(file, medium)
    return Container(ContainerFormat.VMDK, medium, extents if own else (file, *extents))


def _has_descriptor(file: ReadOnlyFile, head: bytes) -> bool:
    at = _HEADER.unpack(head)[5] * _SECTOR if len(head) == _HEADER.size else 0
    return at > 0 and read_up_to(file, at, 21).startswith(b"# Disk Descriptor")


def _extents(path: Path, handle: _Handle) -> tuple[ReadOnlyFile, ...]:
    names = [handle.get_extent_descriptor(i).get_filename() for i in range(handle.get_number_of_extents())]
    if not names or not all(names):
        raise FormatNotSupportedError(path=str(path), format="VMDK with extents that are no files")
    return tuple(open_beside(path, name or "", "VMDK extent") for name in names)


def _check_end(file: ReadOnlyFile, medium: LibyalMedium) -> None:
    """A flat extent has no table to tell that it was cut off: its last byte is asked for."""
    if medium.size_bytes:
        medium.read(medium.size_bytes - 1, 1)
    else:
        raise SourceDamagedError(path=str(file.path), format="VMDK", detail="the medium has no size")


def _check_whole(file: ReadOnlyFile) -> None:
    """Every grain that a sparse extent's tables name lies in the file. Raises SourceTruncatedError."""
    needed = _sparse_end(file)
    if needed > file.size_bytes:
        raise SourceTruncatedError(
            path=str(file.path), format="VMDK", expected_bytes=needed, actual_bytes=file.size_bytes
        )


def _sparse_end(file: ReadOnlyFile) -> int:
    """Where the last grain begins (compressed) or ends; 0 for an extent that is not of this sparse form."""
    head = read_up_to(file, 0, _HEADER.size)
    if len(head) < _HEADER.size or not head.startswith(b"KDMV"):
        return 0
    if _HEADER.unpack(head)[9] == _AT_END:
        # written as a stream: the header that counts is the footer, third sector from the end
        head = read_up_to(file, max(0, file.size_bytes - 1024), _HEADER.size)
        if not head.startswith(b"KDMV"):
            return file.size_bytes + 1024
    fields: tuple[int, ...] = _HEADER.unpack(head)[1:]
    flags, capacity, grain, per_table, directory = fields[1], fields[2], fields[3], fields[6], fields[8]
    if not grain or not per_table:
        raise SourceDamagedError(path=str(file.path), format="VMDK", detail="impossible header")
    tables = -(-capacity // (grain * per_table))
    end = directory * _SECTOR + tables * 4
    if end > file.size_bytes or tables * 4 > _MOST_TABLE_BYTES or per_table * 4 > _MOST_TABLE_BYTES:
        return end
    listed: tuple[int, ...] = struct.unpack(f"<{tables}I", file.read(directory * _SECTOR, tables * 4))
    for table in listed:
        if not table:
            continue
        at = table * _SECTOR
        if at + per_table * 4 > file.size_bytes:
            return at + per_table * 4
        last: int = max(struct.unpack(f"<{per_table}I", file.read(at, per_table * 4)))
        if last > 1:  # 0 is no grain, 1 a grain of zeros
            end = max(end, last * _SECTOR + (1 if flags & _COMPRESSED else grain * _SECTOR))
    return end

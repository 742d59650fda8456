"""VMDK through libvmdk, with the extents chosen here: a descriptor may name any file, and libvmdk opens it.

Format: VMware's "Virtual Disk Format 5.0". A sparse extent that holds its own descriptor is the file itself,
whatever name stands in it. Disks with a parent are read over it by own code (vmdk_child).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Protocol

import pyvmdk  # type: ignore[import-not-found]

from forensics_app.errors import (
    FormatNotSupportedError,
    ReadFailedError,
    SegmentMissingError,
    SourceDamagedError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.bytes.libyal_medium import LibyalHandle, LibyalMedium
from forensics_app.evidence.bytes.read_only_file import FileObject, ReadOnlyFile
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.containers.incomplete import REFUSED, Incomplete
from forensics_app.evidence.containers.named_files import open_sibling
from forensics_app.evidence.containers.parents import check_identity, open_parent
from forensics_app.evidence.containers.vmdk.child import check_flat, opened_extents, over_parent
from forensics_app.evidence.containers.vmdk.descriptor import NO_PARENT, Descriptor, read_descriptor
from forensics_app.evidence.containers.vmdk.last_grain import check_whole
from forensics_app.evidence.containers.vmdk.sparse import table_problem
from forensics_app.model.evidence import PARENT_NOTE, ContainerFormat

_HEADER = struct.Struct("<4sIIQQQQIQQQ")
_SECTOR_BYTES = 512
_COWD_ROOT = 1  # in the flags of a COWD extent: it has no parent


class _Described(Protocol):
    def get_filename(self) -> str | None: ...


class _Handle(LibyalHandle, Protocol):
    """The part of pyvmdk.handle that is used."""

    def get_parent_content_identifier(self) -> int: ...
    def get_number_of_extents(self) -> int: ...
    def get_extent_descriptor(self, index: int) -> _Described: ...
    def open_extent_data_files_as_file_objects(self, files: list[FileObject]) -> None: ...


def open_vmdk(path: Path, incomplete: Incomplete = REFUSED) -> Container:
    """A VMDK by its descriptor, or by a sparse file that holds its own; a differencing disk with its parents.

    Raises FormatNotSupportedError, SegmentMissingError (an extent, a parent), SourceTruncatedError,
    SourceDamagedError.
    """
    chain = [ReadOnlyFile(path)]
    files = list(chain)
    medium = _open(chain, files, incomplete)
    notes = tuple(f"{PARENT_NOTE}{shown_name(file.name)}" for file in chain[1:])
    descriptor = read_descriptor(chain[-1])
    orphan = descriptor is not None and descriptor.parent_identity is None and descriptor.parent_name
    problems = [f"{shown_name(file.name)}: {problem}" for file in files if (problem := table_problem(file))]
    if orphan:
        problems.append(f"{shown_name(chain[-1].name)} names a parent, and says that it has none")
    return Container(
        ContainerFormat.VMDK,
        medium,
        tuple(files),
        notes=notes,
        problems=tuple(problems),
        missing=tuple(incomplete.missing),
    )


def _open(chain: list[ReadOnlyFile], files: list[ReadOnlyFile], incomplete: Incomplete) -> ByteSource:
    """The medium of the last of `chain`; `files` gets whatever else is opened for it."""
    file = chain[-1]
    head = read_up_to(file, 0, _HEADER.size)
    descriptor = read_descriptor(file)
    root = head.startswith(b"COWD") and bool(head[8] & _COWD_ROOT)
    if descriptor is None and not root:  # of a delta's extent, what isn't there is the parent's and not zeros
        raise FormatNotSupportedError(path=str(file.path), format="VMDK extent without its descriptor")
    if descriptor is None or descriptor.parent_identity is None:
        return _alone(file, files, descriptor, incomplete, own=head.startswith((b"KDMV", b"COWD")))
    own = head.startswith(b"KDMV")
    extents = opened_extents(file, descriptor, files, incomplete, own=own, child=True)
    parent_file = open_parent(chain, (descriptor.parent_name or "",), "VMDK")
    files.append(parent_file)
    theirs = read_descriptor(parent_file)
    identity = None if theirs is None else theirs.identity
    check_identity(file, parent_file, "VMDK", same=identity == descriptor.parent_identity)
    return over_parent(extents, _open(chain, files, incomplete))


def _alone(
    file: ReadOnlyFile,
    files: list[ReadOnlyFile],
    descriptor: Descriptor | None,
    incomplete: Incomplete,
    *,
    own: bool,
) -> ByteSource:
    """A disk without a parent: by libvmdk, or what is there of one that isn't whole."""
    if descriptor is not None and not own and (descriptor.is_pieced or _has_room(file.path, descriptor)):
        return over_parent(opened_extents(file, descriptor, files, incomplete, own=own, child=False), None)
    try:
        medium, extents = _by_libvmdk(file, descriptor, own=own)
    except (SourceTruncatedError, SegmentMissingError, ReadFailedError):
        if descriptor is None:
            raise
        before = len(incomplete.missing)
        parts = opened_extents(file, descriptor, files, incomplete, own=own, child=False)
        if len(incomplete.missing) == before:
            raise
        return over_parent(parts, None)
    files += extents
    return medium


def _has_room(path: Path, descriptor: Descriptor) -> bool:
    """Whether a sparse extent has room for more than its line says, with others behind it.

    libvmdk takes the room for the extent's size, and every extent behind it is in another place then.
    """
    for line in descriptor.extents[:-1]:
        try:
            extent = open_sibling(path, line.name or "", "VMDK extent")
        except (SegmentMissingError, FormatNotSupportedError, SourceDamagedError):
            continue  # told where all of them are opened
        try:
            head = read_up_to(extent, 0, 20)
        finally:
            extent.close()
        sectors = int.from_bytes(head[12:20], "little") if head.startswith(b"KDMV") else 0
        if sectors * _SECTOR_BYTES > line.size_bytes:
            return True
    return False


def _by_libvmdk(
    file: ReadOnlyFile, descriptor: Descriptor | None, *, own: bool
) -> tuple[ByteSource, tuple[ReadOnlyFile, ...]]:
    """The medium, and the files of its extents. `own`: the file is its own only extent."""
    handle: _Handle = pyvmdk.handle()
    try:
        pyvmdk.handle.open_file_object(handle, FileObject(file))
        if int(handle.get_parent_content_identifier()) not in (NO_PARENT, 0):
            raise FormatNotSupportedError(path=str(file.path), format="VMDK whose descriptor is ambiguous")
        extents = (file,) if own else _extents(file.path, handle)
        if descriptor is not None and not own:
            check_flat(descriptor, extents)
        for extent in extents:
            check_whole(extent)
        handle.open_extent_data_files_as_file_objects([FileObject(extent) for extent in extents])
        medium = LibyalMedium(handle)
    except (OSError, MemoryError) as e:
        raise SourceDamagedError(path=str(file.path), format="VMDK", detail=str(e)) from e
    _check_end(file, medium)
    return medium, () if own else extents


def _extents(path: Path, handle: _Handle) -> tuple[ReadOnlyFile, ...]:
    names = [handle.get_extent_descriptor(i).get_filename() for i in range(handle.get_number_of_extents())]
    if not names or not all(names):
        raise FormatNotSupportedError(path=str(path), format="VMDK with extents that are no files")
    return tuple(open_sibling(path, name or "", "VMDK extent") for name in names)


def _check_end(file: ReadOnlyFile, medium: LibyalMedium) -> None:
    """A flat extent has no table to tell that it was cut off: its last byte is asked for."""
    if medium.size_bytes:
        medium.read(medium.size_bytes - 1, 1)
    else:
        raise SourceDamagedError(path=str(file.path), format="VMDK", detail="the medium has no size")

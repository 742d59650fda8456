"""A VMDK over its parent: each extent in its place, and what it doesn't hold from the parent."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.errors import FormatNotSupportedError, SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.beside import open_beside
from forensics_app.evidence.byte_source import ByteSource, Window
from forensics_app.evidence.mapped_medium import MappedMedium, Origin, Span
from forensics_app.evidence.raw_image import Concatenation
from forensics_app.evidence.read_only_file import ReadOnlyFile
from forensics_app.evidence.vmdk_descriptor import Descriptor, ExtentLine
from forensics_app.evidence.vmdk_end import check_whole
from forensics_app.evidence.vmdk_sparse import SparseExtent

_SPARSE, _FLAT, _ZERO = ("SPARSE", "VMFSSPARSE"), ("FLAT", "VMFS"), "ZERO"


@dataclass(frozen=True, slots=True)
class ChildExtent:
    """One extent, and the file that holds it; None for zeros."""

    line: ExtentLine
    file: ReadOnlyFile | None
    sparse: SparseExtent | None = None


def child_extents(
    file: ReadOnlyFile, descriptor: Descriptor, files: list[ReadOnlyFile], *, own: bool
) -> tuple[ChildExtent, ...]:
    """The extents of a differencing disk, opened; their files are added to `files`.

    `own`: the file holds its descriptor, and is its only extent whatever name stands there. Raises
    FormatNotSupportedError, SegmentMissingError, SourceTruncatedError, SourceDamagedError.
    """
    if not descriptor.extents or (own and len(descriptor.extents) != 1):
        raise SourceDamagedError(path=str(file.path), format="VMDK", detail="the descriptor names no extents")
    found = []
    for line in descriptor.extents:
        if line.kind == _ZERO:
            found.append(ChildExtent(line, None))
            continue
        if line.kind not in _SPARSE + _FLAT or not (own or line.name):
            raise FormatNotSupportedError(
                path=str(file.path), format=f"VMDK differencing disk with {line.kind} extents"
            )
        extent = file if own else open_beside(file.path, line.name or "", "VMDK extent")
        if not own:
            files.append(extent)
        found.append(_opened(line, extent))
    return tuple(found)


def over_parent(extents: tuple[ChildExtent, ...], parent: ByteSource) -> ByteSource:
    """The medium of the child."""
    parts: list[ByteSource] = []
    start = 0
    for extent in extents:
        size = extent.line.size_bytes
        if extent.file is None:
            parts.append(_Zeros(size))
        elif extent.sparse is None:
            parts.append(Window(extent.file, extent.line.offset_bytes, size))
        else:
            beneath = Window(parent, start, size)
            parts.append(MappedMedium(extent.file, size, extent.sparse.locate, beneath))
        start += size
    return parts[0] if len(parts) == 1 else Concatenation(tuple(parts))


def _opened(line: ExtentLine, file: ReadOnlyFile) -> ChildExtent:
    if line.kind in _FLAT:
        needed = line.offset_bytes + line.size_bytes
        if needed > file.size_bytes:
            raise SourceTruncatedError(
                path=str(file.path), format="VMDK", expected_bytes=needed, actual_bytes=file.size_bytes
            )
        return ChildExtent(line, file)
    check_whole(file)
    sparse = SparseExtent(file)
    if sparse.size_bytes < line.size_bytes:
        raise SourceDamagedError(
            path=str(file.path), format="VMDK", detail="the extent is smaller than its descriptor says"
        )
    return ChildExtent(line, file, sparse)


class _Zeros(MappedMedium):
    """An extent that is stored nowhere."""

    def __init__(self, size_bytes: int) -> None:
        super().__init__(_NOTHING, size_bytes, lambda offset, most: Span(Origin.ZEROS, most), None)


class _Nothing:
    size_bytes = 0

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        return b""


_NOTHING = _Nothing()

"""A VMDK by its extents, each in its place: over a parent, or without one where it isn't whole."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.errors import (
    FormatNotSupportedError,
    SegmentMissingError,
    SegmentsIncompleteError,
    SourceDamagedError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, Window
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.concatenation import Concatenation
from forensics_app.evidence.containers.container import shown_name
from forensics_app.evidence.containers.incomplete import Incomplete, cut_off, missing_part
from forensics_app.evidence.containers.mapped_medium import MappedMedium, Origin, Span
from forensics_app.evidence.containers.named_files import open_sibling
from forensics_app.evidence.containers.partial_medium import PartialMedium, Piece
from forensics_app.evidence.containers.vmdk.descriptor import ZERO, Descriptor, ExtentLine
from forensics_app.evidence.containers.vmdk.last_grain import check_whole
from forensics_app.evidence.containers.vmdk.sparse import SparseExtent, stream_facts
from forensics_app.evidence.containers.vmdk.stream import CompressedExtent, StreamPlaces

_SECTOR = 512
_SPARSE, _FLAT = ("SPARSE", "VMFSSPARSE"), ("FLAT", "VMFS")


@dataclass(frozen=True, slots=True)
class OpenedExtent:
    """One extent, and the file that holds it; without `content`, `sparse` says what lies over a parent."""

    line: ExtentLine
    file: ReadOnlyFile | None
    content: ByteSource | None = None
    sparse: SparseExtent | None = None


def opened_extents(
    file: ReadOnlyFile,
    descriptor: Descriptor,
    files: list[ReadOnlyFile],
    incomplete: Incomplete,
    *,
    own: bool,
    child: bool,
) -> tuple[OpenedExtent, ...]:
    """The extents of a disk, opened; their files are added to `files`.

    `own`: the file holds its descriptor, and is its only extent whatever name stands there; `child`: it has a
    parent. Raises FormatNotSupportedError, SourceDamagedError; SegmentMissingError and SourceTruncatedError
    where what is missing isn't accepted.
    """
    if not descriptor.extents or (own and len(descriptor.extents) != 1):
        raise SourceDamagedError(path=str(file.path), format="VMDK", detail="the descriptor names no extents")
    found = []
    for line in descriptor.extents:
        if line.kind == ZERO:
            found.append(OpenedExtent(line, None, _Zeros(line.size_bytes)))
            continue
        if line.kind not in _SPARSE + _FLAT or not (own or line.name):
            name = (
                f"differencing disk with {line.kind} extents" if child else "with extents that are no files"
            )
            raise FormatNotSupportedError(path=str(file.path), format=f"VMDK {name}")
        try:
            extent = file if own else open_sibling(file.path, line.name or "", "VMDK extent")
        except SegmentMissingError as e:
            incomplete.accept(SegmentsIncompleteError(path=e.path, segment=e.segment), missing_part(e))
            found.append(OpenedExtent(line, None, PartialMedium(line.size_bytes, ())))
            continue
        if not own:
            files.append(extent)
        found.append(_opened(line, extent, incomplete, child=child))
    return tuple(found)


def check_flat(descriptor: Descriptor, files: tuple[ReadOnlyFile, ...]) -> None:
    """A flat extent has no table: its line tells how long it is. Raises SourceTruncatedError."""
    lines = [line for line in descriptor.extents if line.kind != ZERO]
    for line, file in zip(lines, files, strict=False):
        error = _flat_error(line, file) if line.kind in _FLAT else None
        if error is not None:
            raise error


def _flat_error(line: ExtentLine, file: ReadOnlyFile) -> SourceTruncatedError | None:
    needed = line.offset_bytes + line.size_bytes
    if needed <= file.size_bytes:
        return None
    return SourceTruncatedError(
        path=str(file.path), format="VMDK", expected_bytes=needed, actual_bytes=file.size_bytes
    )


def over_parent(extents: tuple[OpenedExtent, ...], parent: ByteSource | None) -> ByteSource:
    """The medium; None where there is no parent."""
    parts: list[ByteSource] = []
    start = 0
    for extent in extents:
        size = extent.line.size_bytes
        if extent.content is not None:
            parts.append(extent.content)
        elif extent.file is not None and extent.sparse is not None:
            beneath = None if parent is None else Window(parent, start, size)
            sparse = extent.sparse
            mapped = MappedMedium(
                extent.file,
                size,
                sparse.locate,
                beneath,
                unit_bytes=sparse.table_bytes,
                intact=sparse.intact_bytes,
            )
            parts.append(mapped)
        start += size
    return parts[0] if len(parts) == 1 else Concatenation(tuple(parts))


def _opened(line: ExtentLine, file: ReadOnlyFile, incomplete: Incomplete, *, child: bool) -> OpenedExtent:
    if line.kind in _FLAT:
        content: ByteSource = Window(file, line.offset_bytes, line.size_bytes)
        error = _flat_error(line, file)
        if error is not None:
            incomplete.accept(error, cut_off(error, shown_name(file.name)))
            content = PartialMedium(line.size_bytes, (Piece(0, content),) if content.size_bytes else ())
        return OpenedExtent(line, file, content)
    try:
        check_whole(file)
    except SourceTruncatedError as e:
        incomplete.accept(e, cut_off(e, shown_name(file.name)))
    stream = None if child else stream_facts(file)
    if stream is not None:
        begin, grain, capacity = stream
        places = StreamPlaces(file, begin * _SECTOR, grain=grain, capacity=capacity, alive=incomplete.alive)
        return OpenedExtent(line, file, CompressedExtent(file, line.size_bytes, grain * _SECTOR, places))
    sparse = SparseExtent(file, packed=not child)
    if sparse.size_bytes < line.size_bytes:
        raise SourceDamagedError(
            path=str(file.path), format="VMDK", detail="the extent is smaller than its descriptor says"
        )
    if sparse.is_packed:
        packed = CompressedExtent(file, line.size_bytes, sparse.grain_bytes, sparse)
        return OpenedExtent(line, file, packed)
    return OpenedExtent(line, file, sparse=sparse)


class _Zeros(MappedMedium):
    """An extent that is stored nowhere."""

    def __init__(self, size_bytes: int) -> None:
        whole = max(1, size_bytes)
        super().__init__(
            _NOTHING, size_bytes, lambda offset, most: Span(Origin.ZEROS, most), None, unit_bytes=whole
        )


class _Nothing:
    size_bytes = 0

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        return b""


_NOTHING = _Nothing()

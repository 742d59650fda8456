"""QCOW2 (versions 2 and 3) by an own reader: libqcow gives wrong bytes for compressed clusters, silently.

Format: docs/interop/qcow2.txt of QEMU. Compressed clusters are raw deflate or Zstandard. Encryption is
refused by name. Parents and external data files open from the image's own folder only. Measured with libqcow
20260703 on a compressed image of 2 MiB: 127 of 4096 sectors wrong, without an error.
"""

from __future__ import annotations

import struct
from pathlib import Path

from forensics_app.errors import (
    FormatNotSupportedError,
    ReadFailedError,
    SourceDamagedError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.containers.incomplete import Incomplete, cut_off
from forensics_app.evidence.containers.kind import Recognise
from forensics_app.evidence.containers.named_files import open_sibling
from forensics_app.evidence.containers.qcow2.medium import OFFSET_MASK, Qcow2Medium, Unpack, unpack_deflate
from forensics_app.model.evidence import ContainerFormat

_HEADER = struct.Struct(">4sIQIIQIIQ")
_BACKING_FORMAT, _DATA_FILE = 0xE2792ACA, 0x44415441
_DIRTY, _CORRUPT, _EXTERNAL, _COMPRESSION, _EXTENDED = 0x1, 0x2, 0x4, 0x8, 0x10
_COMPRESSION_AT, _ZSTD = 104, 1
_MOST_PARENTS = 16
_EMPTY_CLUSTERS = 8  # header and tables of an image without content, with room to spare
_MOST_L1_BYTES = 32 << 20
_CUT = "cut off before its tables"


def open_qcow2(path: Path, incomplete: Incomplete, recognise: Recognise) -> Container:
    """A QCOW2 image and its parents.

    Raises FormatNotSupportedError, SegmentMissingError (a parent), SourceDamagedError, SourceTruncatedError.
    """
    files: list[ReadOnlyFile] = []
    problems: list[str] = []
    medium = _open(ReadOnlyFile(path), files, problems, incomplete, recognise)
    return Container(
        ContainerFormat.QCOW2,
        medium,
        tuple(files),
        notes=tuple(f"opened for it: {shown_name(file.name)}" for file in files[1:]),
        problems=tuple(problems),
        missing=tuple(incomplete.missing),
        unread_snapshots=int.from_bytes(files[0].read(60, 4), "big"),
    )


def _open(
    file: ReadOnlyFile,
    files: list[ReadOnlyFile],
    problems: list[str],
    incomplete: Incomplete,
    recognise: Recognise,
) -> Qcow2Medium:
    files.append(file)
    if len(files) > _MOST_PARENTS:
        raise SourceDamagedError(path=str(file.path), format="QCOW2", detail="too many parents")
    header = read_up_to(file, 0, 4096)
    if len(header) < 72:
        raise SourceDamagedError(path=str(file.path), format="QCOW2", detail=_CUT)
    _, version, backing_at, backing_size, bits, size, crypt, l1_count, l1_at = _HEADER.unpack_from(header)
    if version not in (2, 3):
        raise FormatNotSupportedError(path=str(file.path), format=f"QCOW version {version}")
    if crypt:
        raise FormatNotSupportedError(path=str(file.path), format="encrypted QCOW2")
    features = int.from_bytes(header[72:80], "big") if version == 3 else 0
    unpack = _unpacking(file, header) if features & _COMPRESSION else unpack_deflate
    unknown = features & ~(_DIRTY | _CORRUPT | _EXTERNAL | _COMPRESSION | _EXTENDED)
    if unknown:
        raise FormatNotSupportedError(path=str(file.path), format=f"QCOW2 with unknown features {unknown:#x}")
    if features & _CORRUPT:
        problems.append(f"{shown_name(file.name)} was marked as corrupt by the program that wrote it")
    extended = bool(features & _EXTENDED)
    smallest = 14 if extended else 9
    table_bits = bits - (4 if extended else 3)
    possible = smallest <= bits <= 21 and l1_count * 8 <= _MOST_L1_BYTES
    # a table elsewhere than at a cluster's beginning is none: what stands there may be read as "nothing here"
    if not possible or l1_count << bits + table_bits < size or l1_at % (1 << bits):
        raise SourceDamagedError(path=str(file.path), format="QCOW2", detail="impossible header")
    if l1_at + l1_count * 8 > file.size_bytes:
        raise SourceDamagedError(path=str(file.path), format="QCOW2", detail=_CUT)
    l1 = struct.unpack(f">{l1_count}Q", file.read(l1_at, l1_count * 8))
    data_file = _data_file(file, files, header) if features & _EXTERNAL else None
    place = (backing_at, backing_size)
    parent = _parent(file, files, problems, header, place, incomplete, recognise) if backing_at else None
    if parent is not None and parent.size_bytes > size:
        problems.append(f"{shown_name(file.name)} ends before its parent: what lies behind was not read")
    if parent is None and _extension(header, _BACKING_FORMAT):
        problems.append(f"{shown_name(file.name)} says in which format its parent is, and names none")
    medium = Qcow2Medium(
        file,
        size,
        cluster_bits=bits,
        l1=l1,
        parent=parent,
        data_file=data_file,
        extended=extended,
        unpack=unpack,
    )
    _check_whole(file, medium, l1, problems, incomplete, cluster_bits=bits)
    return medium


def _unpacking(file: ReadOnlyFile, header: bytes) -> Unpack:
    """How clusters are compressed where it isn't by deflate. Raises FormatNotSupportedError."""
    from forensics_app.evidence.decompression.zstd_frame import (  # only where there is one
        can_unpack_zstd,
        unpack_zstd,
    )

    kind = header[_COMPRESSION_AT] if int.from_bytes(header[100:104], "big") > _COMPRESSION_AT else 0
    if kind != _ZSTD or not can_unpack_zstd():
        name = "zstd compression" if kind == _ZSTD else f"compression type {kind}"
        raise FormatNotSupportedError(path=str(file.path), format=f"QCOW2 with {name}")
    return unpack_zstd


def _check_whole(
    file: ReadOnlyFile,
    medium: Qcow2Medium,
    l1: tuple[int, ...],
    problems: list[str],
    incomplete: Incomplete,
    *,
    cluster_bits: int,
) -> None:
    """Every cluster that the tables name lies in the file.

    Raises SourceTruncatedError, SourceDamagedError.
    """
    needed, used = 0, False
    tables = any(entry for entry in l1)
    for entry in l1:
        at = entry & OFFSET_MASK
        if not at:
            continue
        if at % (1 << cluster_bits):
            raise SourceDamagedError(
                path=str(file.path), format="QCOW2", detail="impossible allocation table"
            )
        try:
            has_entries, end = medium.reach(at)
        except ReadFailedError:
            has_entries, end = True, at + medium.table_bytes
        used, needed = used or has_entries, max(needed, end)
    if needed > file.size_bytes:
        error = _truncated(file, needed)
        incomplete.accept(error, cut_off(error, shown_name(file.name)))
        return  # what its tables lead to can't be told as a whole any more
    if medium.has_clusters_behind:
        problems.append(f"{shown_name(file.name)}: its tables lead to clusters behind the end that it states")
    # an L2 table is made for its first cluster, and a file only grows for what its tables lead to
    largest = (_EMPTY_CLUSTERS << cluster_bits) + len(l1) * 8
    if used or medium.has_own_data:
        return
    if tables or file.size_bytes > largest or _holds_more(file, len(l1) * 8, cluster_bits):
        problems.append(f"{shown_name(file.name)}: its tables lead to no cluster, and it has some")


def _holds_more(file: ReadOnlyFile, l1_bytes: int, cluster_bits: int) -> bool:
    """Whether anything stands in a small file besides its header, its L1 table and its counts of references.

    What can't be read is nothing.
    """
    try:
        data = bytearray(file.read(0, file.size_bytes))
    except ReadFailedError:
        return False
    cluster = 1 << cluster_bits
    (l1_at,) = struct.unpack_from(">Q", data, 40)
    counts_at, counts_clusters = struct.unpack_from(">QI", data, 48)
    counts = data[counts_at : counts_at + (counts_clusters << cluster_bits)]
    entries = struct.iter_unpack(">Q", counts[: len(counts) // 8 * 8])
    blocks = {at for (at,) in entries if at and at % cluster == 0 and at < len(data)}
    known = [(0, cluster), (l1_at, l1_bytes), (counts_at, len(counts)), *((at, cluster) for at in blocks)]
    for at, length in known:
        there = max(0, min(length, len(data) - at))
        data[at : at + there] = bytes(there)
    return any(data)


def _parent(
    file: ReadOnlyFile,
    files: list[ReadOnlyFile],
    problems: list[str],
    header: bytes,
    place: tuple[int, int],
    incomplete: Incomplete,
    recognise: Recognise,
) -> ByteSource:
    """The parent, read in the format that the child declares; detected by content where it declares none."""
    name = file.read(*place).decode("utf-8", "backslashreplace")
    parent = open_sibling(file.path, name, "QCOW2 parent")
    declared = (_extension(header, _BACKING_FORMAT) or "").lower() or None
    found = recognise(parent)
    if declared == "qcow2" or (declared is None and found is not None and found.name == "qcow2"):
        return _open(parent, files, problems, incomplete, recognise)
    if declared == "raw" or (declared is None and found is None):
        files.append(parent)
        return parent
    raise FormatNotSupportedError(
        path=str(file.path), format=f"QCOW2 parent {name} in format {declared or (found and found.name)}"
    )


def _data_file(file: ReadOnlyFile, files: list[ReadOnlyFile], header: bytes) -> ReadOnlyFile:
    """The file that holds the clusters of an image whose data are kept apart."""
    name = _extension(header, _DATA_FILE)
    if not name:
        raise FormatNotSupportedError(
            path=str(file.path), format="QCOW2 with an external data file without a name"
        )
    found = open_sibling(file.path, name, "QCOW2 data file")
    files.append(found)
    return found


def _extension(header: bytes, wanted: int) -> str | None:
    """The text of a header extension."""
    version, position = header[7], 72
    if version == 3:
        position = int.from_bytes(header[100:104], "big") or 104
    while position + 8 <= len(header):
        kind, length = struct.unpack_from(">II", header, position)
        if kind == 0:
            return None
        if kind == wanted:
            return header[position + 8 : position + 8 + length].decode("utf-8", "backslashreplace")
        position += 8 + (length + 7 & ~7)
    return None


def _truncated(file: ReadOnlyFile, needed: int) -> SourceTruncatedError:
    return SourceTruncatedError(
        path=str(file.path), format="QCOW2", expected_bytes=needed, actual_bytes=file.size_bytes
    )

"""What NTFS opens by where libtsk refuses it: what it keeps twice, and a boot sector in other words.

The copy of the boot sector is the last sector of the volume; $MFTMirr begins where the boot sector says and
holds four records. libtsk looks at neither. It knows clusters of up to 128 sectors: those of Windows 10, up
to 2 MiB, are told it in larger sectors. Layout as documented for ntfs-3g (layout.h).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.copies import Copy
from forensics_app.evidence.filesystems.ntfs.record import parse_record

_BOOT_BYTES = 512
_SECTOR_SIZES = (512, 1024, 2048, 4096)
_RECORD_SIZES = (512, 1024, 2048, 4096)
_MIRRORED = 4
_MOST_CLUSTER_BYTES = 2 << 20
_MOST_SECTORS = 128  # of a cluster; more are told as a power of two, by 256 less its exponent


class NtfsCopies(NamedTuple):
    """What a volume may open with, and of what they are the copies: `records` by their numbers. Neither where
    the boot sector only was put in other words.
    """

    copies: tuple[Copy, ...]
    boot_sector: bool
    records: tuple[int, ...]


def is_record_copied(copies: object, number: int) -> bool:
    """Whether a record of the MFT is one that a copy stands for, of what a volume was opened by."""
    return isinstance(copies, NtfsCopies) and number in copies.records


class _Geometry(NamedTuple):
    cluster_bytes: int
    record_bytes: int
    mft: int
    mirror: int
    size_bytes: int


def ntfs_copies(source: ByteSource) -> Iterator[NtfsCopies]:
    """What to try in place of damaged bytes, the least of it first; nothing where no copy fits."""
    first = peek(source, 0, _BOOT_BYTES)
    copy = _boot_copy(source, first)
    fitting = [
        (Copy(0, _for_libtsk(boot, geometry)), geometry, damaged)
        for boot, damaged in ((first, False), (copy, True))
        if boot is not None and (geometry := _geometry(boot)) is not None
    ]
    for head, _, damaged in fitting:
        if head.data != first:
            yield NtfsCopies((head,), boot_sector=damaged, records=())
    for head, geometry, damaged in fitting:
        if records := _records(source, geometry):
            heads = (head,) if head.data != first else ()
            yield NtfsCopies((*heads, *records.values()), boot_sector=damaged, records=tuple(records))


def _boot_copy(source: ByteSource, first: bytes) -> bytes | None:
    """The copy of the boot sector, if it stands where it says that the volume ends and isn't the same."""
    claimed = _geometry(first)
    ends = [source.size_bytes] if claimed is None else [claimed.size_bytes, source.size_bytes]
    for end in ends:
        for sector in _SECTOR_SIZES:
            copy = peek(source, end - sector, _BOOT_BYTES) if end >= sector else b""
            geometry = _geometry(copy)
            if geometry is not None and geometry.size_bytes == end and copy != first:
                return copy
    return None


def _geometry(boot: bytes) -> _Geometry | None:
    if len(boot) < _BOOT_BYTES or boot[3:11] != b"NTFS    " or boot[510:512] != b"\x55\xaa":
        return None
    sector, per_cluster = struct.unpack_from("<HB", boot, 11)
    sectors, mft, mirror = struct.unpack_from("<QQQ", boot, 0x28)
    per_record = struct.unpack_from("<b", boot, 0x40)[0]
    cluster = sector * per_cluster if per_cluster <= _MOST_SECTORS else sector << (256 - per_cluster)
    record = per_record * cluster if per_record > 0 else 1 << -per_record
    fits = sector in _SECTOR_SIZES and 0 < cluster <= _MOST_CLUSTER_BYTES and record in _RECORD_SIZES
    if not fits or not sectors:
        return None
    return _Geometry(cluster, record, mft * cluster, mirror * cluster, (sectors + 1) * sector)


def _for_libtsk(boot: bytes, geometry: _Geometry) -> bytes:
    """The same, in sectors of which a cluster has no more than libtsk takes."""
    sector, per_cluster = struct.unpack_from("<HB", boot, 11)
    if per_cluster <= _MOST_SECTORS:
        return boot
    larger = geometry.cluster_bytes // _MOST_SECTORS
    mended = bytearray(boot)
    struct.pack_into("<HB", mended, 11, larger, _MOST_SECTORS)
    struct.pack_into("<Q", mended, 0x28, struct.unpack_from("<Q", boot, 0x28)[0] * sector // larger)
    return bytes(mended)


def _records(source: ByteSource, geometry: _Geometry) -> dict[int, Copy]:
    """The copies of records that are damaged, by number; nothing where one of them is damaged too."""
    found: dict[int, Copy] = {}
    size = geometry.record_bytes
    for number in range(_MIRRORED):
        at = geometry.mft + number * size
        if parse_record(peek(source, at, size)) is None:
            copy = peek(source, geometry.mirror + number * size, size)
            if parse_record(copy) is None:
                return {}
            found[number] = Copy(at, copy)
    return found

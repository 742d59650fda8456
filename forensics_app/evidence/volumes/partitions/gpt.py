"""GUID partition table (UEFI specification, chapter 5): primary and backup, checked by their CRC-32."""

from __future__ import annotations

import struct
import uuid
import zlib
from dataclasses import dataclass, replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.volumes.partitions.mbr import PROTECTIVE, boot_record
from forensics_app.evidence.volumes.partitions.table import Partition, PartitionTable, Scheme, TableArea

_SIGNATURE = b"EFI PART"
_HEADER = struct.Struct("<8sIIIIQQQQ16sQIII")
_MOST_TABLE_BYTES = 16 << 20
_MOST_BYTES = 1 << 62
_TYPES = {
    "c12a7328-f81f-11d2-ba4b-00a0c93ec93b": ("EFI system", False),
    "21686148-6449-6e6f-744e-656564454649": ("BIOS boot", True),
    "e3c9e316-0b5c-4db8-817d-f92df00215ae": ("Microsoft reserved", True),
    "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7": ("Microsoft basic data", False),
    "de94bba4-06d1-4d40-a16a-bfd50179d6ac": ("Windows recovery", False),
    "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3": ("Windows LDM metadata", True),
    "af9b60a0-1431-4f62-bc68-3311714a69ad": ("Windows LDM data", False),
    "e75caf8f-f680-4cee-afa3-b001e56efc2d": ("Windows storage space", False),
    "0fc63daf-8483-4772-8e79-3d69d8477de4": ("Linux file system", False),
    "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f": ("Linux swap", False),
    "e6d6d379-f507-44c2-a23c-238f2a3df928": ("Linux LVM", False),
    "a19d880f-05fc-4d3b-a006-743f0f84911e": ("Linux RAID", False),
    "ca7d7ccb-63ed-4c53-861c-1742536059cc": ("LUKS", False),
    "48465300-0000-11aa-aa11-00306543ecac": ("HFS+", False),
    "7c3457ef-0000-11aa-aa11-00306543ecac": ("APFS", False),
    "53746f72-6167-11aa-aa11-00306543ecac": ("Apple Core Storage", False),
    "426f6f74-0000-11aa-aa11-00306543ecac": ("Apple boot", False),
    "516e7cb6-6ecf-11d6-8ff8-00022d09712b": ("FreeBSD UFS", False),
}


@dataclass(frozen=True, slots=True)
class _Header:
    alternate: int
    last_usable: int
    entries_at: int
    entries_bytes: int
    entries: bytes


def read_gpt(source: ByteSource, sector_size: int) -> PartitionTable | None:
    """The partitions of a GPT in sectors of this size, or None where neither copy of it is there."""
    problems: list[str] = []
    unchecked = False
    primary = _header(source, 1, sector_size)
    alternate, backup = _backup(source, sector_size, primary)
    if primary is None and backup is None:
        record = boot_record(peek(source, 0, 512))
        if record is not None and all(entry.type != PROTECTIVE for entry in record):
            return None  # what is left of a GPT that an MBR has replaced
        alternate = source.size_bytes // sector_size - 1
        primary = _header(source, 1, sector_size, unchecked=True)
        backup = None if primary else _header(source, alternate, sector_size, unchecked=True)
        if primary is None and backup is None:
            return None
        unchecked = True
        problems.append("neither copy of the table has right checksums, one is used as it stands")
    elif primary is None:
        problems.append("the primary table is damaged, the backup is used")
    elif backup is None:
        problems.append("the backup table is damaged or missing")
    elif primary.entries != backup.entries:
        problems.append("primary and backup table differ, the primary is used")
    used = primary or backup
    if used is None:
        return None
    problems += _impossible(used, sector_size)
    areas = [TableArea(0, sector_size, "protective MBR")]
    for header, sector in ((primary, 1), (backup, alternate)):
        if header is not None:
            areas.append(TableArea(sector * sector_size, sector_size, "GPT header"))
            areas.append(TableArea(header.entries_at * sector_size, header.entries_bytes, "GPT entries"))
    checked = primary is not None and not unchecked
    needed = ((used.alternate if checked else used.last_usable) + 1) * sector_size
    needed = min(needed, _MOST_BYTES)
    return PartitionTable(
        Scheme.GPT, sector_size, _partitions(used, sector_size), tuple(areas), tuple(problems), needed
    )


def _backup(source: ByteSource, sector_size: int, primary: _Header | None) -> tuple[int, _Header | None]:
    """The sector of the backup, and the backup if it is there.

    Where the primary doesn't say it, the last sector; of a disk that was made larger, or copied to a larger
    one, where the protective MBR ends.
    """
    if primary is not None:
        return primary.alternate, _header(source, primary.alternate, sector_size)
    last = source.size_bytes // sector_size - 1
    entries = boot_record(peek(source, 0, 512)) or ()
    ends = [entry.start + entry.length - 1 for entry in entries if entry.type == PROTECTIVE]
    for sector in (last, *ends):
        backup = _header(source, sector, sector_size)
        if backup is not None:
            return sector, backup
    return last, None


def _header(source: ByteSource, sector: int, sector_size: int, *, unchecked: bool = False) -> _Header | None:
    """One copy of the table, or None unless both of its checksums hold.

    `unchecked`: they needn't, if at least one partition lies inside the source.
    """
    if sector < 1:
        return None
    try:
        raw = read_up_to(source, sector * sector_size, sector_size)
        if len(raw) < _HEADER.size or not raw.startswith(_SIGNATURE):
            return None
        fields = _HEADER.unpack_from(raw)
        header_size, header_crc = fields[2], fields[3]
        alternate, last_usable, entries_at, count, entry_size, entries_crc = (
            fields[6], fields[8], fields[10], fields[11], fields[12], fields[13],
        )  # fmt: skip
        if (
            not _HEADER.size <= header_size <= len(raw)
            or not 128 <= entry_size <= 4096
            or count * entry_size > _MOST_TABLE_BYTES
        ):
            return None
        if not unchecked and zlib.crc32(raw[:16] + bytes(4) + raw[20:header_size]) != header_crc:
            return None
        entries = read_up_to(source, entries_at * sector_size, count * entry_size)
    except ReadFailedError:
        return None
    if len(entries) != count * entry_size or (not unchecked and zlib.crc32(entries) != entries_crc):
        return None
    parts = [entries[i : i + 128] for i in range(0, len(entries), entry_size)]
    found = _Header(alternate, last_usable, entries_at, len(entries), b"".join(parts))
    if unchecked:
        ends = [p.offset_bytes + p.length_bytes for p in _partitions(found, sector_size) if p.offset_bytes]
        found = replace(found, last_usable=max(ends, default=0) // sector_size - 1)
        return found if any(end <= source.size_bytes for end in ends) else None
    return found


def _impossible(header: _Header, sector_size: int) -> list[str]:
    """A sentence for each entry that ends before it begins, or beyond anything."""
    found = []
    for index in range(len(header.entries) // 128):
        entry = header.entries[index * 128 : index * 128 + 128]
        first, last = struct.unpack_from("<QQ", entry, 32)
        if entry[:16] != bytes(16) and (last < first or (last + 1) * sector_size > _MOST_BYTES):
            found.append(f"entry {index + 1} reaches from sector {first} to {last}")
    return found


def _partitions(header: _Header, sector_size: int) -> tuple[Partition, ...]:
    found = []
    for index in range(len(header.entries) // 128):
        entry = header.entries[index * 128 : index * 128 + 128]
        if entry[:16] == bytes(16):
            continue
        guid = str(uuid.UUID(bytes_le=entry[:16]))
        first, last = struct.unpack_from("<QQ", entry, 32)
        if last < first or (last + 1) * sector_size > _MOST_BYTES:
            continue  # told as a problem
        name, reserved = _TYPES.get(guid, (guid, False))
        label = entry[56:128].decode("utf-16-le", "replace").split("\x00")[0]
        found.append(
            Partition(
                index + 1,
                first * sector_size,
                (last - first + 1) * sector_size,
                name,
                label or None,
                reserved,
            )
        )
    return tuple(found)

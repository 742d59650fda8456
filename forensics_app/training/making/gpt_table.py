"""A GUID partition table with fixed identifiers (UEFI 2.10, chapter 5). Offsets in sectors of 512 bytes."""

from __future__ import annotations

import struct
import uuid
import zlib
from dataclasses import dataclass

SECTOR = 512
ENTRIES, ENTRY_SIZE = 128, 128
TABLE_SECTORS = ENTRIES * ENTRY_SIZE // SECTOR
BASIC_DATA = uuid.UUID("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7")
LINUX = uuid.UUID("0FC63DAF-8483-4772-8E79-3D69D8477DE4")


@dataclass(frozen=True, slots=True)
class Partition:
    name: str
    kind: uuid.UUID
    identifier: uuid.UUID
    first: int
    content: bytes

    @property
    def last(self) -> int:
        return self.first + len(self.content) // SECTOR - 1

    def entry(self) -> bytes:
        name = self.name.encode("utf-16-le").ljust(72, b"\0")
        return (
            self.kind.bytes_le
            + self.identifier.bytes_le
            + struct.pack("<QQQ", self.first, self.last, 0)
            + name
        )


def lay_out(partitions: list[Partition], *, disk: uuid.UUID, sectors: int) -> bytearray:
    """The whole medium: protective MBR, both tables, the partitions in their places, zeros elsewhere."""
    medium = bytearray(sectors * SECTOR)
    table = b"".join(p.entry() for p in partitions).ljust(ENTRIES * ENTRY_SIZE, b"\0")
    medium[446:462] = struct.pack("<B3sB3sII", 0, b"\0\2\0", 0xEE, b"\xff\xff\xff", 1, sectors - 1)
    medium[510:512] = b"\x55\xaa"
    backup = sectors - 1
    for own, other, entries in ((1, backup, 2), (backup, 1, backup - TABLE_SECTORS)):
        medium[own * SECTOR : (own + 1) * SECTOR] = _header(
            own, other, entries, disk=disk, table=table, sectors=sectors
        ).ljust(SECTOR, b"\0")
        medium[entries * SECTOR : entries * SECTOR + len(table)] = table
    for partition in partitions:
        at = partition.first * SECTOR
        medium[at : at + len(partition.content)] = partition.content
    return medium


def _header(own: int, other: int, entries: int, *, disk: uuid.UUID, table: bytes, sectors: int) -> bytes:
    def packed(checksum: int) -> bytes:
        first_usable, last_usable = 2 + TABLE_SECTORS, sectors - 2 - TABLE_SECTORS
        return struct.pack(
            "<8sIIIIQQQQ16sQIII",
            b"EFI PART",
            0x00010000,
            92,
            checksum,
            0,
            own,
            other,
            first_usable,
            last_usable,
            disk.bytes_le,
            entries,
            ENTRIES,
            ENTRY_SIZE,
            zlib.crc32(table),
        )

    return packed(zlib.crc32(packed(0)))

"""exFAT volumes, since no packaged tool fills one without mounting. Layout: the specification of 2019.

A boot region with its copy and checksums, one allocation table, bitmap, up-case table, label, folders and
files. Sizes in bytes, times in seconds since 1970 with the offset from UTC that the entry is to say.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SECTOR, CLUSTER = 512, 4096
_BOOT_SECTORS, _TABLE_SECTOR = 12, 32
_FIRST_CLUSTER, _END_OF_CHAIN, _MEDIA = 2, 0xFFFFFFFF, 0xFFFFFFF8
_ENTRY, _IN_USE, _FOLDER, _ARCHIVE = 32, 0x80, 0x10, 0x20
_POSSIBLE, _NO_CHAIN = 1, 2
_NAME_UNITS = 15


@dataclass(frozen=True, slots=True)
class ExfatFile:
    """A file by its path (`DCIM/a.jpg`). `offset_minutes`: its zone, None for one that says none."""

    path: str
    content: bytes
    modified: int
    deleted: bool = False
    offset_minutes: int | None = 0


def exfat(
    files: Iterable[ExfatFile], folders: Iterable[str], *, label: str, size: int, serial: int, formatted: int
) -> bytes:
    """The volume. Raises ValueError where it is too small for what it shall hold."""
    return _Volume(size).filled(list(files), list(folders), label=label, serial=serial, formatted=formatted)


class _Volume:
    def __init__(self, size: int) -> None:
        self._data = bytearray(size // SECTOR * SECTOR)
        sectors = len(self._data) // SECTOR
        table_sectors = -(-(sectors * SECTOR // CLUSTER + 2) * 4 // SECTOR)
        self._heap = -(-(_TABLE_SECTOR + table_sectors) * SECTOR // CLUSTER) * CLUSTER
        self._clusters = (len(self._data) - self._heap) // CLUSTER
        self._table_sectors = table_sectors
        self._next = _FIRST_CLUSTER
        self._used: set[int] = set()
        struct.pack_into("<II", self._data, _TABLE_SECTOR * SECTOR, _MEDIA, _END_OF_CHAIN)

    def filled(
        self, files: list[ExfatFile], folders: list[str], *, label: str, serial: int, formatted: int
    ) -> bytes:
        bitmap = self._take(-(-self._clusters // 8))
        upcase_table = _upcase_table()
        upcase = self._take(len(upcase_table))
        self._write(upcase, upcase_table)
        root = self._take(CLUSTER)
        entries = {folder: bytearray() for folder in ("", *folders)}
        units = label.encode("utf-16-le")
        entries[""] += bytes([0x83, len(label)]) + units.ljust(30, b"\0")
        entries[""] += bytes([0x81]) + bytes(19) + struct.pack("<IQ", bitmap, -(-self._clusters // 8))
        entries[""] += bytes([0x82]) + bytes(3) + struct.pack("<I", _sum(upcase_table, 4)) + bytes(12)
        entries[""] += struct.pack("<IQ", upcase, len(upcase_table))
        places = {"": root}
        for folder in folders:
            places[folder] = self._take(CLUSTER)
            above, _, name = folder.rpartition("/")
            entries[above] += entry_set(
                name, places[folder], CLUSTER, modified=formatted, attributes=_FOLDER, offset_minutes=0
            )
        for file in files:
            above, _, name = file.path.rpartition("/")
            first = self._take(len(file.content), used=not file.deleted) if file.content else 0
            self._write(first, file.content)
            entries[above] += entry_set(
                name,
                first,
                len(file.content),
                modified=file.modified,
                deleted=file.deleted,
                offset_minutes=file.offset_minutes,
            )
        for folder, data in entries.items():
            if len(data) > CLUSTER:
                raise ValueError(f"folder {folder!r} is too large")
            self._write(places[folder], bytes(data))
        bits = bytearray(-(-self._clusters // 8))
        for cluster in self._used:
            bits[(cluster - 2) // 8] |= 1 << (cluster - 2) % 8
        self._write(bitmap, bytes(bits))
        self._write_boot(root, serial)
        return bytes(self._data)

    def _take(self, size: int, *, used: bool = True) -> int:
        """The first of so many clusters in a row, chained in the table where they are in use."""
        count = max(1, -(-size // CLUSTER))
        first = self._next
        self._next += count
        if self._next - _FIRST_CLUSTER > self._clusters:
            raise ValueError("the volume is too small")
        if used:
            for cluster in range(first, self._next):
                self._used.add(cluster)
                after = cluster + 1 if cluster + 1 < self._next else _END_OF_CHAIN
                struct.pack_into("<I", self._data, _TABLE_SECTOR * SECTOR + 4 * cluster, after)
        return first

    def _write(self, cluster: int, data: bytes) -> None:
        at = self._heap + (cluster - _FIRST_CLUSTER) * CLUSTER
        if data:
            self._data[at : at + len(data)] = data

    def _write_boot(self, root: int, serial: int) -> None:
        boot = bytearray(_BOOT_SECTORS * SECTOR)
        boot[:11] = b"\xebv\x90EXFAT   "
        struct.pack_into("<QQ", boot, 64, 0, len(self._data) // SECTOR)
        heap = self._heap // SECTOR
        struct.pack_into(
            "<IIIIII", boot, 80, _TABLE_SECTOR, self._table_sectors, heap, self._clusters, root, serial
        )
        percent = 100 * len(self._used) // self._clusters
        struct.pack_into("<HHBBBBB", boot, 104, 0x100, 0, 9, 3, 1, 0x80, percent)
        boot[120:510] = b"\xf4" * 390
        for sector in range(9):
            boot[sector * SECTOR + 510 : (sector + 1) * SECTOR] = b"\x55\xaa"
        counted = bytes(b for i, b in enumerate(boot[: 11 * SECTOR]) if i not in (106, 107, 112))
        boot[11 * SECTOR :] = struct.pack("<I", _sum(counted, 4)) * (SECTOR // 4)
        self._data[: len(boot)] = boot
        self._data[len(boot) : 2 * len(boot)] = boot


def entry_set(
    name: str,
    first: int,
    size: int,
    *,
    modified: int,
    in_one_piece: bool = True,
    deleted: bool = False,
    written: int | None = None,
    attributes: int = _ARCHIVE,
    offset_minutes: int | None = 0,
) -> bytes:
    """File entry, stream extension and name of one file, all its times `modified`.

    `written`: how much of it ever was (ValidDataLength).
    """
    units = name.encode("utf-16-le")
    parts = -(-len(name) // _NAME_UNITS)
    stamp = struct.pack("<I", _stamp(modified, offset_minutes or 0))
    # the zone's byte: bit 7 says that there is one, the rest counts quarters of an hour (7.4.10)
    zone = b"\0" if offset_minutes is None else bytes([0x80 | (offset_minutes // 15) & 0x7F])
    head = bytearray([0x85, 1 + parts, 0, 0]) + struct.pack("<HH", attributes, 0)
    entries = head + 3 * stamp + bytes(2) + 3 * zone + bytes(7)
    flags = _POSSIBLE | (_NO_CHAIN if in_one_piece and first else 0)
    entries += bytes([0xC0, flags, 0, len(name)])
    entries += struct.pack("<H", _sum(name.upper().encode("utf-16-le"), 2)) + bytes(2)
    entries += struct.pack("<QIIQ", size if written is None else written, 0, first, size)
    for part in range(parts):
        entries += b"\xc1\x00" + units[30 * part : 30 * part + 30].ljust(30, b"\0")
    entries[2:4] = struct.pack("<H", _sum(bytes(entries[:2] + entries[4:]), 2))
    if deleted:
        entries[::_ENTRY] = bytes(kind & ~_IN_USE for kind in entries[::_ENTRY])
    return bytes(entries)


def _stamp(seconds: int, offset_minutes: int) -> int:
    """A time as FAT writes it, in steps of two seconds, on the clock of the offset."""
    at = datetime.fromtimestamp(seconds, UTC) + timedelta(minutes=offset_minutes)
    date = (at.year - 1980) << 9 | at.month << 5 | at.day
    return date << 16 | at.hour << 11 | at.minute << 5 | at.second // 2


def _sum(data: bytes, width: int) -> int:
    """The specification's checksum: rotate right by one, add a byte; 2 or 4 bytes wide."""
    bits = 8 * width
    total = 0
    for byte in data:
        total = ((total & 1) << (bits - 1) | total >> 1) + byte & (1 << bits) - 1
    return total


def _upcase_table() -> bytes:
    """The mandatory first 128 characters, then one run in which all stand for themselves (7.2.5)."""
    first = b"".join(struct.pack("<H", ord(chr(code).upper())) for code in range(128))
    return first + struct.pack("<HH", 0xFFFF, 0x10000 - 128)

"""FAT volumes whose directory entries are written byte by byte: what mtools would not make."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

from tests.judging.judges import require_judge

ENTRY_BYTES = 32
_DATE = 0x5821  # 2024-01-01
_END = 0x0FFFFFFF
_SECTOR = 512


class FatVolume:
    """A FAT16 of 12 MiB in clusters of one sector; `add` writes into the root, one entry behind the other."""

    def __init__(self, path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(12 << 20)
        subprocess.run([require_judge("mkfs.fat"), "-F16", "-s1", path], check=True, capture_output=True)
        self._path = path
        self._data = bytearray(path.read_bytes())
        reserved, tables, roots = struct.unpack_from("<HBH", self._data, 14)
        table_sectors = struct.unpack_from("<H", self._data, 22)[0]
        self._tables = [(reserved + number * table_sectors) * _SECTOR for number in range(tables)]
        self._root = (reserved + tables * table_sectors) * _SECTOR
        self._heap = self._root + roots * ENTRY_BYTES
        self._next = self._root

    def offset(self, cluster: int) -> int:
        return self._heap + (cluster - 2) * _SECTOR

    def store(self, clusters: list[int], data: bytes, *, used: bool = True) -> None:
        """Content, and its chain where it is `used`."""
        for index, cluster in enumerate(clusters):
            piece = data[index * _SECTOR : (index + 1) * _SECTOR]
            self._data[self.offset(cluster) : self.offset(cluster) + len(piece)] = piece
        for cluster, after in zip(clusters, [*clusters[1:], _END], strict=True) if used else ():
            self.link(cluster, after)

    def link(self, cluster: int, after: int) -> None:
        """Let a chain go on from one cluster to another one."""
        for table in self._tables:
            struct.pack_into("<H", self._data, table + 2 * cluster, after & 0xFFFF)

    def add(self, *entries: bytes) -> None:
        for data in entries:
            self._data[self._next : self._next + len(data)] = data
            self._next += len(data)

    def save(self) -> Path:
        self._path.write_bytes(self._data)
        return self._path


def entry(
    name: bytes, cluster: int = 0, size: int = 0, *, attributes: int = 0x20, date: int = _DATE
) -> bytes:
    """One entry: eleven bytes of name, written at midnight of `date`, without other times."""
    assert len(name) == 11
    return name + bytes([attributes]) + bytes(10) + struct.pack("<HHHI", 0, date, cluster, size)


def long_name(name: str, short: bytes, *, deleted: bool = False) -> bytes:
    """The parts of a long name, in the order of the directory."""
    units = name.encode("utf-16-le")
    parts = -(-len(name) // 13)
    padded = (units + b"\0\0").ljust(26 * parts, b"\xff")[: 26 * parts]
    found = b""
    for number in range(parts, 0, -1):
        piece = padded[26 * (number - 1) : 26 * number]
        first = 0xE5 if deleted else number | (0x40 if number == parts else 0)
        head = bytes([first]) + piece[:10] + b"\x0f\0" + bytes([checksum_of(short)])
        found += head + piece[10:22] + b"\0\0" + piece[22:]
    return found


def checksum_of(short: bytes) -> int:
    checksum = 0
    for byte in short:
        checksum = (checksum % 2 * 128 + checksum // 2 + byte) % 256
    return checksum

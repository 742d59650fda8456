"""exFAT volumes made by hand, for sets of entries that no tool makes. Layout: the specification of 2019."""

from __future__ import annotations

import struct
from pathlib import Path

_SECTOR, _CLUSTER, _COUNT = 512, 4096, 250
_TABLE, _HEAP = 32 * _SECTOR, 64 * _SECTOR
_BITMAP_AT, _UPCASE_AT, _ROOT_AT = 2, 3, 4
_END = 0xFFFFFFFF
_ENTRY = 32
_IN_USE, _NO_CHAIN = 0x80, 0x02


class ExfatVolume:
    """250 clusters of 4 KiB, 5 and up are free; `add` writes into the root, one set behind the other."""

    def __init__(self, path: Path, root: tuple[int, ...] = (_ROOT_AT,)) -> None:
        self._path = path
        self._root = [self._offset(cluster) + at for cluster in root for at in range(0, _CLUSTER, _ENTRY)]
        self._data = bytearray(_HEAP + _COUNT * _CLUSTER)
        boot = b"\xebv\x90EXFAT   " + bytes(53)
        boot += struct.pack("<QQ", 0, len(self._data) // _SECTOR)
        boot += struct.pack("<IIIII", 32, 32, 64, _COUNT, _ROOT_AT) + struct.pack(
            "<IHHBBBBB", 7, 0x100, 0, 9, 3, 1, 0x80, 0
        )
        self._data[: len(boot)] = boot
        self._data[510:512] = b"\x55\xaa"
        struct.pack_into("<II", self._data, _TABLE, 0xFFFFFFF8, _END)
        for clusters in ([_BITMAP_AT], [_UPCASE_AT], list(root)):
            self.chain(clusters)
        self.add(bytes([0x81]) + bytes(19) + struct.pack("<IQ", _BITMAP_AT, -(-_COUNT // 8)))
        self.add(bytes([0x82]) + bytes(19) + struct.pack("<IQ", _UPCASE_AT, 256))

    def store(self, clusters: list[int], data: bytes) -> None:
        for index, cluster in enumerate(clusters):
            piece = data[index * _CLUSTER : (index + 1) * _CLUSTER]
            self._data[self._offset(cluster) : self._offset(cluster) + len(piece)] = piece

    def use(self, clusters: list[int]) -> None:
        for number in (cluster - 2 for cluster in clusters):
            self._data[self._offset(_BITMAP_AT) + number // 8] |= 1 << number % 8

    def chain(self, clusters: list[int], *, used: bool = True) -> None:
        """In the table, and in the bitmap where it is `used`."""
        for cluster, after in zip(clusters, [*clusters[1:], _END], strict=True):
            struct.pack_into("<I", self._data, _TABLE + 4 * cluster, after)
        if used:
            self.use(clusters)

    def add(self, entries: bytes) -> None:
        for at in range(0, len(entries), _ENTRY):
            place = self._root.pop(0)
            self._data[place : place + _ENTRY] = entries[at : at + _ENTRY]

    def save(self) -> Path:
        self._path.write_bytes(self._data)
        return self._path

    @staticmethod
    def _offset(cluster: int) -> int:
        return _HEAP + (cluster - 2) * _CLUSTER


def entry_set(
    name: str,
    first: int,
    size: int,
    *,
    in_one_piece: bool = True,
    deleted: bool = False,
    written: int | None = None,
) -> bytes:
    """File entry, stream extension and name of one file, modified at noon UTC of 2024-01-01.

    `written`: how much of it ever was (ValidDataLength).
    """
    units = name.encode("utf-16-le")
    parts = -(-len(name) // 15)
    noon = struct.pack("<I", 0x58216000)
    entries = (
        bytearray([0x85, 1 + parts, 0, 0, 0x20, 0, 0, 0]) + 3 * noon + bytes(2) + b"\x80\x80\x80" + bytes(7)
    )
    entries += bytes(
        [
            0xC0,
            1 | (_NO_CHAIN if in_one_piece else 0),
            0,
            len(name),
            *_checksum(name.upper().encode("utf-16-le")),
        ]
    )
    entries += bytes(2) + struct.pack("<QIIQ", size if written is None else written, 0, first, size)
    for part in range(parts):
        entries += b"\xc1\x00" + units[30 * part : 30 * part + 30].ljust(30, b"\0")
    entries[2:4] = _checksum(entries[:2] + entries[4:])
    if deleted:
        entries[::32] = bytes(kind & ~_IN_USE for kind in entries[::32])
    return bytes(entries)


def _checksum(data: bytes) -> bytes:
    checksum = 0
    for byte in data:
        checksum = (checksum % 2 * 0x8000 + checksum // 2 + byte) % 0x10000
    return struct.pack("<H", checksum)

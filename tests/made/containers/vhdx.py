"""A differencing VHDX, after [MS-VHDX] (version 7.0)."""

from __future__ import annotations

import struct
import uuid
from pathlib import Path

_MIB = 1 << 20
_SECTOR = 512
_BLOCK = 2 * _MIB
_RATIO = (1 << 23) * _SECTOR // _BLOCK
BAT, METADATA = "2dc27766-f623-4200-9d64-115e9bfd4a08", "8b7ca206-4790-4b9a-b8fe-575f050f886e"
PARAMETERS, SIZE = "caa16737-fa36-4d43-b3b6-33f0aa44e76b", "2fa54224-cd1b-4876-b211-5dbed83bf4b8"
LOGICAL, PHYSICAL = "8141bf1d-a96f-4709-ba47-f233a8faab5f", "cda348c7-445d-4471-9cc9-e9885251c556"
DISK_ID, LOCATOR = "beca12ab-b2e6-4523-93ef-c309e000c746", "a8d35f2d-b30b-454d-abf7-d3d84834ab0c"
VHDX_LOCATOR = "b04aefb7-d19e-4a81-b789-25b8e9445913"


def data_write_guid(image: Path) -> uuid.UUID:
    """The identity of an image's content, from its newer header."""
    data = image.read_bytes()[: 1 << 18]
    headers = [data[at : at + 4096] for at in (64 << 10, 128 << 10)]
    newest = max(headers, key=lambda header: int(struct.unpack_from("<Q", header, 8)[0]))
    return uuid.UUID(bytes_le=newest[32:48])


def differencing(
    path: Path,
    linkage: uuid.UUID,
    size: int,
    writes: dict[int, bytes],
    *,
    keys: dict[str, str],
    zero_blocks: tuple[int, ...] = (),
    full_blocks: tuple[int, ...] = (),
) -> None:
    """Write `path`: a child in which some sectors (number -> 512 bytes) have been written.

    `linkage` is the identity that the parent must have; `keys` what the locator says besides (relative_path).
    """
    blocks = -(-size // _BLOCK)
    table = [0] * ((blocks + _RATIO - 1) // _RATIO * (_RATIO + 1))
    stored: list[bytes] = []
    first = 8 * _MIB
    bitmap = bytearray(_MIB)
    for block in sorted({sector * _SECTOR // _BLOCK for sector in writes} | set(full_blocks)):
        content = bytearray(_BLOCK)
        for sector, written in writes.items():
            at = sector * _SECTOR - block * _BLOCK
            if 0 <= at < _BLOCK:
                bitmap[sector // 8] |= 1 << sector % 8
                content[at : at + _SECTOR] = written
        state = 6 if block in full_blocks else 7
        table[block + block // _RATIO] = (first + sum(map(len, stored))) | state
        stored.append(bytes(content))
    for block in zero_blocks:
        table[block + block // _RATIO] = 2
    table[_RATIO] = (first + sum(map(len, stored))) | 6
    stored.append(bytes(bitmap))
    image = bytearray(first)
    image[0:8] = b"vhdxfile"
    _header(image, 64 << 10, 1)
    _header(image, 128 << 10, 2)
    for at in (192 << 10, 256 << 10):
        _regions(image, at)
    struct.pack_into(f"<{len(table)}Q", image, 3 * _MIB, *table)
    keys = {"parent_linkage": f"{{{linkage}}}", **keys}
    image[2 * _MIB : 3 * _MIB] = _metadata(size, keys)
    path.write_bytes(bytes(image) + b"".join(stored))


def _header(image: bytearray, at: int, number: int) -> None:
    header = bytearray(4096)
    struct.pack_into("<4sIQ", header, 0, b"head", 0, number)
    header[16:32], header[32:48] = uuid.UUID(int=7).bytes_le, uuid.UUID(int=8).bytes_le
    struct.pack_into("<HHIQ", header, 64, 0, 1, _MIB, _MIB)
    struct.pack_into("<I", header, 4, crc32c(bytes(header)))
    image[at : at + 4096] = header


def _regions(image: bytearray, at: int) -> None:
    table = bytearray(64 << 10)
    struct.pack_into("<4sII", table, 0, b"regi", 0, 2)
    for index, (guid, offset, length) in enumerate([(BAT, 3, 4), (METADATA, 2, 1)]):
        entry = uuid.UUID(guid).bytes_le + struct.pack("<QII", offset * _MIB, length * _MIB, 1)
        table[16 + 32 * index : 48 + 32 * index] = entry
    struct.pack_into("<I", table, 4, crc32c(bytes(table)))
    image[at : at + len(table)] = table


def _metadata(size: int, keys: dict[str, str]) -> bytes:
    items = [
        (PARAMETERS, struct.pack("<II", _BLOCK, 2), 4),
        (SIZE, struct.pack("<Q", size), 6),
        (DISK_ID, uuid.UUID(int=9).bytes_le, 6),
        (LOGICAL, struct.pack("<I", _SECTOR), 6),
        (PHYSICAL, struct.pack("<I", 4096), 6),
        (LOCATOR, _locator(keys), 4),
    ]
    table = bytearray(64 << 10)
    struct.pack_into("<8sHH", table, 0, b"metadata", 0, len(items))
    values = bytearray()
    for index, (guid, value, flags) in enumerate(items):
        entry = uuid.UUID(guid).bytes_le + struct.pack(
            "<IIII", (64 << 10) + len(values), len(value), flags, 0
        )
        table[32 + 32 * index : 64 + 32 * index] = entry
        values += value.ljust(-(-len(value) // 8) * 8, b"\x00")
    return bytes(table + values).ljust(_MIB, b"\x00")


def _locator(keys: dict[str, str]) -> bytes:
    entries, texts = bytearray(), bytearray()
    at = 20 + 12 * len(keys)
    for key, value in keys.items():
        name, text = key.encode("utf-16-le"), value.encode("utf-16-le")
        where = at + len(texts)
        entries += struct.pack("<IIHH", where, where + len(name), len(name), len(text))
        texts += name + text
    return uuid.UUID(VHDX_LOCATOR).bytes_le + struct.pack("<HH", 0, len(keys)) + bytes(entries + texts)


def crc32c(data: bytes) -> int:
    """CRC-32 with Castagnoli's polynomial, bit by bit turned into a table."""
    value = 0xFFFFFFFF
    for byte in data:
        value = _TABLE[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


def _entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value


_TABLE = [_entry(index) for index in range(256)]

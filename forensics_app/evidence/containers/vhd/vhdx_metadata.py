"""The metadata region of a VHDX ([MS-VHDX] 2.6): sizes, and where the parent of a differencing disk is."""

from __future__ import annotations

import struct
import uuid
from contextlib import suppress
from dataclasses import dataclass

from forensics_app.errors import SourceDamagedError
from forensics_app.evidence.bytes.byte_source import read_up_to
from forensics_app.evidence.containers.vhd.vhdx_log import VhdxFile

_PARAMETERS = uuid.UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b").bytes_le
_SIZE = uuid.UUID("2fa54224-cd1b-4876-b211-5dbed83bf4b8").bytes_le
_LOGICAL = uuid.UUID("8141bf1d-a96f-4709-ba47-f233a8faab5f").bytes_le
_LOCATOR = uuid.UUID("a8d35f2d-b30b-454d-abf7-d3d84834ab0c").bytes_le
_HAS_PARENT = 2
_MOST_ITEMS = 1023
_MOST_ITEM_BYTES = 1 << 20
_NAMES = ("relative_path", "volume_path", "absolute_win32_path")


@dataclass(frozen=True, slots=True)
class VhdxMetadata:
    """`parent_linkage`: identities that the parent may have; `parent_names` its paths, relative first."""

    size_bytes: int
    block_bytes: int
    sector_bytes: int
    has_parent: bool
    has_locator: bool
    parent_linkage: tuple[uuid.UUID, ...]
    parent_names: tuple[str, ...]


def read_metadata(file: VhdxFile, at: int, length: int) -> VhdxMetadata:
    """The items of the metadata region. Raises SourceDamagedError, also where they are cut off."""
    items = _items(file, at, length)
    try:
        block_bytes, flags = struct.unpack_from("<II", items[_PARAMETERS])
        size = struct.unpack_from("<Q", items[_SIZE])[0]
        sector_bytes = struct.unpack_from("<I", items[_LOGICAL])[0]
    except (KeyError, struct.error) as e:
        raise SourceDamagedError(path=str(file.path), format="VHDX", detail="metadata are missing") from e
    power_of_two = block_bytes & (block_bytes - 1) == 0
    if not power_of_two or not 1 << 20 <= block_bytes <= 256 << 20 or sector_bytes not in (512, 4096):
        raise SourceDamagedError(path=str(file.path), format="VHDX", detail="impossible metadata")
    keys = _locator(items.get(_LOCATOR, b"")) if flags & _HAS_PARENT else {}
    linkage = []
    for key in ("parent_linkage", "parent_linkage2"):
        with suppress(ValueError):
            linkage.append(uuid.UUID(keys.get(key, "")))
    return VhdxMetadata(
        size_bytes=size,
        block_bytes=block_bytes,
        sector_bytes=sector_bytes,
        has_parent=bool(flags & _HAS_PARENT),
        has_locator=_LOCATOR in items,
        parent_linkage=tuple(linkage),
        parent_names=tuple(keys[key] for key in _NAMES if keys.get(key)),
    )


def _items(file: VhdxFile, at: int, length: int) -> dict[bytes, bytes]:
    table = read_up_to(file, at, 64 << 10)
    if not table.startswith(b"metadata") or len(table) < 32:
        raise SourceDamagedError(path=str(file.path), format="VHDX", detail="no metadata table")
    found: dict[bytes, bytes] = {}
    for index in range(min(struct.unpack_from("<H", table, 10)[0], _MOST_ITEMS)):
        entry = table[32 + 32 * index : 64 + 32 * index]
        if len(entry) < 32:
            break
        offset, size = struct.unpack_from("<II", entry, 16)
        if size <= _MOST_ITEM_BYTES and offset + size <= length:
            found[entry[:16]] = read_up_to(file, at + offset, size)
    return found


def _locator(item: bytes) -> dict[str, str]:
    """Keys and values of the parent locator (2.6.2.6)."""
    if len(item) < 20:
        return {}
    keys: dict[str, str] = {}
    for index in range(struct.unpack_from("<H", item, 18)[0]):
        entry = item[20 + 12 * index : 32 + 12 * index]
        if len(entry) < 12:
            break
        key_at, value_at, key_bytes, value_bytes = struct.unpack("<IIHH", entry)
        key = item[key_at : key_at + key_bytes].decode("utf-16-le", "replace")
        keys[key] = item[value_at : value_at + value_bytes].decode("utf-16-le", "replace").rstrip("\x00")
    return keys

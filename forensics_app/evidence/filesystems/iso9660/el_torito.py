"""What a disc starts a computer from: the boot catalogue of El Torito 1.0, and the images that it names."""

from __future__ import annotations

import struct
from typing import NamedTuple

from forensics_app.evidence.bytes.byte_source import ByteSource, Window, read_up_to
from forensics_app.evidence.filesystems.claimed_size import claimed_bytes
from forensics_app.evidence.filesystems.iso9660.records import SECTOR_BYTES

CATALOGUE, IMAGE = "boot catalogue", "boot image"  # descriptions of their layers
_ENTRY_BYTES = 32
_MOST_ENTRIES = 256
_VALIDATION, _HEADER, _LAST_HEADER, _EXTENSION = 0x01, 0x90, 0x91, 0x44
_BOOTABLE, _NOT_BOOTABLE = 0x88, 0x00
_PLATFORMS = {0x00: "x86", 0x01: "PowerPC", 0x02: "Mac", 0xEF: "EFI"}
_FLOPPIES = {1: 1_228_800, 2: 1_474_560, 3: 2_949_120}
_HARD_DISK = 4
_LOADED_BYTES = 512


class BootImage(NamedTuple):
    """One image. `length_bytes` is what is loaded of it, or what it is by its own kind where that is more."""

    label: str
    offset_bytes: int
    length_bytes: int


class BootCatalogue(NamedTuple):
    """`problems`: technical words about damage."""

    length_bytes: int
    images: tuple[BootImage, ...]
    problems: tuple[str, ...]


def boot_catalogue(source: ByteSource, block: int) -> BootCatalogue:
    """The catalogue in this block of a disc. Raises ReadFailedError."""
    offset = block * SECTOR_BYTES
    data = read_up_to(source, offset, _MOST_ENTRIES * _ENTRY_BYTES)
    problems: list[str] = []
    first = data[:_ENTRY_BYTES]
    if len(first) < _ENTRY_BYTES or first[0] != _VALIDATION or first[30:32] != b"\x55\xaa":
        return BootCatalogue(0, (), (f"no boot catalogue in block {block}",))
    if sum(struct.unpack("<16H", first)) & 0xFFFF:
        problems.append(f"the checksum of the boot catalogue in block {block} differs")
    images: list[BootImage] = []
    platform, expected, position = first[1], 1, _ENTRY_BYTES
    is_last = False
    while position + _ENTRY_BYTES <= len(data):
        entry = data[position : position + _ENTRY_BYTES]
        if expected:
            position += _ENTRY_BYTES
            if entry[0] == _EXTENSION:
                continue
            expected -= 1
            if entry[0] not in (_BOOTABLE, _NOT_BOOTABLE):
                problems.append(f"no boot entry at byte {offset + position - _ENTRY_BYTES}")
            elif entry.strip(b"\x00"):
                images += _image(source, entry, platform, problems)
        elif entry[0] in (_HEADER, _LAST_HEADER) and not is_last:
            platform, expected = entry[1], struct.unpack_from("<H", entry, 2)[0]
            is_last = entry[0] == _LAST_HEADER
            position += _ENTRY_BYTES
        elif entry[0] == _EXTENSION:
            position += _ENTRY_BYTES
        else:
            break
    if expected:
        problems.append(f"{expected} boot entries are missing")
    length = min(-(-position // SECTOR_BYTES) * SECTOR_BYTES, source.size_bytes - offset)
    return BootCatalogue(length, tuple(images), tuple(problems))


def _image(source: ByteSource, entry: bytes, platform: int, problems: list[str]) -> tuple[BootImage, ...]:
    media, sectors, block = entry[1] & 0x0F, *struct.unpack_from("<HI", entry, 6)
    offset = block * SECTOR_BYTES
    label = f"El Torito, {_PLATFORMS.get(platform, f'platform {platform}')}"
    available = source.size_bytes - offset
    if available <= 0:
        problems.append(f"a boot image at block {block}, beyond the end")
        return ()
    length = max(sectors * _LOADED_BYTES, SECTOR_BYTES)
    if media in _FLOPPIES:
        length = _FLOPPIES[media]
    elif media == _HARD_DISK:
        length = max(length, _hard_disk_bytes(source, offset))
    else:
        length = max(length, claimed_bytes(Window(source, offset, available)) or 0)
    return (BootImage(label, offset, min(length, available)),)


def _hard_disk_bytes(source: ByteSource, offset: int) -> int:
    """Where the one partition of an emulated hard disk ends."""
    start, count = struct.unpack_from("<II", read_up_to(source, offset, 512).ljust(512, b"\x00"), 446 + 8)
    return int(start + count) * 512

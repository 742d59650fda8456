"""The boot sector of FAT and exFAT that libtsk goes by: where the first one is wiped, a copy of it."""

from __future__ import annotations

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to

_BYTES = 512
_PLACES = (0, 6, 12)  # sectors: the copies are FAT32's and exFAT's
_MAGIC = slice(510, 512)


def boot_sector(source: ByteSource) -> bytes:
    """512 bytes, or fewer of a shorter source. Raises ReadFailedError."""
    return read_up_to(source, boot_sector_place(source) * _BYTES, _BYTES)


def boot_sector_place(source: ByteSource) -> int:
    """Its number: 0, or that of the copy which stands for it. Raises ReadFailedError."""
    for sector in _PLACES:
        if any(read_up_to(source, sector * _BYTES, _BYTES)[_MAGIC]):
            return sector
    return 0

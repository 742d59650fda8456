"""The boot sector of FAT and exFAT that libtsk goes by: where the first one is wiped, a copy of it."""

from __future__ import annotations

from forensics_app.evidence.byte_source import TriedTwice, read_up_to

_BYTES = 512
_PLACES = (0, 6, 12)  # sectors: the copies are FAT32's and exFAT's
_MAGIC = slice(510, 512)


def boot_sector(source: TriedTwice) -> bytes:
    """512 bytes, or fewer of a shorter source. Raises ReadFailedError."""
    found = [read_up_to(source, 0, _BYTES)]
    for sector in _PLACES[1:]:
        if any(found[-1][_MAGIC]):
            return found[-1]
        found.append(read_up_to(source, sector * _BYTES, _BYTES))
    return found[-1] if any(found[-1][_MAGIC]) else found[0]

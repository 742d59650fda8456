"""Volume shadow copies of NTFS: how many there are. Reading them is not built yet, so they are counted."""

from __future__ import annotations

import struct

from forensics_app.evidence.byte_source import ByteSource, read_up_to

_VOLUME_HEADER_OFFSET = 0x1E00
_IDENTIFIER = bytes.fromhex("6b870838 76c1 484e b7ae 04046e6cc752".replace(" ", ""))
_CATALOGUE_BLOCK_BYTES = 0x4000
_ENTRY_BYTES = 0x80
_STORE_ENTRY = 2  # a catalogue entry of this type describes one snapshot
_MOST_BLOCKS = 256


def count_shadow_copies(volume: ByteSource) -> int:
    """Number of shadow copies that the volume's catalogue lists; 0 where there is no catalogue."""
    header = read_up_to(volume, _VOLUME_HEADER_OFFSET, 512)
    if header[:16] != _IDENTIFIER:
        return 0
    offset: int = struct.unpack_from("<Q", header, 48)[0]
    found, seen = 0, set[int]()
    while offset and offset not in seen and len(seen) < _MOST_BLOCKS:
        seen.add(offset)
        block = read_up_to(volume, offset, _CATALOGUE_BLOCK_BYTES)
        if block[:16] != _IDENTIFIER:
            break
        for position in range(_ENTRY_BYTES, len(block) - 8, _ENTRY_BYTES):
            found += struct.unpack_from("<Q", block, position)[0] == _STORE_ENTRY
        offset = struct.unpack_from("<Q", block, 40)[0]
    return found

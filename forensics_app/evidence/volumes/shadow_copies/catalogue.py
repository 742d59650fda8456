"""The catalogue of the shadow copies of an NTFS volume, as libvshadow has to be given it.

Of each copy it has two entries: one says when it was made, the other where its data lie; an identifier joins
them (libvshadow, "Volume Shadow Snapshot (VSS) format", sections 4.1 and 4.2). libvshadow 20260714 doesn't
compare the identifiers: it takes an entry of the second kind for the copy that was named last. Where they
don't stand one behind the other it gives a copy the data of another one, without an error (measured on the
sample of tests/conformance). So the entries are put in pairs before it sees them.

A copy holds what changed until the next one was made, and is read through all that are newer. Where the
catalogue has lost one, or doesn't tell of which copy some data are, no older copy can be read rightly.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to

_VOLUME_HEADER_OFFSET = 0x1E00
_IDENTIFIER = bytes.fromhex("6b870838 76c1 484e b7ae 04046e6cc752".replace(" ", ""))
_BLOCK_BYTES = 0x4000
_ENTRY_BYTES = 0x80
_COPY, _PLACE = 2, 3  # types of entries: when a copy was made; where its data lie
_CATALOGUE = 2  # type of a block
_HAS = (8, 48)  # where its list of blocks and its bitmap are: without them libvshadow gives what is there now
_MOST_BLOCKS = 256


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`count` copies that entries tell of. `damaged_at`: the byte of the volume where the catalogue can't be
    believed any more, None where it can. `blocks`: what has to stand in it for libvshadow, by offset.
    `places`: the entries that say where data lie, by the identifier of their copy.
    """

    count: int
    damaged_at: int | None
    blocks: dict[int, bytes]
    places: dict[bytes, bytes]


def read_catalogue(volume: ByteSource) -> Catalogue:
    """The catalogue of a volume; without any copy where there is none. Raises ReadFailedError where the
    header of the shadow copies can't be read.
    """
    header = read_up_to(volume, _VOLUME_HEADER_OFFSET, 512)
    if header[:16] != _IDENTIFIER:
        return Catalogue(0, None, {}, {})
    blocks, damaged_at = _blocks(volume, *struct.unpack_from("<Q", header, 48))
    count, copies, places = 0, dict[bytes, bytes](), dict[bytes, bytes]()
    for at, entry in _entries(blocks, _COPY):
        count += 1
        if copies.setdefault(entry[16:32], entry) is not entry:
            damaged_at = damaged_at or at
    for at, entry in _entries(blocks, _PLACE):
        known = entry[16:32] in copies and places.setdefault(entry[16:32], entry) is entry
        if not known or not all(struct.unpack_from("<Q", entry, place)[0] for place in _HAS):
            damaged_at = damaged_at or at
    if damaged_at is not None:
        return Catalogue(count, damaged_at, {}, {})
    pairs = [entry for name in copies for entry in (copies[name], places.get(name)) if entry is not None]
    return Catalogue(count, None, _in_pairs(blocks, pairs), places)


def _blocks(volume: ByteSource, offset: int) -> tuple[dict[int, bytes], int | None]:
    """The blocks of the catalogue by offset, and where it breaks off before its end."""
    blocks: dict[int, bytes] = {}
    while offset:
        try:
            block = volume.read(offset, _BLOCK_BYTES)
        except ReadFailedError:
            return blocks, offset
        kind, following = struct.unpack_from("<I", block, 20)[0], struct.unpack_from("<Q", block, 40)[0]
        if block[:16] != _IDENTIFIER or kind != _CATALOGUE or offset in blocks or len(blocks) == _MOST_BLOCKS:
            return blocks, offset
        blocks[offset] = block
        offset = following
    return blocks, None


def _entries(blocks: dict[int, bytes], *kinds: int) -> Iterator[tuple[int, bytes]]:
    """Entries of some types, with their places on the volume."""
    for at, block in blocks.items():
        for begin in range(_ENTRY_BYTES, _BLOCK_BYTES, _ENTRY_BYTES):
            if struct.unpack_from("<Q", block, begin)[0] in kinds:
                yield at + begin, block[begin : begin + _ENTRY_BYTES]


def _in_pairs(blocks: dict[int, bytes], pairs: list[bytes]) -> dict[int, bytes]:
    """Blocks with the entries in this order; none where they stand so already."""
    if [entry for _, entry in _entries(blocks, _COPY, _PLACE)] == pairs:
        return {}
    a_block = _BLOCK_BYTES // _ENTRY_BYTES - 1
    return {
        at: block[:_ENTRY_BYTES]
        + b"".join(pairs[number * a_block : (number + 1) * a_block]).ljust(
            _BLOCK_BYTES - _ENTRY_BYTES, b"\x00"
        )
        for number, (at, block) in enumerate(blocks.items())
    }

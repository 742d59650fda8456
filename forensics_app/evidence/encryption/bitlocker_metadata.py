"""The three copies of BitLocker's metadata: damaged ones as a sound one has them.

libbde 20260916 opens no volume of which any of the three can't be read or has lost its signature, not even
where the first one is whole (measured on the samples of tests/conformance). A disk with one bad sector, or an
image that was cut off behind the first copy, would be lost with its key at hand. Layout: libbde's
documentation of the format; checksums as dislocker computes them.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.copies import ByCopies, Copy

_SIGNATURE = b"-FVE-FS-"
_BLOCK_BYTES = 64 << 10
_COPIES = 3
_IN_BOOT_SECTOR = (176, 440)  # BitLocker, BitLocker To Go
_IN_BLOCK = 32
_UNIT_BYTES = 16  # in which a block counts its own length, since version 2
_MOST_BYTES = 1 << 62
_HEADER_BYTES, _IN_BLOCK_STATE = 64, 12
_ENCRYPT_ON_WRITE, _ENCRYPTED = 3, 4  # states
_TELLS_HOW_FAR = 2  # version of the block, since Windows 7
_USED_SPACE_ONLY = bytes.fromhex("3b4da89280dd0e4d9e4eb1e3284eaed8")  # before the places in the boot sector


@dataclass(frozen=True, slots=True)
class Conversion:
    """A volume that was being encrypted, or decrypted: up to `encrypted_bytes` it is encrypted, then
    `moving_bytes` are kept elsewhere, and what follows is as it always was. `scattered`: nothing tells up to
    where, since it lies all over the volume (encrypt on write, since Windows 8) or isn't said (Vista).
    """

    encrypted_bytes: int
    moving_bytes: int
    scattered: bool


def conversion(source: ByteSource) -> Conversion | None:
    """How far encrypting the volume had got; None where it is encrypted as a whole.

    States of the metadata as dislocker names them; cryptsetup opens none but the whole one (bitlk.c).
    `source` as `restored` gives it. Raises ReadFailedError.
    """
    places = _places(source)
    block = source.read(places[0], _HEADER_BYTES) if places else b""
    if not block.startswith(_SIGNATURE):
        return None
    state, _, encrypted_bytes, moving_bytes = struct.unpack_from("<HHQI", block, _IN_BLOCK_STATE)
    if state == _ENCRYPTED:
        return None
    head = source.read(0, 512)
    on_write = any(head[:at].endswith(_USED_SPACE_ONLY) for at in _IN_BOOT_SECTOR)
    version = int.from_bytes(block[10:12], "little")
    scattered = on_write or state == _ENCRYPT_ON_WRITE or version < _TELLS_HOW_FAR
    return Conversion(encrypted_bytes, moving_bytes, scattered)


def restored(source: ByteSource) -> tuple[ByteSource, int]:
    """The volume with every copy of its metadata sound, and how many were not; 0 where none is sound."""
    places = _places(source)
    blocks = {at: _block(source, at) for at in places}
    sound = [block for block in blocks.values() if _checksum_holds(block)]
    if not sound:  # what has its signature at least
        sound = [block for block in blocks.values() if block.startswith(_SIGNATURE)]
    if not sound:
        return source, 0
    for at in struct.unpack_from("<QQQ", sound[0], _IN_BLOCK):  # of Vista, the boot sector names one alone
        if 0 < at < _MOST_BYTES and at not in blocks and len(blocks) < _COPIES:
            blocks[at] = _block(source, at)
    damaged = [at for at, block in blocks.items() if block not in sound]
    if not damaged:
        return source, 0
    return ByCopies(source, tuple(Copy(at, sound[0]) for at in damaged)), len(damaged)


def _places(source: ByteSource) -> list[int]:
    """Where the boot sector says that the copies are. Raises ReadFailedError."""
    head = source.read(0, 512)
    for at in _IN_BOOT_SECTOR:
        places = struct.unpack_from("<QQQ", head, at)
        if all(0 < place < _MOST_BYTES and place % 512 == 0 for place in places):
            return list(places)
    cluster_bytes = int.from_bytes(head[11:13], "little") * head[13]
    first = int.from_bytes(head[56:64], "little") * cluster_bytes
    return [first] if 0 < first < _MOST_BYTES else []


def _block(source: ByteSource, at: int) -> bytes:
    """One copy, empty where it can't be read."""
    try:
        return source.read(at, _BLOCK_BYTES)
    except ReadFailedError:
        return b""


def _checksum_holds(block: bytes) -> bool:
    if not block.startswith(_SIGNATURE):
        return False
    units, version = struct.unpack_from("<HH", block, len(_SIGNATURE))
    length = units * (_UNIT_BYTES if version > 1 else 1)
    if length + 8 > len(block):
        return False
    return zlib.crc32(block[:length]) == int.from_bytes(block[length + 4 : length + 8], "little")

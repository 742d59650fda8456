"""The headers of LUKS volumes as values: LUKS1 On-Disk Format 1.2.3, LUKS2 On-Disk Format 1.1.3.

Both end in the same thing: keyslots that hold an encrypted, spread-out volume key, digests that tell whether
a key is right, and one segment of encrypted data.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to

MAGIC = b"LUKS\xba\xbe"
UNUSABLE = b"LUKS\xde\xad"  # as cryptsetup marks a LUKS1 volume while it encrypts it anew (reencrypt_luks1.c)
_SECTOR_BYTES = 512
_LUKS1_BYTES = 592
_LUKS1_SLOT_BYTES = 48
_LUKS1_ACTIVE = 0x00AC71F3
_MOST_AREA_BYTES = 16 << 20
_MOST_KEY_BYTES = 1024


class LuksDamaged(Exception):
    """A header that is not what the format says; the text is technical."""


class LuksNotSupported(Exception):
    """A feature, by its name, that is not read."""


@dataclass(frozen=True, slots=True)
class Pbkdf2:
    hash: str
    iterations: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class Argon2:
    """`name` argon2id or argon2i; `memory_kib` KiB, `lanes` threads."""

    name: str
    time: int
    memory_kib: int
    lanes: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class Keyslot:
    """Where a copy of the volume key lies, spread over `stripes` and encrypted with a key from `kdf`."""

    name: str
    kdf: Pbkdf2 | Argon2
    offset_bytes: int
    area_cipher: str
    area_key_bytes: int
    key_bytes: int
    stripes: int
    spread_hash: str


@dataclass(frozen=True, slots=True)
class KeyDigest:
    """A key is right when PBKDF2 of it gives `digest`. `keyslots` by name: those it speaks of."""

    kdf: Pbkdf2
    digest: bytes
    keyslots: frozenset[str]


@dataclass(frozen=True, slots=True)
class LuksHeader:
    """`payload_bytes` None: up to the end of the volume. `first_unit`: number of the first sector in the IV.

    `remarks`: what was out of order with the header, and didn't hinder.
    """

    version: int
    cipher: str
    key_bytes: int
    payload_offset_bytes: int
    payload_bytes: int | None
    sector_bytes: int
    first_unit: int
    keyslots: tuple[Keyslot, ...]
    digests: tuple[KeyDigest, ...]
    remarks: tuple[str, ...] = ()


def read_luks1(source: ByteSource) -> LuksHeader:
    """The header at byte 0. Raises LuksDamaged, LuksNotSupported."""
    head = read_up_to(source, 0, _LUKS1_BYTES)
    if len(head) < _LUKS1_BYTES or head[:8] != MAGIC + b"\x00\x01":
        raise LuksDamaged("no LUKS1 header")
    cipher = f"{_text(head[8:40])}-{_text(head[40:72])}"
    hash_name = _text(head[72:104])
    payload_sector, key_bytes = struct.unpack_from(">II", head, 104)
    check_key_bytes(key_bytes)
    digest, digest_salt = head[112:132], head[132:164]
    digest_iterations: int = struct.unpack_from(">I", head, 164)[0]
    keyslots = []
    for number in range(8):
        active, iterations, salt, material_sector, stripes = struct.unpack_from(
            ">II32sII", head, 208 + number * _LUKS1_SLOT_BYTES
        )
        if active == _LUKS1_ACTIVE:
            check_area(key_bytes, stripes)
            keyslots.append(
                Keyslot(
                    name=str(number),
                    kdf=Pbkdf2(hash_name, iterations, salt),
                    offset_bytes=material_sector * _SECTOR_BYTES,
                    area_cipher=cipher,
                    area_key_bytes=key_bytes,
                    key_bytes=key_bytes,
                    stripes=stripes,
                    spread_hash=hash_name,
                )
            )
    check_payload(payload_sector * _SECTOR_BYTES, _LUKS1_BYTES, keyslots)
    return LuksHeader(
        version=1,
        cipher=cipher,
        key_bytes=key_bytes,
        payload_offset_bytes=payload_sector * _SECTOR_BYTES,
        payload_bytes=None,
        sector_bytes=_SECTOR_BYTES,
        first_unit=0,
        keyslots=tuple(keyslots),
        digests=(
            KeyDigest(
                Pbkdf2(hash_name, digest_iterations, digest_salt), digest, frozenset(s.name for s in keyslots)
            ),
        ),
    )


def check_payload(offset_bytes: int, header_bytes: int, keyslots: Iterable[Keyslot]) -> None:
    """Raises LuksNotSupported where the data would begin inside of the header or of key material: then they
    lie elsewhere, and what stands here are none.
    """
    areas = ((slot.offset_bytes, slot.offset_bytes + slot.key_bytes * slot.stripes) for slot in keyslots)
    if offset_bytes < header_bytes or any(begin <= offset_bytes < end for begin, end in areas):
        raise LuksNotSupported(f"detached header, its data begin at byte {offset_bytes} of another place")


def hash_bytes(name: str) -> int:
    """Size of what a hash gives. Raises LuksNotSupported for one that isn't known, or has no one size."""
    try:
        size = hashlib.new(name, usedforsecurity=False).digest_size
    except (ValueError, TypeError):
        size = 0
    if not size:
        raise LuksNotSupported(f"hash {name!r}")
    return size


def check_key_bytes(key_bytes: int) -> None:
    """Raises LuksDamaged for the size of a key that no cipher has: it would only fill memory."""
    if not 0 < key_bytes <= _MOST_KEY_BYTES:
        raise LuksDamaged(f"a key of {key_bytes} bytes")


def check_area(key_bytes: int, stripes: int) -> None:
    """Raises LuksDamaged for key material that no real header has: it would only fill memory."""
    if not 0 < key_bytes <= _MOST_KEY_BYTES or not stripes > 0 or key_bytes * stripes > _MOST_AREA_BYTES:
        raise LuksDamaged(f"key material of {key_bytes} times {stripes} bytes")


def _text(field: bytes) -> str:
    return field.split(b"\x00", 1)[0].decode("ascii", "replace")

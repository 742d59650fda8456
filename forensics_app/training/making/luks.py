"""LUKS1 volumes (LUKS On-Disk Format 1.2.3): AES-XTS, one key slot, everything random derived from a seed.

For training alone: whoever has the seed has the key. Sizes in bytes.
"""

from __future__ import annotations

import hashlib
import struct
import uuid

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SECTOR = 512
_KEY_BYTES, _STRIPES, _SLOTS = 64, 4000, 8
_SLOT_OFFSETS = [8 + 504 * slot for slot in range(_SLOTS)]  # sectors; 64 * 4000 bytes are 500 of them
_PAYLOAD = 4096  # sectors
_ACTIVE, _INACTIVE = 0x00AC71F3, 0x0000DEAD
_ITERATIONS = 20_000  # few: a class opens the volume often, and the passphrase lies in evidence


def luks1(payload: bytes, *, passphrase: bytes, seed: bytes) -> bytes:
    """The volume whose decrypted content is `payload`, a whole number of sectors."""
    master, master_salt, slot_salt = (_stream(seed, label, n) for label, n in _RANDOM)
    split = _split(master, seed)
    slot_key = hashlib.pbkdf2_hmac("sha256", passphrase, slot_salt, _ITERATIONS, _KEY_BYTES)
    digest = hashlib.pbkdf2_hmac("sha256", master, master_salt, _ITERATIONS, 20)
    head = struct.pack(
        ">6sH32s32s32sII20s32sI40s",
        *(b"LUKS\xba\xbe", 1, b"aes", b"xts-plain64", b"sha256", _PAYLOAD, _KEY_BYTES),
        *(digest, master_salt, _ITERATIONS, str(uuid.UUID(bytes=_stream(seed, "uuid", 16))).encode()),
    )
    for slot, offset in enumerate(_SLOT_OFFSETS):
        if slot == 0:
            head += struct.pack(">II32sII", _ACTIVE, _ITERATIONS, slot_salt, offset, _STRIPES)
        else:
            head += struct.pack(">II32sII", _INACTIVE, 0, bytes(32), offset, _STRIPES)
    volume = bytearray(_PAYLOAD * SECTOR)
    volume[: len(head)] = head
    key_area = _encrypt(slot_key, split)
    volume[_SLOT_OFFSETS[0] * SECTOR : _SLOT_OFFSETS[0] * SECTOR + len(key_area)] = key_area
    return bytes(volume) + _encrypt(master, payload)


_RANDOM = (("master key", _KEY_BYTES), ("digest salt", 32), ("slot salt", 32))


def _stream(seed: bytes, label: str, size: int) -> bytes:
    return hashlib.shake_256(seed + b"\0" + label.encode()).digest(size)


def _split(key: bytes, seed: bytes) -> bytes:
    """The anti-forensic split of 2.4: all stripes are needed to have the key again."""
    pieces = _stream(seed, "stripes", _KEY_BYTES * (_STRIPES - 1))
    mixed = bytes(_KEY_BYTES)
    for at in range(0, len(pieces), _KEY_BYTES):
        mixed = _diffuse(_xor(mixed, pieces[at : at + _KEY_BYTES]))
    return pieces + _xor(mixed, key)


def _diffuse(block: bytes) -> bytes:
    size = hashlib.sha256().digest_size
    parts = [block[at : at + size] for at in range(0, len(block), size)]
    return b"".join(
        hashlib.sha256(struct.pack(">I", number) + part).digest()[: len(part)]
        for number, part in enumerate(parts)
    )


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _encrypt(key: bytes, data: bytes) -> bytes:
    """Sector by sector, the sector's number as tweak (plain64)."""
    out = bytearray()
    for sector in range(len(data) // SECTOR):
        cipher = Cipher(algorithms.AES(key), modes.XTS(struct.pack("<QQ", sector, 0))).encryptor()
        out += cipher.update(data[sector * SECTOR : (sector + 1) * SECTOR])
    return bytes(out)

"""Decrypting sectors of a volume with AES as dm-crypt does: XTS and CBC, with its ways to make the IV."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK_BYTES = 16
_IV_UNIT_BYTES = 512  # dm-crypt counts in these also where a sector is larger
_KEY_BYTES = {"xts": (32, 64), "cbc": (16, 24, 32)}
_PLAIN64, _PLAIN = 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFF  # the bits of a sector's number that make the IV


class CipherNotSupported(Exception):
    """A cipher, by its name, that is not read."""


class SectorCipher(Protocol):
    """Decrypts whole sectors. `first_unit` numbers the first of them, in units of 512 bytes."""

    def __call__(self, data: bytes, first_unit: int, /) -> bytes: ...


def sector_cipher(name: str, key: bytes, sector_bytes: int) -> SectorCipher:
    """The cipher of a dm-crypt name such as `aes-xts-plain64`. Raises CipherNotSupported."""
    cipher, _, rest = name.partition("-")
    mode, _, iv = rest.partition("-")
    if (
        cipher != "aes"
        or mode not in _KEY_BYTES
        or iv not in ("plain", "plain64", *(["essiv:sha256"] if mode == "cbc" else []))
    ):
        raise CipherNotSupported(name)
    if len(key) not in _KEY_BYTES[mode]:
        raise CipherNotSupported(f"{name} with a key of {8 * len(key)} bits")
    if sector_bytes not in (512, 1024, 2048, 4096):
        raise CipherNotSupported(f"{name} in sectors of {sector_bytes} bytes")
    mask = _PLAIN if iv == "plain" else _PLAIN64
    if mode == "xts":
        return _each_sector(key, modes.XTS, sector_bytes, mask)
    if iv == "essiv:sha256":
        essiv = Cipher(algorithms.AES(hashlib.sha256(key).digest()), modes.ECB())  # noqa: S305 - one block
        return _each_sector(key, lambda n: modes.CBC(essiv.encryptor().update(n)), sector_bytes, mask)
    return _each_sector(key, modes.CBC, sector_bytes, mask)


def _each_sector(
    key: bytes, mode: Callable[[bytes], modes.XTS | modes.CBC], sector_bytes: int, mask: int
) -> SectorCipher:
    aes = algorithms.AES(key)

    def decrypt(data: bytes, first_unit: int) -> bytes:
        view, parts = memoryview(data), []
        unit = first_unit
        for begin in range(0, len(data), sector_bytes):
            number = (unit & mask).to_bytes(_BLOCK_BYTES, "little")
            parts.append(Cipher(aes, mode(number)).decryptor().update(view[begin : begin + sector_bytes]))
            unit += sector_bytes // _IV_UNIT_BYTES
        return b"".join(parts)

    return decrypt

"""RSAES-OAEP (RFC 8017 section 7.1.2, steps 3a to 3g) after a card's bare RSA decryption.

For tokens that know RSA, and OAEP with SHA-1 alone or not at all. SHA-256, MGF1 with SHA-256, no label.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

_HASH_BYTES: Final = 32
_EMPTY_LABEL: Final = hashlib.sha256(b"").digest()


def unpad(block: bytes) -> bytes | None:
    """The message in an encoded block of the modulus's length; None where it is no such block."""
    if len(block) < 2 * _HASH_BYTES + 2:
        return None
    masked_seed, masked = block[1 : 1 + _HASH_BYTES], block[1 + _HASH_BYTES :]
    seed = _xor(masked_seed, _mgf1(masked, _HASH_BYTES))
    data = _xor(masked, _mgf1(seed, len(masked)))
    end = data.find(b"\x01", _HASH_BYTES)
    sound = hmac.compare_digest(data[:_HASH_BYTES], _EMPTY_LABEL) and block[0] == 0 and end >= 0
    if not sound or any(data[_HASH_BYTES:end]):
        return None
    return data[end + 1 :]


def _mgf1(seed: bytes, size: int) -> bytes:
    blocks = (hashlib.sha256(seed + n.to_bytes(4, "big")).digest() for n in range(-(-size // _HASH_BYTES)))
    return b"".join(blocks)[:size]


def _xor(one: bytes, two: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, two, strict=True))

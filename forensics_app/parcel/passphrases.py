"""The parcel's key under a passphrase: PasswordRecipientInfo (RFC 5652 section 6.2.4) with PBKDF2 over
HMAC-SHA-256 (RFC 8018) and the double CBC wrap of RFC 3211 section 2.3.1, which is what OpenSSL reads.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from forensics_app.parcel import oids
from forensics_app.parcel.layout import KEY_BYTES
from forensics_app.seal.forms import der

ITERATIONS: Final = 600_000
MAX_ITERATIONS: Final = 5_000_000
MAX_ITERATIONS_IN_ALL: Final = 20_000_000
"""Of one envelope: some seconds of work for whoever tries a wrong passphrase. More is refused before any."""
_SALT_BYTES: Final = 16
_BLOCK: Final = 16
_WRAPPED_BYTES: Final = 48  # a byte of length, three of check, 32 of key, 12 random ones


class WeakDerivationError(ValueError):
    """A passphrase entry whose number of iterations is out of bounds."""


def passphrase_info(key: bytes, passphrase: bytes) -> bytes:
    """`key` under `passphrase`, as a RecipientInfo."""
    salt, vector = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_BLOCK)
    derived = _derive(passphrase, salt, ITERATIONS)
    filler = secrets.token_bytes(_WRAPPED_BYTES - 4 - KEY_BYTES)
    clear = bytes((KEY_BYTES, *(b ^ 0xFF for b in key[:3]))) + key + filler
    first = _encrypt(derived, vector, clear)
    return _info(salt, ITERATIONS, vector, _encrypt(derived, first[-_BLOCK:], first))


def is_passphrase_info(info: bytes) -> bool:
    """Whether a RecipientInfo is for a passphrase."""
    return info[:1] == bytes((der.context(3),))


def check_passphrase_infos(infos: Iterable[bytes]) -> bool:
    """Whether these entries of one envelope are each in their one form.

    Raises WeakDerivationError for too few or too many iterations, in one or in all, and der.DerError.
    """
    found = tuple(infos)
    for info in found:
        parts = _read(info)
        if parts is None or _info(*parts) != info:
            return False
    if iterations_of(found) > MAX_ITERATIONS_IN_ALL:
        raise WeakDerivationError(str(iterations_of(found)))
    return True


def iterations_of(infos: Iterable[bytes]) -> int:
    """What it costs to try one wrong passphrase on these. Raises WeakDerivationError, der.DerError."""
    return sum(parts[1] for parts in map(_read, infos) if parts is not None)


def open_passphrase_info(info: bytes, passphrase: bytes) -> bytes | None:
    """The parcel's key; None where the passphrase is another. Raises WeakDerivationError, der.DerError."""
    parts = _read(info)
    if parts is None or _info(*parts) != info:
        return None
    salt, iterations, vector, wrapped = parts
    derived = _derive(passphrase, salt, iterations)
    last = _decrypt(derived, wrapped[-2 * _BLOCK : -_BLOCK], wrapped[-_BLOCK:])
    rest = _decrypt(derived, last, wrapped[:-_BLOCK])
    clear = _decrypt(derived, vector, rest + last)
    key = clear[4 : 4 + KEY_BYTES]
    if clear[0] != KEY_BYTES or any(a ^ b != 0xFF for a, b in zip(clear[1:4], key[:3], strict=True)):
        return None
    return key


def _read(info: bytes) -> tuple[bytes, int, bytes, bytes] | None:
    inside = der.Reader(info).inside(der.context(3))
    inside.natural()
    derivation = inside.inside(der.context(0))
    derivation.raw(der.OID)
    parameters = derivation.inside(der.SEQUENCE)
    salt, iterations = parameters.body(der.OCTET_STRING), parameters.natural()
    wrapping = inside.inside(der.SEQUENCE)
    wrapping.raw(der.OID)
    cipher = wrapping.inside(der.SEQUENCE)
    cipher.raw(der.OID)
    vector, wrapped = cipher.body(der.OCTET_STRING), inside.body(der.OCTET_STRING)
    if len(salt) != _SALT_BYTES or len(vector) != _BLOCK or len(wrapped) != _WRAPPED_BYTES:
        return None
    if not ITERATIONS <= iterations <= MAX_ITERATIONS:
        raise WeakDerivationError(str(iterations))
    return salt, iterations, vector, wrapped


def _info(salt: bytes, iterations: int, vector: bytes, wrapped: bytes) -> bytes:
    pseudo_random = der.tlv(der.SEQUENCE, der.oid(oids.HMAC_SHA256), der.tlv(der.NULL))
    parameters = der.tlv(
        der.SEQUENCE, der.tlv(der.OCTET_STRING, salt), der.integer(iterations), pseudo_random
    )
    cipher = der.tlv(der.SEQUENCE, der.oid(oids.AES256_CBC), der.tlv(der.OCTET_STRING, vector))
    return der.tlv(
        der.context(3),
        der.integer(0),
        der.tlv(der.context(0), der.oid(oids.PBKDF2), parameters),
        der.tlv(der.SEQUENCE, der.oid(oids.PWRI_KEK), cipher),
        der.tlv(der.OCTET_STRING, wrapped),
    )


def _derive(passphrase: bytes, salt: bytes, iterations: int) -> bytes:
    return PBKDF2HMAC(SHA256(), KEY_BYTES, salt, iterations).derive(passphrase)


def _encrypt(key: bytes, vector: bytes, data: bytes) -> bytes:
    encryptor = Cipher(AES(key), CBC(vector)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def _decrypt(key: bytes, vector: bytes, data: bytes) -> bytes:
    decryptor = Cipher(AES(key), CBC(vector)).decryptor()
    return decryptor.update(data) + decryptor.finalize()

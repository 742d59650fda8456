"""The encrypted parts of a PKCS#12 file (RFC 7292), decrypted: what they want is not stated outside of them.

The ciphers are those that programs write: PBES2 (RFC 8018) with PBKDF2 or scrypt and AES or Triple-DES, and
the older ones of RFC 7292, appendix C. A part that can't be decrypted here is refused, since nothing is known
about what is in it.
"""

from __future__ import annotations

import hashlib
import itertools
from typing import Any, Final

from asn1crypto import core  # type: ignore[import-untyped]
from Crypto.Cipher import ARC2, DES3
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_SHA1_BLOCK, _SHA1_SIZE = 64, 20
_FOR_KEY, _FOR_IV = 1, 2
_OLD_KEY_BYTES: Final = {
    "pkcs12_sha1_tripledes_3key": 24,
    "pkcs12_sha1_tripledes_2key": 16,
    "pkcs12_sha1_rc2_128": 16,
    "pkcs12_sha1_rc2_40": 5,
}
_AES_KEY_BYTES: Final = {"aes128_cbc": 16, "aes192_cbc": 24, "aes256_cbc": 32}
_TRIPLE_DES_KEY_BYTES: Final = 24
_SCRYPT_MEMORY: Final = 32 << 20
"""Bytes; what OpenSSL gives it, which is what reads the file then."""
SCRYPT: Final = "1.3.6.1.4.1.11591.4.11"


class PartUnreadableError(ValueError):
    """`rule` is `algorithm` for one that is not known here, `passphrase` for what does not decrypt, and
    `not-pkcs12` for what has no such form.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def decrypted(info: Any, passphrase: bytes) -> tuple[bytes, ...]:
    """What may be the SafeContents of an EncryptedContentInfo: one content, or two without a passphrase,
    where the padding of either custom happens to be right. The work is bounded by whoever calls.

    Raises PartUnreadableError.
    """
    algorithm = info["content_encryption_algorithm"]
    name = algorithm["algorithm"].native
    data = info["encrypted_content"].native or b""
    if name == "pbes2":
        return (_decrypted_new(algorithm["parameters"], data, passphrase),)
    if name not in _OLD_KEY_BYTES:
        raise PartUnreadableError("algorithm")
    parameters = algorithm["parameters"]
    salt, count = parameters["salt"].native, int(parameters["iterations"].native)
    contents = []
    for secret in _secrets(passphrase):
        key = _pkcs12_key(_FOR_KEY, secret, salt, count, _OLD_KEY_BYTES[name])
        iv = _pkcs12_key(_FOR_IV, secret, salt, count, 8)
        try:
            if "rc2" in name:
                cipher = ARC2.new(key, ARC2.MODE_CBC, iv, effective_keylen=8 * len(key))  # noqa: S304  # old files
            else:
                cipher = DES3.new(key, DES3.MODE_CBC, iv)
            contents.append(_unpadded(cipher.decrypt(data), 8))
        except ValueError:
            continue
    if not contents:
        raise PartUnreadableError("passphrase")
    return tuple(contents)


def _decrypted_new(parameters: Any, data: bytes, passphrase: bytes) -> bytes:
    scheme = parameters["encryption_scheme"]
    cipher, iv = scheme["algorithm"].native, scheme["parameters"].native
    size = _AES_KEY_BYTES.get(cipher, _TRIPLE_DES_KEY_BYTES)
    if cipher not in _AES_KEY_BYTES and cipher != "tripledes_3key":
        raise PartUnreadableError("algorithm")
    key = _derived(parameters["key_derivation_func"], passphrase, size)
    try:
        if cipher == "tripledes_3key":
            return _unpadded(DES3.new(key, DES3.MODE_CBC, iv).decrypt(data), 8)
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        plain = decryptor.update(data) + decryptor.finalize()
    except (ValueError, TypeError) as e:
        raise PartUnreadableError("passphrase") from e
    return _unpadded(plain, 16)


def _derived(function: Any, passphrase: bytes, size: int) -> bytes:
    try:
        if function["algorithm"].native == "pbkdf2":
            parameters = function["parameters"]
            salt, count = parameters["salt"].native, int(parameters["iteration_count"].native)
            digest = parameters["prf"]["algorithm"].native
            return hashlib.pbkdf2_hmac(digest, passphrase, salt, count, size)
        if function["algorithm"].dotted == SCRYPT:
            salt, n, r, p = scrypt_parameters(function)
            return hashlib.scrypt(passphrase, salt=salt, n=n, r=r, p=p, maxmem=_SCRYPT_MEMORY, dklen=size)
    except (ValueError, TypeError, OverflowError) as e:
        raise PartUnreadableError("algorithm") from e
    raise PartUnreadableError("algorithm")


def scrypt_parameters(function: Any) -> tuple[bytes, int, int, int]:
    """Salt, cost, block size and parallelization (RFC 7914, section 7). Raises ValueError, TypeError."""
    parts = core.Sequence.load(function["parameters"].dump())
    salt, *numbers = (parts[at].native for at in range(4))
    return bytes(salt), *map(int, numbers)  # type: ignore[return-value]


def _secrets(passphrase: bytes) -> tuple[bytes, ...]:
    """As RFC 7292, appendix B.1, has them, where it is UTF-8, else byte for byte; without a passphrase there
    are two customs. All as OpenSSL does.
    """
    if not passphrase:
        return b"", b"\0\0"
    try:
        text = passphrase.decode("utf-8")
    except UnicodeDecodeError:
        text = passphrase.decode("latin-1")
    return (f"{text}\0".encode("utf-16-be"),)


def _pkcs12_key(purpose: int, secret: bytes, salt: bytes, count: int, size: int) -> bytes:
    """RFC 7292, appendix B.2, with SHA-1."""
    inner = bytearray(_filled(salt) + _filled(secret))
    made = b""
    while True:
        digest = hashlib.sha1(bytes([purpose]) * _SHA1_BLOCK + inner, usedforsecurity=False).digest()
        for _ in itertools.repeat(None, count - 1):
            digest = hashlib.sha1(digest, usedforsecurity=False).digest()
        made += digest
        if len(made) >= size:
            return made[:size]
        added = int.from_bytes(_filled(digest), "big") + 1
        for at in range(0, len(inner), _SHA1_BLOCK):
            block = int.from_bytes(inner[at : at + _SHA1_BLOCK], "big") + added
            inner[at : at + _SHA1_BLOCK] = (block % (1 << 8 * _SHA1_BLOCK)).to_bytes(_SHA1_BLOCK, "big")


def _filled(data: bytes) -> bytes:
    """Repeated to whole blocks; a digest to one."""
    size = -(-len(data) // _SHA1_BLOCK) * _SHA1_BLOCK
    return (data * (size // max(1, len(data)) + 1))[:size]


def _unpadded(plain: bytes, block: int) -> bytes:
    unpadder = padding.PKCS7(8 * block).unpadder()
    try:
        return unpadder.update(plain) + unpadder.finalize()
    except ValueError as e:
        raise PartUnreadableError("passphrase") from e

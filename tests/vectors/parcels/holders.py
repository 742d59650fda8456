"""Those whom the vectors' parcels are encrypted for: keys with fixed secrets, a passphrase, shares."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.vectors.keys import Key, ec_key, p384_key, rsa_key
from tests.vectors.lists import b64, canonical, fixed_bytes
from tests.vectors.pki import EARLY, LATE

PHRASE = "weiße Bälle, 7 Stück"


@dataclass(frozen=True)
class Holder:
    """A private key, and the certificate (DER) that senders have of it."""

    key: Key
    certificate: bytes

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.certificate).hexdigest()

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def certificate_pem(self) -> bytes:
        return x509.load_der_x509_certificate(self.certificate).public_bytes(Encoding.PEM)


def _holder(key: Key, name: str, serial: int = 1) -> Holder:
    """Self-signed, for encryption alone."""
    encrypts = isinstance(key, rsa.RSAPrivateKey)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Example {name}")])
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=encrypts,
        data_encipherment=False,
        key_agreement=not encrypts,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), serial, EARLY, LATE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    deterministic = None if encrypts else True
    made = builder.sign(key, hashes.SHA256(), ecdsa_deterministic=deterministic)
    return Holder(key, made.public_bytes(Encoding.DER))


@cache
def holder(word: str) -> Holder:
    """By the word that a vector's openings use; `p256_7` is the seventh of many."""
    if word.startswith("rsa_"):
        bits = int(word[4:])
        return _holder(rsa_key({1024: "weak", 2048: "rsa", 3072: "rsa 3072"}[bits], bits), word)
    if word == "p384":
        return _holder(p384_key("parcel p384"), word)
    if word == "p521":
        secret = int.from_bytes(hashlib.sha512(b"parcel p521").digest(), "big")
        return _holder(ec.derive_private_key(secret, ec.SECP521R1()), word)
    if word == "swapped":  # somebody else's key with the certificate of p256
        return Holder(ec_key("parcel swapped"), holder("p256").certificate)
    return _holder(ec_key(f"parcel {word}"), word)


KINDS = ("rsa_2048", "rsa_3072", "p256", "p384")


def share_lines(parcel: str, threshold: int, count: int, label: str = "seed") -> tuple[bytes, ...]:
    """The files of shares (section 5.4), in the order of their numbers."""
    seed = _seed(parcel, label)
    coefficients = [seed, *(fixed_bytes(f"{label} {parcel} {n}") for n in range(1, threshold))]
    lines = []
    for number in range(1, count + 1):
        value = 0
        for coefficient in reversed(coefficients):
            value = _times(value, number) ^ int.from_bytes(coefficient, "big")
        lines.append(share_line(parcel, number, threshold, count, value.to_bytes(16, "big")))
    return tuple(lines)


def share_line(parcel: str, number: int, threshold: int, count: int, value: bytes) -> bytes:
    """One share's file."""
    fields = {
        "type": "sealwright/share/1",
        "parcel": parcel,
        "number": str(number),
        "threshold": str(threshold),
        "count": str(count),
        "value": b64(value),
    }
    return canonical(fields) + b"\n"


def shares_key(parcel: str, label: str = "seed") -> bytes:
    """HKDF-SHA-256 (RFC 5869) of the seed: extract, then one block."""
    extracted = hmac.digest(bytes.fromhex(parcel), _seed(parcel, label), "sha256")
    return hmac.digest(extracted, b"sealwright parcel shares\x01", "sha256")


def _seed(parcel: str, label: str) -> bytes:
    return fixed_bytes(f"{label} {parcel}")


def _times(one: int, two: int) -> int:
    """The product in GF(2^128) with x^128 + x^7 + x^2 + x + 1."""
    product = 0
    while two:
        if two & 1:
            product ^= one
        one, two = one << 1, two >> 1
        if one >> 128:
            one ^= (1 << 128) | 0x87
    return product

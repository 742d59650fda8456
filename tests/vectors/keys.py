"""Private keys whose secrets follow from a label, and the signatures they make: always the same bytes."""

from __future__ import annotations

import hashlib
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.vectors.asn1 import integer, seq

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P384_ORDER = (
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973
)
P521_ORDER = int(
    "1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
    "A51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
    16,
)
ORDERS = {"secp521r1": P521_ORDER, "secp256r1": P256_ORDER, "secp384r1": P384_ORDER}
HASHES = {
    "sha1": hashes.SHA1(),  # noqa: S303 - for vectors that a verifier must refuse
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def sign(key: Key, data: bytes, digest: str, *, pss: bool = False, low_s: bool = True) -> bytes:
    """ECDSA by RFC 6979 as DER, RSA PKCS#1 v1.5, or RSA-PSS with a salt that follows from the data."""
    algorithm = HASHES[digest]
    if isinstance(key, rsa.RSAPrivateKey):
        return _pss(key, data, digest) if pss else key.sign(data, padding.PKCS1v15(), algorithm)
    raw = key.sign(data, ec.ECDSA(algorithm, deterministic_signing=True))
    r, s = decode_dss_signature(raw)
    order = ORDERS[key.curve.name]
    return seq(integer(r), integer(min(s, order - s) if low_s else max(s, order - s)))


def _pss(key: rsa.RSAPrivateKey, data: bytes, digest: str) -> bytes:
    """RFC 8017, section 9.1.1, with the salt that a library would draw at random made from `data`."""
    numbers = key.private_numbers()
    size = key.key_size // 8
    hashed = hashlib.new(digest, data).digest()
    salt = hashlib.new(digest, b"salt" + data).digest()
    inner = hashlib.new(digest, bytes(8) + hashed + salt).digest()
    block = bytes(size - len(salt) - len(inner) - 2) + b"\x01" + salt
    mask = b"".join(
        hashlib.new(digest, inner + i.to_bytes(4, "big")).digest()
        for i in range(-(-len(block) // len(inner)))
    )
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=False))
    masked[0] &= 0x7F
    message = int.from_bytes(bytes(masked) + inner + b"\xbc", "big")
    return pow(message, numbers.d, numbers.public_numbers.n).to_bytes(size, "big")


@cache
def ec_key(label: str) -> ec.EllipticCurvePrivateKey:
    """A P-256 key whose secret is a hash of `label`."""
    secret = int.from_bytes(hashlib.sha256(b"vectors " + label.encode()).digest(), "big") % P256_ORDER
    return ec.derive_private_key(secret, ec.SECP256R1())


@cache
def p384_key(label: str) -> ec.EllipticCurvePrivateKey:
    """A P-384 key whose secret is a hash of `label`."""
    secret = int.from_bytes(hashlib.sha384(b"vectors " + label.encode()).digest(), "big") % P384_ORDER
    return ec.derive_private_key(secret, ec.SECP384R1())


@cache
def rsa_key(label: str, bits: int) -> rsa.RSAPrivateKey:
    """An RSA key whose primes follow from `label`."""
    p, q = (_prime(f"{label} {which}", bits // 2) for which in "pq")
    e = 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e, p * q)
    return rsa.RSAPrivateNumbers(
        p=p, q=q, d=d, dmp1=d % (p - 1), dmq1=d % (q - 1), iqmp=pow(q, -1, p), public_numbers=public
    ).private_key(unsafe_skip_rsa_key_validation=True)


def _prime(label: str, bits: int) -> int:
    stream = b"".join(hashlib.sha256(f"{label} {i}".encode()).digest() for i in range(-(-bits // 256)))
    candidate = int.from_bytes(stream[: bits // 8], "big") | (3 << (bits - 2)) | 1
    while candidate % 65537 == 1 or not _is_prime(candidate):
        candidate += 2
    return candidate


def _is_prime(n: int) -> bool:
    if any(n % small == 0 for small in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)):
        return False
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19):
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True

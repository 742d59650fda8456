"""The arithmetic a verification rests on, by hashlib and `cryptography`, and the interface of any other.

A second one, which shares no code with OpenSSL, is in `second_arithmetic`: so that one library's fault can't
vouch for itself.
"""

from __future__ import annotations

import hashlib
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from forensics_app.seal.forms.p7s_profile import SignatureAlgorithm


class RunningDigest(Protocol):
    """A SHA-256 that is fed piece by piece."""

    def update(self, data: bytes | memoryview, /) -> object:
        """Feed more."""
        ...

    def digest(self) -> bytes:
        """32 bytes."""
        ...


class Arithmetic(Protocol):
    """`name` stands in the report."""

    name: str

    def sha256(self, data: bytes | memoryview = b"", /) -> RunningDigest:
        """A new digest, fed with `data`."""
        ...

    def digest(self, algorithm: str, data: bytes) -> bytes:
        """The digest of `data` by `sha256`, `sha384` or `sha512`."""
        ...

    def verify(self, key: bytes, algorithm: SignatureAlgorithm, signature: bytes, data: bytes) -> bool:
        """Whether `signature` over `data` holds under the DER SubjectPublicKeyInfo `key`; never raises."""
        ...


class OpensslArithmetic:
    """hashlib and `cryptography`."""

    name = "openssl"
    _HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}  # noqa: RUF012

    sha256 = staticmethod(hashlib.sha256)  # millions of them: no call of Python's own for each

    def digest(self, algorithm: str, data: bytes) -> bytes:
        return hashlib.new(algorithm, data).digest()

    def verify(self, key: bytes, algorithm: SignatureAlgorithm, signature: bytes, data: bytes) -> bool:
        hash_ = self._HASHES[algorithm.digest]
        try:
            public = load_der_public_key(key)
            if isinstance(public, ec.EllipticCurvePublicKey) and algorithm.family == "ecdsa":
                public.verify(signature, data, ec.ECDSA(hash_))
            elif isinstance(public, rsa.RSAPublicKey) and algorithm.family == "rsa-pkcs1":
                public.verify(signature, data, padding.PKCS1v15(), hash_)
            elif isinstance(public, rsa.RSAPublicKey) and algorithm.family == "rsa-pss":
                scheme = padding.PSS(mgf=padding.MGF1(hash_), salt_length=hash_.digest_size)
                public.verify(signature, data, scheme, hash_)
            else:
                return False
        except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
            return False
        return True


OPENSSL: Arithmetic = OpensslArithmetic()

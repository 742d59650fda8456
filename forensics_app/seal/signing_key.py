"""What signs a seal: a private key in memory, or one that never leaves a card, behind one interface.

A key is asked for the signature over bytes; which bytes, and what form the result takes in a file, is decided
elsewhere (`signer`), so that every kind of key gives the same kind of seal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import PublicKeyAlgorithmOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Family = Literal["ecdsa", "rsa-pkcs1", "rsa-pss"]
Digest = Literal["sha256", "sha384", "sha512"]

_HASHES: dict[Digest, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


class SigningKey(Protocol):
    """A key ready for use. `chain` is DER, the signer's certificate first, then those above it."""

    @property
    def chain(self) -> tuple[bytes, ...]: ...

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""
        ...

    @property
    def family(self) -> Family: ...

    @property
    def digest(self) -> Digest:
        """The hash of the signature, and of the message it is over."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`, hashing included; for ECDSA the DER of r and s (RFC 3279 section 2.2.3).

        Salt of PSS is as long as the hash (RFC 4055). Raises SigningKeyError where the key can't be used.
        """
        ...


@dataclass(frozen=True, slots=True)
class CardReference:
    """Where a key is: the module's path, the token's label and serial, the key's CKA_ID in hex.

    `pss`: it signs with RSASSA-PSS. `pin_pad`: the PIN is typed at the reader, never here.
    """

    module: str
    token: str
    serial: str
    key_id: str
    pss: bool = False
    pin_pad: bool = False


@dataclass(frozen=True, slots=True)
class SoftwareKey:
    """A private key in this process's memory. `pss`: an RSA key signs with RSASSA-PSS, not PKCS#1 v1.5."""

    key: PrivateKey = field(repr=False)
    chain: tuple[bytes, ...]
    pss: bool = False

    @property
    def certificate(self) -> bytes:
        return self.chain[0]

    @property
    def family(self) -> Family:
        return scheme_of(x509.load_der_x509_certificate(self.certificate), pss=self.pss)[0]

    @property
    def digest(self) -> Digest:
        return scheme_of(x509.load_der_x509_certificate(self.certificate))[1]

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`, hashing included. Raises SigningKeyError where the key can't be used."""
        hash_ = _HASHES[self.digest]
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(hash_))
        if self.family == "rsa-pss":
            scheme = padding.PSS(mgf=padding.MGF1(hash_), salt_length=hash_.digest_size)
            return self.key.sign(data, scheme, hash_)
        return self.key.sign(data, padding.PKCS1v15(), hash_)


def scheme_of(certificate: x509.Certificate, *, pss: bool = False) -> tuple[Family, Digest]:
    """How a key with this certificate signs here; `pss` chooses between the two ways of an RSA key.

    A key that its certificate restricts to RSASSA-PSS (RFC 4055 section 1.2) signs no other way.
    """
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ecdsa", "sha384" if isinstance(key.curve, ec.SECP384R1) else "sha256"
    if pss or certificate.public_key_algorithm_oid == PublicKeyAlgorithmOID.RSASSA_PSS:
        return "rsa-pss", "sha256"
    return "rsa-pkcs1", "sha256"

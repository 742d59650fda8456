"""Requests for a certificate (PKCS#10, RFC 2986): how a key on a card gets one from a lab root.

The key proves by its signature that it asked; that it is the examiner's card is what people compare by the
fingerprint of the key, which both sides show.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import algos, csr, keys, pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from forensics_app.errors import CertificateRequestInvalidError
from forensics_app.seal.certificates.making import Holder, PublicKey, name_of, usable_key
from forensics_app.seal.signing_key import Digest, Family

_MAX_REQUEST_BYTES = 1 << 16
_ALGORITHMS: dict[tuple[Family, Digest], str] = {
    ("ecdsa", "sha256"): "sha256_ecdsa",
    ("ecdsa", "sha384"): "sha384_ecdsa",
    ("rsa-pkcs1", "sha256"): "sha256_rsa",
}


@dataclass(frozen=True, slots=True)
class CertificateRequest:
    """What was asked for. `key_sha256` is the digest of the key's SubjectPublicKeyInfo, 64 hex characters."""

    holder: Holder
    key: PublicKey
    key_algorithm: str
    key_sha256: str


@dataclass(frozen=True, slots=True)
class CardRequest:
    """A request made on a card, in PEM, with what people compare it by."""

    pem: bytes
    token: str
    key_algorithm: str
    key_sha256: str


def make_request(
    holder: Holder, key: PublicKey, sign: Callable[[bytes, tuple[Family, Digest]], bytes]
) -> bytes:
    """A request in PEM for `key`; `sign` signs with the private key that belongs to it.

    An RSA key signs with PKCS#1 v1.5, whatever it seals with later. Raises UsageError.
    """
    scheme = scheme_of_key(key)
    public_key = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    info = csr.CertificationRequestInfo(
        {
            "version": "v1",
            "subject": asn1_x509.Name.load(name_of(holder).public_bytes()),
            "subject_pk_info": keys.PublicKeyInfo.load(public_key),
            "attributes": csr.CRIAttributes([]),
        }
    )
    made = csr.CertificationRequest(
        {
            "certification_request_info": info,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": _ALGORITHMS[scheme]}),
            "signature": sign(info.dump(), scheme),
        }
    )
    return bytes(pem.armor("CERTIFICATE REQUEST", made.dump()))


def read_request(path: Path) -> CertificateRequest:
    """The request in a file, PEM or DER; of its name what a certificate here says, and no extensions.

    Raises CertificateRequestInvalidError, WeakKeyError.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_REQUEST_BYTES + 1)
    except OSError as e:
        raise CertificateRequestInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    if len(data) > _MAX_REQUEST_BYTES:
        raise CertificateRequestInvalidError(path=str(path), detail="too-large")
    try:
        load = x509.load_pem_x509_csr if b"-----BEGIN" in data else x509.load_der_x509_csr
        found = load(data)
        sound = found.is_signature_valid
        key, algorithm = usable_key(found.public_key())
        names = {kind: _said(found.subject, kind) for kind in (NameOID.COMMON_NAME, *_PARTS)}
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion) as e:
        raise CertificateRequestInvalidError(path=str(path), detail="not-a-request") from e
    if not sound:
        raise CertificateRequestInvalidError(path=str(path), detail="request-signature")
    name = names[NameOID.COMMON_NAME]
    if name is None:
        raise CertificateRequestInvalidError(path=str(path), detail="request-name")
    holder = Holder(name, *(names[kind] for kind in _PARTS))
    return CertificateRequest(holder, key, algorithm, key_digest(key))


def key_digest(key: PublicKey) -> str:
    """SHA-256 of a key's SubjectPublicKeyInfo, 64 hex characters: for people to compare."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def scheme_of_key(key: PublicKey) -> tuple[Family, Digest]:
    """How a key signs its request."""
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa-pkcs1", "sha256"
    return "ecdsa", "sha384" if isinstance(key.curve, ec.SECP384R1) else "sha256"


_PARTS = (NameOID.ORGANIZATION_NAME, NameOID.COUNTRY_NAME)  # in the order of Holder


def _said(name: x509.Name, kind: ObjectIdentifier) -> str | None:
    found = name.get_attributes_for_oid(kind)
    return str(found[0].value) if found else None

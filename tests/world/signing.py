"""Keys and certificates for tests, made once a run, and certificates as PEM files for openssl."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from forensics_app.seal.certificates.making import Holder, make_identity
from forensics_app.seal.signing_key import PrivateKey, SoftwareKey

NOW = datetime(2026, 4, 17, 9, 30, tzinfo=UTC)


class FixedClock:
    """Always the same time, unless moved."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@cache
def signing_key(kind: str = "demo") -> SoftwareKey:
    """`demo`: as the program makes it. `P-384`, `RSA-2048`, ...: self-signed, made here.

    `national`: P-256, and nonRepudiation as its only key usage, as on identity cards.
    """
    if kind == "demo":
        return make_identity(Holder("Marie Dürand", "Labo", "FR"), now=NOW, demo=True).signing
    key: PrivateKey
    if kind.startswith("RSA-"):
        key = rsa.generate_private_key(65537, int(kind[4:]))
    else:
        key = ec.generate_private_key(ec.SECP384R1() if kind == "P-384" else ec.SECP256R1())
    certificate = self_signed(key, kind, digital_signature=kind != "national")
    return SoftwareKey(key, (certificate.public_bytes(Encoding.DER),))


def self_signed(
    key: PrivateKey, name: str, *, digital_signature: bool = True, non_repudiation: bool = True
) -> x509.Certificate:
    """An end-entity certificate that is its own issuer."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=digital_signature,
                content_commitment=non_repudiation,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )


def write_pem(path: Path, *certificates: bytes) -> Path:
    """DER certificates as one PEM file."""
    loaded = [x509.load_der_x509_certificate(c) for c in certificates]
    path.write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in loaded))
    return path

"""Revocation lists (RFC 5280, section 5) and OCSP answers (RFC 6960) of the authorities in pki.py."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.vectors.asn1 import NULL, integer, octets, oid, seq, tagged, tlv
from tests.vectors.pki import Identity, by_name

_SHA1 = seq(oid("1.3.14.3.2.26"), NULL)
_BASIC = oid("1.3.6.1.5.5.7.48.1.1")
_ECDSA_SHA256 = seq(oid("1.2.840.10045.4.3.2"))
_VALID = timedelta(days=30)


def crl(
    ca: Identity, issued: datetime, *revoked: tuple[Identity, datetime], valid: timedelta = _VALID
) -> bytes:
    """The list of `ca`, DER: who was revoked since when."""
    certificate = x509.load_der_x509_certificate(ca.certificate)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(certificate.subject)
        .last_update(issued)
        .next_update(issued + valid)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(certificate.public_key()),  # type: ignore[arg-type]
            critical=False,
        )
    )
    for who, since in revoked:
        serial = x509.load_der_x509_certificate(who.certificate).serial_number
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
        entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    assert isinstance(ca.key, ec.EllipticCurvePrivateKey)
    signed = builder.sign(ca.key, hashes.SHA256(), ecdsa_deterministic=True)
    return signed.public_bytes(Encoding.DER)


def by_words(authority: str, issued: str, *revoked: str) -> bytes:
    """A list as `trust` words it: `root 2026-11-25T07:00:00Z [signer 2026-11-20T00:00:00Z]`."""
    entries = [(by_name(revoked[0]), datetime.fromisoformat(revoked[1]))] if revoked else []
    return crl(by_name(authority), datetime.fromisoformat(issued), *entries)


def ocsp(ca: Identity, who: Identity, at: datetime, *, revoked_since: datetime | None = None) -> bytes:
    """An OCSPResponse, DER, signed by `ca` itself, about the certificate of `who`."""
    issuer = x509.load_der_x509_certificate(ca.certificate)
    key = issuer.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key_hash = hashlib.sha1(key, usedforsecurity=False).digest()
    name_hash = hashlib.sha1(issuer.subject.public_bytes(), usedforsecurity=False).digest()
    serial = x509.load_der_x509_certificate(who.certificate).serial_number
    certificate_id = seq(_SHA1, octets(name_hash), octets(key_hash), integer(serial))
    status = tlv(0x80) if revoked_since is None else tlv(0xA1, _time(revoked_since))
    single = seq(certificate_id, status, _time(at), tagged(0, _time(at + _VALID)))
    data = seq(tagged(2, octets(key_hash)), _time(at), seq(single))
    basic = seq(data, _ECDSA_SHA256, tlv(0x03, b"\x00", ca.sign(data)))
    return seq(tlv(0x0A, b"\x00"), tagged(0, seq(_BASIC, octets(basic))))


def _time(at: datetime) -> bytes:
    return tlv(0x18, at.strftime("%Y%m%d%H%M%SZ").encode())

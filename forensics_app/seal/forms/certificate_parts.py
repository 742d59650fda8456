"""What the seal's form needs to know of a certificate, read from its DER (RFC 5280) without interpreting it.

A certificate's issuer covers the inner part alone; so the outer shell (algorithm, bit string, lengths) is
demanded in its one form, else bytes of a sealed certificate could change unnoticed.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.seal.forms import der

_EC_KEY = der.oid("1.2.840.10045.2.1")
_CURVES = {
    der.tlv(der.SEQUENCE, _EC_KEY, der.oid("1.2.840.10045.3.1.7")): "P-256",
    der.tlv(der.SEQUENCE, _EC_KEY, der.oid("1.3.132.0.34")): "P-384",
}
MAX_CERTIFICATES = 10
"""In one chain; no authority in use comes near."""
_ECDSA_PREFIX = der.oid("1.2.840.10045.4.3.2")[2:-1]


@dataclass(frozen=True, slots=True)
class CertificateParts:
    """`encoded` is the whole certificate, names and key as they stand in it; `curve` P-256, P-384 or None."""

    encoded: bytes
    issuer: bytes
    serial: int
    subject: bytes
    key: bytes
    curve: str | None

    @property
    def self_issued(self) -> bool:
        return self.issuer == self.subject


def read_certificate(data: bytes) -> CertificateParts:
    """The parts of one DER certificate. Raises DerError, also where the outer shell has another form."""
    whole = der.Reader(data)
    certificate = whole.inside(der.SEQUENCE)
    whole.end()
    to_be_signed = certificate.raw(der.SEQUENCE)
    algorithm = certificate.raw(der.SEQUENCE)
    signature = certificate.body(der.BIT_STRING)
    certificate.end()
    tbs = der.Reader(to_be_signed).inside(der.SEQUENCE)
    tbs.body(der.context(0))  # the version: a certificate with extensions has one
    serial = tbs.natural()
    if tbs.raw(der.SEQUENCE) != algorithm:  # RFC 5280 section 4.1.1.2
        raise der.DerError("certificate-algorithm")
    issuer = tbs.raw(der.SEQUENCE)
    tbs.raw(der.SEQUENCE)  # validity
    subject = tbs.raw(der.SEQUENCE)
    key = tbs.raw(der.SEQUENCE)
    _check_signature_form(algorithm, signature)
    curve = _CURVES.get(der.Reader(key).inside(der.SEQUENCE).raw(der.SEQUENCE))
    return CertificateParts(data, issuer, serial, subject, key, curve)


def order_chain(
    signer: CertificateParts, certificates: tuple[CertificateParts, ...]
) -> tuple[CertificateParts, ...] | None:
    """The signer's certificate and those above it, by name up to a self-issued one; None unless each is used.

    A signer's certificate alone is a chain too.
    """
    chain = [signer]
    rest = [c for c in certificates if c is not signer]
    while rest:
        above = [c for c in rest if c.subject == chain[-1].issuer]
        if chain[-1].self_issued or len(above) != 1:
            return None
        chain.append(above[0])
        rest.remove(above[0])
    if len(chain) > 1 and not chain[-1].self_issued:
        return None
    return tuple(chain)


def _check_signature_form(algorithm: bytes, signature: bytes) -> None:
    if not signature or signature[0] != 0:
        raise der.DerError("certificate-signature")
    kind = der.Reader(algorithm).inside(der.SEQUENCE).body(der.OID)
    if kind[:-1] != _ECDSA_PREFIX:
        return
    value = der.Reader(signature[1:])
    pair = value.inside(der.SEQUENCE)
    pair.natural()
    pair.natural()
    pair.end()
    value.end()

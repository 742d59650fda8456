"""A time-stamp authority for training: tokens (RFC 3161) of a made-up authority, made without a network."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forensics_app.seal.forms import der
from forensics_app.seal.forms.certificate_parts import CertificateParts, read_certificate
from forensics_app.seal.forms.p7s_profile import SIGNATURE_ALGORITHMS, SignatureAlgorithm, low_s
from forensics_app.seal.forms.token_profile import canonical_token
from forensics_app.seal.signing_key import SoftwareKey

_POLICY = der.oid("1.3.6.1.4.1.32473.1.1")  # under the arc for documentation (RFC 5612)
_TST_INFO = der.oid("1.2.840.113549.1.9.16.1.4")
_SHA256 = der.tlv(der.SEQUENCE, der.oid("2.16.840.1.101.3.4.2.1"))
_BETWEEN = timedelta(seconds=2)


@dataclass(slots=True)
class TrainingAuthority:
    """Stamps with `key`, first at `at` (aware, UTC), then each time a little later."""

    key: SoftwareKey
    at: datetime
    _made: int = field(default=0, init=False)

    def stamp(self, imprint_sha256: bytes) -> bytes:
        """A token over these 32 bytes, in the one form."""
        self._made += 1
        at = self.at + self._made * _BETWEEN
        info = der.tlv(
            der.SEQUENCE,
            der.integer(1),
            _POLICY,
            der.tlv(der.SEQUENCE, _SHA256, der.tlv(der.OCTET_STRING, imprint_sha256)),
            der.integer(self._made),
            der.tlv(der.GENERALIZED_TIME, at.strftime("%Y%m%d%H%M%SZ").encode("ascii")),
        )
        return canonical_token(self._signed(info))

    def _signed(self, info: bytes) -> bytes:
        """CMS SignedData over `info` (RFC 5652), with the attributes that RFC 3161 and RFC 5816 ask for."""
        certificate = read_certificate(self.key.certificate)
        attributes = (
            _attribute("1.2.840.113549.1.9.3", _TST_INFO),
            _attribute("1.2.840.113549.1.9.4", der.tlv(der.OCTET_STRING, hashlib.sha256(info).digest())),
            _attribute("1.2.840.113549.1.9.16.2.47", _names(certificate)),
        )
        signature = low_s(self.key.sign(der.set_of(der.SET, attributes)), certificate)
        signer = der.tlv(
            der.SEQUENCE,
            der.integer(1),
            der.tlv(der.SEQUENCE, certificate.issuer, der.integer(certificate.serial)),
            _SHA256,
            der.set_of(der.context(0), attributes),
            SIGNATURE_ALGORITHMS[SignatureAlgorithm("ecdsa", "sha256")],
            der.tlv(der.OCTET_STRING, signature),
        )
        signed_data = der.tlv(
            der.SEQUENCE,
            der.integer(3),
            der.tlv(der.SET, _SHA256),
            der.tlv(der.SEQUENCE, _TST_INFO, der.tlv(der.context(0), der.tlv(der.OCTET_STRING, info))),
            der.set_of(der.context(0), self.key.chain),
            der.tlv(der.SET, signer),
        )
        return der.tlv(der.SEQUENCE, der.oid("1.2.840.113549.1.7.2"), der.tlv(der.context(0), signed_data))


def _attribute(kind: str, value: bytes) -> bytes:
    return der.tlv(der.SEQUENCE, der.oid(kind), der.tlv(der.SET, value))


def _names(certificate: CertificateParts) -> bytes:
    """SigningCertificateV2 (RFC 5035) of one certificate, by SHA-256."""
    digest = der.tlv(der.OCTET_STRING, hashlib.sha256(certificate.encoded).digest())
    return der.tlv(der.SEQUENCE, der.tlv(der.SEQUENCE, der.tlv(der.SEQUENCE, digest)))

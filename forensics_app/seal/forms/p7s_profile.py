"""The one encoding of a signature file: CMS SignedData in a fixed form (docs/bundle-format.md, section 8).

Libraries accept many encodings of one signature, and whoever can change bytes without breaking a check can
hide changes. So the writer puts its signature into this form, and the verifier takes a file apart and demands
that rebuilding it gives the same bytes. No cryptography here: whether signatures hold is another check.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from forensics_app.seal.forms import der
from forensics_app.seal.forms.certificate_parts import (
    MAX_CERTIFICATES,
    CertificateParts,
    order_chain,
    read_certificate,
)

_DATA = der.oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.4")
_SIGNING_TIME = der.oid("1.2.840.113549.1.9.5")
_SIGNING_CERTIFICATE_V2 = der.oid("1.2.840.113549.1.9.16.2.47")
_OCSP_RESPONSE = der.oid("1.3.6.1.5.5.7.16.2")  # RFC 5940 section 2.1
_SIGNATURE_TIME_STAMP = der.oid("1.2.840.113549.1.9.16.2.14")
_NULL = der.tlv(der.NULL)
_ONE, _FIVE = der.integer(1), der.integer(5)
_ENUMERATED = 0x0A
MAX_STATEMENTS = 32

DIGEST_OIDS = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
_DIGEST_ALGORITHMS = {name: der.tlv(der.SEQUENCE, der.oid(dotted)) for name, dotted in DIGEST_OIDS.items()}
_DIGEST_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}


@dataclass(frozen=True, slots=True)
class SignatureAlgorithm:
    """`family` is ecdsa, rsa-pkcs1 or rsa-pss; `digest` the hash of it and of the message."""

    family: str
    digest: str


def _pss(digest: str) -> bytes:
    """RSASSA-PSS with everything said: the hash, MGF1 with the same hash, salt as long as it (RFC 4055)."""
    hash_id = der.tlv(der.SEQUENCE, der.oid(DIGEST_OIDS[digest]), _NULL)
    mask = der.tlv(der.SEQUENCE, der.oid("1.2.840.113549.1.1.8"), hash_id)
    parameters = der.tlv(
        der.SEQUENCE,
        der.tlv(der.context(0), hash_id),
        der.tlv(der.context(1), mask),
        der.tlv(der.context(2), der.integer(_DIGEST_SIZES[digest])),
    )
    return der.tlv(der.SEQUENCE, der.oid("1.2.840.113549.1.1.10"), parameters)


def _signature_algorithms() -> dict[SignatureAlgorithm, bytes]:
    table: dict[SignatureAlgorithm, bytes] = {}
    for place, digest in enumerate(DIGEST_OIDS):
        ecdsa = der.tlv(der.SEQUENCE, der.oid(f"1.2.840.10045.4.3.{2 + place}"))
        pkcs1 = der.tlv(der.SEQUENCE, der.oid(f"1.2.840.113549.1.1.{11 + place}"), _NULL)
        table[SignatureAlgorithm("ecdsa", digest)] = ecdsa
        table[SignatureAlgorithm("rsa-pkcs1", digest)] = pkcs1
        table[SignatureAlgorithm("rsa-pss", digest)] = _pss(digest)
    return table


SIGNATURE_ALGORITHMS = _signature_algorithms()
_ALGORITHM_BY_DER = {encoded: algorithm for algorithm, encoded in SIGNATURE_ALGORITHMS.items()}
_CURVE_ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": (0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF << 192)
    | 0xC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}
_UTC_TIME = re.compile(rb"[0-9]{12}Z\Z")
_GENERALIZED_TIME = re.compile(rb"20[5-9][0-9]{11}Z\Z|2[1-9][0-9]{12}Z\Z")


class ProfileError(ValueError):
    """The file is not in the one form. `rule` is a short code for what was found first."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class SignatureParts:
    """Everything a signature file holds besides what the form fixes.

    `chain` begins with the signer's certificate, each next one having signed the one before (by name).
    `signing_time` is `YYYY-MM-DDTHH:MM:SSZ`. `signature` is the raw value: for ECDSA the DER of r and s.
    `time_stamp` is the token of the one unsigned attribute, or None. `revocation` are revocation lists
    (CertificateList) and OCSP answers (OCSPResponse), which only a time-stamped signature holds (level LT).
    """

    chain: tuple[CertificateParts, ...]
    algorithm: SignatureAlgorithm
    message_digest: bytes
    signing_time: str
    signature: bytes
    time_stamp: bytes | None = None
    revocation: tuple[bytes, ...] = ()

    @property
    def signer(self) -> CertificateParts:
        return self.chain[0]

    def signed_attributes(self) -> bytes:
        """The bytes that the signature is over: the attributes as a SET OF (RFC 5652 section 5.4)."""
        return der.set_of(der.SET, _attributes(self))


def read_canonical(data: bytes) -> SignatureParts:
    """Take a signature file apart. Its bytes are exactly `build` of the result.

    Raises ProfileError.
    """
    try:
        parts = _read(data)
    except der.DerError as e:
        raise ProfileError(str(e)) from e
    if parts.algorithm.family == "ecdsa" and low_s(parts.signature, parts.signer) != parts.signature:
        raise ProfileError("signature-form")
    if build(parts) != data:
        raise ProfileError("not-canonical")
    return parts


def build(parts: SignatureParts) -> bytes:
    """The signature file of these parts."""
    digest_id = _DIGEST_ALGORITHMS[parts.algorithm.digest]
    unsigned: tuple[bytes, ...] = ()
    if parts.time_stamp is not None:
        attribute = _attribute(_SIGNATURE_TIME_STAMP, parts.time_stamp)
        unsigned = (der.set_of(der.context(1), (attribute,)),)
    signer_info = der.tlv(
        der.SEQUENCE,
        _ONE,
        _issuer_and_serial(parts.signer),
        digest_id,
        der.set_of(der.context(0), _attributes(parts)),
        SIGNATURE_ALGORITHMS[parts.algorithm],
        der.tlv(der.OCTET_STRING, parts.signature),
        *unsigned,
    )
    answers = any(map(_is_answer, parts.revocation))
    signed_data = der.tlv(
        der.SEQUENCE,
        _FIVE if answers else _ONE,  # RFC 5652 section 5.1
        der.tlv(der.SET, digest_id),
        der.tlv(der.SEQUENCE, _DATA),
        der.set_of(der.context(0), tuple(c.encoded for c in parts.chain)),
        _revocation_values(parts.revocation),
        der.tlv(der.SET, signer_info),
    )
    return der.tlv(der.SEQUENCE, _SIGNED_DATA, der.tlv(der.context(0), signed_data))


def _revocation_values(statements: tuple[bytes, ...]) -> bytes:
    """RevocationInfoChoices (RFC 5652 section 10.2.1), absent where there are none."""
    if not statements:
        return b""
    members = (der.tlv(der.context(1), _OCSP_RESPONSE, s) if _is_answer(s) else s for s in statements)
    return der.set_of(der.context(1), tuple(members))


def _is_answer(statement: bytes) -> bool:
    """An OCSPResponse begins with its status, a CertificateList with another SEQUENCE."""
    return der.Reader(statement).inside(der.SEQUENCE).peek() == _ENUMERATED


def low_s(signature: bytes, signer: CertificateParts) -> bytes:
    """The ECDSA signature with `s <= n/2`: of the two values that verify, the one that is allowed.

    Raises ProfileError when it isn't two positive numbers below the order of the signer's curve.
    """
    order = _CURVE_ORDERS.get(signer.curve or "")
    if order is None:
        raise ProfileError("key")
    try:
        pair = der.Reader(signature).inside(der.SEQUENCE)
        r, s = pair.natural(), pair.natural()
    except der.DerError as e:
        raise ProfileError("signature-form") from e
    if not (0 < r < order and 0 < s < order):
        raise ProfileError("signature-form")
    return der.tlv(der.SEQUENCE, der.integer(r), der.integer(min(s, order - s)))


def _attributes(parts: SignatureParts) -> tuple[bytes, ...]:
    """The four signed attributes that CAdES baseline wants (EN 319 122-1 clause 6.3)."""
    return (
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_SIGNING_TIME, _time(parts.signing_time)),
        _attribute(_MESSAGE_DIGEST, der.tlv(der.OCTET_STRING, parts.message_digest)),
        _attribute(_SIGNING_CERTIFICATE_V2, _signing_certificate(parts.signer)),
    )


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der.tlv(der.SEQUENCE, kind, der.tlv(der.SET, value))


def _signing_certificate(signer: CertificateParts) -> bytes:
    """SigningCertificateV2 (RFC 5035) of one certificate; SHA-256 is the default and so not written."""
    issuer = der.tlv(der.SEQUENCE, der.tlv(der.context(4), signer.issuer))
    cert_id = der.tlv(
        der.SEQUENCE,
        der.tlv(der.OCTET_STRING, hashlib.sha256(signer.encoded).digest()),
        der.tlv(der.SEQUENCE, issuer, der.integer(signer.serial)),
    )
    return der.tlv(der.SEQUENCE, der.tlv(der.SEQUENCE, cert_id))


def _issuer_and_serial(signer: CertificateParts) -> bytes:
    return der.tlv(der.SEQUENCE, signer.issuer, der.integer(signer.serial))


def _time(text: str) -> bytes:
    digits = re.sub(r"[-:T]", "", text).encode("ascii")
    if text >= "2050":
        return der.tlv(der.GENERALIZED_TIME, digits)
    return der.tlv(der.UTC_TIME, digits[2:])


# --- reading ---------------------------------------------------------------------------------------


def _read(data: bytes) -> SignatureParts:
    outer = der.Reader(data)
    content_info = outer.inside(der.SEQUENCE)
    outer.end()
    _expect(content_info.raw(der.OID), _SIGNED_DATA, "content-type")
    signed_data = content_info.inside(der.context(0)).inside(der.SEQUENCE)
    if signed_data.raw(der.INTEGER) not in (_ONE, _FIVE):
        raise ProfileError("version")
    signed_data.body(der.SET)  # the digest algorithms: what build writes is compared
    _expect(signed_data.raw(der.SEQUENCE), der.tlv(der.SEQUENCE, _DATA), "embedded-content")
    certificates = _read_certificates(signed_data.inside(der.context(0)))
    revocation: tuple[bytes, ...] = ()
    if signed_data.peek() == der.context(1):
        revocation = _read_revocation(signed_data.inside(der.context(1)))
    infos = signed_data.inside(der.SET)
    info = infos.inside(der.SEQUENCE)
    if not infos.at_end:
        raise ProfileError("signers")
    parts = replace(_read_signer(info, certificates), revocation=revocation)
    if revocation and parts.time_stamp is None:
        raise ProfileError("crls")
    return parts


def _read_revocation(members: der.Reader) -> tuple[bytes, ...]:
    """Lists and answers, each once, at least one."""
    found: list[bytes] = []
    while not members.at_end:
        if len(found) == MAX_STATEMENTS:
            raise ProfileError("too-many-statements")
        if members.peek() == der.context(1):
            other = members.inside(der.context(1))
            _expect(other.raw(der.OID), _OCSP_RESPONSE, "crls")
            found.append(other.raw(der.SEQUENCE))
            other.end()
        else:
            found.append(members.raw(der.SEQUENCE))
    if not found or len(set(found)) != len(found):
        raise ProfileError("crls")
    return tuple(found)


def _read_certificates(members: der.Reader) -> tuple[CertificateParts, ...]:
    found: list[CertificateParts] = []
    while not members.at_end:
        if len(found) == MAX_CERTIFICATES:
            raise ProfileError("too-many-certificates")
        try:
            found.append(read_certificate(members.raw(der.SEQUENCE)))
        except der.DerError as e:
            raise ProfileError("certificate") from e
    return tuple(found)


def _read_signer(info: der.Reader, certificates: tuple[CertificateParts, ...]) -> SignatureParts:
    _expect(info.raw(der.INTEGER), _ONE, "version")
    sid = info.raw(der.SEQUENCE)
    signers = [c for c in certificates if _issuer_and_serial(c) == sid]
    if len(signers) != 1:
        raise ProfileError("signer-certificate")
    chain = order_chain(signers[0], certificates)
    if chain is None:
        raise ProfileError("certificates")
    info.body(der.SEQUENCE)  # the digest algorithm, likewise
    message_digest, signing_time = _read_attributes(info.inside(der.context(0)))
    algorithm = _ALGORITHM_BY_DER.get(info.raw(der.SEQUENCE))
    if algorithm is None or len(message_digest) != _DIGEST_SIZES[algorithm.digest]:
        raise ProfileError("algorithm")
    if (algorithm.family == "ecdsa") != (chain[0].curve is not None):
        raise ProfileError("key")
    signature = info.body(der.OCTET_STRING)
    return SignatureParts(chain, algorithm, message_digest, signing_time, signature, _read_unsigned(info))


def _read_attributes(attributes: der.Reader) -> tuple[bytes, str]:
    values: dict[bytes, bytes] = {}
    while not attributes.at_end:
        attribute = attributes.inside(der.SEQUENCE)
        kind = attribute.raw(der.OID)
        if kind in values:
            raise ProfileError("signed-attributes")
        values[kind] = attribute.body(der.SET)
    wanted = {_CONTENT_TYPE, _SIGNING_TIME, _MESSAGE_DIGEST, _SIGNING_CERTIFICATE_V2}
    if values.keys() != wanted:
        raise ProfileError("signed-attributes")
    digest = der.Reader(values[_MESSAGE_DIGEST]).body(der.OCTET_STRING)
    return digest, _read_time(der.Reader(values[_SIGNING_TIME]))


def _read_time(value: der.Reader) -> str:
    if value.peek() == der.UTC_TIME:
        body, form = value.body(der.UTC_TIME), _UTC_TIME
        century = b"20" if body < b"50" else b"19"
    else:
        body, form, century = value.body(der.GENERALIZED_TIME), _GENERALIZED_TIME, b""
    if not form.match(body):
        raise ProfileError("signing-time")
    t = (century + body).decode("ascii")
    return f"{t[:4]}-{t[4:6]}-{t[6:8]}T{t[8:10]}:{t[10:12]}:{t[12:14]}Z"


def _read_unsigned(info: der.Reader) -> bytes | None:
    if info.at_end:
        return None
    attributes = info.inside(der.context(1))
    attribute = attributes.inside(der.SEQUENCE)
    if not attributes.at_end or attribute.raw(der.OID) != _SIGNATURE_TIME_STAMP:
        raise ProfileError("unsigned-attributes")
    return attribute.inside(der.SET).raw(der.SEQUENCE)


def _expect(actual: bytes, wanted: bytes, rule: str) -> None:
    if actual != wanted:
        raise ProfileError(rule)

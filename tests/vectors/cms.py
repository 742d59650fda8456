"""Signature files and time-stamp tokens in the form of docs/bundle-format.md, section 8,
with places to break.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.vectors.asn1 import NULL, integer, octets, oid, seq, set_of, tagged, tlv
from tests.vectors.pki import Identity

DATA = oid("1.2.840.113549.1.7.1")
SIGNED_DATA = oid("1.2.840.113549.1.7.2")
TST_INFO = oid("1.2.840.113549.1.9.16.1.4")
_SHA = {
    "sha256": oid("2.16.840.1.101.3.4.2.1"),
    "sha384": oid("2.16.840.1.101.3.4.2.2"),
    "sha512": oid("2.16.840.1.101.3.4.2.3"),
    "sha1": oid("1.3.14.3.2.26"),
}
SHA256 = seq(_SHA["sha256"])
ECDSA_SHA256 = seq(oid("1.2.840.10045.4.3.2"))
_ECDSA = {
    "sha1": seq(oid("1.2.840.10045.4.1")),
    "sha256": ECDSA_SHA256,
    "sha384": seq(oid("1.2.840.10045.4.3.3")),
    "sha512": seq(oid("1.2.840.10045.4.3.4")),
}
RSA_PLAIN = seq(oid("1.2.840.113549.1.1.1"), NULL)
RSA_SHA256 = seq(oid("1.2.840.113549.1.1.11"), NULL)
_RSA = {
    "sha1": seq(oid("1.2.840.113549.1.1.5"), NULL),
    "sha256": RSA_SHA256,
    "sha384": seq(oid("1.2.840.113549.1.1.12"), NULL),
    "sha512": seq(oid("1.2.840.113549.1.1.13"), NULL),
}
PSS, MGF1 = oid("1.2.840.113549.1.1.10"), oid("1.2.840.113549.1.1.8")
OCSP_RESPONSE = oid("1.3.6.1.5.5.7.16.2")
CONTENT_TYPE = oid("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4")
SIGNING_TIME = oid("1.2.840.113549.1.9.5")
SIGNING_CERTIFICATE_V2 = oid("1.2.840.113549.1.9.16.2.47")
TIME_STAMP_TOKEN = oid("1.2.840.113549.1.9.16.2.14")
COUNTERSIGNATURE = oid("1.2.840.113549.1.9.6")


@dataclass(frozen=True)
class SignatureWish:
    """How a signature file may differ from a sound one of level B.

    `lists` (CRLs) and `answers` (OCSP responses), both DER, make it level LT where there is a token. `digest`
    is another algorithm than the signer's, for digest and signature alike; `algorithm` is the DER of a
    signature algorithm that is stated and not used.
    """

    low_s: bool = True
    names_certificate: bytes | None = None
    signed_digest: bytes | None = None
    embedded: bytes | None = None
    extra_certificate: bytes | None = None
    signer_infos: int = 1
    countersignature: bytes | None = None
    with_chain: bool = True
    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    digest: str | None = None
    algorithm: bytes | None = None


def signature(
    content: bytes,
    who: Identity,
    at: datetime,
    *,
    token: bytes | None = None,
    wish: SignatureWish = SignatureWish(),
) -> bytes:
    """A detached signature file over `content`; `token` becomes the signature-time-stamp."""
    digest = who.digest if wish.digest is None else wish.digest
    attributes = _signed(content, who, at, digest, wish)
    value = _value(attributes, who, wish)
    unsigned = []
    if token is not None:
        unsigned.append(_attribute(TIME_STAMP_TOKEN, token))
    if wish.countersignature is not None:
        unsigned.append(_attribute(COUNTERSIGNATURE, wish.countersignature))
    info = seq(
        integer(1),
        _issuer_serial(who.certificate),
        seq(_SHA[digest]),
        tlv(0xA0, *sorted(attributes)),
        wish.algorithm or signature_algorithm(who, digest),
        octets(value),
        *([tlv(0xA1, *sorted(unsigned))] if unsigned else []),
    )
    certificates = list(who.chain if wish.with_chain else who.chain[:1])
    if wish.extra_certificate is not None:
        certificates.append(wish.extra_certificate)
    content_info = [DATA] if wish.embedded is None else [DATA, tagged(0, octets(wish.embedded))]
    revocation = [*wish.lists, *(tagged(1, OCSP_RESPONSE, answer) for answer in wish.answers)]
    signed_data = seq(
        integer(5 if wish.answers else 1),
        set_of(seq(_SHA[digest])),
        seq(*content_info),
        tlv(0xA0, *sorted(certificates)),
        *([tlv(0xA1, *sorted(revocation))] if revocation else []),
        tlv(0x31, *[info] * wish.signer_infos),
    )
    return seq(SIGNED_DATA, tagged(0, signed_data))


def signature_value(
    content: bytes, who: Identity, at: datetime, wish: SignatureWish = SignatureWish()
) -> bytes:
    """The value that `signature` will hold, for the token that is over it."""
    return _value(_signed(content, who, at, wish.digest or who.digest, wish), who, wish)


def signed_attributes(content: bytes, who: Identity, at: datetime) -> bytes:
    """What a sound signature is made over: the signed attributes as a DER SET OF."""
    return set_of(*_signed(content, who, at, who.digest, SignatureWish()))


def _signed(content: bytes, who: Identity, at: datetime, digest: str, wish: SignatureWish) -> list[bytes]:
    return [
        _attribute(CONTENT_TYPE, DATA),
        _attribute(SIGNING_TIME, tlv(0x17, at.strftime("%y%m%d%H%M%SZ").encode())),
        _attribute(MESSAGE_DIGEST, octets(wish.signed_digest or hashlib.new(digest, content).digest())),
        _attribute(SIGNING_CERTIFICATE_V2, _names(wish.names_certificate or who.certificate)),
    ]


def _value(attributes: list[bytes], who: Identity, wish: SignatureWish) -> bytes:
    signer = replace(who, digest=wish.digest or who.digest)
    return signer.sign(set_of(*attributes), low_s=wish.low_s)


def signature_algorithm(
    who: Identity, digest: str, *, mask: str | None = None, salt: int | None = None
) -> bytes:
    """The AlgorithmIdentifier of a signature; `mask` and `salt`: what RSASSA-PSS says instead of its own."""
    if not isinstance(who.key, rsa.RSAPrivateKey):
        return _ECDSA[digest]
    if not who.pss:
        return _RSA[digest]
    algorithm = seq(_SHA[digest], NULL)
    size = integer(hashlib.new(digest).digest_size if salt is None else salt)
    mask_algorithm = seq(MGF1, seq(_SHA[mask or digest], NULL))
    return seq(PSS, seq(tagged(0, algorithm), tagged(1, mask_algorithm), tagged(2, size)))


def token(
    stamped: bytes,
    authority: Identity,
    at: datetime,
    *,
    serial: int = 1,
    low_s: bool = True,
    imprint: str = "sha256",
    digest: str = "sha256",
    hashed: bytes | None = None,
) -> bytes:
    """A time-stamp token (RFC 3161) over `stamped`, or over what has the digest `hashed`.

    `imprint` and `digest` are algorithms, of it and of the authority's signature.
    """
    info = seq(
        integer(1),
        oid("1.2.3.4.1"),
        seq(seq(_SHA[imprint]), octets(hashed or hashlib.new(imprint, stamped).digest())),
        integer(serial),
        tlv(0x18, at.strftime("%Y%m%d%H%M%SZ").encode()),
    )
    attributes = [
        _attribute(CONTENT_TYPE, TST_INFO),
        _attribute(MESSAGE_DIGEST, octets(hashlib.new(digest, info).digest())),
        _attribute(SIGNING_CERTIFICATE_V2, _names(authority.certificate)),
    ]
    signer = replace(authority, digest=digest)
    signer_info = seq(
        integer(1),
        _issuer_serial(authority.certificate),
        seq(_SHA[digest]),
        tlv(0xA0, *sorted(attributes)),
        RSA_PLAIN if isinstance(authority.key, rsa.RSAPrivateKey) else _ECDSA[digest],
        octets(signer.sign(set_of(*attributes), low_s=low_s)),
    )
    signed_data = seq(
        integer(3),
        set_of(seq(_SHA[digest])),
        seq(TST_INFO, tagged(0, octets(info))),
        tlv(0xA0, *sorted(authority.chain)),
        tlv(0x31, signer_info),
    )
    return seq(SIGNED_DATA, tagged(0, signed_data))


def _attribute(kind: bytes, *values: bytes) -> bytes:
    return seq(kind, tlv(0x31, *values))


def _names(certificate: bytes) -> bytes:
    """SigningCertificateV2 of one certificate, with issuer and serial."""
    issuer_serial = seq(seq(tagged(4, _issuer(certificate))), integer(_serial(certificate)))
    return seq(seq(seq(octets(hashlib.sha256(certificate).digest()), issuer_serial)))


def _issuer_serial(certificate: bytes) -> bytes:
    return seq(_issuer(certificate), integer(_serial(certificate)))


def _issuer(certificate: bytes) -> bytes:
    return x509.load_der_x509_certificate(certificate).issuer.public_bytes()


def _serial(certificate: bytes) -> int:
    return x509.load_der_x509_certificate(certificate).serial_number

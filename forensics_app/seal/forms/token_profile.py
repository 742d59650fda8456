"""The one encoding of a time-stamp token (RFC 3161, RFC 5816; docs/bundle-format.md, section 8).

What the authority signed is taken as it is. What lies around it (version, algorithm names, certificates, the
signature's encoding) is signed by nobody, so it is demanded in one form, as in a signature file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from forensics_app.model.outside_times import read_moment
from forensics_app.seal.forms import der
from forensics_app.seal.forms.certificate_parts import MAX_CERTIFICATES, CertificateParts, read_certificate
from forensics_app.seal.forms.p7s_profile import (
    DIGEST_OIDS,
    SIGNATURE_ALGORITHMS,
    ProfileError,
    SignatureAlgorithm,
    low_s,
)

_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_TST_INFO = der.oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = der.oid("1.2.840.113549.1.9.16.2.12")
_SIGNING_CERTIFICATE_V2 = der.oid("1.2.840.113549.1.9.16.2.47")
_BOOLEAN = 0x01
_NULL = der.tlv(der.NULL)
_ONE, _THREE = der.integer(1), der.integer(3)
_RSA = der.tlv(der.SEQUENCE, der.oid("1.2.840.113549.1.1.1"), _NULL)
_DIGEST_BY_OID = {der.oid(dotted): name for name, dotted in DIGEST_OIDS.items()}
_ALGORITHM_BY_DER = {encoded: algorithm for algorithm, encoded in SIGNATURE_ALGORITHMS.items()}
_GENERALIZED_TIME = re.compile(rb"[0-9]{12}[0-5][0-9](?:\.[0-9]{0,8}[1-9])?Z\Z")


@dataclass(frozen=True, slots=True)
class TokenParts:
    """A token taken apart. `info` is the DER of TSTInfo, `signed_attributes` the bytes that were signed.

    `imprint` is the digest of what was stamped, by `imprint_digest`; `time` its genTime in UTC (microseconds;
    finer digits are cut); `chain` begins with the authority's certificate. `policy` is the DER of the
    name that the authority stamps under, `nonce` the number of whoever asked, if there was one.
    """

    chain: tuple[CertificateParts, ...]
    info: bytes
    imprint_digest: str
    imprint: bytes
    time: datetime
    algorithm: SignatureAlgorithm
    message_digest: bytes
    signed_attributes: bytes
    signature: bytes
    policy: bytes
    nonce: int | None


def read_token(data: bytes) -> TokenParts:
    """Take a token apart. Raises ProfileError where it isn't in the one form."""
    try:
        parts, rebuilt = _read(data)
    except der.DerError as e:
        raise ProfileError(str(e)) from e
    if rebuilt != data:
        raise ProfileError("not-canonical")
    return parts


def canonical_token(data: bytes) -> bytes:
    """The token of an authority put into the one form: for whoever seals. Nothing that is signed changes.

    Certificates that are not of its chain, revocation lists and unsigned attributes are left out. Raises
    ProfileError where it has no such form: other algorithms, no certificate, attributes out of order.
    """
    try:
        _, rebuilt = _read(data, cut=True)
    except der.DerError as e:
        raise ProfileError(str(e)) from e
    read_token(rebuilt)
    return rebuilt


def bind_chain(token: bytes, bound: Container[bytes]) -> bytes:
    """The token, without the certificates above the authority's where the last of them could be changed.

    No signature in a token is over its certificates: each is held by the one above it, a self-signed one by
    itself. What an authority sends without its root ends in one that nothing holds, unless it is among
    `bound` (DER), which something else is over. Raises ProfileError.
    """
    parts = read_token(token)
    top = parts.chain[-1]
    if len(parts.chain) == 1 or top.self_issued or top.encoded in bound:
        return token
    return _read(token, cut=True, alone=True)[1]


def _read(data: bytes, *, cut: bool = False, alone: bool = False) -> tuple[TokenParts, bytes]:
    """The parts, and the one form that they have; with `cut`, of a token that holds more than that, with
    `alone` with the authority's certificate and no other.
    """
    outer = der.Reader(data)
    content_info = outer.inside(der.SEQUENCE)
    outer.end()
    _expect(content_info.raw(der.OID), _SIGNED_DATA, "content-type")
    signed_data = content_info.inside(der.context(0)).inside(der.SEQUENCE)
    _expect(signed_data.raw(der.INTEGER), _THREE, "version")
    signed_data.body(der.SET)  # compared when rebuilt
    content = signed_data.inside(der.SEQUENCE)
    _expect(content.raw(der.OID), _TST_INFO, "content-type")
    info = content.inside(der.context(0)).body(der.OCTET_STRING)
    certificates = _read_certificates(signed_data.inside(der.context(0)))
    if cut and signed_data.peek() == der.context(1):
        signed_data.body(der.context(1))
    infos = signed_data.inside(der.SET)
    signer = infos.inside(der.SEQUENCE)
    if not infos.at_end:
        raise ProfileError("signers")
    _expect(signer.raw(der.INTEGER), _ONE, "version")
    identifier = signer.raw(der.SEQUENCE)
    digest_id = signer.raw(der.SEQUENCE)
    attributes = signer.raw(der.context(0))
    algorithm_id = signer.raw(der.SEQUENCE)
    signature = signer.body(der.OCTET_STRING)
    if cut and signer.peek() == der.context(1):
        signer.body(der.context(1))
    signer.end()
    digest = _digest_name(digest_id)
    algorithm = _algorithm(algorithm_id, digest)
    chain = _chain(identifier, certificates, cut=cut)[: 1 if alone else None]
    if algorithm.family == "ecdsa":
        signature = low_s(signature, chain[0])
    message_digest = _read_attributes(attributes, chain[0])
    stated = _read_info(info)
    algorithm_id = _RSA if algorithm.family == "rsa-pkcs1" else SIGNATURE_ALGORITHMS[algorithm]
    rebuilt = _build(chain, info, digest_id, attributes, algorithm_id, signature)
    signed = bytes((der.SET,)) + attributes[1:]  # RFC 5652 section 5.4
    return (
        TokenParts(
            chain=chain,
            info=info,
            imprint_digest=stated.imprint_digest,
            imprint=stated.imprint,
            time=stated.time,
            algorithm=algorithm,
            message_digest=message_digest,
            signed_attributes=signed,
            signature=signature,
            policy=stated.policy,
            nonce=stated.nonce,
        ),
        rebuilt,
    )


def _build(
    chain: tuple[CertificateParts, ...],
    info: bytes,
    digest_id: bytes,
    attributes: bytes,
    algorithm_id: bytes,
    signature: bytes,
) -> bytes:
    identifier = der.tlv(der.SEQUENCE, chain[0].issuer, der.integer(chain[0].serial))
    signer = der.tlv(
        der.SEQUENCE,
        _ONE,
        identifier,
        digest_id,
        attributes,
        algorithm_id,
        der.tlv(der.OCTET_STRING, signature),
    )
    signed_data = der.tlv(
        der.SEQUENCE,
        _THREE,
        der.tlv(der.SET, digest_id),
        der.tlv(der.SEQUENCE, _TST_INFO, der.tlv(der.context(0), der.tlv(der.OCTET_STRING, info))),
        der.set_of(der.context(0), tuple(c.encoded for c in chain)),
        der.tlv(der.SET, signer),
    )
    return der.tlv(der.SEQUENCE, _SIGNED_DATA, der.tlv(der.context(0), signed_data))


def _read_certificates(members: der.Reader) -> tuple[CertificateParts, ...]:
    found: list[CertificateParts] = []
    while not members.at_end:
        if len(found) == MAX_CERTIFICATES:
            raise ProfileError("too-many-certificates")
        found.append(read_certificate(members.raw(der.SEQUENCE)))
    return tuple(found)


def _chain(
    identifier: bytes, certificates: tuple[CertificateParts, ...], *, cut: bool
) -> tuple[CertificateParts, ...]:
    """The authority's certificate and those above it, as far up as the authority sent them."""
    for certificate in certificates:
        if identifier == der.tlv(der.SEQUENCE, certificate.issuer, der.integer(certificate.serial)):
            chain = _above(certificate, certificates)
            if len(chain) != len(certificates) and not cut:
                raise ProfileError("certificates")
            return chain
    raise ProfileError("certificates")


def _above(
    signer: CertificateParts, certificates: tuple[CertificateParts, ...]
) -> tuple[CertificateParts, ...]:
    """Up the names, a self-issued certificate first where two have one name, and ending with it."""
    chain = [signer]
    while not chain[-1].self_issued:
        above = [c for c in certificates if c.subject == chain[-1].issuer and c not in chain]
        if not above:
            break
        chain.append(min(above, key=lambda c: (not c.self_issued, c.encoded)))
    return tuple(chain)


def _digest_name(digest_id: bytes) -> str:
    reader = der.Reader(digest_id).inside(der.SEQUENCE)
    name = _DIGEST_BY_OID.get(reader.raw(der.OID))
    if name is None:
        raise ProfileError("algorithm")
    if not reader.at_end:  # authorities differ about the NULL; both forms are fixed by the rebuilding
        _expect(reader.raw(der.NULL), _NULL, "algorithm")
    reader.end()
    return name


def _algorithm(encoded: bytes, digest: str) -> SignatureAlgorithm:
    """RSA with PKCS#1 padding has two names; the one form is `rsaEncryption` (RFC 3370 section 3.2)."""
    if encoded == _RSA:
        return SignatureAlgorithm("rsa-pkcs1", digest)
    algorithm = _ALGORITHM_BY_DER.get(encoded)
    if algorithm is None or algorithm.digest != digest:
        raise ProfileError("algorithm")
    return algorithm


def _read_attributes(attributes: bytes, signer: CertificateParts) -> bytes:
    """The message digest. The attributes must be in order, each once, and name the signer."""
    reader = der.Reader(attributes).inside(der.context(0))
    values: dict[bytes, bytes] = {}
    members: list[bytes] = []
    while not reader.at_end:
        member = reader.raw(der.SEQUENCE)
        members.append(member)
        attribute = der.Reader(member).inside(der.SEQUENCE)
        kind = attribute.raw(der.OID)
        if kind in values:
            raise ProfileError("signed-attributes")
        values[kind] = attribute.body(der.SET)
        attribute.end()
    if members != sorted(members) or not {_CONTENT_TYPE, _MESSAGE_DIGEST} <= values.keys():
        raise ProfileError("signed-attributes")
    _expect(values[_CONTENT_TYPE], _TST_INFO, "signed-attributes")
    named = [values[kind] for kind in (_SIGNING_CERTIFICATE, _SIGNING_CERTIFICATE_V2) if kind in values]
    if not named or not all(_names_signer(value, signer) for value in named):
        raise ProfileError("signing-certificate")
    digest = der.Reader(values[_MESSAGE_DIGEST])
    body = digest.body(der.OCTET_STRING)
    digest.end()
    return body


def _names_signer(value: bytes, signer: CertificateParts) -> bool:
    """Whether the first ESSCertID or ESSCertIDv2 is the signer's (RFC 2634 section 5.4, RFC 5035)."""
    first = der.Reader(value).inside(der.SEQUENCE).inside(der.SEQUENCE).inside(der.SEQUENCE)
    digest = None
    if first.peek() == der.SEQUENCE:
        digest = _digest_name(first.raw(der.SEQUENCE))
    stated = first.body(der.OCTET_STRING)
    if digest is None:
        digest = "sha1" if len(stated) == hashlib.sha1(usedforsecurity=False).digest_size else "sha256"
    return hashlib.new(digest, signer.encoded, usedforsecurity=False).digest() == stated


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a TSTInfo says, as far as it is asked for."""

    policy: bytes
    imprint_digest: str
    imprint: bytes
    time: datetime
    nonce: int | None


def _read_info(info: bytes) -> _Stated:
    """The fields of a TSTInfo (RFC 3161 section 2.4.2)."""
    outer = der.Reader(info)
    reader = outer.inside(der.SEQUENCE)
    outer.end()
    _expect(reader.raw(der.INTEGER), _ONE, "version")
    policy = reader.raw(der.OID)
    imprint = reader.inside(der.SEQUENCE)
    digest = _digest_name(imprint.raw(der.SEQUENCE))
    value = imprint.body(der.OCTET_STRING)
    reader.body(der.INTEGER)
    time = _time(reader.body(der.GENERALIZED_TIME))
    for optional in (der.SEQUENCE, _BOOLEAN):  # accuracy, ordering
        if reader.peek() == optional:
            reader.body(optional)
    nonce = reader.natural() if reader.peek() == der.INTEGER else None
    return _Stated(policy, digest, value, time, nonce)


def _time(body: bytes) -> datetime:
    """RFC 3161 section 2.4.2: UTC, a fraction without trailing zeros, no leap second."""
    moment = read_moment(body.decode("ascii", "replace")) if _GENERALIZED_TIME.match(body) else None
    if moment is None:
        raise ProfileError("time")
    return moment


def _expect(actual: bytes, wanted: bytes, rule: str) -> None:
    if actual != wanted:
        raise ProfileError(rule)

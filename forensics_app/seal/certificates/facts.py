"""What a verification needs to know of somebody's certificate. Boundary to `cryptography`'s X.509 reader.

Everything is read at once, so that a certificate that can't be read in full is refused here and nowhere
else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, SignatureAlgorithmOID

from forensics_app.seal.certificates.arithmetic import Arithmetic
from forensics_app.seal.certificates.loading import readable
from forensics_app.seal.forms import der
from forensics_app.seal.forms.p7s_profile import SIGNATURE_ALGORITHMS, SignatureAlgorithm

MIN_RSA_BITS = 2048
SIGNATURE_NAMES = {
    SignatureAlgorithmOID.RSA_WITH_MD5: "MD5 with RSA",
    SignatureAlgorithmOID.RSA_WITH_SHA1: "SHA-1 with RSA",
    SignatureAlgorithmOID.ECDSA_WITH_SHA1: "SHA-1 with ECDSA",
    SignatureAlgorithmOID.ED25519: "Ed25519",
    SignatureAlgorithmOID.ED448: "Ed448",
}
_DEMO = "DEMO"
OTHER_PURPOSES = {
    ExtendedKeyUsageOID.SERVER_AUTH,
    ExtendedKeyUsageOID.CODE_SIGNING,
    ExtendedKeyUsageOID.TIME_STAMPING,
    ExtendedKeyUsageOID.OCSP_SIGNING,
}
_ALGORITHMS = {encoded: algorithm for algorithm, encoded in SIGNATURE_ALGORITHMS.items()}


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """`fingerprint` is SHA-256 of `encoded` (hex); `subject` RFC 4514 text; `organisation` '' where it names
    none; names and `key` in DER.

    `key_name` is such as `P-256` or `RSA-3072`; `key_accepted` whether this format takes that key. `signed`
    and `signature` are what its issuer signed and how; `algorithm` None for one this format doesn't take,
    `algorithm_name` what it is called. `path_length`: how many other authorities may stand below this one,
    None for any number.
    """

    encoded: bytes
    fingerprint: str
    subject: str
    common_name: str
    organisation: str
    subject_name: bytes
    issuer_name: bytes
    key: bytes
    key_name: str
    key_accepted: bool
    not_before: datetime
    not_after: datetime
    authority: bool
    path_length: int | None
    signs: bool
    stamps_time: bool
    signed: bytes
    signature: bytes
    algorithm: SignatureAlgorithm | None
    algorithm_name: str

    @property
    def self_issued(self) -> bool:
        return self.subject_name == self.issuer_name

    @property
    def demo(self) -> bool:
        return self.common_name.split(" ", 1)[0] == _DEMO

    def valid_at(self, moment: datetime) -> bool:
        """Whether `moment` lies in its validity."""
        return self.not_before <= moment <= self.not_after


def read_facts(data: bytes) -> CertificateFacts:
    """Read one DER certificate. Raises CertificateUnreadableError."""
    with readable():
        return _read(data, x509.load_der_x509_certificate(data))


def key_digest(certificate: CertificateFacts) -> str:
    """SHA-256 (hex) that is the same for all certificates of one key, however they write it."""
    key = x509.load_der_x509_certificate(certificate.encoded).public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        text = f"{key.curve.name} {key.public_numbers().x} {key.public_numbers().y}"
    elif isinstance(key, rsa.RSAPublicKey):
        text = f"rsa {key.public_numbers().n}"
    else:
        return hashlib.sha256(certificate.key).hexdigest()
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def verifies(above: CertificateFacts, below: CertificateFacts, arithmetic: Arithmetic) -> bool:
    """Whether `above` is a CA by that name and its key signed `below`."""
    if below.algorithm is None or not above.authority or above.subject_name != below.issuer_name:
        return False
    return arithmetic.verify(above.key, below.algorithm, below.signature, below.signed)


def allows(above: CertificateFacts, authorities: Iterable[CertificateFacts]) -> bool:
    """Whether `above` may stand above so many (RFC 5280 section 4.2.1.9); those self-issued don't count."""
    return above.path_length is None or sum(not c.self_issued for c in authorities) <= above.path_length


def chain_fault(chain: Sequence[CertificateFacts], arithmetic: Arithmetic) -> CertificateFacts | None:
    """The first certificate that the one above it did not issue, or was not allowed to, or None; an open top
    is not judged.
    """
    for number, (below, above) in enumerate(pairwise(chain)):
        if not verifies(above, below, arithmetic) or not allows(above, chain[1 : number + 1]):
            return below
    top = chain[-1]
    if top.self_issued and not _signed_by_itself(top, arithmetic):
        return top
    return None


def _signed_by_itself(top: CertificateFacts, arithmetic: Arithmetic) -> bool:
    return top.algorithm is not None and arithmetic.verify(top.key, top.algorithm, top.signature, top.signed)


def _read(data: bytes, certificate: x509.Certificate) -> CertificateFacts:
    key_name, accepted = _key(certificate)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    organisations = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    subject = certificate.subject.rfc4514_string()
    signed, algorithm, signature = _shell(data)
    issuer_name, subject_name, key = _names_and_key(signed)
    extensions = certificate.extensions
    return CertificateFacts(
        encoded=data,
        fingerprint=hashlib.sha256(data).hexdigest(),
        subject=subject,
        common_name=str(names[0].value) if names else subject,
        organisation=str(organisations[0].value) if organisations else "",
        subject_name=subject_name,
        issuer_name=issuer_name,
        key=key,
        key_name=key_name,
        key_accepted=accepted,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        authority=_is_authority(extensions),
        path_length=_path_length(extensions),
        signs=_may_sign(extensions),
        stamps_time=_may_stamp(extensions),
        signed=signed,
        signature=signature,
        algorithm=_ALGORITHMS.get(algorithm),
        algorithm_name=_algorithm_name(certificate),
    )


def _shell(data: bytes) -> tuple[bytes, bytes, bytes]:
    """To-be-signed part, algorithm identifier, signature value."""
    certificate = der.Reader(data).inside(der.SEQUENCE)
    signed = certificate.raw(der.SEQUENCE)
    algorithm = certificate.raw(der.SEQUENCE)
    return signed, algorithm, certificate.body(der.BIT_STRING)[1:]


def _names_and_key(signed: bytes) -> tuple[bytes, bytes, bytes]:
    """Issuer, subject and SubjectPublicKeyInfo as they stand in the certificate (RFC 5280 section 4.1)."""
    inner = der.Reader(signed).inside(der.SEQUENCE)
    if inner.peek() == der.context(0):
        inner.body(der.context(0))
    inner.body(der.INTEGER)
    inner.raw(der.SEQUENCE)  # algorithm
    issuer = inner.raw(der.SEQUENCE)
    inner.raw(der.SEQUENCE)  # validity
    return issuer, inner.raw(der.SEQUENCE), inner.raw(der.SEQUENCE)


def _algorithm_name(certificate: x509.Certificate) -> str:
    """Such as `sha1WithRSAEncryption`; the dotted number of one that has no name here."""
    oid = certificate.signature_algorithm_oid
    return SIGNATURE_NAMES.get(oid, oid.dotted_string)


def _key(certificate: x509.Certificate) -> tuple[str, bool]:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return certificate.public_key_algorithm_oid.dotted_string, False
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA-{key.key_size}", key.key_size >= MIN_RSA_BITS
    if isinstance(key, ec.EllipticCurvePublicKey):
        known = {"secp256r1": "P-256", "secp384r1": "P-384"}
        return known.get(key.curve.name, key.curve.name), key.curve.name in known
    return certificate.public_key_algorithm_oid.dotted_string, False


def _is_authority(extensions: x509.Extensions) -> bool:
    try:
        basic = extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return bool(basic.ca)
    return bool(basic.ca and usage.key_cert_sign)


def _path_length(extensions: x509.Extensions) -> int | None:
    try:
        return extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
    except x509.ExtensionNotFound:
        return None


def _may_sign(extensions: x509.Extensions) -> bool:
    """Key usage has nonRepudiation, it is no CA, and it was not issued for other purposes alone.

    National cards give the certificate for signing that bit alone, as EN 319 412-2 clause 4.3.2 recommends,
    and the one for logging in digitalSignature alone.
    """
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.content_commitment and not _is_authority(extensions) and not _for_other_purposes(extensions)


def _for_other_purposes(extensions: x509.Extensions) -> bool:
    """An extended key usage that names nothing but what is no signing of documents (RFC 5280, 4.2.1.12)."""
    try:
        usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return set(usage) <= OTHER_PURPOSES


def _may_stamp(extensions: x509.Extensions) -> bool:
    """Extended key usage is critical and timeStamping alone (RFC 3161 section 2.3)."""
    try:
        usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]

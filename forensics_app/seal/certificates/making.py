"""Certificates: made for a lab that has none of its own, and judged where someone else made them.

Made: ECDSA P-256 with SHA-256 (RFC 5280). A signer's says digitalSignature and nonRepudiation, and that no
revocation information is published for it (noRevAvail, RFC 9608), unless the lab root has an address for it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from forensics_app.errors import UsageError, WeakKeyError
from forensics_app.seal.signing_key import PrivateKey, SoftwareKey

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
DEMO = "DEMO"
MIN_RSA_BITS = 2048
_NO_REV_AVAIL = x509.UnrecognizedExtension(ObjectIdentifier("2.5.29.56"), b"\x05\x00")
_ROOT_YEARS = 10
_DAYS_A_YEAR = 365
LONGEST_NAME = 64 - len("DEMO  Root")
_CLOCK_SLACK = timedelta(minutes=5)  # for a receiver whose clock is a little behind


class Purpose(StrEnum):
    """What a certificate under a lab root is for."""

    SEALING = "sealing"
    TIME_STAMPING = "time-stamping"
    ENCRYPTION = "encryption"  # of keys, to an RSA key


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """What making an identity gives: the examiner's key and chain, and the key of the root above it."""

    signing: SoftwareKey
    root_key: PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a certificate is for. `country` is ISO 3166-1 alpha-2."""

    name: str
    organisation: str | None = None
    country: str | None = None


def make_identity(holder: Holder, *, now: datetime, years: int = 3, demo: bool = False) -> NewIdentity:
    """A lab root and an examiner's certificate under it, with fresh P-256 keys.

    With `demo`, both common names begin with DEMO. Raises UsageError for names that no certificate can hold.
    """
    root_key, root = make_root(holder, now=now, demo=demo)
    return NewIdentity(make_signer(holder, root_key, root, now=now, years=years), root_key)


def make_root(
    holder: Holder, *, now: datetime, demo: bool = False
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A lab root's fresh key and certificate. Raises UsageError."""
    check_holder(holder)
    name = _name(f"{DEMO} " * demo + f"{holder.organisation or holder.name} Root", holder)
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _sign(_root(name, key.public_key(), now.replace(microsecond=0) - _CLOCK_SLACK), key)


def make_signer(
    holder: Holder,
    root_key: ec.EllipticCurvePrivateKey,
    root: x509.Certificate,
    *,
    now: datetime,
    years: int = 3,
    crl_url: str | None = None,
) -> SoftwareKey:
    """A fresh key and its certificate under a lab root; no longer valid than that, and DEMO if that is.

    `crl_url` is where the root's revocation list is published; without one the certificate says that
    revocation is not published. Raises UsageError.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    chain = certify(holder, key.public_key(), root_key, root, now=now, years=years, crl_url=crl_url)
    return SoftwareKey(key, chain)


def certify(
    holder: Holder,
    key: PublicKey,
    root_key: ec.EllipticCurvePrivateKey,
    root: x509.Certificate,
    *,
    now: datetime,
    years: int = 3,
    crl_url: str | None = None,
    purpose: Purpose = Purpose.SEALING,
) -> tuple[bytes, ...]:
    """A certificate under a lab root for a key that is elsewhere, and the root (DER); see `make_signer`."""
    check_holder(holder)
    name = _name(f"{DEMO} " * is_demo(root) + holder.name, holder)
    start = now.replace(microsecond=0) - _CLOCK_SLACK
    end = min(start + timedelta(days=years * _DAYS_A_YEAR), root.not_valid_after_utc)
    builder = _signer(name, key, root, start=start, end=end, crl_url=crl_url, purpose=purpose)
    signer = _sign(builder, root_key)
    return signer.public_bytes(Encoding.DER), root.public_bytes(Encoding.DER)


def name_of(holder: Holder) -> x509.Name:
    """The distinguished name of a holder. Raises UsageError for what no certificate can hold."""
    check_holder(holder)
    return _name(holder.name, holder)


def check_holder(holder: Holder) -> None:
    """The bounds of RFC 5280 appendix A.1, less what DEMO and Root add; and nothing that can't be seen.

    They are counted in bytes of UTF-8, as many readers of certificates do. Raises UsageError.
    """
    for option, value in (("--name", holder.name), ("--organisation", holder.organisation)):
        if value is not None and not (1 <= len(value.encode()) <= LONGEST_NAME and value.isprintable()):
            raise UsageError(name=option, value=value)
    if holder.country is not None and not re.fullmatch(r"[A-Z]{2}", holder.country):
        raise UsageError(name="--country", value=holder.country)


def _name(common_name: str, holder: Holder) -> x509.Name:
    parts = []
    if holder.country:
        parts.append(x509.NameAttribute(NameOID.COUNTRY_NAME, holder.country))
    if holder.organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder.organisation))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _root(name: x509.Name, key: ec.EllipticCurvePublicKey, start: datetime) -> x509.CertificateBuilder:
    key_id = x509.SubjectKeyIdentifier.from_public_key(key)
    end = start + timedelta(days=_ROOT_YEARS * _DAYS_A_YEAR)
    return (
        _builder(name, name, key, start=start, end=end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(None), critical=True)
        .add_extension(key_id, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_id), critical=False)
    )


def _signer(
    name: x509.Name,
    key: PublicKey,
    root: x509.Certificate,
    *,
    start: datetime,
    end: datetime,
    crl_url: str | None,
    purpose: Purpose,
) -> x509.CertificateBuilder:
    above = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    made = (
        _builder(name, root.subject, key, start=start, end=end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(purpose), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), critical=False)
    )
    if purpose is Purpose.TIME_STAMPING:  # RFC 3161 section 2.3: alone, and critical
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(usage, critical=True)
    if crl_url is None:
        return made.add_extension(_NO_REV_AVAIL, critical=False)
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
    return made.add_extension(x509.CRLDistributionPoints([point]), critical=False)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: PublicKey,
    *,
    start: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )


def _usage(purpose: Purpose | None) -> x509.KeyUsage:
    """Of a certificate for this purpose; of an authority's without one."""
    signs = purpose in (Purpose.SEALING, Purpose.TIME_STAMPING)
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=purpose is Purpose.ENCRYPTION,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=purpose is None,
        crl_sign=purpose is None,
        encipher_only=False,
        decipher_only=False,
    )


def _sign(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """Sign until `s` is the lower of its two values, so that a sealed certificate has one encoding."""
    while True:
        certificate = builder.sign(key, hashes.SHA256())
        _, s = decode_dss_signature(certificate.signature)
        if s <= key.curve.group_order // 2:
            return certificate


# --- judging -----------------------------------------------------------------------------------------


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a DER certificate, 64 hex characters."""
    return hashlib.sha256(certificate).hexdigest()


def key_algorithm(certificate: x509.Certificate) -> str:
    """The name of the certificate's key, such as `P-256` or `RSA-3072`.

    Raises WeakKeyError for keys that a seal may not be made with.
    """
    identifier = certificate.public_key_algorithm_oid.dotted_string
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as e:
        raise WeakKeyError(algorithm=identifier) from e
    return usable_key(key, identifier)[1]


def usable_key(key: object, identifier: str = "") -> tuple[PublicKey, str]:
    """A key that a seal may be made with, and the name of its kind. Raises WeakKeyError for any other.

    `identifier` is what is said of a kind without a name.
    """
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < MIN_RSA_BITS:
            raise WeakKeyError(algorithm=f"RSA-{key.key_size}")
        return key, f"RSA-{key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        if isinstance(key.curve, ec.SECP256R1):
            return key, "P-256"
        if isinstance(key.curve, ec.SECP384R1):
            return key, "P-384"
        raise WeakKeyError(algorithm=key.curve.name)
    raise WeakKeyError(algorithm=identifier or type(key).__name__)


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether the certificate may sign other certificates."""
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (x509.ExtensionNotFound, ValueError):
        return False


def may_seal(certificate: x509.Certificate) -> bool:
    """Whether its key usage has nonRepudiation, and it is no CA."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return usage.content_commitment and not is_authority(certificate)


def chain_above(
    certificate: x509.Certificate, others: list[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The certificate and those above it up to a self-signed root; alone where `others` lack one of them."""
    chain = [certificate]
    while chain[-1].subject != chain[-1].issuer:
        above = next((c for c in others if c not in chain and _issued(c, chain[-1])), None)
        if above is None:
            return (certificate,)
        chain.append(above)
    return tuple(chain)


def _issued(above: x509.Certificate, below: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def common_name(certificate: x509.Certificate) -> str:
    """The subject's common name, else its whole name."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()


def is_demo(certificate: x509.Certificate) -> bool:
    """Whether its subject's common name begins with the word DEMO."""
    return common_name(certificate).split(" ", 1)[0] == DEMO

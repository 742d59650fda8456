"""Two authorities with certificates that name where their revocation lists and OCSP answers are to be had.

All is made with `cryptography` in the test run: nothing here is the program's own code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_DAY = timedelta(days=1)


@dataclass
class Holder:
    """A key and its certificate, and who issued it (itself, for a root)."""

    key: Key
    certificate: x509.Certificate
    issuer: Holder | None = None
    revoked: dict[int, datetime] = field(default_factory=dict)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def chain(self) -> tuple[bytes, ...]:
        return (self.der, *(self.issuer.chain if self.issuer is not None else ()))

    def revoke(self, other: Holder) -> None:
        """From now on this issuer says that `other` is revoked."""
        self.revoked[other.certificate.serial_number] = datetime.now(UTC).replace(microsecond=0) - _DAY / 24


def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def root(name: str, *, key: Key | None = None) -> Holder:
    """A self-signed authority."""
    key = key or ec_key()
    builder = _builder(name, name, key).add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    return Holder(key, _signed(builder, key, key, ca=True))


def under(
    issuer: Holder,
    name: str,
    *,
    key: Key | None = None,
    ca: bool = False,
    usage: x509.ObjectIdentifier | None = None,
    list_at: str | None = None,
    answers_at: str | None = None,
    no_check: bool = False,
    host: str | None = None,
    days: tuple[int, int] = (-2, 400),
) -> Holder:
    """A certificate by `issuer`; `usage` is its one, critical extended key usage. `days` is its validity,
    counted from today."""
    key = key or ec_key()
    above = issuer.certificate.subject.rfc4514_string().removeprefix("CN=")
    builder = _builder(name, above, key, days).add_extension(
        x509.BasicConstraints(ca=ca, path_length=None), True
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), True)
    if list_at is not None:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(list_at)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), False)
    names = [(AuthorityInformationAccessOID.CA_ISSUERS, "http://issuer.invalid/ca.cer")]  # DSS wants one
    if answers_at is not None:
        names.append((AuthorityInformationAccessOID.OCSP, answers_at))
    access = [x509.AccessDescription(kind, x509.UniformResourceIdentifier(url)) for kind, url in names]
    builder = builder.add_extension(x509.AuthorityInformationAccess(access), False)
    if host is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
    if no_check:
        builder = builder.add_extension(x509.OCSPNoCheck(), False)
    return Holder(key, _signed(builder, key, issuer.key, ca=ca), issuer)


def time_authority(issuer: Holder, name: str = "Test Time Authority", **more: object) -> Holder:
    """One that may stamp."""
    return under(issuer, name, usage=ExtendedKeyUsageOID.TIME_STAMPING, **more)  # type: ignore[arg-type]


def revocation_list(issuer: Holder) -> bytes:
    """What the issuer has revoked so far, DER."""
    now = datetime.now(UTC).replace(microsecond=0)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now)
        .next_update(now + 7 * _DAY)
        .add_extension(x509.CRLNumber(1), False)
    )
    for serial, since in issuer.revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def ocsp_answer(question: bytes, known: list[Holder], responder: Holder) -> bytes:
    """The answer to a request about one of `known`, DER."""
    asked = ocsp.load_der_ocsp_request(question)
    about = next((h for h in known if h.certificate.serial_number == asked.serial_number), None)
    if about is None or about.issuer is None:
        unsure = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        return unsure.public_bytes(Encoding.DER)
    since = about.issuer.revoked.get(asked.serial_number)
    now = datetime.now(UTC).replace(microsecond=0)
    answer = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=about.certificate,
            issuer=about.issuer.certificate,
            algorithm=hashes.SHA1(),  # noqa: S303 - as asked
            cert_status=ocsp.OCSPCertStatus.GOOD if since is None else ocsp.OCSPCertStatus.REVOKED,
            this_update=now,
            next_update=now + _DAY,
            revocation_time=since,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
        .certificates([responder.certificate])
    )
    return answer.sign(responder.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _builder(name: str, issuer: str, key: Key, days: tuple[int, int] = (-2, 800)) -> x509.CertificateBuilder:
    today = datetime.now(UTC).replace(microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today + days[0] * _DAY)
        .not_valid_after(today + days[1] * _DAY)
    )


def _signed(builder: x509.CertificateBuilder, key: Key, issuer: Key, *, ca: bool) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        builder.add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), False)
        .sign(issuer, hashes.SHA256())
    )

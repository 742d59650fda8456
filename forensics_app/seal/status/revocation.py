"""What a revocation list (RFC 5280 section 5) or an OCSP answer (RFC 6960) says of one certificate.

Only what its issuer, or a responder that the issuer named, has signed says anything. Lists that speak of
a part of the certificates, or of a part of the reasons, say nothing of the rest: they are never read as
"good".
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from forensics_app.model.outside_times import read_moment
from forensics_app.seal.certificates.arithmetic import Arithmetic
from forensics_app.seal.certificates.facts import CertificateFacts
from forensics_app.seal.forms import der
from forensics_app.seal.forms.p7s_profile import SIGNATURE_ALGORITHMS, SignatureAlgorithm

MAX_STATUS_BYTES = 64 << 20
ALGORITHMS = {encoded: algorithm for algorithm, encoded in SIGNATURE_ALGORITHMS.items()}
_PEM = b"-----BEGIN X509 CRL"
_UNDERSTOOD = frozenset({ExtensionOID.ISSUING_DISTRIBUTION_POINT})
_EXPIRED_ON_LIST = x509.ObjectIdentifier("2.5.29.60")
_ENTRY_UNDERSTOOD = frozenset({x509.CRLReason.oid, x509.InvalidityDate.oid})


class StatusUnreadableError(ValueError):
    """Neither a revocation list nor an OCSP answer; the argument says why."""


@dataclass(frozen=True, slots=True)
class Status:
    """What one signed statement says of one certificate. Times are UTC.

    `revoked_at` is when the revocation counts from (the earlier of its date and of the stated beginning
    of the trouble), None for good. `final` is False for a suspension, which a later statement can lift.
    `ended_too`: the statement also covers certificates whose validity is over.
    """

    this_update: datetime
    next_update: datetime | None
    revoked_at: datetime | None = None
    final: bool = True
    ended_too: bool = False


class Statement(Protocol):
    """Anything signed that tells whether certificates are revoked."""

    def says(
        self, certificate: CertificateFacts, issuer: CertificateFacts, arithmetic: Arithmetic
    ) -> Status | None:
        """What it says of `certificate`, which `issuer` issued; None where it says nothing that counts."""
        ...

    def names_since(
        self, certificate: CertificateFacts, issuers: Sequence[CertificateFacts], arithmetic: Arithmetic
    ) -> datetime | None:
        """Since when something in the issuer's name calls `certificate` revoked, where that can't be proved
        or is said by what doesn't cover it all; None where it doesn't, or one of `issuers` shows that it is
        somebody else's.
        """
        ...


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A full revocation list as it was read; `signed` and `signature` are what its issuer signed and
    how."""

    crl: x509.CertificateRevocationList
    issuer_name: bytes
    signed: bytes
    signature: bytes
    algorithm: SignatureAlgorithm | None

    def says(
        self, certificate: CertificateFacts, issuer: CertificateFacts, arithmetic: Arithmetic
    ) -> Status | None:
        """What the list says of `certificate`. Its issuer must be the certificate's, and allowed to sign
        lists."""
        if self.issuer_name != issuer.subject_name or self.issuer_name != certificate.issuer_name:
            return None
        if self.algorithm is None or not issuer.key_accepted or not _may_sign_lists(issuer):
            return None
        if not self._covers(certificate):
            return None
        if not arithmetic.verify(issuer.key, self.algorithm, self.signature, self.signed):
            return None
        entry = self.crl.get_revoked_certificate_by_serial_number(serial_number(certificate))
        revoked_at, final = (None, True) if entry is None else _revocation(entry)
        return Status(
            this_update=self.crl.last_update_utc,
            next_update=self.crl.next_update_utc,
            revoked_at=revoked_at,
            final=final,
            ended_too=_covers_ended(self.crl, certificate),
        )

    def names_since(
        self, certificate: CertificateFacts, issuers: Sequence[CertificateFacts], arithmetic: Arithmetic
    ) -> datetime | None:
        """Since when a list in the issuer's name calls `certificate` revoked; None where no key of `issuers`
        signed it."""
        if self.issuer_name != certificate.issuer_name or self._indirect():
            return None
        entry = self.crl.get_revoked_certificate_by_serial_number(serial_number(certificate))
        if entry is None or _reason(entry) is x509.ReasonFlags.remove_from_crl:
            return None
        algorithm = self.algorithm
        if algorithm is None or not issuers:
            return _revocation(entry)[0]
        proved = any(arithmetic.verify(i.key, algorithm, self.signature, self.signed) for i in issuers)
        return _revocation(entry)[0] if proved else None

    def _indirect(self) -> bool:
        """Whether its entries may be another issuer's certificates."""
        try:
            scope = self.crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
        except x509.ExtensionNotFound:
            return False
        return scope.indirect_crl

    def _covers(self, certificate: CertificateFacts) -> bool:
        """Whether this list would name the certificate if it were revoked (RFC 5280 sections 5.2.5,
        6.3.3)."""
        for extension in self.crl.extensions:
            if extension.critical and extension.oid not in _UNDERSTOOD:
                return False
            if extension.oid == ExtensionOID.DELTA_CRL_INDICATOR:
                return False
        try:
            scope = self.crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
        except x509.ExtensionNotFound:
            return True
        if scope.indirect_crl or scope.only_some_reasons or scope.only_contains_attribute_certs:
            return False
        if scope.only_contains_ca_certs and not certificate.authority:
            return False
        if scope.only_contains_user_certs and certificate.authority:
            return False
        if scope.relative_name is not None:
            return False
        return scope.full_name is None or _names_point(certificate, list(scope.full_name))


def read_list(data: bytes) -> RevocationList:
    """Read one DER revocation list. Raises StatusUnreadableError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oddities of other people's lists are judged, not warned of
            crl = x509.load_der_x509_crl(data)
            _ = crl.extensions, crl.last_update_utc, crl.next_update_utc
            whole = der.Reader(data).inside(der.SEQUENCE)
            signed = whole.raw(der.SEQUENCE)
            algorithm = whole.raw(der.SEQUENCE)
            signature = whole.body(der.BIT_STRING)[1:]
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension) as e:
        raise StatusUnreadableError(str(e)) from e
    except (x509.UnsupportedGeneralNameType, x509.InvalidVersion) as e:
        raise StatusUnreadableError(str(e)) from e
    return RevocationList(crl, _issuer_name(signed), signed, signature, ALGORITHMS.get(algorithm))


def lists_in(data: bytes) -> tuple[bytes, ...]:
    """The DER of every revocation list of a PEM file; of any other file its own bytes.

    Raises StatusUnreadableError.
    """
    if _PEM not in data:
        return (data,)
    found = []
    for piece in data.split(_PEM)[1:]:
        try:
            found.append(x509.load_pem_x509_crl(_PEM + piece))
        except (ValueError, x509.InvalidVersion) as e:
            raise StatusUnreadableError(str(e)) from e
    return tuple(crl.public_bytes(Encoding.DER) for crl in found)


def serial_number(certificate: CertificateFacts) -> int:
    """The serial number that the issuer gave (RFC 5280 section 4.1.2.2)."""
    return x509.load_der_x509_certificate(certificate.encoded).serial_number


def _issuer_name(signed: bytes) -> bytes:
    inner = der.Reader(signed).inside(der.SEQUENCE)
    if inner.peek() == der.INTEGER:  # the version
        inner.body(der.INTEGER)
    inner.raw(der.SEQUENCE)  # algorithm
    return inner.raw(der.SEQUENCE)


def _revocation(entry: x509.RevokedCertificate) -> tuple[datetime, bool]:
    """From when, and whether for good, as is whatever can't be understood of an entry."""
    moment, final = entry.revocation_date_utc, True
    try:
        extensions = list(entry.extensions)
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return moment, True
    for extension in extensions:
        value = extension.value
        if isinstance(value, x509.CRLReason):
            final = value.reason is not x509.ReasonFlags.certificate_hold
        elif isinstance(value, x509.InvalidityDate):
            moment = min(moment, value.invalidity_date_utc)
    unknown = any(e.critical and e.oid not in _ENTRY_UNDERSTOOD for e in extensions)
    return moment, final or unknown


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return None


def _may_sign_lists(issuer: CertificateFacts) -> bool:
    """A CA whose key usage, where it has one, includes cRLSign (RFC 5280 section 4.2.1.3)."""
    if not issuer.authority:
        return False
    try:
        extensions = x509.load_der_x509_certificate(issuer.encoded).extensions
        return extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _names_point(certificate: CertificateFacts, names: list[x509.GeneralName]) -> bool:
    """Whether the certificate points to this list by one of the list's own names."""
    try:
        extensions = x509.load_der_x509_certificate(certificate.encoded).extensions
        points = extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return False
    return any(name in names for point in points for name in point.full_name or ())


def _covers_ended(crl: x509.CertificateRevocationList, certificate: CertificateFacts) -> bool:
    """An issuer may drop certificates that have ended, unless expiredCertsOnCRL (X.509, 9.5.2.8) says it
    keeps them."""
    for extension in crl.extensions:
        if extension.oid == _EXPIRED_ON_LIST and isinstance(extension.value, x509.UnrecognizedExtension):
            kept = _generalized_time(extension.value.value)
            return kept is not None and kept <= certificate.not_after
    return False


def _generalized_time(value: bytes) -> datetime | None:
    try:
        return read_moment(der.Reader(value).body(der.GENERALIZED_TIME).decode("ascii"))
    except ValueError:
        return None

"""Fetching what issuers say of the certificates in a new seal: OCSP answers, else revocation lists.

Only what holds is taken, by the same judgement as the verifier's. What can't be had is no fault of the seal:
it then stays at level T, and the result names the certificate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from forensics_app.errors import ForensicsError, StatusNotFetchedError
from forensics_app.model.progress import IsCancelled, never_cancelled
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.certificates.facts import CertificateFacts
from forensics_app.seal.fetching import FetchError, Limits, Request, fetch
from forensics_app.seal.status.embedded import Chain, needs_status
from forensics_app.seal.status.revocation import Statement, StatusUnreadableError, lists_in
from forensics_app.seal.status.revocation_answers import OcspAnswer, read_statement

LIMITS = Limits(seconds=15.0, size_bytes=1 << 20)
MOST_BYTES = 4 << 20  # of everything that is put into one seal, which must stay small enough to be mailed
_OK = 200
_MOST_ADDRESSES = 4


@dataclass(slots=True)
class StatusFetcher:
    """Asks each issuer once a run. `failures` are what could not be had, each certificate once."""

    limits: Limits = LIMITS
    cancelled: IsCancelled = never_cancelled
    failures: list[ForensicsError] = field(default_factory=list)
    room_bytes: int = MOST_BYTES
    _known: list[tuple[bytes, Statement]] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)

    def collect(self, chains: Sequence[Chain]) -> tuple[bytes, ...]:
        """The statements (DER) about every certificate of these chains that could be had; none at all where
        they would make the seal too large. Raises CancelledError."""
        wanted: dict[bytes, None] = {}
        for chain in chains:
            for certificate, issuer in pairwise(chain):
                if not needs_status(certificate):
                    continue
                found = self._about(certificate, issuer) or self._fetch(certificate, issuer)
                if found is not None:
                    wanted[found] = None
            if needs_status(chain[-1]):
                self._fail(chain[-1], "issuer-missing")
        size = sum(map(len, wanted))
        if size > self.room_bytes:
            for chain in chains:
                self._fail(chain[0], "too-large")
            return ()
        self.room_bytes -= size
        return tuple(wanted)

    def _about(self, certificate: CertificateFacts, issuer: CertificateFacts) -> bytes | None:
        return next((d for d, s in self._known if _good(s, certificate, issuer)), None)

    def _fetch(self, certificate: CertificateFacts, issuer: CertificateFacts) -> bytes | None:
        if certificate.fingerprint in self._asked:
            return None
        self._asked.add(certificate.fingerprint)
        requests = [*_questions(certificate, issuer), *_lists(certificate)]
        if not requests:
            self._fail(certificate, "no-location")
            return None
        reason, second = "", None
        for request in requests[:_MOST_ADDRESSES]:
            try:
                data, statement = self._ask(request)
            except FetchError as e:
                reason = e.reason or e.rule
                continue
            except StatusUnreadableError as e:
                reason = str(e)
                continue
            if not _good(statement, certificate, issuer):
                reason = "not-good"
            elif isinstance(statement, OcspAnswer) and not _responder_is_final(statement, issuer):
                second = second or (data, statement)  # a list needs no further certificate
            else:
                self._known.append((data, statement))
                return data
        if second is not None:
            self._known.append(second)
            return second[0]
        self._fail(certificate, reason)
        return None

    def _ask(self, request: Request) -> tuple[bytes, Statement]:
        answer = fetch(request, self.limits, cancelled=self.cancelled)
        if answer.status != _OK:
            raise FetchError("unreachable", f"HTTP {answer.status}")
        data = answer.body if request.body is not None else lists_in(answer.body)[0]
        return data, read_statement(data)

    def _fail(self, certificate: CertificateFacts, reason: str) -> None:
        error = StatusNotFetchedError(subject=certificate.common_name, reason=reason)
        if all(str(error) != str(known) for known in self.failures):
            self.failures.append(error)


def _good(statement: Statement, certificate: CertificateFacts, issuer: CertificateFacts) -> bool:
    """A seal is not made to carry the proof that its own signer was revoked."""
    status = statement.says(certificate, issuer, OPENSSL)
    return status is not None and status.revoked_at is None


def _responder_is_final(answer: OcspAnswer, issuer: CertificateFacts) -> bool:
    """Whether nobody has to ask about the responder in turn: the issuer itself, or id-pkix-ocsp-nocheck."""
    for responder in answer.responders:
        if responder.encoded == issuer.encoded:
            continue
        extensions = x509.load_der_x509_certificate(responder.encoded).extensions
        if all(e.oid != ExtensionOID.OCSP_NO_CHECK for e in extensions):
            return False
    return True


def _questions(certificate: CertificateFacts, issuer: CertificateFacts) -> list[Request]:
    """One OCSP request for each responder that the certificate names (RFC 6960 section 4.1)."""
    loaded = x509.load_der_x509_certificate(certificate.encoded)
    above = x509.load_der_x509_certificate(issuer.encoded)
    question = ocsp.OCSPRequestBuilder().add_certificate(loaded, above, hashes.SHA1()).build()  # noqa: S303
    body = question.public_bytes(Encoding.DER)
    return [
        Request(url, body, "application/ocsp-request", "application/ocsp-response") for url in _access(loaded)
    ]


def _access(certificate: x509.Certificate) -> list[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return []
    names = [d.access_location for d in access if d.access_method == AuthorityInformationAccessOID.OCSP]
    return _addresses(names)


def _lists(certificate: CertificateFacts) -> list[Request]:
    loaded = x509.load_der_x509_certificate(certificate.encoded)
    try:
        points = loaded.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    names = [name for point in points if point.reasons is None for name in point.full_name or ()]
    return [Request(url, accept="application/pkix-crl") for url in _addresses(names)]


def _addresses(names: Sequence[x509.GeneralName]) -> list[str]:
    return [str(n.value) for n in names if isinstance(n, x509.UniformResourceIdentifier)]

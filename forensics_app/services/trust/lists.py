"""Revocation lists and OCSP answers that this user takes in from signers' authorities, and keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.x509 import ocsp

from forensics_app.errors import TrustEntryNotFoundError
from forensics_app.model.times import utc_text
from forensics_app.model.trust import TrustStore
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.certificates.facts import read_facts
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.seal.home import home_folder
from forensics_app.seal.status.folder import RevocationFolder
from forensics_app.seal.status.revocation import RevocationList, StatusUnreadableError, read_list
from forensics_app.services.trust.revocation import read_revocation
from forensics_app.services.trust.trust import load_trust

_SHORTEST_PREFIX = 8


@dataclass(frozen=True, slots=True)
class KeptList:
    """One statement. `issuer` is RFC 4514 text; times are UTC in sealed form, `next_update` None if open.

    `revoked` counts the certificates it names. `signed_by` is the label of the trusted certificate that its
    signature verifies under, None where none of those does.
    """

    digest: str
    issuer: str
    this_update: str
    next_update: str | None
    revoked: int
    signed_by: str | None


def add_revocation(path: Path) -> tuple[KeptList, ...]:
    """Keep every list or answer of a file. Raises RevocationFileInvalidError, OutputNotWritableError."""
    statements = read_revocation([path])
    folder = RevocationFolder(home_folder())
    for statement in statements:
        folder.add(statement)
    return describe(statements, load_trust())


def kept_revocation() -> tuple[KeptList, ...]:
    """Every one that is kept."""
    store = load_trust()
    return describe(store.revocation, store)


def remove_revocation(asked: str) -> tuple[KeptList, ...]:
    """Forget one, by its digest or the beginning of it. Raises TrustEntryNotFoundError."""
    wanted = asked.strip().lower()
    found = tuple(k for k in kept_revocation() if k.digest.startswith(wanted))
    if len(found) != 1 or len(wanted) < _SHORTEST_PREFIX:
        raise TrustEntryNotFoundError(fingerprint=asked)
    RevocationFolder(home_folder()).remove(found[0].digest)
    return found


def describe(statements: Iterable[bytes], trust: TrustStore) -> tuple[KeptList, ...]:
    """What each says, for people."""
    return tuple(_describe(s, trust) for s in statements)


def _describe(statement: bytes, trust: TrustStore) -> KeptList:
    digest = hashlib.sha256(statement).hexdigest()
    try:
        held = read_list(statement)
    except StatusUnreadableError:
        return _answer(digest, ocsp.load_der_ocsp_response(statement))
    crl = held.crl
    return KeptList(
        digest=digest,
        issuer=crl.issuer.rfc4514_string(),
        this_update=utc_text(crl.last_update_utc),
        next_update=None if crl.next_update_utc is None else utc_text(crl.next_update_utc),
        revoked=len(crl),
        signed_by=_signed_by(held, trust),
    )


def _answer(digest: str, answer: ocsp.OCSPResponse) -> KeptList:
    name = answer.responder_name
    return KeptList(
        digest=digest,
        issuer="" if name is None else name.rfc4514_string(),
        this_update=utc_text(answer.this_update_utc),
        next_update=None if answer.next_update_utc is None else utc_text(answer.next_update_utc),
        revoked=int(answer.certificate_status is ocsp.OCSPCertStatus.REVOKED),
        signed_by=None,
    )


def _signed_by(held: RevocationList, trust: TrustStore) -> str | None:
    if held.algorithm is None:
        return None
    for entry in trust.entries:
        try:
            facts = read_facts(entry.certificate)
        except CertificateUnreadableError:
            continue
        if facts.subject_name == held.issuer_name and OPENSSL.verify(
            facts.key, held.algorithm, held.signature, held.signed
        ):
            return entry.label
    return None

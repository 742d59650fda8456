"""The receiver of a test bundle: whom they trust (in the words of a vector),
and what the program tells them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography import x509

from forensics_app.bundle.opening import open_bundle, open_source
from forensics_app.bundle.random_access import MemoryBytes
from forensics_app.model.findings import Severity, VerificationReport
from forensics_app.model.trust import TrustEntry, TrustRole, TrustStore
from forensics_app.seal.arithmetic import OPENSSL, Arithmetic
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.verifier import verify_bundle
from tests.vectors import pki, revocation
from tests.vectors.bundle import CHECKED_AT
from tests.vectors.vector import PINNED

_MADE_LATE = {
    "weak": pki.weak_signer,
    "rsa": pki.rsa_signer,
    "weak_time": pki.weak_time,
    "rsa_3072": pki.rsa_3072_signer,
    "pss": pki.pss_signer,
    "p521": pki.p521_signer,
}


def identity(word: str) -> pki.Identity:
    """An identity of `tests.vectors.pki` by its name in lower case."""
    if word in _MADE_LATE:
        return _MADE_LATE[word]()
    found = getattr(pki, word.upper())
    assert isinstance(found, pki.Identity)
    return found


def trust(words: tuple[str, ...]) -> TrustStore:
    """The trust that a vector's words describe."""
    entries: list[TrustEntry] = []
    lists: list[bytes] = []
    for text in words:
        kind, who, *rest = text.split()
        if kind == "crl":
            lists.append(_crl(identity(who), *rest))
            continue
        certificate = identity(who).certificate
        if kind == "revoked":
            entries = [
                replace(e, revoked_since=rest[0]) if e.certificate == certificate else e for e in entries
            ]
            continue
        entries.append(
            TrustEntry(
                role=TrustRole(kind.removesuffix("-ca")),
                certificate=certificate,
                fingerprint=identity(who).fingerprint,
                label=f"the lab of {who}",
                added_at="2026-01-01T00:00:00Z",
                authority=kind.endswith("-ca"),
                subject=_subject(rest[1]) if rest else None,
            )
        )
    return TrustStore(tuple(entries), tuple(lists))


def _crl(authority: pki.Identity, issued: str, *revoked: str) -> bytes:
    """The authority's list of that time; `revoked` is nothing, or a name and since when."""
    entries = [(identity(revoked[0]), datetime.fromisoformat(revoked[1]))] if revoked else []
    return revocation.crl(authority, datetime.fromisoformat(issued), *entries)


def policy(
    words: tuple[str, ...] = PINNED,
    *,
    arithmetic: Arithmetic = OPENSSL,
    threads: int = 2,
    expect_events: tuple[str, ...] = (),
) -> Policy:
    """What the receiver relies on, on the morning after the sealing."""
    return Policy(
        now=CHECKED_AT,
        trust=trust(words),
        arithmetic=arithmetic,
        threads=threads,
        expected_events=expect_events,
    )


def verify_path(path: Path, using: Policy | None = None) -> VerificationReport:
    """The report on whatever lies at `path`."""
    findings = Findings()
    bundle = open_bundle(path, findings.add)
    try:
        return verify_bundle(bundle, using or policy(), findings)
    finally:
        bundle.close()


def verify_bytes(data: bytes, name: str = "x.zip", using: Policy | None = None) -> VerificationReport:
    """The report on a file that is nowhere but in memory."""
    findings = Findings()
    bundle = open_source(MemoryBytes(data), Path(name), findings.add)
    try:
        return verify_bundle(bundle, using or policy(), findings)
    finally:
        bundle.close()


def codes(report: VerificationReport) -> set[str]:
    """Codes of all findings but notes."""
    return {f.code for f in report.findings if f.severity is not Severity.NOTE}


def notes(report: VerificationReport) -> set[str]:
    """Codes of the notes."""
    return {f.code for f in report.findings if f.severity is Severity.NOTE}


def _subject(who: str) -> str:
    return x509.load_der_x509_certificate(identity(who).certificate).subject.rfc4514_string()

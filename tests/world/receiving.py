"""The receiver of a test bundle: whom they trust (in the words of a vector),
and what the program tells them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cryptography import x509

from forensics_app.bundle.reading.opening import open_bundle, open_source
from forensics_app.bundle.reading.random_access import MemoryBytes
from forensics_app.model.findings import Severity, VerificationReport
from forensics_app.model.trust import TrustEntry, TrustRole, TrustSource, TrustStore
from forensics_app.seal.certificates.arithmetic import OPENSSL, Arithmetic
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.verifier import verify_bundle
from tests.vectors import pki, revocation
from tests.vectors.bundle import CHECKED_AT
from tests.vectors.vector import PINNED

identity = pki.by_name


def trust(words: tuple[str, ...]) -> TrustStore:
    """The trust that a vector's words describe."""
    entries: list[TrustEntry] = []
    lists: list[bytes] = []
    for text in words:
        kind, who, *rest = text.split()
        if kind == "crl":
            lists.append(revocation.by_words(who, *rest))
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


def for_one_check(trust: TrustStore) -> TrustStore:
    """The same certificates as a web page has them: chosen for this check, and on no list."""
    return TrustStore(
        tuple(replace(entry, source=TrustSource.CHOSEN) for entry in trust.entries), trust.revocation
    )


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
    using = using or policy()
    bundle = open_bundle(path, findings.add, digesting=using.openssl_too)
    try:
        return verify_bundle(bundle, using, findings)
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

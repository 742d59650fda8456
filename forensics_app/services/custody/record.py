"""A custody ledger with its signatures, of a case or of a sealed bundle, for whoever shows or compares it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forensics_app.bundle.layout import CUSTODY, custody_signature_path
from forensics_app.bundle.reading.tree import Problem
from forensics_app.custody.chain import ChainBreak, check_chain, split_lines
from forensics_app.custody.hand_overs import HandOver, hand_overs
from forensics_app.errors import (
    ForensicsError,
    LedgerContradictsSealError,
    RequestFileError,
    RequestInvalidError,
)
from forensics_app.model.custody import CustodyEvent
from forensics_app.model.findings import Finding, VerificationReport
from forensics_app.model.request import RequestRecord
from forensics_app.model.times import Clock, SystemClock
from forensics_app.model.trust import TrustStore
from forensics_app.seal.certificates.facts import key_digest
from forensics_app.seal.signatures.line_signature import read_line_signature
from forensics_app.services.cases.case import Case, is_case
from forensics_app.services.cases.kept_seals import refuse_contradiction
from forensics_app.services.cases.opening import open_case
from forensics_app.services.custody.signing import EventSignature, event_signatures
from forensics_app.services.requests.case_request import read_request
from forensics_app.services.trust.trust import trust_for_run
from forensics_app.services.verifying.verify import CheckedBundle, check, policy_for
from forensics_app.verify.collector import Findings
from forensics_app.verify.custody.signatures import signer_counts
from forensics_app.verify.policy import Policy

_ABOUT_SIGNERS = ("custody-signer-", "custody-signature-")
_SIGNATURE = re.compile(r"custody/([1-9][0-9]*)\.p7s\Z")


@dataclass(frozen=True, slots=True)
class LineSigner:
    """Whose signature over a line holds: the certificate's own name, its SHA-256, its key's (hex).

    `counts`: whether the user trusts it, as `verify` judges that; a ledger's keeper can make anybody's key.
    """

    name: str
    fingerprint: str
    key: str
    demo: bool = False
    counts: bool = False


@dataclass(frozen=True, slots=True)
class CustodyRecord:
    """`lines` are the ledger's, without LF; `events` those before a break; `problems` bad signatures.

    `contradicts`: the seal of the case that the ledger no longer begins with. `report` is the bundle's, None
    for a case. `signers` by sequence number; `doubts` say which of them do not count, and why.
    """

    path: Path
    reference: str
    title: str
    agency: str
    country: str
    lines: tuple[bytes, ...]
    head: str
    events: tuple[CustodyEvent, ...]
    broken: ChainBreak | None
    signers: Mapping[int, LineSigner] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    contradicts: LedgerContradictsSealError | None = None
    report: VerificationReport | None = None
    request: RequestRecord | None = None
    doubts: tuple[Finding, ...] = ()

    @property
    def hand_overs(self) -> tuple[HandOver, ...]:
        """By the signatures that hold and whose signers count."""
        return hand_overs(self.events, {n: s.key for n, s in self.signers.items() if s.counts})

    @property
    def unnamed(self) -> tuple[int, ...]:
        """Lines whose signer's certificate names none of the persons of the event."""
        return tuple(
            event.sequence
            for event in self.events
            if event.sequence in self.signers
            and not is_named(self.signers[event.sequence].name, [p.name for p in event.persons])
        )

    @property
    def demo(self) -> bool:
        """Whether it rests on a made-up case or identity."""
        sealed = self.report is not None and self.report.seal.demo
        return (
            sealed or self.reference.upper().startswith("DEMO") or any(s.demo for s in self.signers.values())
        )

    @property
    def sound(self) -> bool:
        return self.broken is None and not self.problems and self.contradicts is None


def is_named(signer: str, persons: Sequence[str]) -> bool:
    """Whether a certificate's name is that of one of these persons, but for case and spaces."""
    return _folded(signer) in {_folded(name) for name in persons}


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def record_of(case: Case, *, trust: TrustStore | None = None, clock: Clock | None = None) -> CustodyRecord:
    """The ledger of an open case as it stands, judged by `trust`; without it, by what the user trusts.

    Raises CaseErrors.
    """
    lines = tuple(case.ledger.lines())
    checked = case.check_custody()
    signatures = event_signatures(case)
    now = clock or SystemClock()
    policy, doubts = policy_for(_own_trust(now) if trust is None else trust, now), Findings()
    contradicts = None
    try:
        refuse_contradiction(case)
    except LedgerContradictsSealError as e:
        contradicts = e
    facts = case.facts
    return CustodyRecord(
        path=case.path,
        reference=facts.reference,
        title=facts.title,
        agency=facts.agency,
        country=facts.country,
        lines=lines,
        head=checked.head,
        events=checked.events,
        broken=checked.broken,
        signers={
            s.sequence: LineSigner(
                s.signer or "", s.fingerprint or "", s.key or "", s.demo, _counts(s, lines, policy, doubts)
            )
            for s in signatures
            if s.problem is None and s.sequence is not None
        },
        problems=tuple(s.problem for s in signatures if s.problem is not None),
        contradicts=contradicts,
        request=_request_of(case),
        doubts=doubts.result(),
    )


def _own_trust(clock: Clock) -> TrustStore:
    """What the user trusts, own identities too; nothing where that can't be read: no signer counts then."""
    try:
        return trust_for_run(clock=clock)
    except ForensicsError:
        return TrustStore()


def _counts(signed: EventSignature, lines: Sequence[bytes], policy: Policy, doubts: Findings) -> bool:
    if signed.sequence is None:
        return False
    path = custody_signature_path(signed.sequence)
    signature = read_line_signature(signed.p7s, lines[signed.sequence - 1], path, lambda problem: None)
    return signature is not None and signer_counts(signature, path, None, None, (), policy, doubts)


def _request_of(case: Case) -> RequestRecord | None:
    """None where its file was changed to something else: the ledger can be shown all the same."""
    try:
        return read_request(case)
    except (RequestFileError, RequestInvalidError):
        return None


def bundle_record(path: Path, *, trust: TrustStore, clock: Clock) -> CustodyRecord:
    """The ledger of a bundle that is verified or unconfirmed; every byte is digested again as it is read.

    Raises VerificationFailedError, NotABundleError, BundleNotFoundError.
    """
    with check(path, trust=trust, clock=clock) as bundle:
        return record_of_bundle(bundle, path)


def record_of_bundle(bundle: CheckedBundle, path: Path) -> CustodyRecord:
    """The same of a bundle that was checked already. Raises VerificationFailedError."""
    ledger = b"".join(bundle.content(CUSTODY))
    signed = {p: b"".join(bundle.content(p)) for p in bundle.paths() if _SIGNATURE.match(p)}
    return sealed_record(ledger, signed, bundle.report, path)


def sealed_record(
    ledger: bytes, signed: Mapping[str, bytes], report: VerificationReport, path: Path
) -> CustodyRecord:
    """The record of a sealed ledger. `signed`: the signatures over its lines, by their paths in the bundle;
    whose count was judged in `report`."""
    lines = tuple(split_lines(ledger)[0])
    numbers = {int(m[1]) for p in signed if (m := _SIGNATURE.match(p)) is not None}
    signers: dict[int, LineSigner] = {}
    problems: list[Problem] = []
    doubts = tuple(f for f in report.findings if f.code.startswith(_ABOUT_SIGNERS))
    judged = not any(
        f.code == "more-findings" and (f.subject or "").startswith(_ABOUT_SIGNERS) for f in report.findings
    )
    doubted = {f.subject for f in doubts}
    for number in sorted(n for n in numbers if n <= len(lines)):
        name = custody_signature_path(number)
        signature = read_line_signature(signed[name], lines[number - 1], name, problems.append)
        if signature is not None:
            signers[number] = LineSigner(
                signature.signer.common_name,
                signature.signer.fingerprint,
                key_digest(signature.signer),
                any(c.demo for c in signature.chain),
                judged and name not in doubted,
            )
    checked = check_chain(lines)
    facts = report.bundle
    return CustodyRecord(
        path=path,
        reference=facts.reference or "",
        title=facts.title or "",
        agency=facts.agency or "",
        country=facts.country or "",
        lines=lines,
        head=checked.head,
        events=checked.events,
        broken=checked.broken,
        signers=signers,
        problems=tuple(problems),
        report=report,
        request=facts.request,
        doubts=doubts,
    )


def custody_record(path: Path, *, trust: TrustStore, clock: Clock) -> CustodyRecord:
    """The ledger of a case folder or of a bundle. Raises as `record_of` and `bundle_record`."""
    if not is_case(path):
        return bundle_record(path, trust=trust, clock=clock)
    with open_case(path, write=False, clock=clock) as case:
        return record_of(case, trust=trust, clock=clock)


def first_difference(earlier: Sequence[bytes], later: Sequence[bytes]) -> int | None:
    """The first line, counted from 1, where `later` does not begin with `earlier`; None where it does."""
    for number, line in enumerate(earlier, start=1):
        if number > len(later) or later[number - 1] != line:
            return number
    return None

"""The sealed bundles of a case, and what is known to have happened to each since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from forensics_app.model.addendum import AddendumEvent, Receipt, ReceiptOutcome
from forensics_app.model.findings import AddendumFacts, Finding, Severity, Verdict, VerificationReport
from forensics_app.model.supplement import Supplement
from forensics_app.model.times import Clock
from forensics_app.services.addenda.listing import case_reports
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.kept_seals import kept_supplement
from forensics_app.services.sealed_bundles.whereabouts import find_bundle
from forensics_app.services.trust.trust import load_trust

_AFTER_THE_SEAL = ("addend", "receipt")
_NOWHERE: Mapping[str, Path] = {}
_OF_ONE = "addendum-unconfirmed"  # said of each addendum where that is shown


class Stand(Enum):
    """How things stand with one bundle, worst first."""

    BROKEN = "broken"  # the case's own copy of the seal does not hold
    REJECTED = "rejected"
    REJECTION_DOUBTFUL = "rejection-doubtful"  # nobody who is trusted confirms that it was rejected
    SENT_AGAIN = "sent-again"  # rejected, and sent once more since
    DOUBTFUL = "doubtful"  # a receipt that is not confirmed
    QUESTIONED = "questioned"  # a story that contradicts itself, or of which something is missing
    BY_SENDER = "by-sender"  # accepted by nobody but who sealed or sent it
    AWAITED = "awaited"
    RETURNED = "returned"  # what was sent came back before any receipt
    ACCEPTED = "accepted"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class MadeSupplement:
    """A later bundle of the case that adds to one, or corrects it; `sealed_at` in sealed form, or empty."""

    name: str
    supplement: Supplement
    sealed_at: str


@dataclass(frozen=True, slots=True)
class SealedBundle:
    """One seal that the case keeps, as a report on it, its addenda included; the content isn't read.

    `path`: where the bundle is, as far as that is known; what is there was not checked. `supplement`: what
    the bundle says of an earlier one; `supplements`: the case's later bundles that name this one, oldest
    first.
    """

    report: VerificationReport
    stand: Stand
    path: Path | None = None
    supplement: Supplement | None = None
    supplements: tuple[MadeSupplement, ...] = ()

    @property
    def code(self) -> str:
        """The seal code (64 hex); empty where the seal can't be read."""
        return self.report.seal.code or ""

    @property
    def name(self) -> str:
        """The name that the bundle was sealed under."""
        return _name_of(self.report)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is not right with the story as a whole."""
        return tuple(_of_the_story(self.report))


def read_sealed_bundles(
    case: Case, clock: Clock, places: Mapping[str, Path] = _NOWHERE
) -> tuple[SealedBundle, ...]:
    """The bundles of a case, newest first; `places`: where they were seen last, by seal code.

    Raises CertificateInvalidError, RevocationFileInvalidError.
    """
    reports = case_reports(case, trust=load_trust(), clock=clock)
    newest = sorted(reports, key=lambda r: (r.seal.signed_at or "", r.bundle.reference or ""), reverse=True)
    said = [kept_supplement(Path(report.bundle.path)) for report in newest]
    made: dict[str, list[MadeSupplement]] = {}
    for report, supplement in zip(reversed(newest), reversed(said), strict=True):
        if supplement is not None:
            one = MadeSupplement(_name_of(report), supplement, report.seal.signed_at or "")
            made.setdefault(supplement.supplements, []).append(one)
    return tuple(
        SealedBundle(
            report,
            stand_of(report),
            _path_of(case, report, clock, places),
            supplement,
            tuple(made.get(report.seal.code or "", ())),
        )
        for report, supplement in zip(newest, said, strict=True)
    )


def _name_of(report: VerificationReport) -> str:
    return report.bundle.reference or Path(report.bundle.path).name.rsplit(".", 2)[0]


def _path_of(case: Case, report: VerificationReport, clock: Clock, places: Mapping[str, Path]) -> Path | None:
    code, name = report.seal.code, report.bundle.reference
    if code is None:
        return None
    seen = places.get(code)
    if seen is not None and seen.exists():
        return seen
    return None if name is None else find_bundle(case, name, code, clock=clock)


def stand_of(report: VerificationReport) -> Stand:
    """How things stand: what counts are addenda that hold and belong to the story, rejections before all."""
    if any(_against_the_seal(report)):
        return Stand.BROKEN
    counted = [a for a in report.addenda if a.counts and a.event is not None]
    receipts = _last_receipts(counted)
    rejecting = [a for a, receipt in receipts if receipt.outcome is ReceiptOutcome.REJECTED]
    confirmed = [a for a in rejecting if a.verdict is Verdict.VERIFIED]
    sent = [a for a in counted if a.event is not None and a.event.event is AddendumEvent.DISPATCH]
    if confirmed and max(map(_moment, confirmed)) >= max(map(_moment, sent), default=""):
        return Stand.REJECTED
    if len(confirmed) < len(rejecting):
        return Stand.REJECTION_DOUBTFUL
    if confirmed:
        return Stand.SENT_AGAIN
    if any(a.verdict is not Verdict.VERIFIED for a, _ in receipts):
        return Stand.DOUBTFUL
    if any(_of_the_story(report)):
        return Stand.QUESTIONED
    if receipts:
        of_sender = {f.subject for f in report.findings if f.code == "receipt-by-sender"}
        return Stand.ACCEPTED if any(a.name not in of_sender for a, _ in receipts) else Stand.BY_SENDER
    returned = [a for a in counted if a.event is not None and a.event.event is AddendumEvent.RETURN]
    if sent and max(map(_moment, returned), default="") > max(map(_moment, sent)):
        return Stand.RETURNED
    return Stand.AWAITED if sent else Stand.UNTOLD


def _moment(addendum: AddendumFacts) -> str:
    """When it happened, in a form that sorts as time does: a whole second has no point before its `Z`."""
    return "" if addendum.event is None else addendum.event.time_utc.removesuffix("Z")


def _last_receipts(counted: list[AddendumFacts]) -> list[tuple[AddendumFacts, Receipt]]:
    """The last receipt of each signer: who rejected a bundle may accept a new copy of it."""
    last: dict[str, tuple[AddendumFacts, Receipt]] = {}
    for addendum in counted:
        if addendum.event is not None and addendum.event.receipt is not None:
            who = addendum.signers[0].fingerprint if addendum.signers else addendum.name
            last[who] = (addendum, addendum.event.receipt)
    return list(last.values())


def _of_the_story(report: VerificationReport) -> Iterator[Finding]:
    for finding in report.findings:
        if finding.severity is not Severity.NOTE and finding.code != _OF_ONE and _after_the_seal(finding):
            yield finding


def _against_the_seal(report: VerificationReport) -> Iterator[Finding]:
    for finding in report.findings:
        if finding.severity not in (Severity.NOTE, Severity.DOUBT) and not _after_the_seal(finding):
            yield finding


def _after_the_seal(finding: Finding) -> bool:
    return any(word in finding.code for word in _AFTER_THE_SEAL)

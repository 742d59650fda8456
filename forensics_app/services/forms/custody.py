"""The printed custody form of a case or a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from forensics_app.errors import (
    ForensicsError,
    RequestFileError,
    RequestInvalidError,
    TimeStampError,
    UsageError,
)
from forensics_app.i18n import current
from forensics_app.i18n.custody import broken_sentence
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.papers.on_paper import on_paper
from forensics_app.i18n.sentences import error_sentence
from forensics_app.i18n.verdicts import verdict_sentence, verdict_word
from forensics_app.model.findings import Finding
from forensics_app.model.names import subject_shown
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.report.forms.custody_form import CustodyForm, custody_pdf
from forensics_app.report.forms.custody_html import custody_html
from forensics_app.report.forms.custody_labels import FormLabels, read_labels
from forensics_app.report.layout.handling_marks import handling_marks
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence_of
from forensics_app.services.custody.record import CustodyRecord, custody_record
from forensics_app.services.forms.output import is_html, signed_form, write_form
from forensics_app.services.requests.case_request import read_request
from forensics_app.verify.collector import Findings


def print_custody(
    source: Path,
    output: Path,
    *,
    labels: Path | None,
    trust: TrustStore,
    clock: Clock,
    signing: SigningKey | None = None,
    tsa: Sequence[str] = (),
) -> TimeStampError | None:
    """Write the form of a case's or a bundle's ledger as a new file: HTML where its name ends so, which
    nobody signs, else PDF. A broken ledger is printed, and says so; so is one whose request can't be read.

    With `signing` the PDF is signed (PAdES), and the first authority of `tsa` (URLs) that answers stamps that
    signature; where none does it is signed without, and why is returned.

    Raises CaseErrors, VerificationFailedError (a bundle that can't be relied on), BundleNotFoundError,
    UsageError, CustodyLabelsInvalidError, TypesettingFailedError, SealFailedError, SigningKeyError,
    OutputExistsError, OutputNotWritableError, DiskFullError.
    """
    if signing is not None and is_html(output):
        raise UsageError(name="--sign", value=str(output))
    chosen = FormLabels() if labels is None else read_labels(labels)
    refuse_in_evidence_of(source, output, clock=clock)
    record = custody_record(source, trust=trust, clock=clock)
    form = form_of(record, _request_trouble(record, clock))
    now = clock.now().astimezone(UTC).replace(microsecond=0)
    if is_html(output):
        write_form(output, custody_html(form, chosen, printed=now))
        return None
    pdf, trouble = signed_form(custody_pdf(form, chosen, printed=now), signing, tsa, at=now)
    write_form(output, pdf)
    return trouble


def _request_trouble(record: CustodyRecord, clock: Clock) -> ForensicsError | None:
    """Why the request of a case, and with it the handling codes, can't be read."""
    if record.request is not None or record.report is not None:
        return None
    with open_case(record.path, write=False, clock=clock) as case:
        try:
            read_request(case)
        except (RequestFileError, RequestInvalidError) as e:
            return e
    return None


def form_of(record: CustodyRecord, trouble: ForensicsError | None = None) -> CustodyForm:
    """What the form says of a ledger, in the language of the messages; `trouble` with it is said too."""
    words = on_paper(current())
    problems = [finding_sentence(f, words) for f in problem_findings(record)]
    if trouble is not None:
        problems.insert(0, error_sentence(trouble))
    if record.contradicts is not None:
        problems.insert(0, error_sentence(record.contradicts))
    report = record.report
    verdict = None
    if report is not None:
        verdict = words.labelled(verdict_word(report.verdict), verdict_sentence(report, words))
    return CustodyForm(
        reference=record.reference if report is None else report.bundle.case_reference or "",
        bundle="" if report is None else record.reference,
        title=record.title,
        agency=record.agency,
        country=record.country,
        count=len(record.lines),
        head=record.head,
        events=record.events,
        signers={n: (subject_shown(s.name), s.fingerprint) for n, s in record.signers.items()},
        hand_overs=record.hand_overs,
        broken=None if record.broken is None else broken_sentence(record.broken, record.path),
        problems=problems,
        verdict=verdict,
        demo=record.demo,
        handling=handling_marks(current(), record.request),
        not_counting=frozenset(n for n, s in record.signers.items() if not s.counts),
        unnamed=frozenset(record.unnamed),
    )


def problem_findings(record: CustodyRecord) -> tuple[Finding, ...]:
    """The signatures that don't hold, as findings."""
    findings = Findings()
    for problem in record.problems:
        findings.add(problem)
    return findings.result()

"""The printed custody form of a case or a bundle."""

from __future__ import annotations

import os
from pathlib import Path

from forensics_app.errors import OutputExistsError, OutputNotWritableError
from forensics_app.i18n.custody import broken_sentence
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.sentences import error_sentence
from forensics_app.i18n.verdicts import verdict_sentence, verdict_word
from forensics_app.model.findings import Finding
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.report.custody_form import CustodyForm, custody_pdf
from forensics_app.report.custody_labels import FormLabels, read_labels
from forensics_app.report.verification_request import handling_codes
from forensics_app.seal.pades import sign_pdf
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.custody_record import CustodyRecord, custody_record
from forensics_app.verify.collector import Findings


def print_custody(
    source: Path,
    output: Path,
    *,
    labels: Path | None,
    trust: TrustStore,
    clock: Clock,
    signing: SigningKey | None = None,
) -> Path:
    """Write the form of a case's or a bundle's ledger as a PDF; a broken ledger is printed, and says so.

    With `signing` the PDF is signed (PAdES).

    Raises CaseErrors, VerificationFailedError (a bundle that can't be relied on), BundleNotFoundError,
    CustodyLabelsInvalidError, TypesettingFailedError, SealFailedError, SigningKeyError, OutputExistsError,
    OutputNotWritableError.
    """
    chosen = FormLabels() if labels is None else read_labels(labels)
    record = custody_record(source, trust=trust, clock=clock)
    pdf = custody_pdf(form_of(record), chosen, printed=clock.now())
    if signing is not None:
        pdf = sign_pdf(pdf, signing, at=clock.now())
    try:
        with output.open("xb") as file:
            file.write(pdf)
    except FileExistsError as e:
        raise OutputExistsError(path=str(output)) from e
    except OSError as e:
        raise OutputNotWritableError(path=str(output), reason=os.strerror(e.errno or 0)) from e
    return output


def form_of(record: CustodyRecord) -> CustodyForm:
    """What the form says of a ledger, in the language of the messages."""
    problems = [finding_sentence(f) for f in problem_findings(record)]
    if record.contradicts is not None:
        problems.insert(0, error_sentence(record.contradicts))
    report = record.report
    verdict = None
    if report is not None:
        verdict = f"{verdict_word(report.verdict)}: {verdict_sentence(report)}"
    return CustodyForm(
        reference=record.reference,
        title=record.title,
        agency=record.agency,
        country=record.country,
        count=len(record.lines),
        head=record.head,
        events=record.events,
        signers={n: (s.name, s.fingerprint) for n, s in record.signers.items()},
        hand_overs=record.hand_overs,
        broken=None if record.broken is None else broken_sentence(record.broken, record.path),
        problems=problems,
        verdict=verdict,
        demo=record.demo,
        handling="" if record.request is None else handling_codes(record.request),
    )


def problem_findings(record: CustodyRecord) -> tuple[Finding, ...]:
    """The signatures that don't hold, as findings."""
    findings = Findings()
    for problem in record.problems:
        findings.add(problem)
    return findings.result()

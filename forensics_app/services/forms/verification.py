"""Write what a verification found to a file: text, HTML or PDF, the PDF signed on request."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path

from forensics_app.errors import OutputExistsError, OutputNotWritableError, TimeStampError, UsageError
from forensics_app.i18n.translator import translator_for
from forensics_app.model.findings import VerificationReport
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.model.times import Clock
from forensics_app.report.verification.html import render_html
from forensics_app.report.verification.pdf import render_pages
from forensics_app.report.verification.report import make_document
from forensics_app.report.verification.text import render_text
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.forms.checked_files import with_file_digests
from forensics_app.services.forms.output import HTML, PDF, is_pdf, signed_form, write_form
from forensics_app.services.verifying.drill_bundles import is_of_drill
from forensics_app.services.verifying.series_names import described_series
from forensics_app.services.verifying.verify import report_fields

SUFFIXES = (PDF, HTML, ".txt")
JSON = ".json"


def check_outputs(outs: Sequence[Path], *, signed: bool = False) -> None:
    """Before anything is checked for hours: can these be written, and signed if they shall be?

    Raises UsageError, OutputExistsError.
    """
    for out in outs:
        if out.suffix.lower() not in SUFFIXES:
            raise UsageError(name="--report", value=str(out))
        if out.exists():
            raise OutputExistsError(path=str(out))
    if signed and not any(map(is_pdf, outs)):
        raise UsageError(name="--sign-report", value=" ".join(map(str, outs)))


def write_report(
    reports: Sequence[VerificationReport],
    out: Path,
    *,
    language: str,
    key: SigningKey | None = None,
    tsa: Sequence[str] = (),
    clock: Clock,
) -> TimeStampError | None:
    """Write the report on one bundle or several to a new file; its ending says in which form. Digests of
    their files that are not known yet are computed first (`with_file_digests`).

    `key` signs it where it is a PDF (PAdES), and the first authority of `tsa` (URLs) that answers stamps
    that signature; where none does, it is signed without, and why is returned. Raises UsageError,
    OutputExistsError, OutputNotWritableError, DiskFullError, TypesettingFailedError, SealFailedError,
    SigningKeyError.
    """
    check_outputs([out])
    data, trouble = _rendered(with_file_digests(reports), out, language, clock, key, tsa)
    write_form(out, data)
    return trouble


def save_report(
    reports: Sequence[VerificationReport],
    out: Path,
    *,
    language: str,
    clock: Clock,
    entered: Mapping[str, bool] | None = None,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> None:
    """As `write_report`, or the fields of `verify --json`, in place of a file that may be replaced: whoever
    chose the name was asked. It stays until the new one is made. `entered` as `make_document` has it.

    Raises CancelledError and what `write_report` raises.
    """
    reports = with_file_digests(reports, report=report, cancelled=cancelled)
    if out.suffix.lower() == JSON:
        fields = [report_fields(one, translator_for(language)) for one in reports]
        text = json.dumps(fields[0] if len(fields) == 1 else fields, ensure_ascii=False, indent=1)
        data = f"{text}\n".encode()
    else:
        data, _ = _rendered(reports, out, language, clock, entered=entered)
    try:
        out.unlink(missing_ok=True)
    except OSError as e:
        raise OutputNotWritableError(path=str(out), reason=os.strerror(e.errno or 0)) from e
    write_form(out, data)


def _rendered(
    reports: Sequence[VerificationReport],
    out: Path,
    language: str,
    clock: Clock,
    key: SigningKey | None = None,
    tsa: Sequence[str] = (),
    entered: Mapping[str, bool] | None = None,
) -> tuple[bytes, TimeStampError | None]:
    """In the form that the name ends in. Raises UsageError, and what setting and signing pages raise."""
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(name="--report", value=str(out))
    practice = any(is_of_drill(Path(one.bundle.path)) for one in reports)
    document = make_document(
        reports, translator_for(language), described_series(reports), practice=practice, entered=entered
    )
    if suffix == PDF:
        now = clock.now().astimezone(UTC).replace(microsecond=0)
        return signed_form(render_pages(document, created=now), key, tsa, at=now)
    return render_html(document) if suffix == HTML else render_text(document), None

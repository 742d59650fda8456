"""Write what a verification found to a file: text, HTML or PDF, the PDF signed on request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from forensics_app.errors import OutputExistsError, TimeStampError, UsageError
from forensics_app.i18n.translator import translator_for
from forensics_app.model.findings import VerificationReport
from forensics_app.model.times import Clock
from forensics_app.report.verification.html import render_html
from forensics_app.report.verification.pdf import render_pages
from forensics_app.report.verification.report import make_document
from forensics_app.report.verification.text import render_text
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.forms.output import HTML, PDF, is_pdf, signed_form, write_form
from forensics_app.services.verifying.series_names import described_series

SUFFIXES = (PDF, HTML, ".txt")


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
    """Write the report on one bundle or several to a new file; its ending says in which form.

    `key` signs it where it is a PDF (PAdES), and the first authority of `tsa` (URLs) that answers stamps
    that signature; where none does, it is signed without, and why is returned. Raises UsageError,
    OutputExistsError, OutputNotWritableError, DiskFullError, TypesettingFailedError, SealFailedError,
    SigningKeyError.
    """
    check_outputs([out])
    document, suffix = (
        make_document(reports, translator_for(language), described_series(reports)),
        out.suffix.lower(),
    )
    trouble: TimeStampError | None = None
    if suffix == PDF:
        now = clock.now().astimezone(UTC).replace(microsecond=0)
        data, trouble = signed_form(render_pages(document, created=now), key, tsa, at=now)
    else:
        data = render_html(document) if suffix == HTML else render_text(document)
    write_form(out, data)
    return trouble

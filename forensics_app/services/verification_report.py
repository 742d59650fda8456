"""Write what a verification found to a file: text, HTML or PDF, the PDF signed on request."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from forensics_app.errors import OutputExistsError, OutputNotWritableError, UsageError
from forensics_app.i18n.translator import translator_for
from forensics_app.model.findings import VerificationReport
from forensics_app.model.times import Clock
from forensics_app.report.verification import Document, make_document
from forensics_app.report.verification_html import render_html
from forensics_app.report.verification_pdf import render_pages
from forensics_app.report.verification_text import render_text
from forensics_app.seal.pades import sign_pdf
from forensics_app.seal.signing_key import SigningKey

PDF_SUFFIX = ".pdf"
SUFFIXES = (PDF_SUFFIX, ".html", ".txt")


def check_outputs(outs: Sequence[Path], *, signed: bool = False) -> None:
    """Before anything is checked for hours: can these be written, and signed if they shall be?

    Raises UsageError, OutputExistsError.
    """
    for out in outs:
        if out.suffix.lower() not in SUFFIXES:
            raise UsageError(name="--report", value=str(out))
        if out.exists():
            raise OutputExistsError(path=str(out))
    if signed and not any(out.suffix.lower() == PDF_SUFFIX for out in outs):
        raise UsageError(name="--sign-report", value=" ".join(map(str, outs)))


def write_report(
    reports: Sequence[VerificationReport],
    out: Path,
    *,
    language: str,
    key: SigningKey | None = None,
    clock: Clock,
) -> None:
    """Write the report on one bundle or several to a new file; its ending says in which form.

    `key` signs it where it is a PDF (PAdES). Raises UsageError, OutputExistsError, OutputNotWritableError,
    TypesettingFailedError, SealFailedError, SigningKeyError.
    """
    check_outputs([out])
    data = _render(make_document(reports, translator_for(language)), out.suffix.lower(), key, clock)
    try:
        with out.open("xb") as file:
            file.write(data)
    except FileExistsError as e:
        raise OutputExistsError(path=str(out)) from e
    except OSError as e:
        raise OutputNotWritableError(path=str(out), reason=os.strerror(e.errno or 0)) from e


def _render(document: Document, suffix: str, key: SigningKey | None, clock: Clock) -> bytes:
    if suffix == ".txt":
        return render_text(document)
    if suffix == ".html":
        return render_html(document)
    now = clock.now().astimezone(UTC).replace(microsecond=0)
    pdf = render_pages(document, created=now)
    return pdf if key is None else sign_pdf(pdf, key, at=now)

"""Write what a verification found to a file: text, HTML or PDF, the PDF signed on request."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from forensics_app.errors import OutputExistsError, OutputNotWritableError, TimeStampError, UsageError
from forensics_app.i18n.translator import translator_for
from forensics_app.model.findings import VerificationReport
from forensics_app.model.times import Clock
from forensics_app.report.verification import make_document
from forensics_app.report.verification_document import Document
from forensics_app.report.verification_html import render_html
from forensics_app.report.verification_pdf import render_pages
from forensics_app.report.verification_text import render_text
from forensics_app.seal.pades import sign_pdf
from forensics_app.seal.signing_key import SigningKey
from forensics_app.seal.timestamp import AuthoritiesInTurn, TimeStampAuthority
from forensics_app.services.series_names import told_series

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
    tsa: Sequence[str] = (),
    clock: Clock,
) -> TimeStampError | None:
    """Write the report on one bundle or several to a new file; its ending says in which form.

    `key` signs it where it is a PDF (PAdES), and the first authority of `tsa` (URLs) that answers stamps
    that signature; where none does, it is signed without, and why is returned. Raises UsageError,
    OutputExistsError, OutputNotWritableError, TypesettingFailedError, SealFailedError, SigningKeyError.
    """
    check_outputs([out])
    document, suffix = (
        make_document(reports, translator_for(language), told_series(reports)),
        out.suffix.lower(),
    )
    trouble: TimeStampError | None = None
    if suffix == PDF_SUFFIX:
        data, trouble = _pages(document, key, tsa, clock)
    else:
        data = render_html(document) if suffix == ".html" else render_text(document)
    try:
        with out.open("xb") as file:
            file.write(data)
    except FileExistsError as e:
        raise OutputExistsError(path=str(out)) from e
    except OSError as e:
        raise OutputNotWritableError(path=str(out), reason=os.strerror(e.errno or 0)) from e
    return trouble


def _pages(
    document: Document, key: SigningKey | None, tsa: Sequence[str], clock: Clock
) -> tuple[bytes, TimeStampError | None]:
    now = clock.now().astimezone(UTC).replace(microsecond=0)
    pdf = render_pages(document, created=now)
    if key is None:
        return pdf, None
    if not tsa:
        return sign_pdf(pdf, key, at=now), None
    try:
        authority = AuthoritiesInTurn([TimeStampAuthority(url) for url in tsa])
        return sign_pdf(pdf, key, at=now, authority=authority), None
    except TimeStampError as e:
        return sign_pdf(pdf, key, at=now), e

"""An evidence report in one of its two forms, by the ending of its name."""

from __future__ import annotations

from datetime import UTC

from forensics_app.model.progress import IsCancelled, never_cancelled
from forensics_app.model.times import Clock
from forensics_app.report.evidence.document import EvidenceDocument
from forensics_app.report.evidence.html import render_html
from forensics_app.report.evidence.pdf import TEMPLATE, page_data
from forensics_app.report.layout.typesetting_process import typeset

PDF_SUFFIX, HTML_SUFFIX = ".pdf", ".html"
SUFFIXES = (PDF_SUFFIX, HTML_SUFFIX)


def laid_out(
    document: EvidenceDocument, suffix: str, *, clock: Clock, cancelled: IsCancelled = never_cancelled
) -> bytes:
    """The same words as pages or as a web page; the clock gives the date of the file alone.

    Raises TypesettingFailedError and CancelledError.
    """
    if suffix == HTML_SUFFIX:
        return render_html(document)
    created = clock.now().astimezone(UTC).replace(microsecond=0)
    return typeset(
        TEMPLATE, page_data(document), lang=document.language, created=created, cancelled=cancelled
    )

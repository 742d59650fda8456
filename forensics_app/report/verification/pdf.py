"""The report on a verification as PDF/A pages; the words and their order are those of the text and HTML
forms."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from forensics_app.report.layout.document import Document
from forensics_app.report.layout.typesetting_process import typeset


def render_pages(document: Document, *, created: datetime) -> bytes:
    """The PDF; `created` (aware) is its date. Raises TypesettingFailedError."""
    return typeset("verification", asdict(document), lang=document.language, created=created)

"""Every page is set in the one process that has a bound on time and memory."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics_app.errors import TypesettingFailedError
from forensics_app.i18n.translator import translator_for
from forensics_app.report.layout import typesetting_process
from forensics_app.report.verification.pdf import render_pages
from forensics_app.report.verification.report import make_document
from tests.vectors.bundle import Plan, build
from tests.vectors.vector import as_zip
from tests.world.receiving import verify_path

AT = datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_a_report_page_dies_with_its_process_and_takes_nothing_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = verify_path(as_zip(build(Plan())).write(tmp_path))
    document = make_document([report], translator_for("en"))
    assert render_pages(document, created=AT).startswith(b"%PDF")
    monkeypatch.setattr(typesetting_process, "_WORKER", (sys.executable, "-c", "import os; os.abort()"))
    with pytest.raises(TypesettingFailedError):
        render_pages(document, created=AT)

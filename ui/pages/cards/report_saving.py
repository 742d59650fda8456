"""Writing the reports that are shown to a file of the user's choice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from forensics_app.errors import ForensicsError
from forensics_app.i18n import current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.findings import VerificationReport
from forensics_app.services.forms.output import write_form
from forensics_app.services.forms.verification import write_report
from forensics_app.services.verifying.verify import report_fields
from ui.jobs.child_job import Trouble
from ui.workbench.workbench import Workbench


def save_reports(bench: Workbench, reports: Sequence[VerificationReport], path: Path) -> None:
    """Save reports as PDF, HTML, text or JSON, by the ending of `path`; errors go to `bench.trouble`, the
    result to `bench.answered`."""
    try:
        path.unlink(missing_ok=True)  # the chooser asked already
        if path.suffix.lower() == ".json":
            fields = [report_fields(r, current()) for r in reports]
            text = json.dumps(fields[0] if len(fields) == 1 else fields, ensure_ascii=False, indent=1)
            write_form(path, f"{text}\n".encode())
        else:
            write_report(reports, path, language=current().language, clock=bench.clock)
    except OSError as e:
        sentence = tr("{path} can't be written. Choose another location.", path=path)
        bench.trouble.emit(Trouble(sentence, repr(e)))
        return
    except ForensicsError as e:
        bench.trouble.emit(Trouble(window_sentence(e), repr(e), e.code))
        return
    bench.answered.emit(tr("Written to {path}.", path=path))

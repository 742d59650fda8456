"""Writing the reports that are shown to a file of the user's choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from forensics_app.i18n import tr
from forensics_app.model.findings import VerificationReport
from forensics_app.services.verifying.report_values import report_to_json
from ui.jobs.child_job import Trouble
from ui.jobs.desk import JobKind
from ui.workbench.workbench import Workbench


def save_reports(
    bench: Workbench,
    reports: Sequence[VerificationReport],
    path: Path,
    *,
    entered: Mapping[str, bool] | None = None,
) -> None:
    """Save reports as PDF, HTML, text or JSON, by the ending of `path`, in a child process: it reads each
    file that was checked once more, for its digest. `entered` as `make_document` has it.
    """
    if not bench.start_job(JobKind.SAVED_REPORT, ["save-report"], path.name):
        said = tr("A report is already being created. Wait until it is finished, or cancel it first.")
        bench.trouble.emit(Trouble(said))
        return
    running = bench.jobs.running(JobKind.SAVED_REPORT)
    if running is not None:  # else it could not be started, which was told
        running.job.answer(
            {
                "path": str(path),
                "reports": [report_to_json(one) for one in reports],
                "entered": dict(entered or {}),
            }
        )

"""Saving the evidence report of a case or of a bundle: where to, and a child process that writes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import tr
from ui.dialogs.choose import choose_evidence_report
from ui.jobs.child_job import Trouble
from ui.jobs.desk import JobKind
from ui.workbench.workbench import Workbench


def ask_for_report(bench: Workbench, source: Path, name: str, parent: QWidget) -> None:
    """Ask where, and write the report on the case or bundle `source` there; `name` is offered."""
    path = choose_evidence_report(parent, name)
    if path is not None:
        trust = bench.check.trust_file if bench.check.path is not None else None
        write_report(bench, source, path, [] if trust is None else ["--trust", str(trust)])


def write_report(bench: Workbench, source: Path, path: Path, options: Sequence[str] = ()) -> None:
    """In a child process, which checks a bundle in full first."""
    arguments = ["report", *options, f"--output={path}", "--", str(source)]
    if not bench.start_job(JobKind.REPORT, arguments, path.name):
        said = tr("A report is already being created. Wait until it is finished, or cancel it first.")
        bench.trouble.emit(Trouble(said))

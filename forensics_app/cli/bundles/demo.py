"""`sealwright demo`: the whole job on the built-in case, and its verdict."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.words.verdict import report_lines
from forensics_app.i18n import N_, current, tr
from forensics_app.services.demo import DemoResult, run_demo
from forensics_app.services.verifying.verify import report_fields


@new_command("demo", help=N_("Run the whole process on a built-in case: read, tag, seal, verify."))
@option(
    "--to",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=N_("A new or empty folder for the demo's output."),
)
@pass_session
def command(session: Session, to: Path) -> int:
    with job(session) as running:
        result = run_demo(
            to,
            clock=session.clock,
            report=running.report,
            cancelled=running.cancelled,
        )
    _show(session, result)
    return result.report.verdict.exit_code


def _show(session: Session, result: DemoResult) -> None:
    for line in report_lines(result.report):
        session.say(line)
    session.say("")
    session.say(tr("Case: {path}", path=result.case))
    session.say(tr("Bundle: {path}", path=result.bundle.path))
    session.say(tr("Seal: {path}", path=result.bundle.seal_path))
    session.say(tr("Certificates of the demo's root and signer: {path}", path=result.trust))
    session.say(tr("Verdict: {verdict}", verdict=result.report.verdict.value))
    session.event(
        "result",
        case=str(result.case),
        bundle=str(result.bundle.path),
        seal=str(result.bundle.seal_path),
        trust=str(result.trust),
        report=report_fields(result.report, current()),
    )

"""`sealwright export`: a case or a bundle as a file that other programs read."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.artifact_filters import chosen_by, filter_options, tag_option, warn_of_gaps
from forensics_app.cli.options.output import output_option
from forensics_app.cli.options.trust import trust_option
from forensics_app.cli.progress import Job, job
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.verdicts import verdict_sentence, verdict_word
from forensics_app.model.findings import VerificationReport
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import is_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence
from forensics_app.services.exchange.export import Exported, ExportFormat, export
from forensics_app.services.exchange.exportable import Exportable, ExportableBundle, ExportableCase
from forensics_app.services.trust.trust import trust_for_run
from forensics_app.services.verifying.verify import check

_FILE = click.Path(path_type=Path, dir_okay=False)


@new_command(
    "export",
    help=N_("Export the contents of a case or a sealed bundle as DFXML, body file, hashdeep list or CSV."),
)
@click.argument("what", metavar="CASE|BUNDLE", type=click.Path(path_type=Path))
@option(
    "--format",
    "form",
    type=click.Choice([f.value for f in ExportFormat]),
    required=True,
    help=N_("Output format."),
)
@output_option()
@trust_option
@filter_options
@tag_option
@pass_session
def command(
    session: Session,
    what: Path,
    form: str,
    output: Path,
    trusted: tuple[Path, ...],
    tag: str | None,
    **filters: Any,
) -> None:
    chosen = chosen_by(tag=tag, **filters)
    with ExitStack() as stack:
        running = stack.enter_context(job(session))
        if is_case(what):
            case = stack.enter_context(open_case(what, write=False, clock=session.clock))
            refuse_in_evidence(case, output)
            warn_of_gaps(session, case, chosen)
            found: Exportable = ExportableCase(case, chosen)
            verdict = None
        else:
            found, verification = _bundle(session, running, stack, what, trusted, chosen)
            verdict = verification.verdict.value
        stack.callback(found.close)
        done = export(
            found,
            ExportFormat(form),
            output,
            clock=session.clock,
            report=running.report,
            cancelled=running.cancelled,
        )
    _print_result(session, done)
    session.event("result", **{**asdict(done), "path": str(done.path)}, verdict=verdict)


def _bundle(
    session: Session,
    running: Job,
    stack: ExitStack,
    path: Path,
    trusted: tuple[Path, ...],
    chosen: ArtifactFilter,
) -> tuple[Exportable, VerificationReport]:
    """A bundle that was checked, and said to be what it is, before anything of it is written."""
    trust = trust_for_run(trusted, (), clock=session.clock)
    report, cancelled = running.report, running.cancelled
    checked = stack.enter_context(
        check(path, trust=trust, clock=session.clock, report=report, cancelled=cancelled)
    )
    with running.paused():
        said = verdict_sentence(checked.report)
        session.say(current().labelled(verdict_word(checked.report.verdict), said))
    return ExportableBundle(checked, chosen, report=report, cancelled=cancelled), checked.report


def _print_result(session: Session, done: Exported) -> None:
    session.say(tr("Written to {path}.", path=done.path))
    session.say(trn("{count} artifact", "{count} artifacts", done.artifacts))
    if done.left_out:
        session.warn(
            trn(
                "{count} artifact is not in the list, since it has no digest or no size.",
                "{count} artifacts are not in the list, since they have no digest or no size.",
                done.left_out,
            )
        )
    if done.withheld:
        session.warn(
            trn(
                "{count} artifact is not in the file because it is withheld.",
                "{count} artifacts are not in the file because they are withheld.",
                done.withheld,
            )
        )
    if done.spelled:
        session.warn(
            trn(
                "{count} name contains bytes that this format can't represent; they are written as \\xNN.",
                "{count} names contain bytes that this format can't represent; they are written as \\xNN.",
                done.spelled,
            )
        )

"""`sealwright train mark`: submissions against the answers of their class set."""

from __future__ import annotations

import json
from pathlib import Path

import click

from forensics_app.cli.commands import command, json_option, option, pass_session
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.training.marked_words import answer_lines, class_fields, class_lines, standing_line
from forensics_app.errors import ExitCode, UsageError
from forensics_app.i18n import N_
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.names import visible
from forensics_app.services.training.marking import Marked, give_credits, mark_class

_PATH = click.Path(path_type=Path)
SUBMISSIONS = click.argument("submissions", metavar="SUBMISSION...", nargs=-1, required=True, type=_PATH)
SET_OPTION = option(
    "--set",
    "set_file",
    type=_PATH,
    metavar="CLASS-FILE",
    help=N_("The class set. Default: the class set of this trainer that the submissions refer to."),
)


@command(
    "mark",
    help=N_("Mark submissions, or all in a folder, with an explanation of every drill."),
)
@SUBMISSIONS
@SET_OPTION
@option(
    "--credit",
    "credits",
    multiple=True,
    metavar="QUESTION=0..1",
    help=N_(
        "Set the credit for an answer manually, such as fraud.why=0.5; for a single submission "
        "only. It is saved."
    ),
)
@json_option
@pass_session
def mark_command(
    session: Session,
    submissions: tuple[Path, ...],
    set_file: Path | None,
    credits: tuple[str, ...],
    as_json: bool,
) -> int:
    if credits:
        if len(submissions) != 1:
            raise UsageError(name="--credit", value=" ".join(credits))
        give_credits(submissions[0], dict(map(_pair, credits)), set_file=set_file)
    with job(session) as running:
        marked = mark_class(
            submissions,
            set_file=set_file,
            clock=session.clock,
            report=running.report,
            cancelled=running.cancelled,
        )
    fields = class_fields(marked)
    if as_json:
        session.say(json.dumps(fields, ensure_ascii=True, indent=2))
    else:
        for row in marked.rows:
            session.say(f"== {visible(row.result.trainee)}")
            if standing := standing_line(row):
                session.say(standing)
            for line in answer_lines(marked, row):
                session.say(line)
            session.say("")
        for line in class_lines(marked):
            session.say(line)
    session.event("result", **fields)
    return warn_of_refused(session, marked)


def warn_of_refused(session: Session, marked: Marked) -> int:
    """A sentence for each submission that was not marked; the gravest of their exit codes."""
    for _, error in marked.refused:
        session.warn(error_sentence(error))
    codes = {error.exit_code for _, error in marked.refused}
    if ExitCode.EVIDENCE_BAD in codes:
        return ExitCode.EVIDENCE_BAD
    return ExitCode.UNUSABLE if codes else ExitCode.OK


def _pair(text: str) -> tuple[str, str]:
    place, equals, credit = text.partition("=")
    if not equals:
        raise UsageError(name="--credit", value=text)
    return place.strip(), credit.strip()

"""`sealwright train report`: the results of a class as a table, as CSV, and as certificates."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import command, option, pass_session
from forensics_app.cli.options.output import page_lang_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.training.mark import SET_OPTION, SUBMISSIONS, warn_of_refused
from forensics_app.cli.training.marked_words import class_lines
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.training import outdated_sentence, uncertified_sentence
from forensics_app.model.names import visible
from forensics_app.services.training.certificates import (
    outdated_certificates,
    without_certificate,
    write_certificates,
)
from forensics_app.services.training.marking import mark_class
from forensics_app.services.training.tables import write_tables
from forensics_app.training.marking import PASS_PERCENT

_PATH = click.Path(path_type=Path)


@command("report", help=N_("Write the results of a class: table, CSV files, training certificates."))
@SUBMISSIONS
@SET_OPTION
@option(
    "--csv",
    "csv_file",
    type=_PATH,
    metavar="F",
    help=N_(
        "Write one row per trainee to this new file, and one row per question to a second file next to it."
    ),
)
@option(
    "--certificates",
    "folder",
    type=_PATH,
    metavar="FOLDER",
    help=N_("Write a signed PDF training certificate for each trainee into this folder."),
)
@option(
    "--pass-mark",
    default=PASS_PERCENT,
    show_default=True,
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help=N_("Pass mark in percent, for the training certificates."),
)
@page_lang_option
@pass_session
def report_command(
    session: Session,
    submissions: tuple[Path, ...],
    set_file: Path | None,
    csv_file: Path | None,
    folder: Path | None,
    pass_mark: int,
    page_lang: str | None,
) -> int:
    with job(session) as running:
        marked = mark_class(submissions, set_file=set_file, clock=session.clock, report=running.report)
    for line in class_lines(marked):
        session.say(line)
    written: list[Path] = []
    without: list[str] = []
    outdated: list[Path] = []
    if csv_file is not None:
        written += [csv_file, write_tables(marked, csv_file)]
    if folder is not None:
        language = page_lang or current().language
        written += write_certificates(
            marked, folder, language=language, pass_percent=pass_mark, clock=session.clock
        )
        without, outdated = without_certificate(marked), outdated_certificates(marked, folder)
    session.say("")
    for path in written:
        session.say(tr("Written: {path}", path=path))
    if without:
        session.warn(uncertified_sentence(map(visible, without), current()))
    if outdated:
        session.warn(outdated_sentence((visible(path.name) for path in outdated), current()))
    session.event(
        "result",
        files=[str(path) for path in written],
        without_certificate=without,
        outdated_certificates=[str(path) for path in outdated],
    )
    return warn_of_refused(session, marked)

"""`sealwright extract`: files out of the evidence of a case, into a new folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.artifact_filters import (
    chosen_by,
    filter_options,
    tag_option,
    text_filter_option,
    warn_of_gaps,
)
from forensics_app.cli.options.credentials import CREDENTIALS_HELP, asking
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.extraction import left_out_sentence, unacquired_sentence
from forensics_app.model.selection import EVERYTHING
from forensics_app.services.cases.opening import open_case
from forensics_app.services.extracting.digest_list import TABLE_NAME
from forensics_app.services.extracting.extract import Extracted, extract
from forensics_app.services.input.credentials_file import read_credentials
from forensics_app.services.selection.filter_text import read_filter

_PATH = click.Path(path_type=Path)


@new_command(
    "extract",
    help=N_(
        "Copy the files that match the filters from the evidence to a new folder, with a "
        "digest list and an entry in the custody ledger. Without a filter, copy all files."
    ),
)
@click.argument("case", metavar="CASE", type=_PATH)
@click.argument("folder", metavar="FOLDER", type=_PATH)
@filter_options
@tag_option
@text_filter_option
@option("--credentials", "credentials_file", metavar="F", type=_PATH, help=CREDENTIALS_HELP)
@option(
    "--to-open",
    is_flag=True,
    hidden=True,  # the window's
    help=N_("Record in the custody ledger that the copies are made to open them with another program."),
)
@pass_session
def command(
    session: Session,
    case: Path,
    folder: Path,
    tag: str | None,
    text_filter: str | None,
    credentials_file: Path | None,
    to_open: bool,
    **filters: Any,
) -> None:
    chosen = chosen_by(tag=tag, **filters)
    if text_filter is not None:
        if chosen != EVERYTHING:
            raise UsageError(name="--filter", value=text_filter)
        chosen = read_filter(text_filter)
    given = () if credentials_file is None else read_credentials(credentials_file)
    with open_case(case, write=True, clock=session.clock) as opened, job(session) as running:
        warn_of_gaps(session, opened, chosen)
        done = extract(
            opened,
            chosen,
            folder,
            credentials=given,
            ask=asking(session, running, credentials_file),
            to_open=to_open,
            report=running.report,
            cancelled=running.cancelled,
        )
    _print_result(session, done)
    session.event(
        "result",
        folder=str(done.folder),
        files=done.files,
        content_bytes=done.content_bytes,
        unacquired=done.unacquired,
        left_out=dict(done.left_out),
        paths=[str(path) for path in done.paths[:2]],
        table_sha256=done.table_sha256,
    )


def _print_result(session: Session, done: Extracted) -> None:
    session.say(
        trn(
            "{count} file ({size}) extracted to {path}.",
            "{count} files ({size}) extracted to {path}.",
            done.files,
            size=current().size(done.content_bytes),
            path=done.folder,
        )
    )
    session.say(tr("SHA-256 of {name}: {digest}", name=TABLE_NAME, digest=done.table_sha256))
    if done.unacquired:
        session.warn(unacquired_sentence(done.unacquired))
    for code, count in done.left_out.most_common():
        session.warn(
            trn(
                "{count} item was not extracted: {reason}",
                "{count} items were not extracted: {reason}",
                count,
                reason=left_out_sentence(code),
            )
        )

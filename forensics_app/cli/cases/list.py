"""`sealwright list`: what a case holds, or what is left out of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as make_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.artifact_filters import (
    chosen_by,
    filter_options,
    tag_option,
    text_filter_option,
    warn_of_gaps,
)
from forensics_app.cli.options.listing import list_format_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, tr
from forensics_app.i18n.retention import retention_sentence
from forensics_app.model.retention import RetentionState
from forensics_app.model.selection import EVERYTHING, Sort
from forensics_app.services.browsing.listing import ListFormat, list_artifacts, list_omissions
from forensics_app.services.browsing.zones import declared_zones
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence
from forensics_app.services.cases.retention import read_retention
from forensics_app.services.files.list_file import write_list
from forensics_app.services.selection.filter_text import read_filter


@make_command(
    "list", help=N_("List the artifacts of a case in the order of the evidence, or what is left out.")
)
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@list_format_option
@filter_options
@tag_option
@text_filter_option
@option(
    "--sort",
    type=click.Choice([s.value for s in Sort]),
    default=Sort.ORDER.value,
    show_default=True,
    help=N_("Sort order; equal items stay in the order of the evidence."),
)
@option("--descending", is_flag=True, help=N_("Reverse order."))
@option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("Write to this new file instead of the screen."),
)
@option("--omissions", is_flag=True, help=N_("List what could not be read or is left out instead."))
@pass_session
def command(
    session: Session,
    case: Path,
    form: str,
    tag: str | None,
    text_filter: str | None,
    sort: str,
    descending: bool,
    output: Path | None,
    omissions: bool,
    **filters: Any,
) -> None:
    written = ListFormat(form)
    if omissions and written is ListFormat.BODYFILE:
        raise UsageError(name="--omissions", value=form)
    with open_case(case, write=False, clock=session.clock) as opened:
        refuse_in_evidence(opened, output)
        chosen = chosen_by(tag=tag, **filters)
        if text_filter is not None:
            if chosen != EVERYTHING:
                raise UsageError(name="--filter", value=text_filter)
            chosen = read_filter(text_filter)
        if not omissions:
            warn_of_gaps(session, opened, chosen)
            order = Sort(sort)
            lines = list_artifacts(opened, chosen, written, sort=order, descending=descending)
        else:
            lines = list_omissions(opened, written)
        if output is not None:
            total = None if omissions else opened.store.artifacts.count(chosen)
            _to_file(session, lines, output, written, total)
            return
        out = sys.stdout.buffer
        encoding = sys.stdout.encoding if written is ListFormat.TABLE else "utf-8"
        for line in lines:
            out.write(line.encode(encoding, "backslashreplace"))
        out.flush()
        if written is ListFormat.TABLE and not omissions:
            _mention_zones(session, opened)
            _warn_of_retention(session, opened)


def _to_file(
    session: Session, lines: Iterator[str], output: Path, form: ListFormat, total: int | None
) -> None:
    with job(session) as running:
        count = write_list(
            lines,
            output,
            marked=form is ListFormat.CSV,
            total=total,
            report=running.report,
            cancelled=running.cancelled,
        )
    session.say(tr("Written to {path}.", path=output))
    session.event("result", path=str(output), lines=count)


def _warn_of_retention(session: Session, case: Case) -> None:
    """A reminder in the last month, and after it."""
    retention, today = read_retention(case.path), session.clock.now().astimezone(UTC).date()
    if retention is not None and retention.state(today) is not RetentionState.KEPT:
        session.warn(retention_sentence(retention, today))


def _mention_zones(session: Session, case: Case) -> None:
    """What the `*` behind a time means, where a zone was declared."""
    zones = declared_zones(case)
    if zones:
        session.warn(
            tr(
                "Times with * are local times, interpreted in a zone that the examiner declared: {zones}.",
                zones=", ".join(f"{one.scope} {one.zone}" for one in zones),
            )
        )

"""`sealwright list`: what a case holds, or what is left out of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.artifact_filters import chosen_by, filter_options, warn_of_gaps
from forensics_app.cli.commands import command as make_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, tr
from forensics_app.services.cases import Case, open_case
from forensics_app.services.listing import ListFormat, list_artifacts, list_omissions
from forensics_app.services.timeline import declared_zones


@make_command(
    "list", help=N_("List the artifacts of a case in the order of the evidence, or what is left out.")
)
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@option(
    "--format",
    "form",
    type=click.Choice([f.value for f in ListFormat]),
    default=ListFormat.TABLE.value,
    show_default=True,
    help=N_("How to write it."),
)
@filter_options
@option("--tag", metavar="T", help=N_("Only artifacts with this tag."))
@option("--omissions", is_flag=True, help=N_("List what could not be read or is left out instead."))
@pass_session
def command(
    session: Session, case: Path, form: str, tag: str | None, omissions: bool, **filters: Any
) -> None:
    written = ListFormat(form)
    if omissions and written is ListFormat.BODYFILE:
        raise UsageError(name="--omissions", value=form)
    with open_case(case, write=False, clock=session.clock) as opened:
        chosen = chosen_by(tag=tag, **filters)
        if not omissions:
            warn_of_gaps(session, opened, chosen)
        lines = list_omissions(opened, written) if omissions else list_artifacts(opened, chosen, written)
        out = sys.stdout.buffer
        encoding = sys.stdout.encoding if written is ListFormat.TABLE else "utf-8"
        for line in lines:
            out.write(line.encode(encoding, "backslashreplace"))
        out.flush()
        if written is ListFormat.TABLE and not omissions:
            _tell_of_zones(session, opened)


def _tell_of_zones(session: Session, case: Case) -> None:
    """What the `*` behind a time means, where a zone was declared."""
    zones = declared_zones(case)
    if zones:
        session.warn(
            tr(
                "Times with * are local and read in a zone that the examiner declared: {zones}.",
                zones=", ".join(f"{one.scope} {one.zone}" for one in zones),
            )
        )

"""`sealwright case`: make a case folder."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, tr
from forensics_app.model.names import visible
from forensics_app.services.cases import new_case


@group("case", help=N_("Make a case folder."))
def command() -> None:
    pass


@command.command("new", help=N_("Make a new case in the folder CASE."))
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@option("--reference", required=True, metavar="R", help=N_("The case's reference, as letters name it."))
@option("--title", required=True, metavar="T", help=N_("What the case is about, in a few words."))
@option("--examiner", required=True, metavar="N", help=N_("Your name."))
@option("--agency", required=True, metavar="A", help=N_("Your agency or laboratory."))
@option("--country", required=True, metavar="CC", help=N_("Its country: two letters (ISO 3166-1)."))
@pass_session
def _new(
    session: Session, case: Path, reference: str, title: str, examiner: str, agency: str, country: str
) -> None:
    with new_case(
        case,
        reference=reference,
        title=title,
        examiner=examiner,
        agency=agency,
        country=country,
        clock=session.clock,
    ) as made:
        session.say(tr("Made the case {reference} in {path}.", reference=made.facts.reference, path=case))
        session.event("result", case=visible(str(made.path)), reference=made.facts.reference)

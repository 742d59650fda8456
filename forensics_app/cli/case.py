"""`sealwright case`: make a case folder, declare the time zone of a source or layer."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, current, tr
from forensics_app.model.names import visible
from forensics_app.model.timeline import DeclaredZone
from forensics_app.services.cases import new_case, open_case
from forensics_app.services.timeline import declare_zone, declared_zones, withdraw_zone


@group("case", help=N_("Make a case folder, or declare the time zone of a source."))
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


@command.command(
    "zone",
    help=N_(
        "Declare in which time zone the clock behind a source or layer ran, such as Europe/Paris. Stored "
        "times stay as they are. Without LAYER, list what is declared."
    ),
)
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("layer", metavar="[LAYER]", required=False)
@click.argument("zone", metavar="[ZONE]", required=False)
@option(
    "--reason", metavar="T", default="", help=N_("How you know it; it is recorded in the custody ledger.")
)
@option("--withdraw", is_flag=True, help=N_("Take the declaration for LAYER back."))
@pass_session
def _zone(
    session: Session, case: Path, layer: str | None, zone: str | None, reason: str, withdraw: bool
) -> None:
    if layer is None:
        with open_case(case, write=False, clock=session.clock) as opened:
            _show_zones(session, declared_zones(opened))
        return
    if withdraw == (zone is not None):  # one of the two
        raise UsageError(name="ZONE", value=zone or "")
    with open_case(case, write=True, clock=session.clock) as opened:
        if zone is None:
            if withdraw_zone(opened, layer, reason=reason, language=current().language):
                session.say(tr("No time zone is declared for {layer} any more.", layer=layer))
            else:
                session.warn(tr("No time zone is declared for {layer}.", layer=layer))
        else:
            declare_zone(opened, layer, zone, reason=reason, language=current().language, clock=session.clock)
            session.say(tr("Local times of {layer} are now read in {zone}.", layer=layer, zone=zone))
        session.event("result", zones=[asdict(d) for d in declared_zones(opened)])


def _show_zones(session: Session, zones: tuple[DeclaredZone, ...]) -> None:
    for one in zones:
        session.say("\t".join((one.scope, one.zone, one.declared_at, visible(one.reason))))
    if not zones:
        session.warn(tr("No time zone is declared in this case."))
    session.event("result", zones=[asdict(d) for d in zones])

"""`sealwright case`: make a case folder, declare time zones, record until when it may be kept."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC
from pathlib import Path

import click

from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.options.trust import trust_options
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import ExitCode, UsageError
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.retention import retention_sentence
from forensics_app.i18n.verdicts import verdict_word
from forensics_app.model.findings import Verdict
from forensics_app.model.names import visible
from forensics_app.model.retention import Retention
from forensics_app.model.timeline import DeclaredZone
from forensics_app.services.browsing.zones import declare_zone, declared_zones, withdraw_zone
from forensics_app.services.cases.making import new_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.retention import read_retention, record_retention, retentions_in
from forensics_app.services.identities.identities import own_person
from forensics_app.services.sealed_bundles.as_case import open_as_case
from forensics_app.services.trust.trust import trust_for_run


@group(
    "case", help=N_("Create a case folder, declare the time zone of a source, or record a retention period.")
)
def command() -> None:
    pass


@command.command("new", help=N_("Create a new case in the folder CASE."))
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@option(
    "--reference", required=True, metavar="R", help=N_("The case's reference, as used in correspondence.")
)
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
        session.say(tr("Created the case {reference} in {path}.", reference=made.facts.reference, path=case))
        session.event("result", case=visible(str(made.path)), reference=made.facts.reference)


@command.command(
    "from-bundle",
    help=N_(
        "Verify the received BUNDLE and open it as the new case CASE, to browse, filter, "
        "tag and annotate its contents."
    ),
)
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@option(
    "--identity",
    metavar="ID",
    help=N_("The identity whose holder receives the bundle. Without it, no receiver is recorded."),
)
@trust_options
@pass_session
def _from_bundle(
    session: Session,
    bundle: Path,
    case: Path,
    identity: str | None,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    addenda: tuple[Path, ...],
) -> int:
    trust = trust_for_run(trusted, trusted_time, clock=session.clock)
    with job(session) as running:
        made = open_as_case(
            bundle,
            case,
            trust=trust,
            clock=session.clock,
            receiver=own_person(identity) if identity else None,
            report=running.report,
            cancelled=running.cancelled,
        )
    session.say(
        trn(
            "{count} artifact of {reference} is in {path}. Verdict: {verdict}.",
            "{count} artifacts of {reference} are in {path}. Verdict: {verdict}.",
            made.artifacts,
            reference=made.reference,
            path=case,
            verdict=verdict_word(made.verdict),
        )
    )
    session.event(
        "result",
        case=visible(str(made.case)),
        reference=made.reference,
        verdict=made.verdict.value,
        artifacts=made.artifacts,
    )
    return ExitCode.UNCONFIRMED if made.verdict is Verdict.UNCONFIRMED else ExitCode.OK


@command.command(
    "zone",
    help=N_(
        "Declare the time zone of the clock behind a source or layer, such as "
        "Europe/Paris. Stored times are not changed. Without LAYER, list the declared "
        "zones."
    ),
)
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("layer", metavar="[LAYER]", required=False)
@click.argument("zone", metavar="[ZONE]", required=False)
@option(
    "--reason", metavar="T", default="", help=N_("How you know it; it is recorded in the custody ledger.")
)
@option("--withdraw", is_flag=True, help=N_("Withdraw the declaration for LAYER."))
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
                session.say(tr("The time zone declared for {layer} was withdrawn.", layer=layer))
            else:
                session.warn(tr("No time zone is declared for {layer}.", layer=layer))
        else:
            declare_zone(opened, layer, zone, reason=reason, language=current().language, clock=session.clock)
            session.say(tr("Local times of {layer} are now interpreted in {zone}.", layer=layer, zone=zone))
        session.event("result", zones=[asdict(d) for d in declared_zones(opened)])


def _show_zones(session: Session, zones: tuple[DeclaredZone, ...]) -> None:
    for one in zones:
        session.say("\t".join((one.scope, one.zone, one.declared_at, visible(one.reason))))
    if not zones:
        session.warn(tr("No time zone is declared in this case."))
    session.event("result", zones=[asdict(d) for d in zones])


@command.command(
    "retain",
    help=N_(
        "Record the date until which the case may be retained. The program reminds you "
        "of it and deletes nothing. Without --until, show what is recorded."
    ),
)
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@option("--until", metavar="DATE", help=N_("The last day, e.g. 2031-12-31."))
@option(
    "--reason",
    metavar="T",
    default="",
    help=N_("The basis for retention; it is recorded in the custody ledger."),
)
@option("--clear", is_flag=True, help=N_("Remove the recorded date."))
@pass_session
def _retain(session: Session, case: Path, until: str | None, reason: str, clear: bool) -> None:
    if clear and until is not None:
        raise UsageError(name="--clear", value=until)
    if clear or until is not None:
        kept = None if until is None else Retention(until.strip(), reason.strip())
        with open_case(case, write=True, clock=session.clock) as opened:
            record_retention(opened, kept, language=current().language)
    with open_case(case, write=False, clock=session.clock) as opened:
        _show_retention(session, opened.path, read_retention(opened.path))


@command.command(
    "due", help=N_("List cases by the date until which they may be retained, the next one first.")
)
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path))
@pass_session
def _due(session: Session, folders: tuple[Path, ...]) -> None:
    for path, retention in retentions_in(list(folders)):
        _show_retention(session, path, retention)


def _show_retention(session: Session, path: Path, retention: Retention | None) -> None:
    today = session.clock.now().astimezone(UTC).date()
    if retention is None:
        session.say(f"{visible(str(path))}\t{tr('No end of retention is recorded.')}")
        session.event("result", case=str(path), until=None)
        return
    said = f"{retention_sentence(retention, today)} {visible(retention.reason)}"
    session.say(f"{visible(str(path))}\t{said}")
    state = retention.state(today).value
    session.event("result", case=str(path), until=retention.until, state=state)

"""`sealwright custody sign` and `custody hand-over`: signatures over events, by whoever acted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.custody.exhibits import warn_of_exhibits
from forensics_app.cli.options.addenda import IDENTITY_HELP
from forensics_app.cli.options.custody_fields import EventFields, event_options
from forensics_app.cli.options.events import PERSON_HELP
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, unlocked
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, tr
from forensics_app.model.custody import CustodyEventType
from forensics_app.services.cases.opening import open_case
from forensics_app.services.custody.signing import hand_over, sign_event

_PATH = click.Path(path_type=Path)
_CASE = click.argument("case", metavar="CASE", type=_PATH)


@new_command(
    "sign", help=N_("Sign an event that is already in the ledger, as the person who acted. Only once.")
)
@_CASE
@click.argument("event", metavar="EVENT")
@option("--identity", required=True, metavar="ID", help=IDENTITY_HELP)
@option("--password-file", type=_PATH, metavar="F", help=PASSWORD_FILE_HELP)
@pass_session
def sign_command(session: Session, case: Path, event: str, identity: str, password_file: Path | None) -> None:
    with open_case(case, write=True, clock=session.clock) as opened:
        signing = unlocked(session, identity, password_file)
        path = sign_event(opened, event, signing, clock=session.clock)
    session.say(tr("Signed: {path}", path=path))
    session.event("result", path=str(path))


@new_command(
    "hand-over",
    help=N_(
        "Record that one person handed evidence over to another, with both present and "
        "signing: two events, released and received. If they are in different places, "
        "each side uses “custody add --sign”."
    ),
)
@_CASE
@option("--giver", required=True, metavar="P", help=PERSON_HELP)
@option("--taker", required=True, metavar="P", help=N_("The person who receives it, written like --giver."))
@option(
    "--giver-identity",
    required=True,
    metavar="ID",
    help=N_("The identity that signs for the person handing over."),
)
@option(
    "--taker-identity",
    required=True,
    metavar="ID",
    help=N_("The identity that signs for the receiving person."),
)
@option("--giver-password-file", type=_PATH, metavar="F", help=PASSWORD_FILE_HELP)
@option("--taker-password-file", type=_PATH, metavar="F", help=PASSWORD_FILE_HELP)
@event_options
@pass_session
def hand_over_command(
    session: Session,
    case: Path,
    giver: str,
    taker: str,
    giver_identity: str,
    taker_identity: str,
    giver_password_file: Path | None,
    taker_password_file: Path | None,
    **typed: Any,
) -> None:
    fields = EventFields(**typed)
    given = fields.draft(CustodyEventType.RELEASED, (giver,))
    taken = fields.draft(CustodyEventType.RECEIVED, (taker,))
    with open_case(case, write=True, clock=session.clock) as opened:
        warn_of_exhibits(session, opened, given.exhibits)
        giver_key = unlocked(session, giver_identity, giver_password_file)
        taker_key = unlocked(session, taker_identity, taker_password_file)
        both = hand_over(opened, given, taken, giver_key, taker_key, clock=session.clock)
    session.say(
        tr(
            "Recorded as events {released} and {received}, each signed.",
            released=both.released.sequence,
            received=both.received.sequence,
        )
    )
    session.event(
        "result",
        released=both.released.event_id,
        received=both.received.event_id,
        sequence=str(both.received.sequence),
    )

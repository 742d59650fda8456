"""`sealwright custody`: add to, sign, list, check and print a case's custody ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.custody.certificate import certificate_command
from forensics_app.cli.custody.check import check_command
from forensics_app.cli.custody.exhibits import warn_of_exhibits
from forensics_app.cli.custody.hand_over import hand_over_command, sign_command
from forensics_app.cli.custody.print import print_command
from forensics_app.cli.custody.received import heading, missing_sentence, senders_ledger
from forensics_app.cli.options.custody_fields import EventFields, event_options
from forensics_app.cli.options.events import persons_option
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, unlocked
from forensics_app.cli.session import Session
from forensics_app.custody.event_json import to_json
from forensics_app.errors import ExitCode
from forensics_app.i18n import N_, tr
from forensics_app.i18n.custody import broken_sentence
from forensics_app.i18n.labels import REASON_LABELS, label
from forensics_app.model.custody import CustodyEvent, CustodyEventType, CustodyReason
from forensics_app.model.names import visible
from forensics_app.report.evidence.facts import NoLedger
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.received import ReceivedRecord
from forensics_app.services.custody.events import add_event, custody_state
from forensics_app.services.custody.record import CustodyRecord, LineSigner, record_of
from forensics_app.services.custody.signing import record_signed

CASE = click.argument("case", metavar="CASE", type=click.Path(path_type=Path))


@group("custody", help=N_("Add to, sign, list, check or print the custody ledger."))
def command() -> None:
    pass


command.add_command(sign_command, "sign")
command.add_command(hand_over_command, "hand-over")
command.add_command(check_command, "check")
command.add_command(print_command, "print")
command.add_command(certificate_command, "certificate")


@command.command("add", help=N_("Record what somebody did with the evidence. Nothing is ever overwritten."))
@CASE
@option(
    "--event",
    required=True,
    type=click.Choice([t.value for t in CustodyEventType]),
    help=N_("What happened."),
)
@persons_option
@option("--refers-to", metavar="EVENT", help=N_("The id of an earlier event; a correction needs it."))
@event_options
@option("--sign", "identity", metavar="ID", help=N_("Sign it with this identity, as the person who acted."))
@option("--password-file", type=click.Path(path_type=Path), metavar="F", help=PASSWORD_FILE_HELP)
@pass_session
def _add(
    session: Session,
    case: Path,
    event: str,
    persons: tuple[str, ...],
    refers_to: str | None,
    identity: str | None,
    password_file: Path | None,
    **typed: Any,
) -> None:
    draft = EventFields(**typed).draft(CustodyEventType(event), persons, refers_to)
    with open_case(case, write=True, clock=session.clock) as opened:
        warn_of_exhibits(session, opened, draft.exhibits)
        if identity is None:
            added = add_event(opened, draft, clock=session.clock)
        else:
            signing = unlocked(session, identity, password_file)
            added = record_signed(opened, draft, signing, clock=session.clock)
    session.say(tr("Recorded as event {number}, id {id}.", number=added.sequence, id=added.event_id))
    session.event("result", sequence=str(added.sequence), event_id=added.event_id)


@command.command(
    "list",
    help=N_(
        "List the events, oldest first; in the case of a received bundle the sender's, read from the bundle, "
        "and then what was recorded here."
    ),
)
@CASE
@pass_session
def _list(session: Session, case: Path) -> int:
    with open_case(case, write=False, clock=session.clock) as opened:
        state = custody_state(opened)
        signers = record_of(opened, clock=session.clock).signers
    received = senders_ledger(case)
    sender: dict[str, object] = {}
    sound = state.broken is None
    if received is not None:
        kept, ledger = received
        sound = _list_sender(session, kept, ledger) and sound
        session.say(tr("Recorded here since the bundle arrived:"))
        sender["sender"] = _sender_fields(kept, ledger)
    for event in state.events:
        session.say(_line(event, signers.get(event.sequence)))
    session.event("result", events=[to_json(e) for e in state.events], head=state.head, **sender)
    if state.broken is not None:
        session.warn(broken_sentence(state.broken, case))
    return ExitCode.OK if sound else ExitCode.EVIDENCE_BAD


def _list_sender(session: Session, kept: ReceivedRecord, ledger: CustodyRecord | NoLedger) -> bool:
    """Whether nothing speaks against it."""
    if isinstance(ledger, NoLedger):
        session.warn(missing_sentence(kept, ledger))
        return ledger is not NoLedger.CHANGED
    session.say(heading(kept))
    for event in ledger.events:
        session.say(_line(event, ledger.signers.get(event.sequence)))
    if ledger.broken is not None:
        session.warn(broken_sentence(ledger.broken, ledger.path))
    return ledger.broken is None


def _sender_fields(kept: ReceivedRecord, ledger: CustodyRecord | NoLedger) -> dict[str, object]:
    if isinstance(ledger, NoLedger):
        return {"bundle": kept.bundle, "missing": ledger.value}
    return {"bundle": kept.bundle, "events": [to_json(e) for e in ledger.events], "head": ledger.head}


def _line(event: CustodyEvent, signer: LineSigner | None) -> str:
    people = ", ".join(p.name for p in event.persons)
    parts = [
        f"{event.sequence:>4}",
        f"{event.time_utc:<27}",
        label(event.event),
        _reason(event.reason),
        " ".join(event.exhibits),
        people,
        event.place or "",
        _signed(signer),
        event.event_id,
    ]
    return "  ".join(visible(part) for part in parts if part)


def _signed(signer: LineSigner | None) -> str:
    if signer is None:
        return ""
    if signer.counts:
        return tr("signed: {signer}", signer=signer.name)
    return tr("signed, by a certificate that is not trusted here: {signer}", signer=signer.name)


def _reason(reason: str | None) -> str:
    if reason in tuple(CustodyReason):
        return tr(REASON_LABELS[CustodyReason(reason)])
    return reason or ""

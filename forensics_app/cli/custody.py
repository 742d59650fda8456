"""`sealwright custody`: add to, list or check a case's custody ledger."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.session import Session
from forensics_app.custody.event_json import to_json
from forensics_app.errors import CustodyEventInvalidError, ExitCode
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.labels import REASON_LABELS, label
from forensics_app.model.custody import (
    CustodyEvent,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
    Person,
)
from forensics_app.model.names import visible
from forensics_app.services.cases import open_case
from forensics_app.services.custody import add_event, custody_state, stated_time

CASE = click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
PERSON_HELP = N_("Who: “name; role; organisation; country; id”, all but the name may be left out.")


@group("custody", help=N_("Add to, list or check the custody ledger."))
def command() -> None:
    pass


@command.command("add", help=N_("Record what somebody did with the evidence. Nothing is ever overwritten."))
@CASE
@option(
    "--event",
    required=True,
    type=click.Choice([t.value for t in CustodyEventType]),
    help=N_("What happened."),
)
@option("--person", "persons", multiple=True, metavar="P", help=PERSON_HELP)
@option("--witness", metavar="P", help=N_("A witness, written like --person."))
@option("--exhibit", "exhibits", multiple=True, metavar="X", help=N_("The number of an exhibit; repeatable."))
@option("--place", metavar="T", help=N_("Where."))
@option("--reason", metavar="T", help=N_("Why."))
@option("--authority-reference", metavar="R", help=N_("The reference of the warrant or request."))
@option("--seal-before", metavar="N", help=N_("Number of the physical seal found."))
@option("--seal-after", metavar="N", help=N_("Number of the physical seal put on."))
@option("--artifact", "artifacts", multiple=True, metavar="ID", help=N_("An artifact by id; repeatable."))
@option("--refers-to", metavar="EVENT", help=N_("The id of an earlier event; a correction needs it."))
@option("--at", metavar="TIME", help=N_("When, with its zone: 2026-04-17T09:30+02:00. Without this, now."))
@option("--note", "notes", multiple=True, metavar="T", help=N_("Free text; repeatable."))
@option(
    "--note-lang", metavar="xx", help=N_("The language of the notes; without this, that of the messages.")
)
@pass_session
def _add(
    session: Session,
    case: Path,
    event: str,
    persons: tuple[str, ...],
    witness: str | None,
    exhibits: tuple[str, ...],
    place: str | None,
    reason: str | None,
    authority_reference: str | None,
    seal_before: str | None,
    seal_after: str | None,
    artifacts: tuple[str, ...],
    refers_to: str | None,
    at: str | None,
    notes: tuple[str, ...],
    note_lang: str | None,
) -> None:
    draft = EventDraft(
        event=CustodyEventType(event),
        reason=reason,
        persons=tuple(_person(p) for p in persons),
        witness=None if witness is None else _person(witness),
        place=place,
        exhibits=exhibits,
        authority_reference=authority_reference,
        physical_seal_before=seal_before,
        physical_seal_after=seal_after,
        artifacts=artifacts,
        refers_to=refers_to,
        notes=tuple(Note(lang=note_lang or current().language, text=n) for n in notes),
    )
    if at is not None:
        draft = stated_time(draft, at)
    with open_case(case, write=True, clock=session.clock) as opened:
        added = add_event(opened, draft, clock=session.clock)
    session.say(tr("Recorded as event {number}, id {id}.", number=added.sequence, id=added.event_id))
    session.event("result", sequence=str(added.sequence), event_id=added.event_id)


@command.command("list", help=N_("List the events, oldest first."))
@CASE
@pass_session
def _list(session: Session, case: Path) -> int:
    with open_case(case, write=False, clock=session.clock) as opened:
        state = custody_state(opened)
    for event in state.events:
        session.say(_line(event))
    session.event("result", events=[to_json(e) for e in state.events], head=state.head)
    if state.broken is None:
        return ExitCode.OK
    session.warn(_break_sentence(state.broken.sequence, case))
    return ExitCode.EVIDENCE_BAD


@command.command("check", help=N_("Check that no event was changed, cut or moved."))
@CASE
@pass_session
def _check(session: Session, case: Path) -> int:
    with open_case(case, write=False, clock=session.clock) as opened:
        state = custody_state(opened)
    broken = state.broken
    session.event(
        "result",
        count=str(state.count),
        head=state.head,
        broken=None
        if broken is None
        else {
            "sequence": str(broken.sequence),
            "code": broken.code,
            "expected": broken.expected,
            "actual": broken.actual,
        },
    )
    if broken is not None:
        session.warn(_break_sentence(broken.sequence, case))
        return ExitCode.EVIDENCE_BAD
    session.say(trn("{count} event, chain unbroken.", "{count} events, chain unbroken.", state.count))
    session.say(tr("Head: {head}", head=state.head))
    return ExitCode.OK


def _break_sentence(sequence: int, case: Path) -> str:
    return tr(
        "The custody ledger of {path} does not hold together at event {sequence}: it or the event before "
        "it was changed outside the program. Compare it with the ledger in the last sealed bundle.",
        path=case,
        sequence=sequence,
    )


def _person(text: str) -> Person:
    """`name; role; organisation; country; id`, empty parts left out."""
    parts = [part.strip() or None for part in text.split(";")]
    if parts[0] is None or len(parts) > 5:
        raise CustodyEventInvalidError(field="persons", value=text)
    name, role, organisation, country, number = parts + [None] * (5 - len(parts))
    return Person(
        name=str(name),
        role=role,
        organisation=organisation,
        country=None if country is None else country.upper(),
        id=number,
    )


def _line(event: CustodyEvent) -> str:
    people = ", ".join(p.name for p in event.persons)
    parts = [
        f"{event.sequence:>4}",
        f"{event.time_utc:<27}",
        label(event.event),
        _reason(event.reason),
        " ".join(event.exhibits),
        people,
        event.place or "",
        event.event_id,
    ]
    return "  ".join(visible(part) for part in parts if part)


def _reason(reason: str | None) -> str:
    if reason in tuple(CustodyReason):
        return tr(REASON_LABELS[CustodyReason(reason)])
    return reason or ""

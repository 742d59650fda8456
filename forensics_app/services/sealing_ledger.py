"""Sealing's own lines in the custody ledger: announced, then the seal code, or that it was given up."""

from __future__ import annotations

from forensics_app.custody import chain
from forensics_app.errors import LedgerContradictsSealError
from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEvent,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.digests import Digests
from forensics_app.seal.asice_reader import read_seal
from forensics_app.seal.seal_info import SealInfoError, parse
from forensics_app.services.cases import Case
from forensics_app.services.sealing_signers import Signers


def announce(
    case: Case, name: str, exhibits: tuple[str, ...], signers: Signers, notes: tuple[Note, ...] = ()
) -> CustodyEvent:
    """The event that the sealed ledger ends with, and that names who signs beside the case's examiner.

    `notes` stand behind the bundle's name.

    One that a killed run left last is taken over, where the same people sign.
    """
    persons = (case.examiner(), *signers.others())
    told = (*bundle_notes(name), *notes)
    witness = signers.witness()
    for event in reversed(open_announcements(case)):
        same = (event.notes, event.persons, event.witness) == (told, persons, witness)
        if event.sequence == case.ledger.head()[0] and same:
            return event
    abandon(case)
    return case.record(
        EventDraft(
            event=CustodyEventType.SEALED,
            reason=CustodyReason.BUNDLE_SEALED,
            persons=persons,
            witness=witness,
            exhibits=exhibits,
            notes=told,
        )
    )


def refuse_contradiction(case: Case) -> None:
    """Raises LedgerContradictsSealError where the ledger doesn't begin with what an earlier seal sealed."""
    heads = tuple(chain.heads(case.ledger.lines()))
    for path in sorted(case.bundles.glob("*.asice")):
        files = read_seal(path.read_bytes(), path.name, lambda problem: None)
        if files is None:
            continue
        try:
            info = parse(files.seal_info)
        except SealInfoError:
            continue  # who lists the earlier seals says so
        count = info.custody_count
        if count >= len(heads) or heads[count].hex() != info.custody_head:
            raise LedgerContradictsSealError(path=str(case.path), seal=path.name, sequence=count)


def record_release(case: Case, event_id: str, *, name: str, code: str, seal_sha256: str) -> None:
    """The seal code, in the case's own ledger; once for each announcement."""
    events = case.ledger.check().events
    if any(e.refers_to == event_id and e.event is CustodyEventType.EXPORTED for e in events):
        return
    case.record(
        EventDraft(
            event=CustodyEventType.EXPORTED,
            reason=CustodyReason.BUNDLE_WRITTEN,
            persons=(case.examiner(),),
            refers_to=event_id,
            digests_after=(("seal", Digests(sha256=seal_sha256)), ("seal_code", Digests(sha256=code))),
            notes=bundle_notes(name),
        )
    )


def abandon(case: Case) -> None:
    """Say of every announcement that no bundle followed it."""
    for event in open_announcements(case):
        case.record(
            EventDraft(
                event=CustodyEventType.CORRECTED,
                reason=CustodyReason.SEALING_ABANDONED,
                persons=(case.examiner(),),
                refers_to=event.event_id,
                notes=event.notes[:1],
            )
        )


def open_announcements(case: Case) -> list[CustodyEvent]:
    events = case.ledger.check().events
    answered = {e.refers_to for e in events}
    return [
        e
        for e in events
        if e.event is CustodyEventType.SEALED
        and e.reason == CustodyReason.BUNDLE_SEALED
        and e.event_id not in answered
    ]


def bundle_notes(name: str) -> tuple[Note, ...]:
    return (Note(lang=NO_LANGUAGE, text=name),)

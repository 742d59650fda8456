"""Sealing's own lines in the custody ledger: announced, then the seal code, or that it was given up."""

from __future__ import annotations

from forensics_app.model.custody import (
    CustodyEvent,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.digests import Digests
from forensics_app.services.cases.announcements import abandon, bundle_notes, open_announcements
from forensics_app.services.cases.case import Case
from forensics_app.services.sealing.signers import Signers


def announce(
    case: Case, name: str, exhibits: tuple[str, ...], signers: Signers, notes: tuple[Note, ...] = ()
) -> CustodyEvent:
    """The event that the sealed ledger ends with, and that names who signs beside the case's examiner.

    `notes` stand behind the bundle's name.

    One that a killed run left last is taken over, where the same people sign.
    """
    persons = (case.examiner(), *signers.others())
    all_notes = (*bundle_notes(name), *notes)
    witness = signers.witness()
    for event in reversed(open_announcements(case)):
        same = (event.notes, event.persons, event.witness) == (all_notes, persons, witness)
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
            notes=all_notes,
        )
    )


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

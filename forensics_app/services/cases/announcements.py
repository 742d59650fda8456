"""Sealings that the ledger announced, and the line that says that no bundle followed."""

from __future__ import annotations

from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEvent,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.services.cases.case import Case


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

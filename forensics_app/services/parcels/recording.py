"""What a case's ledger keeps of a parcel: that it was made, that a recipient was added."""

from __future__ import annotations

from forensics_app.model.custody import NO_LANGUAGE, CustodyEventType, CustodyReason, EventDraft, Note
from forensics_app.model.digests import Digests
from forensics_app.services.cases.case import Case
from forensics_app.services.custody.events import custody_state
from forensics_app.services.parcels.making import MadeParcel

_SEAL = "seal_code"


def record_parcel(case: Case, made: MadeParcel, *, added: bool = False) -> None:
    """Record the list that was signed now. `added`: recipients were added to a parcel that was there."""
    reason = CustodyReason.PARCEL_RECIPIENT_ADDED if added else CustodyReason.PARCEL_MADE
    recipients = [r.sha256 or r.kind.value for r in made.facts.recipients]
    if made.facts.shares is not None:
        recipients.append(f"shares {made.facts.shares.threshold}/{len(made.facts.shares.digests)}")
    case.record(
        EventDraft(
            event=CustodyEventType.EXPORTED,
            reason=reason,
            persons=(case.examiner(),),
            digests_after=(
                ("parcel_list", Digests(sha256=made.list_sha256)),
                (_SEAL, Digests(sha256=made.facts.seal)),
            ),
            notes=(
                Note(lang=NO_LANGUAGE, text=made.path.name),
                *(Note(lang=NO_LANGUAGE, text=one) for one in recipients),
            ),
        )
    )


def recorded_recipients(case: Case, code: str) -> tuple[str, ...]:
    """Who could open the parcels made of the bundle with this seal code, as the ledger has them: SHA-256 of
    certificates, `passphrase`, `shares K/N`; each once.
    """
    found: dict[str, None] = {}
    for event in custody_state(case).events:
        if event.reason not in (CustodyReason.PARCEL_MADE, CustodyReason.PARCEL_RECIPIENT_ADDED):
            continue
        if (_SEAL, code) in ((name, digests.sha256) for name, digests in event.digests_after or ()):
            found.update(dict.fromkeys(note.text for note in event.notes[1:]))
    return tuple(found)

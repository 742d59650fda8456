"""What the fields of custody events and addenda are called, by their keys in the sealed files and by those of
the records that go with them (docs/bundle-format.md, docs/transmission-record.md).
"""

from __future__ import annotations

from forensics_app.errors import AddendumInvalidError, CustodyEventInvalidError
from forensics_app.i18n.answering.transmission import LINK, PROOF, RECORDED, SENDER, TRACKING
from forensics_app.i18n.translator import N_, NC_, Translator

EVENT_CODES = frozenset({AddendumInvalidError.code, CustodyEventInvalidError.code})
"""Errors whose `field` is such a key."""

_ENTRY = N_("Entry referred to")
_FIELD_LABELS: dict[str, str] = {
    "artifacts": NC_("label", "Artifacts"),
    "authority_reference": NC_("label", "Reference"),
    "available_from": N_("Available from"),
    "available_to": N_("Available until"),
    "channel": N_("How it was sent"),
    "digests_after": N_("Digests after"),
    "digests_before": N_("Digests before"),
    "event_id": _ENTRY,
    "exhibits": NC_("label", "Exhibits"),
    "files": N_("Files sent"),
    "link": LINK,
    "notes": NC_("label", "Note"),
    "persons": N_("People involved"),
    "physical_seal_after": N_("Physical seal after"),
    "physical_seal_before": N_("Physical seal before"),
    "place": NC_("label", "Place"),
    "proof": PROOF,
    "reason": NC_("label", "Reason"),
    "recipients": N_("Sent to"),
    "recorded_at": N_("Recorded on"),
    "recorded_reference": RECORDED,
    "refers_to": _ENTRY,
    "sender": SENDER,
    "taker": N_("Received by"),
    "time_utc": N_("Time (UTC)"),
    "tracking": TRACKING,
    "witness": NC_("label", "Witness"),
}


def event_field_label(key: str, words: Translator) -> str:
    """The label of a field, `dispatch.recipients` or `recipients`; the key itself where people fill in none
    of that kind.
    """
    label = _FIELD_LABELS.get(key.removeprefix("dispatch."))
    return key if label is None else words.text(label)

"""Hand-overs in a ledger: each `released` event, the `received` that answers it, and who signed which.

Whether a signature holds and its signer counts was decided before: this takes the signing keys by line. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forensics_app.model.custody import CustodyEvent, CustodyEventType

RELEASED_EVENT = "released_event"
"""Subject of `digests_before` in a `received` event: SHA-256 of the line that it answers, without LF."""

RELEASED_SIGNATURE = "released_signature"
"""Likewise of the giver's signature file over that line."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """`giver` and `taker` are the keys (text that is equal for one key) whose signatures count, else None."""

    released: CustodyEvent
    received: CustodyEvent | None
    giver: str | None
    taker: str | None

    @property
    def one_signer(self) -> bool:
        """Whether one key signed for both sides, which shows nothing, whatever certificates it has."""
        return self.giver is not None and self.giver == self.taker

    @property
    def signed_by_both(self) -> bool:
        return self.giver is not None and self.taker is not None and not self.one_signer

    @property
    def one_sided(self) -> bool:
        return (self.giver is None) != (self.taker is None)


def hand_overs(events: Sequence[CustodyEvent], signers: Mapping[int, str]) -> tuple[HandOver, ...]:
    """Every hand-over, in the order of the ledger. `signers`: the key by sequence number.

    Of several `received` that name one `released` the first one answers it.
    """
    answers: dict[str, CustodyEvent] = {}
    for event in events:
        if event.event is CustodyEventType.RECEIVED and event.refers_to is not None:
            answers.setdefault(event.refers_to, event)
    found = []
    for event in events:
        if event.event is not CustodyEventType.RELEASED:
            continue
        received = answers.get(event.event_id)
        if received is not None and received.sequence < event.sequence:
            received = None  # nobody takes what was not given yet
        taker = None if received is None else signers.get(received.sequence)
        found.append(HandOver(event, received, signers.get(event.sequence), taker))
    return tuple(found)


def named_digest(event: CustodyEvent, subject: str) -> str | None:
    """SHA-256 (hex) that `digests_before` gives for `subject`."""
    for name, digests in event.digests_before or ():
        if name == subject:
            return digests.sha256
    return None

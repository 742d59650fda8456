"""Who holds which exhibit now, from the custody ledger alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from forensics_app.model.custody import CustodyEvent, CustodyEventType

_E = CustodyEventType


class Holding(Enum):
    """How an exhibit is held."""

    HELD = "held"
    ON_THE_WAY = "on-the-way"  # handed over, and nobody has recorded that it arrived
    RETURNED = "returned"
    DISPOSED = "disposed"


_HOLDING = {
    _E.SEIZED: Holding.HELD,
    _E.RECEIVED: Holding.HELD,
    _E.RELEASED: Holding.ON_THE_WAY,
    _E.RETURNED: Holding.RETURNED,
    _E.DISPOSED: Holding.DISPOSED,
}


@dataclass(frozen=True, slots=True)
class Holder:
    """`person` and `place` as the last such event has them, '' where it doesn't; `physical_seal` is the last
    number that was put on, '' where none was or it was broken since. `sequence` of that event.
    """

    exhibit: str
    holding: Holding
    person: str
    place: str
    physical_seal: str
    sequence: int


def holders(events: Sequence[CustodyEvent]) -> tuple[Holder, ...]:
    """One for each exhibit of which it was ever recorded who has it, by its number.

    An event that was corrected says nothing; what is right stands in the note of the correction, for people.
    """
    corrected = {e.refers_to for e in events if e.event is _E.CORRECTED}
    found: dict[str, Holder] = {}
    seals: dict[str, str] = {}
    for event in events:
        if event.event_id in corrected:
            continue
        for exhibit in event.exhibits:
            if event.event is _E.UNSEALED or event.physical_seal_before:
                seals[exhibit] = ""
            if event.physical_seal_after:
                seals[exhibit] = event.physical_seal_after
            holding = _HOLDING.get(event.event)
            if holding is not None:
                person = event.persons[0].name if event.persons else ""
                found[exhibit] = Holder(exhibit, holding, person, event.place or "", "", event.sequence)
    return tuple(
        Holder(h.exhibit, h.holding, h.person, h.place, seals.get(exhibit, ""), h.sequence)
        for exhibit, h in sorted(found.items())
    )

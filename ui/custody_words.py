"""One line for an event of the custody ledger: what happened, to what, why, by whom."""

from __future__ import annotations

from forensics_app.i18n import current
from forensics_app.i18n.labels import label
from forensics_app.model.custody import CustodyEvent, CustodyReason


def event_sentence(event: CustodyEvent) -> str:
    """`Acquired · EX-001 · reading completed · C. Moreau`; only what the event says."""
    words = current()
    parts = [label(event.event)]
    if event.exhibits:
        parts.append(", ".join(words.isolate(e) for e in event.exhibits))
    if event.reason:
        try:
            parts.append(label(CustodyReason(event.reason)))
        except ValueError:
            parts.append(words.isolate(event.reason))
    parts += [words.isolate(p.name) for p in event.persons]
    return " · ".join(parts)

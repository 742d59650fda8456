"""What is said of an event of the custody ledger: what happened to what, and why, when, by whom."""

from __future__ import annotations

from forensics_app.i18n import current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.custody import CustodyEvent, CustodyReason


def event_title(event: CustodyEvent) -> str:
    """`Acquired · EX-001`."""
    words = current()
    parts = [label(event.event)]
    if event.exhibits:
        parts.append(", ".join(words.isolate(e) for e in event.exhibits))
    return " · ".join(parts)


def event_detail(event: CustodyEvent, examiner: str) -> str:
    """`reading completed · P. Renard · 2026-11-24 09:12 UTC · no. 214`; `examiner` goes without saying."""
    words, parts = current(), []
    if event.reason:
        parts.append(_reason(event.reason))
    parts += [words.isolate(p.name) for p in event.persons if p.name != examiner]
    parts.append(words.isolate(f"{event.time_utc[:16].replace('T', ' ')} UTC"))
    parts.append(tr("no. {number}", number=words.number(event.sequence)))
    return " · ".join(parts)


def _reason(reason: str) -> str:
    try:
        return label(CustodyReason(reason))
    except ValueError:
        return current().isolate(reason)

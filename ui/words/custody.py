"""What is said of an event of the custody ledger: what happened to what, and why, when, by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forensics_app.i18n import current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.custody import CustodyEvent, CustodyReason
from forensics_app.model.names import visible

_TOGETHER = "\u00a0"


def event_title(event: CustodyEvent, sources: Sequence[str] = ()) -> str:
    """`Acquired · EX-001`; what the program did of itself in its own words: `Reading begun · EX-001`.

    `sources`: what the sources it is about are called; they stand for the one exhibit that it names.
    """
    words, done = current(), program_words(event)
    parts = [f"{done[:1].upper()}{done[1:]}" if done else label(event.event)]
    if event.exhibits:
        named = sources if sources and len(event.exhibits) == 1 else event.exhibits
        parts.append(words.listed(words.isolate(visible(e)) for e in named))
    return " · ".join(parts)


def event_detail(event: CustodyEvent, examiner: str) -> str:
    """`P. Renard · 2026-11-24 09:12 UTC · no. 214`; `examiner` goes without saying. Time and number are not
    torn apart where the line ends."""
    words, parts = current(), []
    if event.reason and not program_words(event):
        parts.append(words.isolate(event.reason))
    parts += [words.isolate(p.name) for p in event.persons if p.name != examiner]
    parts.append(words.isolate(f"{event.time_utc[:16].replace('T', _TOGETHER)}{_TOGETHER}UTC"))
    parts.append(tr("no. {number}", number=words.number(event.sequence)).replace(" ", _TOGETHER))
    return " · ".join(parts)


def program_words(event: CustodyEvent) -> str:
    """What the program did, where it wrote the event of itself: its reason is one of its own codes."""
    try:
        return label(CustodyReason(event.reason or ""))
    except ValueError:
        return ""


def called(sources: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """The sources of an entry by their names; none where one of them has none."""
    return [names[one] for one in sources] if all(one in names for one in sources) else []

"""Encrypted volumes that somebody left out on purpose, with the reason; it stands in the custody ledger.

The omission itself is declared either way. The reason is the word of whoever gave it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from forensics_app.model.custody import CustodyEvent, CustodyEventType, CustodyReason, EventDraft, Note
from forensics_app.services.cases.case import Case

_LONGEST_REASON = 2000
_LONGEST_TAG = 35


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`source` as it was given, `volume` its id in it, `name` what it is; `reason` in the language `lang`."""

    source: str
    volume: str
    name: str
    reason: str
    lang: str


def stated_reason(line: bytes) -> tuple[str, str] | None:
    """Reason and language of an answer `{"leave_out": ..., "lang": ...}`; None for any other answer."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or set(values) != {"leave_out", "lang"}:
        return None
    reason, lang = values["leave_out"], values["lang"]
    if not isinstance(reason, str) or not isinstance(lang, str) or not reason.strip():
        return None
    return reason.strip()[:_LONGEST_REASON], lang[:_LONGEST_TAG]


def record_left_out(case: Case, volumes: Iterable[LeftOut]) -> None:
    """Write an event for each volume whose source is in the case now. Raises CaseErrors."""
    for volume in volumes:
        source = case.store.queries.registered(Path(volume.source).absolute())
        if source is None:
            continue
        _, dot, place = volume.volume.partition(".")  # it may have been asked about under another number
        said = f"{source.source_id}{dot}{place} ({volume.name}): {volume.reason}"
        case.record(
            EventDraft(
                event=CustodyEventType.ACCESSED,
                reason=CustodyReason.VOLUME_LEFT_OUT,
                persons=(case.examiner(),),
                exhibits=(source.exhibit,),
                notes=(Note(lang=volume.lang, text=said),),
            )
        )


def with_a_reason(events: Iterable[CustodyEvent]) -> frozenset[str]:
    """Ids of the volumes whose reason stands in the ledger, as `record_left_out` wrote it."""
    return frozenset(
        note.text.partition(" ")[0]
        for event in events
        if event.reason == CustodyReason.VOLUME_LEFT_OUT
        for note in event.notes
    )

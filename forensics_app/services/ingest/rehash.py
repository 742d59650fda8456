"""Hashing the medium of a source once more, and comparing it with what was computed when it was read.

What is found stands in the custody ledger either way: that a medium is as it was is worth as much as that it
is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import EvidenceError, UsageError
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Gap
from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.digests import MEDIA_ALGORITHMS, NO_DIGESTS, Digests
from forensics_app.model.evidence import SourceSpec
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.cases.case import Case


@dataclass(frozen=True, slots=True)
class Rehashed:
    """One source. `again` is what was computed now, `gaps` how many stretches of it counted as zeros; or
    `error`, and nothing else, where its medium can't be read."""

    source: SourceRecord
    path: str
    again: Digests = NO_DIGESTS
    gaps: int = 0
    error: EvidenceError | None = None

    @property
    def unchanged(self) -> bool:
        """Whether every digest of then is that of now."""
        return self.error is None and self.again == self.source.computed


def can_be_rehashed(source: SourceRecord) -> bool:
    """Whether there is a digest of its medium to compare with: of a folder there is none."""
    return source.state is SourceState.COMPLETE and source.computed != NO_DIGESTS


def rehash(
    case: Case, names: Sequence[str], *, report: Report, cancelled: IsCancelled
) -> tuple[Rehashed, ...]:
    """Hash again the sources of these exhibits or ids, every one that can be where none is named.

    Raises UsageError for a name that no source has, or whose medium was never hashed; CancelledError; what
    was found until then is recorded.
    """
    return tuple(_one(case, source, report=report, cancelled=cancelled) for source in _chosen(case, names))


def _chosen(case: Case, names: Sequence[str]) -> list[SourceRecord]:
    sources = case.store.queries.sources()
    if not names:
        return [s for s in sources if can_be_rehashed(s)]
    chosen: list[SourceRecord] = []
    for name in names:
        found = [s for s in sources if name in (s.source_id, s.exhibit) and can_be_rehashed(s)]
        if not found:
            raise UsageError(name="SOURCE", value=name)
        chosen += [s for s in found if s not in chosen]
    return chosen


def _one(case: Case, source: SourceRecord, *, report: Report, cancelled: IsCancelled) -> Rehashed:
    path = case.store.queries.source_path(source.source_id)
    report(Progress(stage="open", subject=str(path)))
    gaps: list[Gap] = []
    try:
        with EvidenceReader(_spec(source, path), workers=1, digesting=True) as reader:
            reader.open()
            again = reader.digest_medium(
                MEDIA_ALGORITHMS, report=report, cancelled=cancelled, unread=gaps.append
            )
    except EvidenceError as e:
        return Rehashed(source, str(path), error=e)
    found = Rehashed(source, str(path), again, len(gaps))
    _record(case, found)
    return found


def _spec(source: SourceRecord, path: Path) -> SourceSpec:
    """The same container in the same way; its volumes do not matter here."""
    return SourceSpec(
        path=str(path),
        exhibit=source.exhibit,
        source_id=source.source_id,
        accept_truncated=True,
        archives=source.request.archives,
    )


def _record(case: Case, found: Rehashed) -> None:
    source = found.source
    notes = (Note(lang=NO_LANGUAGE, text=f"unreadable-stretches={found.gaps}"),) if found.gaps else ()
    case.record(
        EventDraft(
            event=CustodyEventType.VERIFIED,
            reason=CustodyReason.MEDIUM_UNCHANGED if found.unchanged else CustodyReason.MEDIUM_CHANGED,
            persons=(case.examiner(),),
            exhibits=(source.exhibit,),
            digests_before=((source.source_id, source.computed),),
            digests_after=((source.source_id, found.again),),
            notes=notes,
        )
    )

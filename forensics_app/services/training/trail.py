"""The trail of a submission: what was opened, tagged, sealed and verified, and when.

Of a case, its ledger and the history of its tags are read; what was looked at in the window is noted there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from forensics_app.catalog.labels.tag_history import TagChange, tag_changes
from forensics_app.model.artifact import Artifact
from forensics_app.model.custody import CustodyEvent, CustodyEventType
from forensics_app.model.names import visible
from forensics_app.model.times import Clock
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.kept_seals import EarlierBundle, earlier_bundles
from forensics_app.services.cases.opening import open_case
from forensics_app.services.custody.events import custody_state
from forensics_app.training.scenario import EvidenceFile
from forensics_app.training.sets.class_set import Task
from forensics_app.training.sets.submission import TrailEntry

_EVENTS = frozenset(
    {
        CustodyEventType.ACCESSED,
        CustodyEventType.ANALYSED,
        CustodyEventType.EXPORTED,
        CustodyEventType.VERIFIED,
    }
)
MOST_ENTRIES = 10_000
_MOST_CHANGES = 2_000
_LONGEST = 200  # characters of a subject
_SEALED = "sealed"


def place_text(source: str, artifact: Artifact) -> str:
    """How an artifact is named in the trail: the file of its evidence, and its path."""
    return f"{visible(source)}:{visible(artifact.entry.locator.path_display())}"


def trail_of_case(path: Path, *, clock: Clock) -> tuple[TrailEntry, ...]:
    """What was done in a case, by its ledger and its tags, and the seal codes of what was sealed.

    Raises CaseErrors.
    """
    with open_case(path, write=False, clock=clock) as case:
        events = custody_state(case).events
        bundles = earlier_bundles(case)
        tagged = list(_tagged(case))
    entries = [
        TrailEntry(event.time_utc, event.event.value, event.reason or "")
        for event in events
        if event.event in _EVENTS
    ]
    entries += [TrailEntry(_sealed_at(bundle, events), _SEALED, bundle.code) for bundle in bundles]
    return tuple(sorted((*entries, *tagged), key=lambda entry: entry.moment))


def _sealed_at(bundle: EarlierBundle, events: Sequence[CustodyEvent]) -> str:
    """The time of the event that the sealed ledger ends with, which announced this very bundle: others may
    have come to nothing. Empty where the case's ledger has no such event.
    """
    last = events[: bundle.custody_count][-1:] if bundle.custody_count <= len(events) else ()
    return next((event.time_utc for event in last if event.event is CustodyEventType.SEALED), "")


def since(trail: Iterable[TrailEntry], begun_at: str) -> list[TrailEntry]:
    """What was done from a moment (UTC in sealed form) on, to its second; an entry without a time is not."""
    second = begun_at[: len("2026-01-01T00:00:00")]
    return [entry for entry in trail if entry.at and entry.moment >= second]


def _tagged(case: Case) -> Iterator[TrailEntry]:
    store = case.store
    names = {one.source_id: Path(one.path).name for one in store.queries.sources()}
    for change in tag_changes(store.database, most=_MOST_CHANGES):
        what = "tagged" if change.given else "tag-changed"
        found = store.artifacts.by_rows(change.rows) if change.count <= len(change.rows) else {}
        if not found:
            yield TrailEntry(change.at, what, f"{visible(change.tag)} ×{change.count}")
        for row in change.rows:
            if row in found:
                yield TrailEntry(change.at, what, _named(change, names, found[row]))


def _named(change: TagChange, names: dict[str, str], artifact: Artifact) -> str:
    source = names.get(artifact.entry.locator.source_id, "")
    return f"{visible(change.tag)} · {place_text(source, artifact)}"


def bounded(trail: Iterable[TrailEntry]) -> tuple[TrailEntry, ...]:
    """A trail that a submission can hold: subjects cut, and beyond so many entries the oldest left out.

    What was sealed stays, and an entry `left-out` says how many are not there.
    """
    entries = sorted((_short(entry) for entry in trail), key=lambda entry: entry.moment)
    if len(entries) <= MOST_ENTRIES:
        return tuple(entries)
    sealed = [entry for entry in entries if entry.what == _SEALED][-MOST_ENTRIES // 2 :]
    others = [entry for entry in entries if entry.what != _SEALED]
    kept = others[-(MOST_ENTRIES - len(sealed) - 1) :]
    left = len(entries) - len(kept) - len(sealed)
    note = TrailEntry(kept[0].at, "left-out", str(left))
    return tuple(sorted((note, *kept, *sealed), key=lambda entry: entry.moment))


def _short(entry: TrailEntry) -> TrailEntry:
    if len(entry.subject) <= _LONGEST:
        return entry
    return TrailEntry(entry.at, entry.what, f"{entry.subject[: _LONGEST - 1]}…")


def is_case_of(sources: Iterable[Path], evidence: Collection[EvidenceFile]) -> bool:
    """Whether a case has a file of this evidence as a source: by name and size.

    Any other case open in the window is nobody's business: its trail is not handed in.
    """
    sizes = {(Path(one.name).name, one.size_bytes) for one in evidence}
    for path in sources:
        try:
            if path.is_file() and (path.name, path.stat().st_size) in sizes:
                return True
        except OSError:
            continue  # not connected now
    return False


def tasks_of_case(sources: Iterable[Path], tasks: Collection[Task]) -> frozenset[str]:
    """Ids of the tasks whose evidence a case has as a source. Where files of several tasks have one name and
    size, it is that in whose folder the source lies; if it lies in none of them, it may be any.
    """
    found: set[str] = set()
    for path in sources:
        fitting = [task for task in tasks if is_case_of([path], task.exercise.evidence)]
        here = [task for task in fitting if _lies_in(path, task)]
        found.update(task.task_id for task in here or fitting)
    return frozenset(found)


def _lies_in(path: Path, task: Task) -> bool:
    ends = (Path(task.folder, one.name).parts for one in task.exercise.evidence)
    return any(path.parts[-len(end) :] == end for end in ends)

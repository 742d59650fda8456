"""Matching a case with hash sets: what stands on a list, and what could not be compared, said as such."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.catalog.hash_sets.file import EntryFile
from forensics_app.errors import HashSetNotMatchedError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.model.selection import ANY_HASH_SET, ArtifactFilter
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.received import is_received
from forensics_app.services.hash_sets import store as kept
from forensics_app.services.hash_sets.store import StoredHashSet


def match_hash_sets(
    case: Case, names: Sequence[str], *, clock: Clock, report: Report, cancelled: IsCancelled
) -> tuple[MatchedHashSet, ...]:
    """Look the artifacts of a case up in these sets; a set that was matched before is matched anew.

    Raises HashSetNotFoundError before anything is done, HashSetChangedError, HashSetInvalidError,
    CancelledError. What was found until then stays, and the ledger says what was done.
    """
    sets = [kept.find_set(name) for name in dict.fromkeys(names)]
    return tuple(_Match(case, one, clock, report, cancelled).run() for one in sets)


def matched_sets(case: Case) -> tuple[MatchedHashSet, ...]:
    """What the case was matched with so far, by name."""
    return case.store.hash_sets.sets()


def sets_to_match_again(case: Case) -> tuple[str, ...]:
    """Sets that the case was matched with and this user has, where new artifacts weren't looked up."""
    here = {stored.facts.name: stored.facts.sha256 for stored in kept.all_sets()}
    return tuple(
        s.facts.name for s in matched_sets(case) if s.left and here.get(s.facts.name) == s.facts.sha256
    )


def forget_hash_set(case: Case, name: str) -> int:
    """Take a set's hits out of a case; how many. Raises HashSetNotMatchedError."""
    if name not in {s.facts.name for s in matched_sets(case)}:
        raise HashSetNotMatchedError(hash_set=name, path=str(case.path))
    hits = case.store.hash_sets.forget(name)
    _record_what_is_left(case)
    return hits


def incomplete_filter(case: Case, chosen: ArtifactFilter) -> tuple[MatchedHashSet, ...]:
    """The sets a filter names that weren't compared with everything: their hits are not all there may be.

    Raises HashSetNotMatchedError where the case was never matched with one.
    """
    names = [name for name in (chosen.hash_set, chosen.not_hash_set) if name is not None]
    sets = matched_sets(case) if names else ()
    known = {s.facts.name for s in sets}
    for name in names:
        if name not in known and not (known and name == ANY_HASH_SET):
            raise HashSetNotMatchedError(hash_set=name, path=str(case.path))
    return tuple(s for s in sets if not s.complete and (s.facts.name in names or ANY_HASH_SET in names))


class _Match:
    """One set against the case."""

    def __init__(
        self, case: Case, stored: StoredHashSet, clock: Clock, report: Report, cancelled: IsCancelled
    ) -> None:
        self._case = case
        self._stored = stored
        self._clock = clock
        self._report = report
        self._cancelled = cancelled

    def run(self) -> MatchedHashSet:
        file = kept.open_set(self._stored)
        computed = self._case.store.hash_sets.computed()
        try:
            without = file.count_without(computed) if isinstance(file, EntryFile) else 0
            return self._case.store.hash_sets.match(
                self._stored.facts,
                file,
                entries_not_comparable=without,
                at=utc_text(self._clock.now()),
                report=self._report,
                cancelled=self._cancelled,
            )
        finally:
            file.close()
            self._record()

    def _record(self) -> None:
        name = self._stored.facts.name
        done = next((s for s in matched_sets(self._case) if s.facts.name == name), None)
        if done is None or is_received(self._case.path):  # its omissions and its ledger are not ours
            return
        _record_what_is_left(self._case)
        exhibits = tuple(dict.fromkeys(s.exhibit for s in self._case.store.queries.sources()))
        self._case.record(
            EventDraft(
                event=CustodyEventType.ANALYSED,
                reason=CustodyReason.HASH_SET_MATCHED,
                persons=(self._case.examiner(),),
                exhibits=exhibits,
                notes=(Note(lang=NO_LANGUAGE, text=_facts_line(done)),),
            )
        )


def _facts_line(done: MatchedHashSet) -> str:
    """What was compared with what, in a form that needs no translation."""
    facts = done.facts
    values = (
        ("hash-set", facts.name),
        ("kind", facts.kind.value),
        ("format", facts.format.value),
        ("version", facts.version or "-"),
        ("sha256", facts.sha256),
        ("entries", str(facts.entries)),
        ("compared", str(done.compared)),
        ("hits", str(done.hits)),
        ("not-comparable", str(done.not_comparable)),
        ("entries-not-comparable", str(done.entries_not_comparable)),
        ("left", str(done.left)),
    )
    return "; ".join(f"{name}={value}" for name, value in values)


def _record_what_is_left(case: Case) -> None:
    """Enter in the omission ledger, by source, which sets it could not be wholly compared with.

    An omission counts comparisons that were not made, not files: the files themselves were read.
    """
    store = case.store.hash_sets
    computed = store.computed()
    left: dict[int, list[str]] = {}
    for done in store.sets():
        if not done.not_comparable and not done.entries_not_comparable:
            continue
        missing = _missing(done, computed)
        kinds = ", ".join(a.value for a in missing)
        for source, count in store.not_comparable_by_source(missing).items():
            left.setdefault(source, []).append(f"{done.facts.name}: {count} files without {kinds}")
    code, stage = OmissionCode.HASH_SET_NOT_COMPARABLE, OmissionStage.EXAMINE
    store.replace_omissions(
        code,
        [
            Omission(code, f"s{source}", None, len(sets), stage, "; ".join(sets))
            for source, sets in sorted(left.items())
        ],
    )


def _missing(done: MatchedHashSet, computed: Sequence[DigestAlgorithm]) -> tuple[DigestAlgorithm, ...]:
    """The kinds of digest that the set has and not every artifact of the case."""
    return tuple(a for a in done.facts.algorithms if a not in computed)

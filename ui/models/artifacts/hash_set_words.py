"""Hash sets in words: what standing in one means, what was compared, what was not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import Artifact
from forensics_app.model.hash_sets import HashSetFacts, HashSetHit, HashSetKind, MatchedHashSet
from forensics_app.model.names import visible
from forensics_app.model.selection import ANY_HASH_SET, ArtifactFilter
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.theme.state import State
from ui.words.sources import DIGEST_NAMES

STATES: dict[HashSetKind, State] = {
    HashSetKind.ILLEGAL: State.BAD,
    HashSetKind.NOTABLE: State.WARN,
    HashSetKind.KNOWN: State.NONE,
}
_WORST_FIRST = (HashSetKind.ILLEGAL, HashSetKind.NOTABLE, HashSetKind.KNOWN)


def worst(hits: Sequence[HashSetHit]) -> HashSetKind | None:
    """The kind that weighs most among the hits of an artifact."""
    return next((kind for kind in _WORST_FIRST if any(h.kind is kind for h in hits)), None)


def hit_words(hit: HashSetHit, sets: Iterable[MatchedHashSet]) -> str:
    """`NSRL 2026.03.1, known, by SHA-1, category 2 (Child exploitive)`."""
    facts = next((s.facts for s in sets if s.facts.name == hit.hash_set), None)
    name = visible(hit.hash_set)
    if facts is not None and facts.version:
        name = f"{name} {visible(facts.version)}"
    by = DIGEST_NAMES[hit.algorithm]
    said = tr("{set}, {kind}, by {digest}", set=current().isolate(name), kind=label(hit.kind), digest=by)
    if hit.category:
        category = visible(hit.category if hit.label is None else f"{hit.category} ({hit.label})")
        said += ", " + tr("category {category}", category=current().isolate(category))
    return said


def hits_cell(artifact: Artifact) -> Cell:
    """The kind that weighs most; a tooltip names the sets."""
    hits = artifact.hash_sets
    kind = worst(hits)
    if kind is None:
        return Cell()
    said = "; ".join(hit_words(hit, ()) for hit in hits)
    return replace(kind_cell(kind), said=said, raw=", ".join(hit.hash_set for hit in hits))


def kind_cell(kind: HashSetKind) -> Cell:
    """A kind of hash set as it stands in the list of artifacts."""
    state = STATES[kind] if kind is not HashSetKind.KNOWN else None
    return Cell(label(kind), state=state, muted=kind is HashSetKind.KNOWN)


def set_columns() -> tuple[Column, ...]:
    """The table of the user's sets."""
    return (
        Column(tr("Hash set")),
        Column(tr(NC_("column", "Kind")), 90),
        Column(tr(NC_("column", "Version")), 90),
        Column(tr(NC_("column", "Entries")), 80, end=True),
        Column(tr("In this case"), 130),
    )


def set_row(facts: HashSetFacts, done: MatchedHashSet | None) -> tuple[Cell, ...]:
    """One set, and what comparing the case with it gave."""
    entries = current().number(facts.entries)
    if not facts.entries_exact:
        entries = tr("about {count}", count=entries)
    return (
        Cell(visible(facts.name), name=True, strong=True, raw=facts.name),
        Cell(label(facts.kind), state=STATES[facts.kind] if facts.kind is not HashSetKind.KNOWN else None),
        Cell(visible(facts.version or "–"), name=True, muted=facts.version is None),
        Cell(entries, end=True, raw=str(facts.entries)),
        _case_cell(facts, done),
    )


def _case_cell(facts: HashSetFacts, done: MatchedHashSet | None) -> Cell:
    if done is None:
        return Cell(tr("not compared"), muted=True)
    if done.facts.sha256 != facts.sha256:
        return Cell(tr("another version"), state=State.WARN)
    hits = trn("{count} hit", "{count} hits", done.hits)
    return Cell(hits, state=State.OK if done.complete else State.WARN, raw=str(done.hits))


def compared_words(done: MatchedHashSet) -> str:
    """What was found, and among how many."""
    return trn(
        "{count} artifact is in it, of {compared} compared",
        "{count} artifacts are in it, of {compared} compared",
        done.hits,
        compared=current().number(done.compared),
    )


def gaps_sentence(done: MatchedHashSet) -> str:
    """What a hash set was not compared with."""
    return tr(
        "The comparison with the hash set {name} is incomplete: {artifacts} artifacts "
        "lack a hash type that it uses, {left} were not reached or were added later, and "
        "{entries} of its entries only have hashes that the case does not contain.",
        name=visible(done.facts.name),
        artifacts=current().number(done.not_comparable),
        left=current().number(done.left),
        entries=current().number(done.entries_not_comparable),
    )


def empty_sentence() -> str:
    """What being on a list says of an empty file."""
    return tr(
        "The set contains the hash of empty content, so every empty file is a hit. This "
        "says nothing about the file."
    )


def incomplete(chosen: ArtifactFilter, sets: Iterable[MatchedHashSet]) -> list[MatchedHashSet]:
    """The sets a filter names that were not compared with everything: what is listed may not be all."""
    names = {name for name in (chosen.hash_set, chosen.not_hash_set) if name is not None}
    if chosen.category is not None:
        names.add(ANY_HASH_SET)
    return [s for s in sets if not s.complete and (s.facts.name in names or ANY_HASH_SET in names)]

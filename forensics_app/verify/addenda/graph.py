"""The addenda of one seal as a graph: who names whom, in which order, and where its ends are.

No judgement here. A head is found by its file first, then by its signature: a copy in another encoding is the
same act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.addendum import Head
from forensics_app.verify.addenda.addendum_check import CheckedAddendum

SEAL = -1
"""The place of the seal itself, the root of the graph."""


class Match(StrEnum):
    """How what is here answers to a head that an addendum names."""

    SAME = "same"
    OTHER_ENCODING = "other-encoding"
    OTHER_SIGNATURE = "other-signature"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """That the addendum at `child` names `head`, which is what stands at `parent` (None: nothing here)."""

    child: int
    head: Head
    match: Match
    parent: int | None


class AddendumGraph:
    """Of addenda that hold and belong to one seal. Places count from 0 in the order given."""

    def __init__(self, seal: Head, addenda: Sequence[CheckedAddendum]) -> None:
        self.addenda = tuple(addenda)
        self._heads: dict[int, Head] = {SEAL: seal}
        self._heads.update({i: a.head for i, a in enumerate(addenda) if a.head is not None})
        self._by_file = {head.file_sha256: place for place, head in self._heads.items()}
        self._by_code: dict[str, list[int]] = {}
        for place, head in self._heads.items():
            self._by_code.setdefault(head.seal_code, []).append(place)
        self.links = tuple(self._links())
        self._parents: dict[int, set[int]] = {}
        for link in self.links:
            if link.parent is not None and link.parent != link.child:
                self._parents.setdefault(link.child, set()).add(link.parent)
        self._ancestors: dict[int, frozenset[int]] = {}
        self.order = self._ordered()

    def parents(self, place: int) -> set[int]:
        """Places that the addendum at `place` names directly, as far as they are here."""
        return self._parents.get(place, set())

    def is_ancestor(self, earlier: int, later: int) -> bool:
        """Whether `later` knew `earlier`, directly or through others."""
        return earlier in self._ancestors.get(later, frozenset())

    def ends(self) -> tuple[int, ...]:
        """Places that no other addendum names, in order: what is latest."""
        named = {parent for parents in self._parents.values() for parent in parents}
        return tuple(place for place in self.order if place not in named)

    def forks(self) -> Iterator[tuple[int, int, int]]:
        """(parent, child, child): two addenda on one head of which neither knew the other."""
        children: dict[int, list[int]] = {}
        for place in self.order:
            for parent in self.parents(place):
                children.setdefault(parent, []).append(place)
        for parent in sorted(children):
            siblings = children[parent]
            for i, first in enumerate(siblings):
                for second in siblings[i + 1 :]:
                    if not self.is_ancestor(first, second) and not self.is_ancestor(second, first):
                        yield parent, first, second

    def _links(self) -> Iterator[Link]:
        for place, addendum in enumerate(self.addenda):
            for head in addendum.event.previous if addendum.event is not None else ():
                match, parent = self._find(head)
                yield Link(place, head, match, parent)

    def _find(self, head: Head) -> tuple[Match, int | None]:
        place = self._by_file.get(head.file_sha256)
        if place is not None and self._heads[place] == head:
            return Match.SAME, place
        candidates = self._by_code.get(head.seal_code, [])
        for place in candidates:
            if self._heads[place].same_signature(head):
                return Match.OTHER_ENCODING, place
        if candidates:
            return Match.OTHER_SIGNATURE, candidates[0]
        return Match.UNKNOWN, None

    def _ordered(self) -> tuple[int, ...]:
        """Each after all that it names; among equals by the time they state, then by digest.

        A digest can't name what comes after it, so there is no circle; what would be in one comes last.
        """
        left = sorted(range(len(self.addenda)), key=self._sort_key)
        done: list[int] = []
        placed = {SEAL}
        while left:
            ready = next((p for p in left if self.parents(p) <= placed), left[0])
            left.remove(ready)
            done.append(ready)
            placed.add(ready)
            above = self.parents(ready)
            self._ancestors[ready] = frozenset(above).union(
                *(self._ancestors.get(parent, frozenset()) for parent in above)
            )
        return tuple(done)

    def _sort_key(self, place: int) -> tuple[str, str]:
        addendum = self.addenda[place]
        stated = "" if addendum.event is None else addendum.event.time_utc.removesuffix("Z")
        return stated, addendum.event_sha256 or ""

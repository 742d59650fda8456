"""The addenda of one seal as a graph: who names whom, in which order, and where its ends are.

No judgement here. A head is found by its file first, then by its signature: a copy in another encoding is the
same act. Sets of places are bits of one number, so that five hundred addenda that all name each other cost
no more than reading them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    """Of addenda that hold and belong to one seal. Places count from 0 in the order given.

    `copies` are digests of files that are here too and hold the same signature in another encoding, by place.
    """

    def __init__(
        self, seal: Head, addenda: Sequence[CheckedAddendum], copies: Mapping[str, int] | None = None
    ) -> None:
        self.addenda = tuple(addenda)
        self._heads: dict[int, Head] = {SEAL: seal}
        self._heads.update({i: a.head for i, a in enumerate(addenda) if a.head is not None})
        self._copies = dict(copies or {})
        self._by_file = {head.file_sha256: place for place, head in self._heads.items()}
        self._by_signature = {head.signature: place for place, head in reversed(self._heads.items())}
        self._by_code = {head.seal_code: place for place, head in reversed(self._heads.items())}
        self.links = tuple(self._links())
        self._parents = [0] * len(self.addenda)  # bits; bit 0 is the seal
        for link in self.links:
            if link.parent is not None and link.parent != link.child:
                self._parents[link.child] |= _bit(link.parent)
        self._ancestors = [0] * len(self.addenda)
        self.order = self._ordered()

    def parents(self, place: int) -> tuple[int, ...]:
        """Places that the addendum at `place` names directly, as far as they are here."""
        return tuple(_places(self._parents[place]))

    def is_ancestor(self, earlier: int, later: int) -> bool:
        """Whether `later` knew `earlier`, directly or through others."""
        return bool(self._ancestors[later] & _bit(earlier))

    def ends(self) -> tuple[int, ...]:
        """Places that no other addendum names, in order: what is latest."""
        named = 0
        for parents in self._parents:
            named |= parents
        return tuple(place for place in self.order if not named & _bit(place))

    def ends_among(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """Those of `chosen` that none of the others of them knew, directly or through any addendum."""
        known = 0
        for place in chosen:
            known |= self._ancestors[place]
        return tuple(place for place in chosen if not known & _bit(place))

    def forks(self) -> Iterator[tuple[int, int, int]]:
        """(parent, child, child): two addenda on one head of which neither knew the other, each two once."""
        for at, first in enumerate(self.order):
            for second in self.order[at + 1 :]:
                common = self._parents[first] & self._parents[second]
                if common and not self.is_ancestor(first, second) and not self.is_ancestor(second, first):
                    yield next(_places(common)), first, second

    def _links(self) -> Iterator[Link]:
        for place, addendum in enumerate(self.addenda):
            for head in addendum.event.previous if addendum.event is not None else ():
                match, parent = self._find(head)
                yield Link(place, head, match, parent)

    def _find(self, head: Head) -> tuple[Match, int | None]:
        place = self._by_file.get(head.file_sha256)
        if place is not None and self._heads[place] == head:
            return Match.SAME, place
        place = self._by_signature.get(head.signature)
        if place is not None:
            here = self._copies.get(head.file_sha256) == place
            return (Match.SAME if here else Match.OTHER_ENCODING), place
        place = self._by_code.get(head.seal_code)
        return (Match.UNKNOWN if place is None else Match.OTHER_SIGNATURE), place

    def _ordered(self) -> tuple[int, ...]:
        """Each after all that it names; among equals by the time they state, then by digest.

        A digest can't name what comes after it, so there is no circle; what would be in one comes last.
        """
        left = sorted(range(len(self.addenda)), key=self._sort_key)
        done: list[int] = []
        placed = _bit(SEAL)
        while left:
            at = next((n for n, p in enumerate(left) if not self._parents[p] & ~placed), 0)
            ready = left.pop(at)
            done.append(ready)
            placed |= _bit(ready)
            known = self._parents[ready]
            for parent in _places(self._parents[ready]):
                known |= 0 if parent == SEAL else self._ancestors[parent]
            self._ancestors[ready] = known
        return tuple(done)

    def _sort_key(self, place: int) -> tuple[str, str]:
        addendum = self.addenda[place]
        stated = "" if addendum.event is None else addendum.event.time_utc.removesuffix("Z")
        return stated, addendum.event_sha256 or ""


def _bit(place: int) -> int:
    return 1 << (place + 1)


def _places(bits: int) -> Iterator[int]:
    """Ascending, the seal first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 2
        bits ^= low

"""Which rules of libmagic can match a content, found by what they need (magic_guards)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeAlias

from forensics_app.examine.magic_guards import WINDOW_BYTES, Condition, Fixed, Guard
from forensics_app.examine.magic_literals import Literals

_NEAR_BYTES = 4200  # places up to here are looked up in tables, farther ones one by one
_NOTHING = -1
_REMEMBERED = 4096  # sets of guards, and the rules that they let pass
_KEYS = {4: "I", 2: "H", 1: "B"}


@dataclass(frozen=True, slots=True)
class _Place:
    """`Fixed` as numbers, for a rule."""

    begin: int
    end: int
    mask: int
    value: int
    rule: int

    def holds(self, head: bytes) -> bool:
        return int.from_bytes(head[self.begin : self.end], "big") & self.mask == self.value


@dataclass(slots=True)
class _Found:
    """What a number at an offset tells: guards that need no more than it, and places to compare."""

    guards: list[int] = field(default_factory=list)
    places: list[_Place] = field(default_factory=list)


_Table: TypeAlias = dict[int, _Found]
"""What is looked up at one offset, by the number that stands there."""

_Reader: TypeAlias = tuple[struct.Struct, frozenset[int], tuple[_Table, ...]]
"""Reads a key for each of some tables; all keys that any of them has."""


class _Tables:
    """Finds the rules whose bytes stand at their places in a content: a look-up for each place."""

    def __init__(self, guards: Iterable[tuple[int, Guard]]) -> None:
        tables: dict[tuple[int, int], _Table] = {}
        far: list[_Place] = []
        from_end: list[_Place] = []
        for rule, guard in guards:
            for fixed in guard.places:
                end = fixed.offset + len(fixed.value)
                mask, value = int.from_bytes(fixed.mask, "big"), int.from_bytes(fixed.value, "big")
                place = _Place(fixed.offset, end, mask, value, rule)
                if end > _NEAR_BYTES or fixed.offset < 0:
                    (far if fixed.offset >= 0 else from_end).append(place)
                    continue
                at, size, keys = _keys(fixed)
                for key in keys:
                    known = tables.setdefault((at, size), {}).setdefault(key, _Found())
                    if size == len(fixed.value):  # the number says it all
                        known.guards.append(rule)
                    else:
                        known.places.append(place)
        self._far = _grouped(far)
        self._from_end = _grouped(from_end)
        self._readers = [reader for size in _KEYS for reader in _readers(tables, size)]

    def matching(self, head: bytes) -> set[int]:
        """The rules one of whose places holds in `head`."""
        near = head[:_NEAR_BYTES].ljust(_NEAR_BYTES, b"\0")
        found: set[int] = set()
        for reader, known, tables in self._readers:
            keys = reader.unpack_from(near)
            if known.isdisjoint(keys):  # the common case, at once
                continue
            for entry in filter(None, map(dict.get, tables, keys)):
                found.update(entry.guards)
                if entry.places:
                    found.update([place.rule for place in entry.places if place.holds(near)])
        size = len(head)
        for begin, end, mask, rules in self._far:
            if end > size:
                break
            if numbers := rules.get(int.from_bytes(head[begin:end], "big") & mask):
                found.update(numbers)
        for begin, end, mask, rules in self._from_end:
            if size + begin >= 0 and (
                numbers := rules.get(int.from_bytes(head[size + begin : size + end], "big") & mask)
            ):
                found.update(numbers)
        return found


def _grouped(places: Iterable[_Place]) -> list[tuple[int, int, int, dict[int, list[int]]]]:
    """From where to where, what is looked at there, and the rules by what must stand there; in order."""
    groups: dict[tuple[int, int, int], dict[int, list[int]]] = {}
    for place in places:
        rules = groups.setdefault((place.end, place.begin, place.mask), {})
        rules.setdefault(place.value, []).append(place.rule)
    return [
        (begin, end, mask, rules) for (end, begin, mask), rules in sorted(groups.items(), key=itemgetter(0))
    ]


def _readers(tables: dict[tuple[int, int], _Table], size: int) -> Iterator[_Reader]:
    """What reads all keys of one size, in as few turns as it takes for places that overlap."""
    rest = sorted(at for at, length in tables if length == size)
    while rest:
        taken, form, done = [], "<", 0
        for at in rest:
            if at >= done:
                form += f"{at - done}x{_KEYS[size]}"
                done = at + size
                taken.append(at)
        found = tuple(tables[at, size] for at in taken)
        yield struct.Struct(form), frozenset(key for table in found for key in table), found
        rest = [at for at in rest if at not in taken]


def _keys(fixed: Fixed) -> tuple[int, int, Iterable[int]]:
    """Where a place is looked up by how many bytes, and the numbers they may be."""
    for size in (4, 2, 1):
        at = fixed.mask.find(b"\xff" * size)
        if at >= 0:
            return fixed.offset + at, size, (int.from_bytes(fixed.value[at : at + size], "little"),)
    return fixed.offset, 1, [byte for byte in range(256) if byte & fixed.mask[0] == fixed.value[0]]


def _in_a_row(byte: int, least: int) -> tuple[bytes, bytes, bytes]:
    """A byte, all bytes but it and the end of a line, and it as often as it has to come."""
    char = bytes((byte,))
    return char, bytes(other for other in range(256) if other not in (byte, 0x0A)), char * least


class RuleFinder:
    """The rules that libmagic tries on one form of content: those tried always, and how to find others."""

    def __init__(self, conditions: Iterable[tuple[int, Condition]]) -> None:
        self._guards: list[Guard] = []
        always: set[int] = set()
        self._conditions: dict[int, list[tuple[int, _Needed]]] = {}
        for rule, condition in conditions:
            if condition.guard is None and condition.then is None:
                always.add(rule)
                continue
            needed = self._numbered(condition)
            for guard in needed.first():
                self._conditions.setdefault(guard, []).append((rule, needed))
        self.always = frozenset(always)
        numbered = list(enumerate(self._guards))
        self._tables = _Tables(numbered)
        self._literals = Literals(numbered)
        self._unjudged = frozenset(number for number, guard in numbered if guard.anywhere)
        self._often = [(number, *_in_a_row(*guard.often)) for number, guard in numbered if guard.often]
        self._judged: dict[frozenset[int], frozenset[int]] = {}

    def of(self, head: bytes) -> frozenset[int]:
        """The rules that can match `head`, beside those tried always."""
        found = self._tables.matching(head)
        if len(head) > WINDOW_BYTES:
            found |= self._unjudged
        window = head[:WINDOW_BYTES]
        found |= self._literals.matching(window)
        for number, char, others, run in self._often:
            # without all but it and the ends of lines, it stands that often in a row
            if window.count(char) >= len(run) and run in window.translate(None, others):
                found.add(number)
        return self._let_pass(frozenset(found))

    def _let_pass(self, guards: frozenset[int]) -> frozenset[int]:
        """The rules that these guards, and no others, let pass. Contents of one kind have the same."""
        rules = self._judged.get(guards)
        if rules is None:
            rules = frozenset(
                rule
                for number in guards
                if number in self._conditions
                for rule, needed in self._conditions[number]
                if needed.holds(guards)
            )
            if len(self._judged) >= _REMEMBERED:
                self._judged.clear()
            self._judged[guards] = rules
        return rules

    def _numbered(self, condition: Condition) -> _Needed:
        guard = _NOTHING
        if condition.guard is not None:
            guard = len(self._guards)
            self._guards.append(condition.guard)
        then = None if condition.then is None else tuple(map(self._numbered, condition.then))
        return _Needed(guard, then)


@dataclass(frozen=True, slots=True)
class _Needed:
    """A Condition by the number of its guard."""

    guard: int
    then: tuple[_Needed, ...] | None

    def first(self) -> set[int]:
        """Guards one of which is needed for anything to be said."""
        if self.guard != _NOTHING:
            return {self.guard}
        return {guard for part in self.then or () for guard in part.first()}

    def holds(self, found: AbstractSet[int]) -> bool:
        """Whether a rule can say anything where the guards with these numbers let it pass."""
        if self.guard != _NOTHING and self.guard not in found:
            return False
        return self.then is None or any(part.holds(found) for part in self.then)

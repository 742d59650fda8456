"""Which guards of rules (magic_guards) have one of their literals in a content: one pass for all of them.

Literals that may be written in either case are looked for by their beginnings, in every way to write these;
where one is found, the content tells whether the rest follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import ahocorasick_rs

from forensics_app.examine.magic_guards import Guard

_MOST_LETTERS = 4  # of a beginning: sixteen ways to write it


class Literals:
    """The literals of numbered guards."""

    def __init__(self, guards: Iterable[tuple[int, Guard]]) -> None:
        whole: dict[bytes, set[int]] = {}
        begun: dict[bytes, list[tuple[bytes, int]]] = {}
        for number, guard in guards:
            for literal in guard.literals:
                whole.setdefault(literal, set()).add(number)
            for literal in guard.folded:
                for written in _ways_of_writing(_beginning(literal)):
                    begun.setdefault(written, []).append((literal, number))
        strings = list({**whole, **begun})
        self._whole = [frozenset(whole.get(string, ())) for string in strings]
        self._begun = {at: begun[string] for at, string in enumerate(strings) if string in begun}
        self._finder = _finder(strings) if strings else None

    def matching(self, window: bytes) -> set[int]:
        """The numbers of the guards one of whose literals is in `window`."""
        found = () if self._finder is None else self._finder.find_matches_as_indexes(window, overlapping=True)
        if not found:
            return set()
        strings = {string for string, _, _ in found}
        guards = set().union(*[self._whole[string] for string in strings])
        if not self._begun.keys().isdisjoint(strings):
            for string, begin, _ in found:
                for literal, number in self._begun.get(string, ()):
                    if window[begin : begin + len(literal)].lower() == literal:
                        guards.add(number)
        return guards


def _finder(strings: list[bytes]) -> ahocorasick_rs.BytesAhoCorasick:
    """With a table of all its states, which are few: it reads half as long again as fast."""
    return ahocorasick_rs.BytesAhoCorasick(strings, implementation=ahocorasick_rs.Implementation.DFA)


def _beginning(folded: bytes) -> bytes:
    """As much of it as has few letters."""
    letters = [at for at, byte in enumerate(folded) if 0x61 <= byte <= 0x7A]
    return folded[: letters[_MOST_LETTERS]] if len(letters) > _MOST_LETTERS else folded


def _ways_of_writing(folded: bytes) -> Iterable[bytes]:
    """In all mixtures of upper and lower case."""
    letters = [folded[at : at + 1] for at in range(len(folded))]
    return [b"".join(ways) for ways in product(*[{letter, letter.upper()} for letter in letters])]

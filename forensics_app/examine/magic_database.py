"""libmagic's compiled database, cut into its rules, and smaller databases put together from some of them.

Layout: `struct magic` in src/file.h of file 5.44 and 5.46. A rule is one entry of level 0 and all that follow
it with a higher level. Set 0 holds the rules that are tried in turn, set 1 those that others use by name.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, overload

_MAGIC = 0xF11E041C
_ENTRY = struct.Struct("<BBBBBBBBiiIII")  # from byte 4 on: relation, then what follows it
_CONDITION_AT, _VALUE_AT, _SAID_AT, _TYPE_AT = 10, 32, 160, 224
_KIND_AT = 6
_VALUE_BYTES = 128
_HEADER = struct.Struct("<IIII")
_FORMS = {18: 376, 20: 432}
"""Version of the database to the size of an entry: 5.44, 5.46."""

STRING, REGEX, SEARCH, INDIRECT, USE = 5, 17, 20, 41, 46


class Test(NamedTuple):
    """The test of an entry. `mask` is that of a number; of a string the same bytes are `span` and `flags`."""

    flag: int
    relation: str
    type: int
    mask_operation: int
    offset: int
    mask: int
    value: bytes
    length: int

    @property
    def span(self) -> int:
        """How many places a search tries; 0 is all."""
        return self.mask & 0xFFFFFFFF

    @property
    def flags(self) -> int:
        """The modifiers of a string, a search or a regular expression."""
        return self.mask >> 32


class Line(NamedTuple):
    """An entry of a rule: `says` where its match is an answer, `conditional` where neighbours decide."""

    level: int
    test: Test
    says: bool
    conditional: bool


class Lines(Sequence[Line]):
    """The entries of a rule, or some that follow one another, each made when it is asked for."""

    def __init__(self, make: Callable[[int], Line], offsets: range) -> None:
        self._make = make
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Lines: ...
    def __getitem__(self, index: int | slice) -> Line | Lines:
        if isinstance(index, slice):
            return Lines(self._make, self._offsets[index])
        return self._make(self._offsets[index])


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: first test, bytes, the names that it uses; `everywhere` where it tries all rules again."""

    test: Test
    data: bytes
    uses: frozenset[bytes]
    everywhere: bool


class MagicDatabase:
    """A compiled database. Raises ValueError for any form but the two that are known."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER.size:
            raise ValueError("too short")
        magic, version, count, named = _HEADER.unpack_from(data)
        size = _FORMS.get(version, 0)
        if magic != _MAGIC or not size or len(data) != size * (1 + count + named):
            raise ValueError("not a known form")
        self._header = data[:size]
        self._size = size
        self._level_is_first = version == 18
        self._named: dict[bytes, list[Rule]] = {}
        for rule in self._cut(data, 1 + count, 1 + count + named):
            name = rule.test.value.partition(b"\0")[0]
            self._named.setdefault(name, []).append(rule)
        self.rules = tuple(self._whole(rule) for rule in self._cut(data, 1, 1 + count))

    def of(self, numbers: Iterable[int]) -> bytes:
        """A database of the rules with these numbers, which have to ascend, and of all that they use."""
        rules = self.rules
        chosen = [rules[number] for number in numbers]
        body = b"".join([rule.data for rule in chosen])
        names = {name for rule in chosen if rule.uses for name in rule.uses}
        # of equal names the first is the one that is used
        used = b"".join([rule.data for name in sorted(names) for rule in self._named[name]])
        head = bytearray(self._header)
        struct.pack_into("<II", head, 8, len(body) // self._size, len(used) // self._size)
        return bytes(head) + body + used

    def _cut(self, data: bytes, begin: int, end: int) -> list[Rule]:
        size = self._size
        starts = [
            at for at, level in enumerate(self._levels(data[begin * size : end * size]), begin) if not level
        ]
        if begin < end and (not starts or starts[0] != begin):
            raise ValueError("a rule without a beginning")
        return [
            self._rule(data[first * size : last * size])
            for first, last in zip(starts, [*starts[1:], end], strict=True)
        ]

    def _levels(self, data: bytes) -> Iterable[int]:
        """Of every entry."""
        if self._level_is_first:
            return [
                low | high << 8 for low, high in zip(data[:: self._size], data[1 :: self._size], strict=True)
            ]
        return data[2 :: self._size]

    def lines(self, number: int) -> Lines:
        """The entries of a rule."""
        data = self.rules[number].data
        return Lines(partial(self._line, data), range(0, len(data), self._size))

    def _line(self, data: bytes, at: int) -> Line:
        level = data[at] | data[at + 1] << 8 if self._level_is_first else data[at + 2]
        says = bool(data[at + _SAID_AT] or data[at + _TYPE_AT])
        return Line(level, self._test(data, at), says, bool(data[at + _CONDITION_AT]))

    def _test(self, data: bytes, at: int) -> Test:
        relation, length, kind, _, _, operation, _, _, offset, _, _, low, high = _ENTRY.unpack_from(
            data, at + 4
        )
        flag = data[at + 2] if self._level_is_first else data[at] | data[at + 1] << 8
        value = data[at + _VALUE_AT : at + _VALUE_AT + _VALUE_BYTES]
        return Test(flag, chr(relation), kind, operation, offset, low | high << 32, value, length)

    def _rule(self, data: bytes) -> Rule:
        kinds = data[_KIND_AT :: self._size]
        uses = set()
        if USE in kinds:
            for at in (number * self._size for number, kind in enumerate(kinds) if kind == USE):
                name = data[at + _VALUE_AT : at + _VALUE_AT + _VALUE_BYTES].partition(b"\0")[0]
                uses.add(name.removeprefix(b"^"))
        return Rule(self._test(data, 0), data, frozenset(uses), INDIRECT in kinds)

    def _whole(self, rule: Rule) -> Rule:
        """The same with the names that its names use, and so on. Raises ValueError for an unknown name."""
        found: set[bytes] = set()
        todo = set(rule.uses)
        everywhere = rule.everywhere
        while todo:
            name = todo.pop()
            found.add(name)
            if name not in self._named:
                raise ValueError("an unknown name is used")
            for used in self._named[name]:
                everywhere |= used.everywhere
                todo |= used.uses - found
        return Rule(rule.test, rule.data, frozenset(found), everywhere)

"""Bytes that whatever matches a regular expression of libmagic must contain.

The expressions are POSIX extended ones, tried line by line (REG_NEWLINE). Only what is plainly needed
counts: runs of characters, each from a small set, and one such run in each branch of an alternation. Of
everything that is not understood nothing is said.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

_SHORTEST = 2
_DEEPEST = 8
_MOST_STRINGS, _FEW_STRINGS = 512, 8
_MANY = 256
_ORDINARY_ESCAPES = b'.[]{}()*+?^$|\\/-"#%&,:;=!@~ '
_QUANTIFIERS = b"*?+{"
_UPPER, _LOWER, _DIGITS = bytes(range(65, 91)), bytes(range(97, 123)), b"0123456789"
_CLASSES = {
    b"space": b" \t\n\v\f\r", b"blank": b" \t", b"digit": _DIGITS, b"upper": _UPPER, b"lower": _LOWER,
    b"alpha": _UPPER + _LOWER, b"alnum": _UPPER + _LOWER + _DIGITS,
}  # fmt: skip
_EMPTY = frozenset({b""})


@dataclass(frozen=True, slots=True)
class Required:
    """One of `literals` is in what is searched, or it begins with one of `starts`.

    Without literals: `often` is a byte, and how often some line of what is searched has it at least.
    """

    literals: tuple[bytes, ...]
    starts: tuple[bytes, ...] = ()
    often: tuple[int, int] | None = None


def required_by(pattern: bytes) -> Required | None:
    """What `pattern` needs; None where that can't be said or is too little to look for."""
    try:
        found = _Reader(pattern).alternation(0)
    except _NotUnderstoodError:
        return None
    vague = found.needed is None or _worth_of(found.needed) < (_SHORTEST, -_FEW_STRINGS)
    if found.often is not None and (vague or found.needed is None):
        return Required((), often=found.often)
    return found.needed


class _NotUnderstoodError(Exception):
    """The expression has something that is not judged here."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A group or a branch.

    `strings`: all that it can match, where they are few. `first`: what every match of it begins with.
    `one_line`: nothing in it matches the end of a line.
    """

    strings: frozenset[bytes] | None
    first: frozenset[bytes]
    needed: Required | None
    often: tuple[int, int] | None
    one_line: bool


@dataclass(slots=True)
class _Runs:
    """The runs of a branch as they are read."""

    run: frozenset[bytes] = _EMPTY
    first: frozenset[bytes] | None = None
    found: list[Required] = field(default_factory=list)

    def add(self, strings: AbstractSet[bytes]) -> None:
        """One of `strings` comes next."""
        if len(self.run) * len(strings) > _MOST_STRINGS:
            self.end()
        if len(strings) <= _MOST_STRINGS:
            self.run = frozenset(before + string for before in self.run for string in strings)

    def end(self) -> None:
        """What comes next isn't known."""
        if self.first is None:
            self.first = self.run
        self.found += _worth(Required(tuple(sorted(self.run))))
        self.run = _EMPTY


class _Reader:
    def __init__(self, pattern: bytes) -> None:
        self._pattern = pattern
        self._at = 0

    def alternation(self, depth: int) -> _Part:
        """Everything up to the end, or to the parenthesis that closes a group."""
        if depth > _DEEPEST:
            raise _NotUnderstoodError
        branches = [self._branch(depth)]
        while self._peek() == b"|":
            self._at += 1
            branches.append(self._branch(depth))
        if depth == 0 and self._at != len(self._pattern):
            raise _NotUnderstoodError
        if len(branches) == 1:
            return branches[0]
        strings: frozenset[bytes] | None = frozenset().union(*[b.strings or () for b in branches])
        if any(branch.strings is None for branch in branches):
            strings = None
        needed = None
        if all(branch.needed for branch in branches):
            each = [branch.needed for branch in branches if branch.needed]
            needed = Required(
                tuple(literal for one in each for literal in one.literals),
                tuple(start for one in each for start in one.starts),
            )
        first = frozenset().union(*[branch.first for branch in branches])
        return _Part(strings, first, needed, None, all(branch.one_line for branch in branches))

    def _branch(self, depth: int) -> _Part:
        begins_line = depth == 0 and self._peek() == b"^"
        self._at += begins_line
        runs = _Runs()
        often = None
        finite = one_line = True
        while (char := self._peek()) not in (b"", b"|", b")"):
            part = self._group(depth) if char == b"(" else self._atom(char)
            least, most = self._times()
            one_line &= part.one_line
            if (
                least > 1
                and part.one_line
                and len({s[:1] for s in part.first}) == 1
                and b"" not in part.first
            ):
                often = (next(iter(part.first))[0], least)
            elif least and part.often:
                often = part.often
            if part.strings is not None and most == 1:
                runs.add(part.strings if least else part.strings | _EMPTY)
                continue
            finite = False
            if least and part.strings is not None:
                runs.add(part.strings)
            elif least and part.first != _EMPTY:
                runs.add(part.first)
            runs.end()
            if least and part.needed is not None:
                runs.found.append(Required(part.needed.literals))
        strings = runs.run if finite and runs.first is None else None
        runs.end()
        first = runs.first or _EMPTY
        if begins_line:
            runs.found += _worth(Required(tuple(sorted(b"\n" + s for s in first)), tuple(sorted(first))))
        needed = max(runs.found, key=_worth_of, default=None)
        return _Part(None if begins_line else strings, first, needed, often, one_line)

    def _group(self, depth: int) -> _Part:
        self._at += 1
        part = self.alternation(depth + 1)
        if self._peek() != b")":
            raise _NotUnderstoodError
        self._at += 1
        return part

    def _atom(self, char: bytes) -> _Part:
        self._at += 1
        if char == b"[":
            return self._bracket()
        if char in b".^$":
            return _unknown(one_line=True)
        if char in _QUANTIFIERS:
            raise _NotUnderstoodError
        if char == b"\\":
            char = self._peek()
            if not char or char not in _ORDINARY_ESCAPES:
                raise _NotUnderstoodError
            self._at += 1
        return _one_of(char)

    def _bracket(self) -> _Part:
        """A set of characters. One that says what it isn't never matches the end of a line."""
        others = self._peek() == b"^"
        self._at += others
        members = bytearray()
        known = True
        first = True
        while (char := self._next()) != b"]" or first:
            first = False
            kind = self._peek()
            if char == b"[" and kind and kind in b":.=":
                end = self._pattern.find(kind + b"]", self._at + 1)
                if end < 0:
                    raise _NotUnderstoodError
                named = _CLASSES.get(self._pattern[self._at + 1 : end]) if kind == b":" else None
                members += named or b""
                known &= named is not None
                self._at = end + 2
            elif kind == b"-" and self._pattern[self._at + 1 : self._at + 2] not in (b"]", b""):
                self._at += 1
                last = self._next()
                if last == b"[" or last < char:
                    raise _NotUnderstoodError
                members += bytes(range(char[0], last[0] + 1))
            else:
                members += char
        if others or not known:
            return _unknown(one_line=others)
        return _one_of(bytes(members))

    def _times(self) -> tuple[int, int]:
        """How often the atom before comes at least and at most."""
        least, most = 1, 1
        while (char := self._peek()) and char in _QUANTIFIERS:
            self._at += 1
            if char == b"{":
                end = self._pattern.find(b"}", self._at)
                lowest = self._pattern[self._at : end].partition(b",")[0]
                if end < 0 or not lowest.isdigit():
                    raise _NotUnderstoodError
                least *= min(int(lowest), _MANY)
                self._at = end + 1
            elif char != b"+":
                least = 0
            most = most if char == b"?" else _MANY
        return least, most

    def _peek(self) -> bytes:
        return self._pattern[self._at : self._at + 1]

    def _next(self) -> bytes:
        char = self._peek()
        if not char:
            raise _NotUnderstoodError
        self._at += 1
        return char


def _one_of(members: bytes) -> _Part:
    strings = frozenset(members[at : at + 1] for at in range(len(members)))
    return _Part(strings, strings, None, None, b"\n" not in members)


def _unknown(*, one_line: bool) -> _Part:
    return _Part(None, _EMPTY, None, None, one_line)


def _worth_of(needed: Required) -> tuple[int, int]:
    return min(map(len, needed.literals)), -len(needed.literals)


def _worth(needed: Required) -> list[Required]:
    """`needed` where it is enough to look for."""
    return [needed] if needed.literals and min(map(len, needed.literals)) >= _SHORTEST else []

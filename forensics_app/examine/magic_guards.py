"""What a content must have for a rule of libmagic to match: bytes at a place, or bytes near its beginning.

A guard never says no where the rule could match; it may say yes where the rule does not. What can't be judged
has no guard, and its rule is always tried. The tests are those of file_strncmp, mconvert and magiccheck in
src/softmagic.c of file 5.44 and 5.46; what loosens a comparison (case, blanks) loosens the guard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forensics_app.examine.magic_database import REGEX, SEARCH, STRING, Line, Test
from forensics_app.examine.magic_regex import required_by

WINDOW_BYTES = 12 << 10
"""Guards look at no more than the beginning; a rule that looks farther has none."""
REGEX_BYTES = 8 << 10  # MAGIC_PARAM_REGEX_MAX: a regular expression is tried on no more

_MOVING, _RELATIVE, _FROM_END = 0x01 | 0x04, 0x02, 0x80  # the place is read from the content; follows a match
_UNSIGNED = 0x08
_NATIVE = {1: 1, 2: 2, 4: 4, 24: 8}  # byte, short, long, quad
_LITTLE = {10: 2, 11: 4, 25: 8}
_BIG = {7: 2, 8: 4, 26: 8}
_SIZES = {**_NATIVE, **_LITTLE, **_BIG}
_JUDGED, _JUDGED_UNGUARDED = (SEARCH, REGEX), (SEARCH, REGEX, STRING)
_JUDGED_CLOSELY = frozenset({*_JUDGED_UNGUARDED, *_SIZES})
_DER, _GUID, _GUID_BYTES = 48, 49, 16
_COMPACT, _OPTIONAL, _LOWER, _UPPER = 1, 2, 4, 8
_CASE, _BLANKS = _LOWER | _UPPER, _COMPACT | _OPTIONAL
_FROM_START, _TEXT_OR_BINARY, _TRIM, _WORD = 0x10, 0x60, 1 << 13, 1 << 14
_KNOWN = _CASE | _BLANKS | _FROM_START | _TEXT_OR_BINARY | _TRIM | _WORD
_WHITE = b" \t\n\v\f\r"
_FEW_PLACES, _SHORTEST = 4, 2
_MOST_COMPARED = 127  # of a string; what is copied of a content ends with NUL


@dataclass(frozen=True, slots=True)
class Fixed:
    """`bytes at offset & mask == value`, both equally long. Below zero the offset counts from the end."""

    offset: int
    mask: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Guard:
    """One of `places` holds, or one of `literals` is in the first WINDOW_BYTES, or of `folded` in lower case.

    With `often`, a byte and a number, instead: a line of the first WINDOW_BYTES has it at least so often.
    `anywhere`: literals may also stand farther on, so of a longer content nothing is said.
    """

    places: tuple[Fixed, ...] = ()
    literals: tuple[bytes, ...] = ()
    folded: tuple[bytes, ...] = ()
    anywhere: bool = False
    often: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What a rule, or a part of it, needs to say anything: its own guard, and one of the parts below it.

    Without a guard nothing is known of its own test; with `then` None it may say something by itself.
    """

    guard: Guard | None
    then: tuple[Condition, ...] | None


_ALWAYS = Condition(None, None)


def condition_of(lines: Sequence[Line], *, closely: bool = False) -> Condition:
    """The condition of a rule with these lines, or of a part of one.

    Where it only compares bytes at a place, its parts are judged only `closely`; where one of them needs
    nothing they say nothing either.
    """
    first = lines[0]
    if first.conditional:
        return _ALWAYS
    guard = guard_of(first.test)
    judged = _JUDGED if guard is not None else _JUDGED_UNGUARDED
    if first.says or first.test.type not in (_JUDGED_CLOSELY if closely else judged):
        return Condition(guard, None)
    level = first.level + 1
    starts = [at for at in range(1, len(lines)) if lines[at].level == level]
    if starts[:1] != [1] or (guard is not None and guard.often is not None):  # which is rare enough
        return Condition(guard, None)
    then = []
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        part = condition_of(lines[at:end], closely=closely)
        if part == _ALWAYS:
            return Condition(guard, None)
        then.append(part)
    return Condition(guard, tuple(then))


def guard_of(test: Test) -> Guard | None:
    """The guard of a rule that begins with `test`; None where it has to be tried always."""
    if test.flag & _RELATIVE and not test.flag & _MOVING:
        return _anywhere(guard_of(test._replace(flag=test.flag & ~_RELATIVE, offset=0)))
    if test.flag & _FROM_END and not test.flag & (_MOVING | _RELATIVE) and test.offset > 0:
        return _from_end(test)
    if test.flag & (_MOVING | _RELATIVE | _FROM_END) or test.offset < 0:
        return None
    if test.type in _SIZES:
        return _number(test)
    if test.relation != "=":
        return None
    if test.type == REGEX:
        return _regex(test)
    if test.type == _DER:  # of a sequence the tag is 16, whatever its class
        return Guard((Fixed(test.offset, b"\x1f", b"\x10"),)) if test.value.startswith(b"seq") else None
    if test.type == _GUID:
        return Guard((Fixed(test.offset, b"\xff" * _GUID_BYTES, test.value[:_GUID_BYTES]),))
    if test.flags & ~_KNOWN or not 0 < test.length <= len(test.value):
        return None
    if test.type == STRING:
        return None if 0 < test.span < test.length else _at(test, [test.offset])
    return _search(test) if test.type == SEARCH else None


def _from_end(test: Test) -> Guard | None:
    """The guard of a test whose place counts from the end of the content."""
    if test.type not in _SIZES and test.type != STRING:
        return None
    guard = guard_of(test._replace(flag=test.flag & ~_FROM_END, offset=0))
    if guard is None or any(len(place.value) > test.offset for place in guard.places):
        return None
    return Guard(tuple(replace(place, offset=-test.offset) for place in guard.places))


def _anywhere(guard: Guard | None) -> Guard | None:
    """The guard of a test whose place follows from what matched before."""
    if guard is None or guard.often is not None:
        return None
    starts = tuple(place.value for place in guard.places)
    if any(set(place.mask) != {0xFF} or len(place.value) < _SHORTEST for place in guard.places):
        return None
    return Guard(literals=guard.literals + starts, folded=guard.folded, anywhere=True)


def _number(test: Test) -> Guard | None:
    size = _SIZES[test.type]
    ones = (1 << 8 * size) - 1
    value = int.from_bytes(test.value[:8], "little") & ones
    if test.mask_operation:
        return None
    mask = test.mask & ones if test.mask else ones
    if test.mask and not mask:
        return None
    if test.relation == "=":
        value &= mask
    elif test.relation == "&" and mask == ones and value:
        mask = value
    elif test.relation == "<" and test.flag & _UNSIGNED and mask == ones and value:
        mask, value = ones & ~((1 << (value - 1).bit_length()) - 1), 0  # no bit above those of the bound
        if not mask:
            return None
    else:
        return None
    order = "big" if test.type in _BIG else "little"
    return Guard((Fixed(test.offset, _bytes(mask, size, order), _bytes(value, size, order)),))


def _bytes(number: int, size: int, order: str) -> bytes:
    return number.to_bytes(size, "big" if order == "big" else "little")


def _at(test: Test, offsets: list[int]) -> Guard | None:
    """The value at one of some places, up to its first blank where blanks are loose."""
    value = test.value[: min(test.length, _MOST_COMPARED)]
    if test.flags & _BLANKS:
        value = _to_first_blank(value)
    if not value:
        return None
    mask = bytes(0xDF if test.flags & _CASE and _is_letter(byte) else 0xFF for byte in value)
    masked = bytes(byte & only for byte, only in zip(value, mask, strict=True))
    return Guard(tuple(Fixed(offset, mask, masked) for offset in offsets))


def _search(test: Test) -> Guard | None:
    value = test.value[: test.length]
    if 0 < test.span < _FEW_PLACES:  # memmem may find it at one place more than the span says
        return _at(test, [test.offset + place for place in range(test.span + 1)])
    anywhere = not test.span or test.offset + test.span + len(test.value) > WINDOW_BYTES
    if test.flags & _BLANKS and value[0] in _WHITE:  # any number of blanks may come before the rest
        value, anywhere = value.lstrip(_WHITE), True
    if test.flags & _BLANKS:  # and behind it
        value = _to_first_blank(value)
    if len(value) < _SHORTEST:
        return None
    if test.flags & _CASE:
        return Guard(folded=(value.lower(),), anywhere=anywhere)
    return Guard(literals=(value,), anywhere=anywhere)


def _regex(test: Test) -> Guard | None:
    pattern = test.value[: test.length].partition(b"\0")[0]
    if test.offset + REGEX_BYTES > WINDOW_BYTES:
        return None
    needed = required_by(pattern)
    if needed is None:
        return None
    if test.flags & _CASE:
        wanted = {literal.lower() for literal in needed.literals + needed.starts}
        return Guard(folded=tuple(sorted(wanted))) if wanted else None
    if needed.often is not None:
        return Guard(often=needed.often)
    places = [Fixed(test.offset, b"\xff" * len(start), start) for start in needed.starts]
    return Guard(tuple(places), needed.literals)


def _to_first_blank(value: bytes) -> bytes:
    for at, byte in enumerate(value):
        if byte in _WHITE:
            return value[:at]
    return value


def _is_letter(byte: int) -> bool:
    return 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A

"""Finding the rules that can match a content: never fewer than need to be tried."""

from __future__ import annotations

import random

import pytest

from forensics_app.examine import magic_database
from forensics_app.examine.magic_database import REGEX, SEARCH, Line
from forensics_app.examine.magic_finding import RuleFinder
from forensics_app.examine.magic_guards import Condition, Fixed, Guard, condition_of
from forensics_app.examine.magic_literals import Literals

FOLDED_FLAG = 4 << 32


def line(
    level: int, kind: int, value: bytes, *, relation: str = "=", says: bool = False, flags: int = 0
) -> Line:
    test = magic_database.Test(0, relation, kind, 0, 0, flags, value.ljust(128, b"\0"), len(value))
    return Line(level, test, says, conditional=False)


def test_literals_are_found_as_by_looking_for_each() -> None:
    rng = random.Random(3)
    letters = b"abAB<!x"
    wanted = [bytes(rng.choices(letters, k=rng.randrange(2, 9))) for _ in range(60)]
    guards = [
        (at, Guard(literals=(one,)) if at % 2 else Guard(folded=(one.lower(),)))
        for at, one in enumerate(wanted)
    ]
    literals = Literals(guards)
    hits = 0
    for _ in range(400):
        window = bytes(rng.choices(letters, k=rng.randrange(200)))
        expected = {
            at
            for at, guard in guards
            if any(one in window for one in guard.literals)
            or any(one in window.lower() for one in guard.folded)
        }
        hits += len(expected)
        assert literals.matching(window) == expected
    assert hits > 400


def test_of_no_literals_none_is_found() -> None:
    assert Literals([(0, Guard(places=(Fixed(0, b"\xff", b"a"),)))]).matching(b"a") == set()


@pytest.mark.parametrize("window", [b"<TITLE>", b"a <tItLe>", b"<title>"])
def test_a_literal_of_either_case_is_found_in_any(window: bytes) -> None:
    assert Literals([(7, Guard(folded=(b"<title>",)))]).matching(window) == {7}
    assert Literals([(7, Guard(folded=(b"<title>",)))]).matching(window[:-1]) == set()


def test_a_rule_that_says_nothing_by_itself_needs_one_of_its_parts() -> None:
    lines = [
        line(0, SEARCH, b"p", relation="!"),
        line(1, REGEX, b"^package"),
        line(2, REGEX, b"^use ", says=True),
        line(1, SEARCH, b"module", says=True),
    ]
    condition = condition_of(lines)
    assert condition.guard is None
    finder = RuleFinder([(5, condition)])
    assert finder.always == frozenset()
    assert finder.of(b"a\npackage x\nuse y") == {5}
    assert finder.of(b"the module") == {5}
    assert finder.of(b"a\npackage x") == frozenset()
    assert finder.of(b"use y") == frozenset()


@pytest.mark.parametrize(
    "lines",
    [
        [line(0, SEARCH, b"p", relation="!", says=True), line(1, SEARCH, b"module", says=True)],
        [line(0, SEARCH, b"p", relation="!")],
        [line(0, SEARCH, b"p", relation="!"), line(1, SEARCH, b"module", relation="!", says=True)],
        [line(0, SEARCH, b"p", relation="!"), line(1, SEARCH, b"module"), line(1, 3, b"", says=True)],
        [line(0, SEARCH, b"p", relation="!"), line(2, SEARCH, b"module", says=True)],
    ],
    ids=["says something", "no parts", "a part of which nothing is known", "a part for the rest", "a gap"],
)
def test_a_rule_that_may_say_something_of_anything_is_always_tried(lines: list[Line]) -> None:
    assert condition_of(lines) == Condition(None, None)
    assert RuleFinder([(5, condition_of(lines))]).always == {5}


def test_a_regular_expression_for_either_case_needs_its_letters_in_either() -> None:
    condition = condition_of([line(0, REGEX, b"^(;.*GM|Size)", says=True, flags=FOLDED_FLAG)])
    assert condition.guard is not None
    assert condition.guard.literals == ()
    finder = RuleFinder([(1, condition)])
    for content in (b"sIZE", b"x\nSize", b"(;x gm"):
        assert finder.of(content) == {1}
    assert finder.of(b"siz") == frozenset()


def test_a_byte_that_a_line_has_often_is_counted_in_each_line() -> None:
    condition = condition_of([line(0, REGEX, b"^[!-~]{1,9}(\t[^\t]+){4}", says=True)])
    assert condition.guard == Guard(often=(9, 4))
    finder = RuleFinder([(1, condition)])
    assert finder.of(b"a\tb\tc\n\td\te") == frozenset()
    assert finder.of(b"a\tb\tc\td\te") == {1}
    assert finder.of(b"\n\na\t\t\t\t\n") == {1}

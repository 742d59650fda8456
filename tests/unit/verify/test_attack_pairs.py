"""Two attacks of the vectors on one bundle get no better verdict than the worse of them alone."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.fuzzing.attack_pairs import attacks, fit, pairs, try_pair

MOST_S = 10.0
COUNT = 200


def test_most_attacks_can_be_put_beside_another() -> None:
    assert len(attacks()) > 300
    assert {a.verdict.value for a in attacks()} == {"altered", "incomplete", "unconfirmed", "unreadable"}


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_two_attacks_are_no_better_than_the_worse_of_them(seed: int) -> None:
    made = (try_pair(first, second) for first, second in pairs(seed))
    tried = list(islice((one for one in made if one is not None), COUNT))
    assert [one for one in tried if one.better] == []
    assert max(one.seconds for one in tried) < MOST_S


def test_attacks_that_undo_each_other_are_no_pair() -> None:
    first = attacks()[0]
    assert not fit(first, first)

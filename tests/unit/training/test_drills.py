"""Drills drawn by a seed, and the answers that go with them."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from forensics_app.i18n.translator import LANGUAGES, translator_for
from forensics_app.model.findings import Verdict
from forensics_app.training.drills.drawing import draw
from forensics_app.training.drills.explaining import _place_lines, bundle_map
from forensics_app.training.drills.making import Place


def _names(seed: str, count: int, level: int) -> list[str]:
    return [attack.name for attack in draw(seed, count=count, level=level)[0]]


def test_a_seed_draws_the_same_and_another_one_something_else() -> None:
    assert _names("autumn", 12, 3) == _names("autumn", 12, 3)
    assert _names("autumn", 12, 3) != _names("spring", 12, 3)


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("count", [1, 2, 5, 12, 40])
def test_levels_hold_and_some_are_sound(count: int, level: int) -> None:
    chosen, more = draw("x", count=count, level=level)
    assert len(chosen) == count
    assert max(attack.level for attack in [*chosen, *islice(more, 20)]) <= level
    hard = [attack for attack in chosen if attack.verdict is not Verdict.VERIFIED]
    assert sum(attack.level == level for attack in hard) >= len(hard) / 2
    if count > 1:
        assert any(attack.verdict is Verdict.VERIFIED for attack in chosen)
        assert hard


def test_none_comes_again_before_all_were_there() -> None:
    counted = Counter(_names("y", 12, 3))
    assert all(count == 1 for name, count in counted.items() if not name.startswith("sound"))


def test_the_map_is_as_long_as_the_bundle() -> None:
    assert bundle_map(0, 0, 1000) == "█" + "·" * 47
    assert bundle_map(999, 999, 1000) == "·" * 47 + "█"
    assert bundle_map(0, 999, 1000) == "█" * 48
    assert len(LANGUAGES) == 8


def test_bytes_of_a_container_are_not_said_to_be_of_a_file_in_it() -> None:
    for path, said in (
        ("data/a.txt", "Place: data/a.txt (bytes 100 to 149 of the ZIP)"),
        (
            "seal.asice!META-INF/timestamp001.tst",
            "Place: seal.asice!META-INF/timestamp001.tst (its container is at bytes 100 to 149 of the ZIP)",
        ),
    ):
        line, shown = _place_lines(Place(path, 100, 50, 1000), translator_for("en"))
        assert "".join(c for c in line if not "\u2066" <= c <= "\u2069") == said
        assert bundle_map(100, 149, 1000) in shown

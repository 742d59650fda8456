"""Filters by rule and by entropy, alone and with each other, and what they can't answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.catalog.store import Store
from forensics_app.model.artifact import ByteSpread, RuleMatch
from forensics_app.model.case import ExamineRequest
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.rules import RuleFile, RuleFileFacts
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case
from forensics_app.services.selection.hint_gaps import HintGaps, hint_gaps
from tests.world.cases import make_case
from tests.world.catalogued import entry, fill, found, make_store, source

DENSE, THIN = ByteSpread(7.98, 251.0, 16384), ByteSpread(7.89, 9000.0, 16384)
MONEY, OTHER = RuleMatch("bank", "money", ("draft",)), RuleMatch("other", "money")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    fill(
        made,
        [
            (entry(0, b"dense"), found(entropy=DENSE)),
            (entry(1, b"thin"), found(entropy=THIN)),
            (entry(2, b"money"), found(rules=(MONEY, OTHER))),
            (entry(3, b"both"), found(entropy=DENSE, rules=(MONEY,))),
            (entry(4, b"neither"), found()),
        ],
    )
    yield made
    made.close()


def names(store: Store, **asked: object) -> list[str]:
    chosen = ArtifactFilter(**asked)  # type: ignore[arg-type]
    streamed = [a.entry.locator.path_display()[1:] for a in store.artifacts.stream(chosen)]
    assert store.artifacts.count(chosen) == len(streamed)
    return streamed


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"high_entropy": True}, ["dense", "both"]),
        ({"high_entropy": False}, ["thin", "money", "neither"]),
        ({"rule": "money"}, ["money", "both"]),
        ({"rule": "other:money"}, ["money"]),
        ({"rule": "bank:money"}, ["money", "both"]),
        ({"rule": "*"}, ["money", "both"]),
        ({"rule": "mone"}, []),
        ({"rule": "*:money"}, []),
        ({"rule": "money", "high_entropy": True}, ["both"]),
        ({"rule": "money", "text": "bot"}, ["both"]),
    ],
)
def test_filters(store: Store, asked: dict[str, object], wanted: list[str]) -> None:
    assert names(store, **asked) == wanted


def test_filters_are_answered_by_indexes(store: Store) -> None:
    plan = "EXPLAIN QUERY PLAN SELECT row FROM rule_matches WHERE rule = ? AND namespace = ?"
    (step,) = store.database.connection.execute(plan, ("money", "bank")).fetchall()
    assert "matches_by_rule" in step[3]


def test_rules_and_their_counts_come_back(store: Store) -> None:
    assert store.rules.counts() == (("bank", "money", 2), ("other", "money", 1))
    assert store.rules.matching(1) == 2
    assert store.rules.matching(2) == 0
    files = (RuleFile("bank.yar", "ab" * 32, "rule a {}"), RuleFile("again.yar", "ab" * 32, "rule a {}"))
    store.rules.keep(files)
    store.rules.keep(files)
    assert store.rules.get([file.facts for file in files]) == files


def test_what_was_not_looked_at_is_told(tmp_path: Path) -> None:
    with make_case(tmp_path / "case") as case:
        _register(case, 1, ExamineRequest(rules=(RuleFileFacts("bank.yar", "ab" * 32),)))
        _register(case, 2, ExamineRequest(media_types=False))
        left = Omission("yara-not-scanned", "s1", "s1:/big", 1, OmissionStage.EXAMINE)
        case.store.set_omissions([left])
        asked = {
            "*": HintGaps(("s2",), 1),
            "money": HintGaps(("s2",), 1),
            "bank:money": HintGaps(("s2",), 1),
            "other:money": HintGaps(("s1", "s2"), 1),
        }
        assert {rule: hint_gaps(case, ArtifactFilter(rule=rule)) for rule in asked} == asked
        assert hint_gaps(case, ArtifactFilter(high_entropy=True)) == HintGaps(without_types=("s2",))
        assert hint_gaps(case, ArtifactFilter(rule="*", source="s1")) == HintGaps(not_scanned=1)
        assert hint_gaps(case, ArtifactFilter(text="a")) == HintGaps()


def _register(case: Case, number: int, request: ExamineRequest) -> None:
    record = replace(source(number), request=request)
    case.store.register_source(record, (), path=Path(record.path))

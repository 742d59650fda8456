"""`ingest --yara` from outside: what is found, recorded, listed, and what a resume asks again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from forensics_app.catalog.store import Store
from tests.world.cases import command_line_case, sealwright

RULES = 'rule secret : urgent { strings: $a = "hidden treasure" condition: $a }\n'


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return command_line_case(tmp_path / "case")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "evidence"
    root.mkdir()
    (root / "a.txt").write_text("nothing")
    (root / "b.bin").write_bytes(bytes(300_000) + b"hidden treasure")
    return root


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "wanted.yar"
    path.write_text(RULES)
    return path


def listed(case: Path, *arguments: str) -> dict[str, object]:
    done = sealwright("list", case, "--format", "jsonl", *arguments)
    return {row["path"]: row["yara"] for row in map(json.loads, done.stdout.splitlines())}


def test_matches_are_listed_filtered_and_recorded_with_the_rules_digest(
    case: Path, folder: Path, rules: Path
) -> None:
    done = sealwright("ingest", case, folder, "--yara", rules)
    assert "1 artifact matches YARA rules or words." in done.stdout
    match = [{"namespace": "wanted", "rule": "secret", "tags": ["urgent"]}]
    assert listed(case)["/b.bin"] == match
    assert listed(case)["/a.txt"] == []
    for chosen in ("secret", "wanted:secret", "*"):
        assert listed(case, "--yara", chosen) == {"/b.bin": match}
    for absent in ("other", "other:secret"):
        assert listed(case, "--yara", absent) == {}
    events = [json.loads(line) for line in (case / "custody.jsonl").read_text().splitlines()]
    (event,) = [e for e in events if e["reason"] == "rules-applied"]
    digest = hashlib.sha256(RULES.encode()).hexdigest()
    (note,) = event["notes"]
    assert note["text"].endswith(f"; files=1; rules=wanted.yar; sha256={digest}; matching=1")


def test_an_ingest_that_goes_on_compares_with_the_rules_it_began_with(
    case: Path, folder: Path, rules: Path
) -> None:
    sealwright("ingest", case, folder, "--yara", rules)
    store = Store.open(case / "case.sqlite", write=True)
    with store.database.transaction() as connection:  # as a run leaves it that was killed before any batch
        for forget in ("DELETE FROM artifacts", "DELETE FROM rule_matches"):
            connection.execute(forget)
        connection.execute("UPDATE sources SET state = 'reading'")
        connection.execute("UPDATE layers SET done = 0")
    store.close()
    rules.write_text("rule other { condition: false }")
    sealwright("ingest", case, folder)
    assert set(listed(case, "--yara", "secret")) == {"/b.bin"}


def test_rules_that_come_too_late_are_told(case: Path, folder: Path, rules: Path) -> None:
    sealwright("ingest", case, folder)
    done = sealwright("ingest", case, folder, "--yara", rules)
    assert "without these YARA rules" in done.stderr
    asked = sealwright("list", case, "--yara", "*")
    assert asked.stderr == "Read without these YARA rules: s1.\n"
    again = sealwright("ingest", case, folder)
    assert "YARA" not in again.stderr + again.stdout


def test_rules_that_do_not_compile_stop_before_anything_is_read(
    case: Path, folder: Path, rules: Path
) -> None:
    rules.write_text("rule a {\n condition: foo }")
    done = sealwright("ingest", case, folder, "--yara", rules, check=False)
    assert done.returncode == 2
    assert "wanted.yar" in done.stderr
    assert "line 2" in done.stderr
    assert listed(case) == {}

"""Hash sets on the command line, with evidence that is read and lists that stock tools made."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.judging.judges import require_judge
from tests.world.cases import command_line_case, sealwright


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    (folder / "deep").mkdir(parents=True)
    for name, data in {"a": b"one", "b": b"two", "deep/again": b"one", "c": b"three"}.items():
        (folder / name).write_bytes(data)
    return folder


def lines(case: Path, *arguments: str) -> list[dict[str, Any]]:
    done = sealwright("list", case, "--format", "jsonl", *arguments)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_list_of_hashdeep_finds_the_files_it_was_made_of(tmp_path: Path, evidence: Path) -> None:
    tool = require_judge("hashdeep")
    made = subprocess.run([tool, "-c", "sha256", evidence / "a"], capture_output=True, check=True)
    (tmp_path / "set.txt").write_bytes(made.stdout)
    sealwright("hashset", "add", tmp_path / "set.txt", "--name", "notes", "--kind", "notable")
    case = command_line_case(tmp_path / "case")
    done = sealwright("ingest", case, evidence, "--hashset", "notes")
    assert "notes (notable): 2 artifacts are in it" in done.stdout
    assert {x["path"] for x in lines(case, "--hashset", "notes")} == {"/a", "/deep/again"}
    assert {x["path"] for x in lines(case, "--duplicates")} == {"/a", "/deep/again"}
    assert {x["path"] for x in lines(case, "--not-hashset", "notes", "--kind", "file")} == {"/b", "/c"}
    tagged = sealwright("tag", case, "on-list", "--hashset", "*")
    assert "2 artifacts" in tagged.stdout


def test_ingest_computes_what_a_set_of_md5_needs(tmp_path: Path, evidence: Path) -> None:
    md5 = subprocess.run(["md5sum", evidence / "b"], capture_output=True, check=True).stdout
    (tmp_path / "set.md5").write_bytes(md5.upper())
    sealwright("hashset", "add", tmp_path / "set.md5", "--name", "old", "--kind", "known")
    case = command_line_case(tmp_path / "case")
    done = sealwright("ingest", case, evidence, "--hashset", "old")
    assert "Also computing md5" in done.stdout
    (hit,) = lines(case, "--hashset", "old")
    assert (hit["path"], hit["hash_sets"][0]["algorithm"]) == ("/b", "md5")


def test_without_md5_the_answer_is_not_none(tmp_path: Path, evidence: Path) -> None:
    md5 = subprocess.run(["md5sum", evidence / "b"], capture_output=True, check=True).stdout
    (tmp_path / "set.md5").write_bytes(md5)
    case = command_line_case(tmp_path / "case")
    sealwright("ingest", case, evidence)
    added = sealwright("hashset", "add", tmp_path / "set.md5", "--name", "old", "--kind", "known")
    assert "not that they are harmless" in added.stdout
    matched = sealwright("hashset", "match", case, "old")
    assert "4 artifacts lack a hash type" in matched.stderr
    listed = sealwright("list", case, "--hashset", "old")
    assert "The comparison with the hash set" in listed.stderr
    left_out = lines(case, "--omissions")
    assert [(o["code"], o["count"]) for o in left_out] == [("hash-set-not-comparable", "1")]
    never = sealwright("list", case, "--hashset", "other", check=False)
    assert (never.returncode, "never been compared" in never.stderr) == (2, True)


def test_unknown_sets_stop_an_ingest_before_it_reads(tmp_path: Path, evidence: Path) -> None:
    case = command_line_case(tmp_path / "case")
    done = sealwright("ingest", case, evidence, "--hashset", "none", check=False)
    assert (done.returncode, "no hash set none" in done.stderr) == (2, True)
    assert lines(case) == []


def test_the_window_reads_what_a_list_of_sets_says(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("0cc175b9c0f1b6a831c399e269772661\n")
    sealwright("hashset", "add", tmp_path / "list", "--name", "x", "--kind", "illegal")
    done = sealwright("--progress-json", "hashset", "list")
    result = json.loads(done.stdout.splitlines()[-1])
    (one,) = result["hash_sets"]
    assert (one["name"], one["kind"], one["entries"], one["digests"]) == ("x", "illegal", "1", {"md5": "1"})
    sealwright("hashset", "remove", "x")
    assert "no hash sets yet" in sealwright("hashset", "list").stderr

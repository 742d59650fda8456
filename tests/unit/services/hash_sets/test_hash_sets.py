"""Hash sets from the file to the hit: what is compared, what is not, and that the two are never mixed up."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.errors import (
    CancelledError,
    HashSetChangedError,
    HashSetExistsError,
    HashSetInvalidError,
    HashSetKindNeededError,
    HashSetNotFoundError,
    HashSetNotMatchedError,
    UsageError,
)
from forensics_app.model.artifact import Examination
from forensics_app.model.custody import CustodyReason
from forensics_app.model.digests import DigestAlgorithm, Digests
from forensics_app.model.hash_sets import HashSetKind, MatchedHashSet
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.browsing.listing import ListFormat, list_artifacts
from forensics_app.services.cases.case import Case
from forensics_app.services.hash_sets.hash_sets import (
    HashSetRequest,
    add_hash_set,
    list_hash_sets,
    needed_digests,
    remove_hash_set,
)
from forensics_app.services.hash_sets.matching import (
    forget_hash_set,
    incomplete_filter,
    match_hash_sets,
    matched_sets,
    sets_to_match_again,
)
from tests.unit.catalog.hash_sets.test_rds_database import minimal
from tests.world.cases import TickingClock, make_case
from tests.world.catalogued import add_batch, entry, fill, found, source

CLOCK = TickingClock()


def content(data: bytes, *algorithms: str) -> Examination:
    """Something read with these digests, SHA-256 always among them."""
    values = {name: hashlib.new(name, data).hexdigest() for name in ("sha256", *algorithms)}
    return found(digests=Digests(**values))


def hexes(algorithm: str, *contents: bytes) -> str:
    return "\n".join(hashlib.new(algorithm, data).hexdigest() for data in contents)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Four contents a, a, b and the empty one by SHA-256 alone, and a folder without content."""
    made = make_case(tmp_path / "case", clock=TickingClock())
    made.store.register_source(source(1), (), path=Path("/evidence/s1.dd"))
    directory = found(digests=Digests(), media_type=None)
    contents = [(n, content(d)) for n, d in ((b"x/a", b"a"), (b"y/a2", b"a"), (b"b", b"b"), (b"empty", b""))]
    fill(
        made.store,
        [
            *(
                (entry(n, name, size_bytes=0 if name == b"empty" else 1), examined)
                for n, (name, examined) in enumerate(contents)
            ),
            (entry(9, b"folder"), directory),
        ],
    )
    yield made
    made.close()


def add(tmp_path: Path, name: str, text: str | bytes, kind: HashSetKind | None = HashSetKind.NOTABLE) -> None:
    path = tmp_path / f"{name}.file"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    request = HashSetRequest(path=path, name=name, kind=kind)
    add_hash_set(request, clock=CLOCK, report=silent, cancelled=never_cancelled)


def match(case: Case, *names: str) -> tuple[MatchedHashSet, ...]:
    return match_hash_sets(case, names, clock=CLOCK, report=silent, cancelled=never_cancelled)


def paths(case: Case, chosen: ArtifactFilter) -> list[str]:
    return [a.entry.locator.path_display() for a in case.store.artifacts.stream(chosen)]


def notes(case: Case) -> list[tuple[str | None, str]]:
    return [(e.reason, n.text) for e in case.check_custody().events for n in e.notes]


# --- adding, listing, removing ----------------------------------------------------------------------------


def test_a_set_is_recorded_with_what_identifies_it(tmp_path: Path) -> None:
    text = f"{hexes('md5', b'a', b'b')}\nnothing\n"
    add(tmp_path, "list", text, HashSetKind.KNOWN)
    (facts,) = list_hash_sets()
    assert facts.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (facts.name, facts.kind, facts.entries, facts.rejected) == ("list", HashSetKind.KNOWN, 2, 1)
    assert facts.digests == ((DigestAlgorithm.MD5, 2),)
    assert facts.added_at.startswith("2026-04-17T09:00:")
    with pytest.raises(HashSetExistsError):
        add(tmp_path, "list", text)
    assert remove_hash_set("list") == facts
    assert list_hash_sets() == ()
    with pytest.raises(HashSetNotFoundError):
        remove_hash_set("list")


def test_what_a_list_means_has_to_be_said(tmp_path: Path) -> None:
    with pytest.raises(HashSetKindNeededError):
        add(tmp_path, "list", hexes("md5", b"a"), None)
    add(tmp_path, "vic", json.dumps([{"MD5": hexes("md5", b"a")}]), None)
    assert list_hash_sets()[0].kind is HashSetKind.ILLEGAL


@pytest.mark.parametrize("name", ["", " x", "x\u202ey", "n" * 101])
def test_names_that_would_mislead(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    path.write_text(hexes("md5", b"a"))
    request = HashSetRequest(path=path, name=name, kind=HashSetKind.KNOWN)
    with pytest.raises(UsageError):
        add_hash_set(request, clock=CLOCK, report=silent, cancelled=never_cancelled)


@pytest.mark.parametrize(
    "text", [b"", b"no hashes here", b'[{"MD5": "x"}', b"SQLite format 3\x00" + bytes(90)]
)
def test_of_a_file_that_is_no_set_nothing_stays(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(HashSetInvalidError):
        add(tmp_path, "bad", text)
    assert list(((tmp_path / "home") / "hashsets").iterdir()) == []
    assert list_hash_sets() == ()


def test_adding_stops_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(hexes("md5", b"a"))
    request = HashSetRequest(path=path, name="x", kind=HashSetKind.KNOWN)
    with pytest.raises(CancelledError):
        add_hash_set(request, clock=CLOCK, report=silent, cancelled=lambda: True)
    assert list_hash_sets() == ()


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    left = tmp_path / "home" / "hashsets" / f".new.{ended.pid}.abc"
    ours = left.with_name(f".new.{os.getpid()}.abc")
    for folder in (left, ours):
        folder.mkdir(parents=True)
        (folder / "set.json").write_text("{}")
    assert list_hash_sets() == ()
    add(tmp_path, "x", hexes("md5", b"a"))
    assert (left.exists(), ours.exists()) == (False, True)
    assert [facts.name for facts in list_hash_sets()] == ["x"]


# --- matching ---------------------------------------------------------------------------------------------


def test_hits_carry_set_kind_and_category(tmp_path: Path, case: Case) -> None:
    a, b = hexes("sha256", b"a"), hexes("sha256", b"b")
    add(tmp_path, "table", f"sha256,category\n{a},1\n{b},2\n{b},7\n")
    (done,) = match(case, "table")
    assert (done.hits, done.compared, done.complete) == (3, 4, True)
    assert paths(case, ArtifactFilter(hash_set="table")) == ["/x/a", "/y/a2", "/b"]
    assert paths(case, ArtifactFilter(category="1")) == ["/x/a", "/y/a2"]
    assert paths(case, ArtifactFilter(hash_set="table", category="7")) == ["/b"]
    assert paths(case, ArtifactFilter(hash_set="other")) == []
    assert paths(case, ArtifactFilter(hash_set="*")) == ["/x/a", "/y/a2", "/b"]
    for name in ("table", "*"):
        assert paths(case, ArtifactFilter(not_hash_set=name)) == ["/empty", "/folder"]
    artifact = next(case.store.artifacts.stream(ArtifactFilter(category="2")))
    assert [(h.hash_set, h.kind, h.category, h.algorithm) for h in artifact.hash_sets] == [
        ("table", HashSetKind.NOTABLE, "2", DigestAlgorithm.SHA256),
        ("table", HashSetKind.NOTABLE, "7", DigestAlgorithm.SHA256),
    ]
    line = json.loads(next(list_artifacts(case, ArtifactFilter(category="2"), ListFormat.JSONL)))
    assert line["hash_sets"][1] == {
        "name": "table", "kind": "notable", "algorithm": "sha256", "category": "7", "label": None,
    }  # fmt: skip


def test_project_vic_categories_mean_what_their_scheme_says(tmp_path: Path, case: Case) -> None:
    context = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
    record = {"MD5": hexes("md5", b"a"), "SHA256": hexes("sha256", b"a"), "Category": 4}
    add(tmp_path, "vic", json.dumps({"@odata.context": context, "value": [record]}), None)
    match(case, "vic")
    hit = next(case.store.artifacts.stream(ArtifactFilter(hash_set="vic"))).hash_sets[0]
    assert (hit.category, hit.label, hit.kind) == ("4", "Comparison Images", HashSetKind.ILLEGAL)


def test_a_scheme_that_is_not_known_gets_no_words_of_ours(tmp_path: Path, case: Case) -> None:
    context = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/UK/$metadata#Media"
    record = {"SHA256": hexes("sha256", b"a"), "Category": 1}
    path = tmp_path / "uk.json"
    path.write_text(json.dumps({"@odata.context": context, "value": [record, {**record, "Category": 2}]}))
    request = HashSetRequest(path=path, name="uk", labels={"2": "Category B"})
    add_hash_set(request, clock=CLOCK, report=silent, cancelled=never_cancelled)
    match(case, "uk")
    hits = next(case.store.artifacts.stream(ArtifactFilter(hash_set="uk"))).hash_sets
    assert [(h.category, h.label) for h in hits] == [("1", None), ("2", "Category B")]


def test_a_set_of_md5_says_that_it_was_not_compared(tmp_path: Path, case: Case) -> None:
    """The case has SHA-256 alone: no hits, and that is not the answer "none"."""
    add(tmp_path, "md5", hexes("md5", b"a", b"b"))
    (done,) = match(case, "md5")
    assert (done.hits, done.compared, done.not_comparable, done.entries_not_comparable) == (0, 0, 4, 2)
    assert not done.complete
    for chosen in (
        ArtifactFilter(hash_set="md5"),
        ArtifactFilter(not_hash_set="md5"),
        ArtifactFilter(hash_set="*"),
    ):
        assert incomplete_filter(case, chosen) == (done,)
    (omission,) = case.store.queries.omissions()
    assert (omission.code, omission.source_id, omission.count) == ("hash-set-not-comparable", "s1", 1)
    assert omission.detail == "md5: 4 files without md5"
    assert "hits=0" in notes(case)[-1][1]
    assert "not-comparable=4" in notes(case)[-1][1]
    forget_hash_set(case, "md5")
    assert case.store.queries.omissions() == ()


def test_a_set_of_which_some_entries_cannot_be_compared(tmp_path: Path, case: Case) -> None:
    add(tmp_path, "mixed", hexes("sha256", b"a") + "\n" + hexes("md5", b"b"))
    (done,) = match(case, "mixed")
    assert (done.hits, done.compared, done.not_comparable, done.entries_not_comparable) == (2, 4, 0, 1)
    assert not done.complete
    (omission,) = case.store.queries.omissions()
    assert (omission.code, omission.count) == ("hash-set-not-comparable", 1)


def test_a_set_never_matched_gives_no_answer(case: Case) -> None:
    with pytest.raises(HashSetNotMatchedError):
        incomplete_filter(case, ArtifactFilter(hash_set="never"))
    with pytest.raises(HashSetNotMatchedError):
        incomplete_filter(case, ArtifactFilter(not_hash_set="*"))
    with pytest.raises(HashSetNotFoundError):
        match(case, "never")
    with pytest.raises(HashSetNotMatchedError):
        forget_hash_set(case, "never")


def test_md5_collision_is_no_hit(tmp_path: Path) -> None:
    """An entry with both digests, a file with the same MD5 and another SHA-256."""
    case = make_case(tmp_path / "case")
    case.store.register_source(source(1), (), path=Path("/evidence/s1.dd"))
    fill(case.store, [(entry(0, b"a"), content(b"a", "md5", "sha1"))])
    add(tmp_path, "forged", f"{hexes('md5', b'a')},{hexes('sha256', b'other')}\n")
    add(tmp_path, "md5", hexes("md5", b"a"))
    forged, by_md5 = match(case, "forged", "md5")
    assert (forged.hits, forged.complete) == (0, True)
    assert (by_md5.hits, by_md5.complete) == (1, True)
    case.close()


def test_artifacts_that_came_later_are_not_passed_over(tmp_path: Path, case: Case) -> None:
    add(tmp_path, "set", hexes("sha256", b"a"))
    match(case, "set")
    case.store.register_source(source(2), (), path=Path("/evidence/s2.dd"))
    later = case.store.queries.layers("s2")[0].number
    add_batch(case.store, later, [(entry(0, b"later", layer="s2"), content(b"a"))])
    (now,) = matched_sets(case)
    assert (now.hits, now.left, now.complete) == (2, 1, False)
    assert sets_to_match_again(case) == ("set",)
    (again,) = match(case, "set")
    assert (again.hits, again.complete) == (3, True)
    assert sets_to_match_again(case) == ()


def test_a_match_that_was_stopped_says_how_far_it_came(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics_app.catalog.hash_sets.matching._BATCH_ROWS", 1)
    monkeypatch.setattr("forensics_app.catalog.hash_sets.file.EntryFile.batch", 1)
    add(tmp_path, "set", hexes("sha256", b"a"))
    with pytest.raises(CancelledError):
        match_hash_sets(case, ["set"], clock=CLOCK, report=silent, cancelled=lambda: True)
    (stopped,) = matched_sets(case)
    assert (stopped.hits, stopped.compared, stopped.left) == (1, 1, 3)
    assert "left=3" in notes(case)[-1][1]
    (done,) = match(case, "set")
    assert (done.hits, done.left) == (2, 0)


def test_nsrl_is_used_where_it_lies(tmp_path: Path, case: Case) -> None:
    rds = minimal(tmp_path / "RDS_2026.09.1_modern_minimal.db")
    request = HashSetRequest(path=rds, name="NSRL")
    facts = add_hash_set(request, clock=CLOCK, report=silent, cancelled=never_cancelled)
    assert (facts.kind, facts.version) == (HashSetKind.KNOWN, "2026.09.1 modern minimal")
    assert (facts.entries, facts.entries_exact) == (12, False)
    kept = [p for p in (tmp_path / "home" / "hashsets").rglob("*") if p.is_file()]
    assert [p.name for p in kept] == ["set.json"]
    (done,) = match(case, "NSRL")
    assert (done.hits, done.complete) == (4, True)
    os.utime(rds, ns=(1, 1))
    with pytest.raises(HashSetChangedError):
        match(case, "NSRL")
    rds.unlink()
    with pytest.raises(HashSetChangedError):
        match(case, "NSRL")
    assert [s.hits for s in matched_sets(case)] == [4]


def test_a_copy_that_somebody_changed_is_not_used(tmp_path: Path, case: Case) -> None:
    add(tmp_path, "set", hexes("sha256", b"a"))
    (copy,) = (tmp_path / "home").rglob("entries.sqlite")
    data = bytearray(copy.read_bytes())
    data[-1] ^= 1
    copy.write_bytes(data)
    with pytest.raises(HashSetInvalidError):
        match(case, "set")
    assert matched_sets(case) == ()


def test_the_ledger_names_the_set_by_its_digest(tmp_path: Path, case: Case) -> None:
    add(tmp_path, "set", hexes("sha256", b"a"))
    match(case, "set")
    reason, text = notes(case)[-1]
    assert reason == CustodyReason.HASH_SET_MATCHED
    digest = hashlib.sha256(hexes("sha256", b"a").encode()).hexdigest()
    assert text.startswith("hash-set=set; kind=notable; format=list; version=-; ")
    assert f"sha256={digest}; entries=1; compared=4; hits=2; not-comparable=0" in text
    assert case.check_custody().broken is None


def test_the_digests_that_sets_need(tmp_path: Path) -> None:
    add(tmp_path, "md5", hexes("md5", b"a"))
    add(tmp_path, "sha256", hexes("sha256", b"a"))
    assert needed_digests([]) == (DigestAlgorithm.SHA256,)
    assert needed_digests(["sha256"]) == (DigestAlgorithm.SHA256,)
    assert set(needed_digests(["md5", "sha256"])) == {DigestAlgorithm.MD5, DigestAlgorithm.SHA256}


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN TRANSACTION;\nINSERT INTO FILE(sha256,sha1,md5) VALUES('{0}','{1}','{2}');\nCOMMIT;\n",
        "-- delta\n\nDELETE FROM METADATA WHERE sha1='{1}';\n",
        "UPDATE FILE SET sha1='{1}', md5='{2}' WHERE rowid=1;\n",
    ],
)
def test_statements_that_change_a_database_are_no_set(tmp_path: Path, text: str) -> None:
    """They were taken for a table of SHA-1 and MD5, whatever they did."""
    sql = text.format(*(hexes(name, b"a") for name in ("sha256", "sha1", "md5")))
    with pytest.raises(HashSetInvalidError, match="SQL statements"):
        add(tmp_path, "delta", sql, None)
    add(tmp_path, "words", f"Begin of the list\n{hexes('md5', b'a')}\n")


def test_database_of_md5_alone_needs_md5(tmp_path: Path) -> None:
    path = tmp_path / "rds.db"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE FILE (md5 VARCHAR NOT NULL)")
        made.execute("INSERT INTO FILE VALUES (?)", (hexes("md5", b"a").strip(),))
    made.close()
    request = HashSetRequest(path=path, name="rds")
    add_hash_set(request, clock=CLOCK, report=silent, cancelled=never_cancelled)
    assert set(needed_digests(["rds"])) == {DigestAlgorithm.MD5, DigestAlgorithm.SHA256}


def test_empty_files_are_told_where_they_would_be_accused(tmp_path: Path, case: Case) -> None:
    add(tmp_path, "with", hexes("sha256", b"a", b""))
    add(tmp_path, "without", hexes("sha256", b"a"))
    add(tmp_path, "software", hexes("sha256", b""), HashSetKind.KNOWN)
    found = {s.facts.name: s for s in match(case, "with", "without", "software")}
    assert {name: one.empty_hits for name, one in found.items()} == {
        "with": True,
        "without": False,
        "software": True,
    }
    assert [name for name, one in found.items() if one.accuses_empty_files] == ["with"]


def test_duplicates_are_contents_met_twice(case: Case) -> None:
    assert paths(case, ArtifactFilter(duplicate=True)) == ["/x/a", "/y/a2"]
    assert paths(case, ArtifactFilter(duplicate=False)) == ["/b", "/empty", "/folder"]
    first = next(case.store.artifacts.stream())
    assert [a.entry.locator.path_display() for a in case.store.artifacts.same_content(first)] == ["/y/a2"]
    assert case.store.artifacts.same_content_count(first) == 1

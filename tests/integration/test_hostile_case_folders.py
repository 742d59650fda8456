"""Case folders from somebody who means ill: nothing outside of them is written, emptied or removed."""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from forensics_app.bundle.reading.opening import seal_path_of
from forensics_app.errors import CancelledError, CaseDamagedError, CaseFileRefusedError, ForensicsError
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.unfinished import Pending
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from forensics_app.services.selection.tag import tag
from tests.integration.conftest import Run
from tests.world.sealing import Bench, make_bench
from tests.world.signing import signing_key

JOURNAL = "bundles/sealing.jsonl"
KEPT = b"export PATH=/usr/bin\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path, files={"a": b"1", "b": b"2" * 100})


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / ".profile"
    path.write_bytes(KEPT)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "lock",
        "window",
        "timeline",
        "custody.jsonl",
        "request.json",
        "case.sqlite-wal",
        "case.sqlite-journal",
        JOURNAL,
        "bundles/X-B01.supplement.json",
        "custody/1.p7s",
    ],
)
@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_in_the_place_of_a_file_of_ours_is_never_followed(
    bench: Bench, victim: Path, name: str, dangling: bool
) -> None:
    planted, target = bench.case / name, victim.with_name("new") if dangling else victim
    planted.parent.mkdir(exist_ok=True)
    planted.unlink(missing_ok=True)
    planted.symlink_to(target)
    with pytest.raises(CaseFileRefusedError) as caught:
        bench.seal("X-B01.zip")
    assert (caught.value.path, caught.value.detail) == (str(planted), "case-file-link")
    assert victim.read_bytes() == KEPT
    assert not victim.with_name("new").exists()


@pytest.mark.parametrize("name", ["lock", "custody.jsonl", JOURNAL])
def test_a_second_name_of_somebody_elses_file_is_not_written(bench: Bench, victim: Path, name: str) -> None:
    planted = bench.case / name
    planted.unlink(missing_ok=True)
    os.link(victim, planted)
    with suppress(CaseFileRefusedError):  # the journal is made new, and its link removed
        bench.seal()
    assert victim.read_bytes() == KEPT


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(bench: Bench) -> None:
    (bench.case / "request.json").unlink(missing_ok=True)
    os.mkfifo(bench.case / "request.json")
    with pytest.raises(CaseFileRefusedError) as caught:
        bench.open(write=False)
    assert caught.value.detail == "case-file-kind"


def test_folders_that_are_links_are_refused(bench: Bench, tmp_path: Path) -> None:
    elsewhere = tmp_path / "autostart"
    elsewhere.mkdir()
    shutil.rmtree(bench.case / "bundles")
    (bench.case / "bundles").symlink_to(elsewhere)
    with pytest.raises(CaseFileRefusedError):
        bench.seal()
    assert list(elsewhere.iterdir()) == []


def test_links_where_parts_are_written_lose_their_place_and_not_their_target(
    bench: Bench, victim: Path
) -> None:
    (bench.out / "X.asice.part").symlink_to(victim)
    bench.assert_verified(bench.seal("X.zip").path)
    assert victim.read_bytes() == KEPT


def test_a_link_in_the_place_of_the_unfinished_bundle_is_refused(bench: Bench, victim: Path) -> None:
    (bench.out / "X.zip.part").symlink_to(victim)
    with pytest.raises(ForensicsError):
        bench.seal("X.zip")
    assert victim.read_bytes() == KEPT


def _forged(bench: Bench, out: Path, seal: bytes, text: str) -> None:
    """A journal as one who knows its form writes it: a whole bundle waits at `out` for its release."""
    out.with_name(f"{out.name}.part").write_bytes(b"PK forged")
    begun = {"kind": "begun", "out": str(out), "name": "X", "asked": {}, "signers": [], "mark": "0" * 64}
    ending = {
        "kind": "sealed",
        "out": str(out),
        "name": "X",
        "seal": base64.b64encode(seal).decode(),
        "seal_code": "ab" * 32,
        "signer_fingerprint": "cd" * 32,
        "event_id": "A" * 16,
        "zip_bytes": len(b"PK forged"),
        "artifacts": 1,
        "with_content": 1,
        "payload_bytes": 33,
        "omissions": 0,
        "failed": 0,
        "earlier_seals": [],
        "time": {"level": "B-B", "asked": False, "shortfalls": []},
        "supplement": text,
        "mark": "0" * 64,
    }
    (bench.case / JOURNAL).write_text(f"{json.dumps(begun)}\n{json.dumps(ending)}\n")


def test_a_planted_journal_releases_nothing_and_removes_nothing(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    planted = tmp_path / "theirs" / "X.zip"
    _forged(bench, planted, b"not a seal", "echo owned\n")
    sealed = bench.seal("Y.zip")
    assert sealed.given_up
    bench.assert_verified(sealed.path)
    assert sorted(p.name for p in planted.parent.iterdir()) == ["X.zip.part"]
    assert not [p for p in (bench.case / "bundles").iterdir() if b"echo owned" in p.read_bytes()]


def test_a_planted_journal_for_the_very_output_that_is_asked_for_is_not_believed(bench: Bench) -> None:
    _forged(bench, bench.out / "X.zip", b"not a seal", "")
    sealed = bench.seal("X.zip")
    assert sealed.given_up
    assert sealed.seal_code != "ab" * 32
    bench.assert_verified(sealed.path)


def test_a_journal_that_came_back_with_a_copy_of_the_case_is_not_believed(bench: Bench) -> None:
    _stopped_before_release(bench, "X.zip")
    copy = bench.case.with_name("copy")
    shutil.copytree(bench.case, copy)
    with open_case(copy, write=True, clock=bench.clock) as case:
        assert Pending.of(case).foreign
        assert not case.made_here
    with bench.open() as case:
        assert not Pending.of(case).foreign
        assert case.made_here


def _stopped_before_release(bench: Bench, name: str) -> None:
    def killed(*_: object) -> None:
        raise CancelledError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("forensics_app.services.sealing.seal.release", killed)
        with pytest.raises(CancelledError):
            bench.seal(name)


def _other_selection(bench: Bench) -> dict[str, object]:
    with bench.open() as case:
        chosen = tuple(a.artifact_id for a in case.store.artifacts.stream())[-1:]
        tag(case, "one", ArtifactFilter(ids=chosen), note=None, clock=bench.clock)
    return {"chosen": (ArtifactFilter(tag="one"),)}


@pytest.mark.parametrize("other", ["selection", "signer", "options"])
def test_a_whole_bundle_is_not_released_to_who_asks_for_another(bench: Bench, other: str) -> None:
    _stopped_before_release(bench, "X.zip")
    asked: dict[str, object] = {}
    if other == "selection":
        asked = _other_selection(bench)
    elif other == "options":
        asked = {"languages": ("fr",)}
    signer = signing_key("P-256") if other == "signer" else signing_key()
    with bench.open() as case:
        begun = Pending.of(case)
        ending = begun.ending
        assert ending is not None
        request = SealRequest(bench.out / "X.zip", **asked)  # type: ignore[arg-type]
        sealed = seal_bundle(case, request, signer, clock=bench.clock)
        reasons = [e.reason for e in case.ledger.check().events]
    assert sealed.given_up
    assert sealed.seal_code != ending.seal_code
    assert "sealing-abandoned" in reasons
    assert seal_path_of(sealed.path).is_file()


def test_the_same_sealing_is_released_when_it_is_asked_for_again(bench: Bench) -> None:
    _stopped_before_release(bench, "X.zip")
    with bench.open() as case:
        ending = Pending.of(case).ending
    sealed = bench.seal("X.zip")
    assert ending is not None
    assert (sealed.seal_code, sealed.given_up) == (ending.seal_code, False)
    bench.assert_verified(sealed.path)


HOSTILE_SCHEMAS = {
    "trigger": "CREATE TRIGGER t AFTER UPDATE ON case_facts BEGIN DELETE FROM omissions; END",
    "view": "CREATE VIEW v AS SELECT * FROM artifacts",
    "table": "CREATE TABLE extra (one INTEGER)",
    "index": "CREATE INDEX extra ON artifacts (kind)",
    "trigger by a name of ours": (
        "CREATE TRIGGER lists_by_insert BEFORE INSERT ON artifacts BEGIN DELETE FROM omissions; END"
    ),
    "another column": "ALTER TABLE omissions ADD COLUMN more TEXT DEFAULT (random())",
    "a table is gone": "DROP TABLE rule_matches",
    "view in the place of a table": "DROP TABLE high_entropy; CREATE VIEW high_entropy AS SELECT 1 AS row",
}


@pytest.mark.parametrize("attack", HOSTILE_SCHEMAS)
@pytest.mark.parametrize("write", [False, True])
def test_a_schema_of_somebody_else_is_refused(bench: Bench, attack: str, write: bool) -> None:
    connection = sqlite3.connect(bench.case / "case.sqlite")
    connection.executescript(HOSTILE_SCHEMAS[attack])
    connection.close()
    with pytest.raises(CaseDamagedError) as caught:
        bench.open(write=write)
    assert caught.value.detail == "foreign-schema"


def test_comments_and_spaces_make_no_schema_foreign(bench: Bench) -> None:
    connection = sqlite3.connect(bench.case / "case.sqlite", isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_master SET sql = replace(sql, 'CHECK (one = 1)', 'CHECK\n (one = 1) -- a word\n')"
        " WHERE name = 'case_facts'"
    )
    connection.close()
    bench.open().close()


def test_a_journal_that_names_a_second_file_is_refused(bench: Bench, victim: Path) -> None:
    """SQLite removes the file that such a journal names."""
    journal = bench.case / "case.sqlite-journal"
    journal.write_bytes(bytes(512) + str(victim).encode() + bytes(8) + bytes.fromhex("d9d505f920a163d7"))
    with pytest.raises(CaseFileRefusedError) as caught:
        bench.open()
    assert caught.value.detail == "case-journal-linked"
    assert victim.read_bytes() == KEPT


def test_the_command_line_says_that_a_case_came_from_elsewhere(run: Run, bench: Bench) -> None:
    copy = bench.case.with_name("copy")
    shutil.copytree(bench.case, copy)
    for case, wanted in ((bench.case, False), (copy, True)):
        said = run("seal", case, bench.out / "Z.zip", "--all", "--identity", "nobody")[2]
        assert ("not recorded as made by you" in said) is wanted


def test_a_case_and_its_bundles_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        bench = make_bench(tmp_path, files={"a": b"1"})
        sealed = bench.seal("X.zip")
        with bench.open():
            found = {p: stat.S_IMODE(p.lstat().st_mode) for p in (bench.case, *bench.case.rglob("*"))}
    finally:
        os.umask(before)
    wanted: Callable[[Path], int] = lambda p: 0o700 if p.is_dir() else 0o600  # noqa: E731
    assert found == {p: wanted(p) for p in found}
    for path in (sealed.path, sealed.seal_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

"""`sealwright custody` from outside: every field, hand-overs, where a ledger was changed, the form."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.world.cases import command_line_case, sealwright

PASSPHRASE = "correct horse battery"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
Lines = list[bytes]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two identities in a folder of the test's own."""
    made = tmp_path / "home"
    monkeypatch.setenv("SEALWRIGHT_HOME", str(made))
    (tmp_path / "pw").write_text(f"{PASSPHRASE}\n", encoding="ascii")
    for name in ("Giver", "Taker"):
        sealwright("identity", "new", "--name", name, "--password-file", tmp_path / "pw")
    return made


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return command_line_case(tmp_path / "case")


def ledger(case: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]


def reported(*arguments: object, code: int = 0) -> dict[str, Any]:
    done = sealwright("--progress-json", *arguments, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    value: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return value


def hand_over(case: Path, pw: Path, *, taker: str = "Taker", check: bool = True) -> str:
    done = sealwright(
        "custody", "hand-over", case, "--giver", "A. Petit; examiner", "--taker", "B. Roux; courier; ; fr; 7",
        "--giver-identity", "Giver", "--taker-identity", taker, "--giver-password-file", pw,
        "--taker-password-file", pw, "--exhibit", "EX-001", "--seal-before", "A-1", "--place", "Lyon",
        check=check,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_every_field(case: Path) -> None:
    sealwright(
        "custody", "add", case, "--event", "unsealed", "--person", "A. Petit; examiner; LAB; fr; 2207",
        "--person", "B. Roux", "--witness", "C. Ortiz; ; ; es", "--exhibit", "EX-001", "--exhibit", "EX-002",
        "--place", "Lyon", "--reason", "copying", "--authority-reference", "TJ-69", "--seal-before", "A-1",
        "--seal-after", "A-2", "--digest-before", f"s1={SHA256.upper()}", "--digest-before", f"s1={'a' * 32}",
        "--digest-after", f"disk_copy={'b' * 40}", "--at", "2026-04-17T09:30+02:00", "--note", "ouvert",
        "--note-lang", "fr",
    )  # fmt: skip
    event = ledger(case)[-1]
    assert event["persons"] == [
        {"name": "A. Petit", "role": "examiner", "organisation": "LAB", "country": "FR", "id": "2207"},
        {"name": "B. Roux", "role": None, "organisation": None, "country": None, "id": None},
    ]
    assert event["witness"]["country"] == "ES"
    assert event["digests_before"] == {"s1": {"md5": "a" * 32, "sha1": None, "sha256": SHA256}}
    assert event["digests_after"] == {"disk_copy": {"md5": None, "sha1": "b" * 40, "sha256": None}}
    assert (event["time_utc"], event["local_offset"]) == ("2026-04-17T07:30:00Z", "+02:00")
    assert event["clock_source"] == "stated"
    assert event["notes"] == [{"lang": "fr", "text": "ouvert"}]
    assert event["exhibits"] == ["EX-001", "EX-002"]


WRONG = (
    ("--digest-before", "s1=123"),
    ("--digest-before", f"S1={SHA256}"),
    ("--digest-after", SHA256),
    ("--person", "; examiner"),
    ("--person", "a;b;c;fr;e;f"),
    ("--person", "a;;;Atlantis"),
    ("--at", "2026-04-17T09:30"),
    ("--at", "2999-04-17T09:30Z"),
    ("--refers-to", "AAAAAAAAAAAAAAAA"),
    ("--note-lang", "not a tag", "--note", "x"),
)


def test_what_can_t_be_meant_is_refused_and_nothing_recorded(case: Path) -> None:
    before = (case / "custody.jsonl").read_bytes()
    for wrong in WRONG:
        done = sealwright("custody", "add", case, "--event", "copied", *wrong, check=False)
        assert done.returncode == 2, wrong
        in_future = "2999-04-17T09:30Z" in wrong
        said = (
            "2999-04-17 09:30:00 UTC is in the future" if in_future else "is not allowed in a custody event"
        )
        assert said in done.stderr, wrong
    assert (case / "custody.jsonl").read_bytes() == before


def test_hand_over_and_each_side_alone(home: Path, case: Path, tmp_path: Path) -> None:
    pw = tmp_path / "pw"
    assert "each signed" in hand_over(case, pw)
    given = reported(
        "custody", "add", case, "--event", "released", "--person", "B. Roux", "--sign", "Taker",
        "--password-file", pw,
    )  # fmt: skip
    there = {"SEALWRIGHT_HOME": str(tmp_path / "home-elsewhere")}  # where nobody is known
    checked = json.loads(
        sealwright("--progress-json", "custody", "check", case, check=False, **there).stdout.splitlines()[-1]
    )
    assert (checked["hand_overs"], checked["signed_by_both"]) == ("2", "0"), "nobody is trusted there"
    assert "is not trusted here: Giver" in sealwright("custody", "list", case, **there).stdout
    checked = reported("custody", "check", case)
    assert (checked["hand_overs"], checked["signed_by_both"]) == ("2", "1"), "one's own identities are known"
    reported(
        "custody", "add", case, "--event", "received", "--person", "A. Petit", "--refers-to",
        given["event_id"], "--sign", "Giver", "--password-file", pw,
    )  # fmt: skip
    taken = ledger(case)[-1]
    assert set(taken["digests_before"]) == {"released_event", "released_signature"}
    assert reported("custody", "check", case)["signed_by_both"] == "2"
    again = sealwright(
        "custody", "add", case, "--event", "received", "--refers-to", given["event_id"], "--sign", "Giver",
        "--password-file", pw, check=False,
    )  # fmt: skip
    assert again.returncode == 2
    assert "2 of 2 hand-overs signed by both sides." in sealwright("custody", "check", case).stdout
    assert "signed: Giver" in sealwright("custody", "list", case).stdout


def test_one_key_can_t_sign_for_both_sides(home: Path, case: Path, tmp_path: Path) -> None:
    before = (case / "custody.jsonl").read_bytes()
    said = hand_over(case, tmp_path / "pw", taker="Giver", check=False)
    assert "Received by" in said
    assert (case / "custody.jsonl").read_bytes() == before


def test_an_event_is_signed_later_and_once(home: Path, case: Path, tmp_path: Path) -> None:
    event = reported("custody", "add", case, "--event", "seized")["event_id"]
    arguments = ("custody", "sign", case, event, "--identity", "Giver", "--password-file", tmp_path / "pw")
    sealwright(*arguments)
    again = sealwright(*arguments, check=False)
    assert again.returncode == 2
    assert "exists" in again.stderr


def _cut(lines: Lines) -> Lines:
    return lines[:-1]


def _taken_out(lines: Lines) -> Lines:
    return [*lines[:1], *lines[2:]]


def _swapped(lines: Lines) -> Lines:
    return [lines[0], lines[2], lines[1], *lines[3:]]


def _changed(lines: Lines) -> Lines:
    return [lines[0], lines[1].replace(b"EX-001", b"EX-009"), *lines[2:]]


def _spaced(lines: Lines) -> Lines:
    return [lines[0], lines[1].replace(b'":"', b'": "', 1), *lines[2:]]


@pytest.mark.parametrize(
    ("change", "sequence", "code", "words"),
    [
        (_cut, "4", "cut", "The ledger ends after 3 lines; 4 were recorded."),
        (_taken_out, "2", "sequence", "Line 2 of the ledger has the number 3"),
        (_swapped, "2", "sequence", "Line 2 of the ledger has the number 3"),
        (_changed, "3", "previous", "Line 3 of the ledger follows the hash"),
        (_spaced, "2", "not-canonical", "Line 2 of the ledger is not in canonical form"),
    ],
)
def test_where_a_ledger_was_changed(
    case: Path, change: Callable[[Lines], Lines], sequence: str, code: str, words: str
) -> None:
    for event in ("seized", "received", "copied"):
        sealwright("custody", "add", case, "--event", event, "--exhibit", "EX-001")
    path = case / "custody.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in change(path.read_bytes().splitlines())))
    broken = reported("custody", "check", case, code=1)["broken"]
    assert (broken["sequence"], broken["code"]) == (sequence, code)
    done = sealwright("custody", "check", case, check=False)
    assert done.returncode == 1
    assert words in done.stderr


def test_a_ledger_written_anew_and_chained_again(case: Path, tmp_path: Path) -> None:
    """The chain of another ledger is whole: what the case remembers of its own finds it."""
    for event in ("seized", "copied"):
        sealwright("custody", "add", case, "--event", event)
    other = command_line_case(tmp_path / "other")
    for event in ("received", "copied"):
        sealwright("custody", "add", other, "--event", event)
    shutil.copy(other / "custody.jsonl", case / "custody.jsonl")
    broken = reported("custody", "check", case, code=1)["broken"]
    assert (broken["sequence"], broken["code"]) == ("3", "head")
    assert "they were rewritten" in sealwright("custody", "check", case, check=False).stderr


def test_signature_files_are_checked(home: Path, case: Path, tmp_path: Path) -> None:
    hand_over(case, tmp_path / "pw")
    folder = case / "custody"
    giver, taker = sorted(folder.iterdir())
    shutil.copy(giver, folder / "9.p7s")
    taker.write_bytes(giver.read_bytes())
    done = sealwright("custody", "check", case, check=False)
    assert done.returncode == 1
    assert "does not belong to that event" in done.stderr
    assert "signs no event" in done.stderr
    assert "0 of 1 hand-over signed by both sides." in done.stdout


def test_ledgers_that_begin_alike_and_not(case: Path, tmp_path: Path) -> None:
    later = tmp_path / "later"
    sealwright("custody", "add", case, "--event", "seized")
    shutil.copytree(case, later)
    sealwright("custody", "add", later, "--event", "copied")
    done = sealwright("custody", "check", later, case)
    assert "Each ledger begins with the shorter ones." in done.stdout
    sealwright("custody", "add", case, "--event", "returned")
    sealwright("custody", "add", case, "--event", "returned")
    done = sealwright("custody", "check", later, case, check=False)
    assert done.returncode == 1
    assert "they differ from line 3 on" in done.stderr


def test_the_form_in_each_language_and_with_labels(home: Path, case: Path, tmp_path: Path) -> None:
    hand_over(case, tmp_path / "pw")
    labels = tmp_path / "labels.toml"
    labels.write_text('title = "Feuille"\n[events]\nreleased = "Remis"\n[fields]\nplace = "Lieu"\n')
    made = []
    for language in ("en", "ar", "ru", "zh-Hans"):
        out = tmp_path / f"{language}.pdf"
        sealwright("custody", "print", case, "-o", out, "--lang", language)
        made.append(out.read_bytes())
        assert made[-1].startswith(b"%PDF-1.7")
    assert len(set(made)) == 4
    sealwright("custody", "print", case, "-o", tmp_path / "own.pdf", "--lang", "fr", "--labels", labels)
    again = sealwright("custody", "print", case, "-o", tmp_path / "own.pdf", check=False)
    assert again.returncode == 2  # never over a file that is there


def test_labels_that_no_form_has_are_refused(case: Path, tmp_path: Path) -> None:
    labels, out = tmp_path / "labels.toml", tmp_path / "form.pdf"
    labels.write_text('[events]\nreleasd = "x"\n')
    done = sealwright("custody", "print", case, "-o", out, "--labels", labels, check=False)
    assert done.returncode == 2
    assert "events.releasd" in done.stderr
    assert not out.exists()


def test_a_broken_ledger_is_printed_and_says_so(case: Path, tmp_path: Path) -> None:
    sealwright("custody", "add", case, "--event", "seized", "--exhibit", "EX-001")
    whole, broken = tmp_path / "whole.pdf", tmp_path / "broken.pdf"
    sealwright("custody", "print", case, "-o", whole)
    path = case / "custody.jsonl"
    path.write_bytes(_changed(path.read_bytes().splitlines())[0] + b"\n")
    sealwright("custody", "print", case, "-o", broken)
    assert whole.read_bytes() != broken.read_bytes()

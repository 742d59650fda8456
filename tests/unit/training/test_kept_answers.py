"""Answers on the computer of whoever gives them: never lost, never somebody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forensics_app.errors import TraineeTakenError
from forensics_app.model.times import SystemClock
from forensics_app.services.training.class_files import OpenedSet
from forensics_app.services.training.kept_answers import (
    KeptAnswers,
    keep_answers,
    kept_trainees,
    make_holder,
    read_kept,
    rename_kept,
)
from forensics_app.services.training.trail import MOST_ENTRIES, bounded
from forensics_app.training.answer import Answer
from forensics_app.training.json_forms import MOST_COUNTED
from forensics_app.training.sets.class_set import ClassSet
from forensics_app.training.sets.submission import (
    MAX_SUBMISSION_BYTES,
    Submission,
    TrailEntry,
    read_submission,
    write_submission,
)

CLOCK = SystemClock()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenedSet:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))
    set_ = ClassSet("../" + "a" * 29, "DEMO", "T", b"", "2026-01-01T00:00:00Z", (), "")
    return OpenedSet(tmp_path / "a.sealwright-class", set_, "0" * 64, b"")


def _kept(opened: OpenedSet, name: str, text: str) -> KeptAnswers:
    kept = read_kept(opened, make_holder(name), clock=CLOCK).with_answer("t.q", Answer("q", text=text))
    keep_answers(opened, kept)
    return kept


def _text(opened: OpenedSet, name: str) -> str | None:
    answer = read_kept(opened, make_holder(name), clock=CLOCK).answers.get("t.q")
    return None if answer is None else answer.text


def test_two_trainees_at_one_computer(opened: OpenedSet, tmp_path: Path) -> None:
    _kept(opened, "Ann", "a")
    _kept(opened, "Bob", "b")
    assert (_text(opened, "Ann"), _text(opened, "Bob"), _text(opened, "Cyd")) == ("a", "b", None)
    assert _text(opened, "  ANN ") == "a"  # one person, as for the variant
    assert [kept.trainee for kept in kept_trainees(opened)] == ["Ann", "Bob"]
    assert not list(tmp_path.glob("a*.json")), "a set's id is no path"


def test_another_name_takes_the_answers_along(opened: OpenedSet) -> None:
    kept = _kept(opened, "", "a")
    renamed = rename_kept(opened, kept, make_holder("Ann"))
    assert (renamed.trainee, renamed.begun_at) == ("Ann", kept.begun_at)
    assert (_text(opened, "Ann"), _text(opened, "")) == ("a", None)
    _kept(opened, "Bob", "b")
    with pytest.raises(TraineeTakenError):
        rename_kept(opened, renamed, make_holder("bob"))
    assert (_text(opened, "Ann"), _text(opened, "Bob")) == ("a", "b")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"answers": 1}', b"\xff" * 9, b"[" * 100_000])
def test_what_cannot_be_read_is_put_aside(opened: OpenedSet, tmp_path: Path, data: bytes) -> None:
    _kept(opened, "Ann", "a")
    (path,) = (tmp_path / "home").rglob("*.json")
    path.write_bytes(data)
    kept = read_kept(opened, make_holder("Ann"), clock=CLOCK)
    assert kept.answers == {}
    assert kept.set_aside is not None
    assert kept.set_aside.read_bytes() == data
    keep_answers(opened, kept)
    path.write_bytes(b"")
    again = read_kept(opened, make_holder("Ann"), clock=CLOCK)
    assert again.set_aside not in (None, kept.set_aside)


def test_the_clock_runs_from_the_first_look_and_never_back() -> None:
    kept = KeptAnswers("Ann").with_opened("t.q", at="2026-01-01T10:00:00Z")
    kept = kept.with_opened("t.q", at="2026-01-01T10:05:00Z")
    at = datetime(2026, 1, 1, 10, 10, tzinfo=UTC)
    assert kept.seconds_open("t.q", at) == 600
    assert kept.seconds_open("t.q", at - timedelta(days=2)) == 0
    assert kept.seconds_open("t.q", at + timedelta(days=900)) == MOST_COUNTED
    assert kept.seconds_open("t.other", at) is None
    assert [(step.what, step.subject) for step in kept.trail] == [("question", "t.q")]


def test_a_trail_that_is_too_long_says_so_and_can_be_read() -> None:
    """In the worst case for its bytes, with what was sealed at the very beginning."""
    trail = [TrailEntry("2026-01-01T00:00:00Z", "sealed", "f" * 64)]
    trail += [
        TrailEntry(f"2026-01-02T00:00:00.{n:06}Z", "opened", "証" * 5000) for n in range(3 * MOST_ENTRIES)
    ]
    short = bounded(trail)
    assert len(short) == MOST_ENTRIES
    assert short[0].subject == "f" * 64
    assert (short[1].what, short[1].subject) == ("left-out", str(len(trail) - MOST_ENTRIES + 1))
    written = write_submission(Submission("s", "d", "n", "", 1, "", "", (), short))
    assert len(written) <= MAX_SUBMISSION_BYTES
    assert read_submission(written).sealed_codes == ("f" * 64,)


def test_entries_of_one_second_stay_in_the_order_of_time() -> None:
    """A whole second comes before its parts; what counts later stands where it began."""
    times = ["2026-01-01T00:00:04.9Z", "2026-01-01T00:00:05Z", "2026-01-01T00:00:05.12Z",
             "2026-01-01T00:00:05.123Z", "2026-01-01T00:00:05.2Z"]  # fmt: skip
    trail = bounded(TrailEntry(at, "tagged", str(n)) for n, at in reversed(list(enumerate(times))))
    assert [entry.at for entry in trail] == times
    kept = KeptAnswers("Ann")
    for n in (0, 1, 4, 3, 2):
        kept = kept.with_step("opened", str(n), at=times[n])
    assert [entry.at for entry in kept.trail] == times

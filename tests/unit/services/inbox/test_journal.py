"""The journal of an inbox after kills and other accidents, and what limits count."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from forensics_app.errors import InboxInUseError, InboxJournalDamagedError
from forensics_app.model.times import utc_text
from forensics_app.services.inbox.arrivals import Arrival, ArrivalKind, ArrivedFile
from forensics_app.services.inbox.journal import JOURNAL, Journal
from forensics_app.services.inbox.limits import Limits, limit_reached
from forensics_app.services.inbox.status import StatusFile, read_status
from tests.world.cases import TickingClock
from tests.world.signing import NOW, FixedClock

FILED: dict[str, Any] = {
    "arrival": "ab" * 32,
    "stamp": "cd",
    "sender": "lab",
    "size": 7,
    "folder": "verified/x",
}


def _silent(event: dict[str, Any]) -> None:
    pass


def _journal(folder: Path) -> Journal:
    return Journal(folder, clock=FixedClock(), tell=_silent)


def _lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / JOURNAL).read_text().splitlines()]


def test_a_line_that_a_kill_cut_off_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    with _journal(tmp_path) as journal:
        journal.write("started")
        journal.write("filed", **FILED)
    whole = (tmp_path / JOURNAL).read_bytes()
    for cut in range(1, 40):
        (tmp_path / JOURNAL).write_bytes(whole + whole[-40:][:cut].replace(b"\n", b""))
        with _journal(tmp_path) as journal:
            assert journal.filed == {"ab" * 32: "verified/x"}
            assert journal.stamps == {"cd"}
        assert (tmp_path / JOURNAL).read_bytes() == whole
    with _journal(tmp_path) as journal:
        journal.write("stopped")
    assert [line["n"] for line in _lines(tmp_path)] == [1, 2, 3]


def test_a_journal_that_something_else_changed_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    with _journal(tmp_path) as journal:
        journal.write("filed", **FILED)
        journal.write("stopped")
    lines = (tmp_path / JOURNAL).read_bytes().split(b"\n")
    for hostile in (b"not JSON", b"[]", b'{"n": 1}', b'{"n": 1, "event": "filed"}', b"\xff" * 9):
        changed = b"\n".join([hostile, *lines[1:]])
        (tmp_path / JOURNAL).write_bytes(changed)
        with pytest.raises(InboxJournalDamagedError):
            _journal(tmp_path)
        assert (tmp_path / JOURNAL).read_bytes() == changed


def test_a_run_with_nothing_to_do_still_says_that_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the window could not tell it from one that was killed."""
    status = StatusFile(tmp_path, tmp_path / "in", clock=TickingClock())

    def updated() -> str:
        read = read_status(tmp_path)
        assert read is not None
        return read.updated

    status.write()
    first = updated()
    monkeypatch.setattr("forensics_app.services.inbox.status.BEAT_S", 1e9)
    status.beat()
    status.write()
    assert updated() == first
    monkeypatch.setattr("forensics_app.services.inbox.status.BEAT_S", 0.0)
    status.beat()
    assert updated() > first


def test_two_runs_do_not_file_into_one_folder(tmp_path: Path) -> None:
    with _journal(tmp_path), pytest.raises(InboxInUseError):
        _journal(tmp_path)
    with _journal(tmp_path):
        pass


def test_limits_count_one_sender_within_a_day() -> None:
    arrival = Arrival("lab", Path("/in"), "x.zip", ArrivalKind.BUNDLE, (ArrivedFile("x.zip", 100, 0, 1),))
    hour = timedelta(hours=1)
    taken = [
        ("lab", utc_text(NOW - 25 * hour), 10**12),
        ("lab", utc_text(NOW - 2 * hour), 900),
        ("other", utc_text(NOW - hour), 10**12),
    ]

    def asked(limits: Limits) -> str | None:
        return limit_reached(arrival, limits, taken, NOW)

    assert asked(Limits()) is None
    assert asked(Limits(100, 1000, 2)) is None
    assert asked(Limits(arrival_bytes=99)) == "--max-size"
    assert asked(Limits(daily_bytes=999)) == "--daily-size"
    assert asked(Limits(daily_count=1)) == "--daily-count"

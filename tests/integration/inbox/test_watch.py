"""The inbox as it is run: what arrives is verified once, filed with its report, and answered."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forensics_app.model.times import SystemClock
from forensics_app.services.inbox.check_order import CheckSettings
from forensics_app.services.inbox.status import read_status
from forensics_app.services.inbox.watching import WatchOrder, watch
from tests.world.cases import COMMAND, PROJECT, environment, sealwright
from tests.world.parcels import Sender, make_sender

QUICK = ("--quiet", 0, "--patience", 1, "--interval", 0.1, "--report-format", "html")


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"), b"content " * 1000)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    made = tmp_path / "in" / "lab-lyon"
    made.mkdir(parents=True)
    return made


def _trust(sender: Sender) -> Path:
    return sender.bundle.parent.parent / "trust-demo.pem"


def _deliver(sender: Sender, folder: Path, name: str = "X-B01") -> None:
    folder.mkdir(exist_ok=True)
    for suffix in (".asice", ".zip"):
        shutil.copy(sender.bundle.with_suffix(suffix), folder / f"{name}{suffix}")


def _run(inbox: Path, sender: Sender, *more: object, check: bool = False) -> tuple[int, list[dict[str, Any]]]:
    """One run over everything that is there: its exit code and the journal's lines."""
    out = inbox.parent.parent / "out"
    done = sealwright(
        "watch", inbox.parent, "--out", out, "--once", "--json", "--trust", _trust(sender), *QUICK, *more,
        check=check,
    )  # fmt: skip
    said = [json.loads(line) for line in done.stdout.splitlines()]
    lines = [json.loads(line) for line in (out / "inbox.jsonl").read_text().splitlines()]
    assert [*said] == lines[len(lines) - len(said) :], done.stderr
    assert list((out / "taking").iterdir()) == []
    return done.returncode, lines


def _filed(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] == "filed"]


def test_what_arrives_is_filed_once_by_its_verdict(inbox: Path, sender: Sender) -> None:
    _deliver(sender, inbox)
    altered = inbox.parent / "lab-turin"
    _deliver(sender, altered)
    data = bytearray((altered / "X-B01.zip").read_bytes())
    data[data.index(b"content content") + 3] ^= 1
    (altered / "X-B01.zip").write_bytes(data)
    (inbox.parent / "notes.txt").write_text("hello")
    code, lines = _run(inbox, sender, "--report-lang", "fr", "--report-lang", "en")
    assert code == 1
    found = {(line["sender"], line["verdict"]): line for line in _filed(lines)}
    assert set(found) == {("lab-lyon", "verified"), ("lab-turin", "altered"), ("", None)}
    out = inbox.parent.parent / "out"
    good = out / found["lab-lyon", "verified"]["folder"]
    assert good.parent.name == "verified"
    assert (good / "delivery" / "X-B01.zip").read_bytes() == sender.bundle.read_bytes()
    assert {p.name for p in good.iterdir()} == {
        "delivery", "receipt.en.html", "receipt.fr.html", "report.en.html", "report.fr.html", "result.json",
    }  # fmt: skip
    assert "VÉRIFIÉ" in (good / "report.fr.html").read_text()
    assert json.loads((good / "result.json").read_text())["report"]["verdict"] == "verified"
    assert found["lab-turin", "altered"]["folder"].startswith("quarantine/")
    assert found["", None]["folder"].startswith("other/")
    assert (inbox / "X-B01.zip").exists()  # the inbox is only read
    # and never again, whatever its file is called when it comes once more
    again, more = _run(inbox, sender)
    assert again == 0
    assert len(_filed(more)) == 3
    _deliver(sender, inbox.parent / "lab-other")
    _, more = _run(inbox, sender)
    assert more[-2]["event"] == "duplicate"
    assert more[-2]["folder"] == found["lab-lyon", "verified"]["folder"]
    status = read_status(out)
    assert status is not None
    assert status.state == "stopped"
    assert status.counts == {"verified": 1, "quarantine": 1, "other": 1}


def test_what_was_filed_is_not_opened_again_at_each_look(
    inbox: Path, sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _deliver(sender, inbox)
    order = WatchOrder(
        inbox.parent,
        tmp_path / "out",
        CheckSettings(("en",), (".txt",)),
        interval_s=0.0,
        quiet_s=0.0,
        once=True,
    )
    said: list[str] = []

    def run() -> dict[str, int]:
        return watch(
            order, clock=SystemClock(), tell=lambda e: said.append(e["event"]), cancelled=lambda: False
        )

    assert sum(run().values()) == 1

    def opened(*_: object) -> bool:
        raise AssertionError("a filed arrival was opened")

    monkeypatch.setattr("forensics_app.services.inbox.settling.is_whole", opened)
    assert run() == {}
    assert said == ["started", "filed", "stopped", "started", "stopped"]


def test_receipts_are_signed_for_what_is_certain_and_wait_for_a_person_else(
    inbox: Path, sender: Sender, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("correct horse battery\n")
    sealwright(
        "identity",
        "new",
        "--name",
        "Lab Roma",
        "--organisation",
        "Lab",
        "--country",
        "IT",
        "--password-file",
        password,
    )
    _deliver(sender, inbox)
    code, lines = _run(inbox, sender, "--identity", "Lab Roma", "--password-file", password, "--remove")
    assert code == 0
    (one,) = _filed(lines)
    assert one["receipt"]["outcome"] == "accepted"
    receipt = inbox.parent.parent / "out" / one["folder"] / one["receipt"]["signed"]
    shutil.copy(receipt, receipt.parent / "delivery")
    told = json.loads(
        sealwright(
            "verify", receipt.parent / "delivery" / "X-B01.zip", "--trust", _trust(sender), "--json"
        ).stdout
    )
    (addendum,) = told["addenda"]
    assert addendum["event"] == "receipt"
    assert addendum["receipt"]["outcome"] == "accepted"
    assert list(inbox.iterdir()) == []
    # nobody is trusted now: a look-alike's bundle is never accepted without a person
    _deliver(sender, inbox)
    (inbox / "again.txt").write_text("so that it is another delivery")
    out = tmp_path / "out2"
    done = sealwright(
        "watch", inbox.parent, "--out", out, "--once", "--json", *QUICK, "--identity", "Lab Roma",
        "--password-file", password, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    (line,) = _filed([json.loads(text) for text in done.stdout.splitlines()])
    assert line["verdict"] == "unconfirmed"
    assert line["receipt"] == {"signed": None, "prepared": [], "needs": "reason"}


def test_a_parcel_without_a_key_is_checked_as_a_courier_can(inbox: Path, sender: Sender) -> None:
    sender.parcel(inbox)
    code, lines = _run(inbox, sender)
    (one,) = _filed(lines)
    assert (code, one["kind"], one["verdict"]) == (3, "parcel", "unconfirmed")
    report = json.loads((inbox.parent.parent / "out" / one["folder"] / "result.json").read_text())["report"]
    assert {f["code"] for f in report["findings"] if f["severity"] != "note"} == {"parcel-closed"}
    volume = next(inbox.glob("*.v00001.p7m"))
    volume.write_bytes(volume.read_bytes()[:-1] + b"x")
    _, lines = _run(inbox, sender)
    assert _filed(lines)[-1]["folder"].startswith("quarantine/")


def test_a_sender_over_the_limit_waits_and_the_others_go_on(inbox: Path, sender: Sender) -> None:
    _deliver(sender, inbox)
    _deliver(sender, inbox, "Y-B01")
    _deliver(sender, inbox.parent / "lab-turin", "Z-B01")
    code, lines = _run(inbox, sender, "--daily-count", 1)
    assert code in (0, 3)
    assert sorted(line["sender"] for line in _filed(lines)) == ["lab-lyon", "lab-turin"]
    assert [line["limit"] for line in lines if line["event"] == "over-limit"] == ["--daily-count"]


_DYING_WORKER = """
import os, signal, sys
order = os.read(0, 65536)
if b"bad.zip" in order:
    os.kill(os.getpid(), signal.SIGSEGV)
there, here = os.pipe()
os.write(here, order)
os.dup2(there, 0)
from forensics_app.services.inbox.check_worker import main
sys.exit(main())
"""
"""The real one, but for one bundle that is too much for it."""


class _Run:
    """`watch` in this process, stopped when the test has seen enough."""

    def __init__(self, inbox: Path, out: Path) -> None:
        self.events: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._stop = threading.Event()
        settings = CheckSettings(("en",), (".txt",))
        order = WatchOrder(inbox, out, settings, interval_s=0.05, quiet_s=0.0, patience_s=0.0)
        self._thread = threading.Thread(
            target=watch, args=(order,),
            kwargs={"clock": SystemClock(), "tell": self._hear, "cancelled": self._stop.is_set},
        )  # fmt: skip
        self._thread.start()

    def _hear(self, event: dict[str, Any]) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, seen: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(seen, self.events)), 120), self.events
            return next(filter(seen, self.events))

    def end(self) -> None:
        self._stop.set()
        self._thread.join()


def test_a_share_that_goes_away_is_waited_for(inbox: Path, sender: Sender, tmp_path: Path) -> None:
    share, away = inbox.parent, tmp_path / "away"
    running = _Run(share, tmp_path / "out")
    try:
        running.wait_for(lambda e: e["event"] == "started")
        share.rename(away)
        running.wait_for(lambda e: e["event"] == "unreachable")
        _deliver(sender, away / "lab-lyon")
        away.rename(share)
        running.wait_for(lambda e: e["event"] == "reachable")
        running.wait_for(lambda e: e["event"] == "filed")
    finally:
        running.end()
    assert [e["event"] for e in running.events] == ["started", "unreachable", "reachable", "filed", "stopped"]


def test_a_process_that_dies_over_a_bundle_costs_that_bundle_alone(
    inbox: Path, sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics_app.services.inbox.checking._WORKER", (COMMAND[0], "-c", _DYING_WORKER))
    _deliver(sender, inbox, "bad")
    _deliver(sender, inbox.parent / "lab-turin", "good")
    running = _Run(inbox.parent, tmp_path / "out")
    try:
        bad = running.wait_for(lambda e: e["event"] == "filed" and e["source"].endswith("bad.zip"))
        good = running.wait_for(lambda e: e["event"] == "filed" and e["source"].endswith("good.zip"))
    finally:
        running.end()
    assert bad["folder"].startswith("quarantine/")
    assert f"code {-signal.SIGSEGV}" in bad["reason"]
    assert (tmp_path / "out" / bad["folder"] / "delivery" / "bad.zip").exists()
    assert "UNREADABLE" in (tmp_path / "out" / bad["folder"] / "report.en.html").read_text()
    assert good["verdict"] in ("verified", "unconfirmed")


def _killed(inbox: Path, out: Path, sender: Sender, after_s: float) -> int:
    running = subprocess.Popen(
        [
            *COMMAND, "watch", str(inbox), "--out", str(out), "--once", *map(str, QUICK),
            "--trust", str(_trust(sender)),
        ],
        env=environment(), cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return running.wait(after_s)
    except subprocess.TimeoutExpired:
        running.kill()
        return running.wait()


def _kill_and_count(inbox: Path, sender: Sender, kills: int, bundles: int) -> None:
    """After any number of kills each bundle has one line and one folder, and nothing is left in between."""
    chance, out, share = random.Random(2026), inbox.parent.parent / "out", inbox.parent
    for number in range(bundles):
        _deliver(sender, share / f"lab-{number}", f"N{number}-B01")
    for _ in range(kills):
        _killed(share, out, sender, chance.uniform(0.2, 4.0))
    code, lines = _run(inbox, sender)
    filed = _filed(lines)
    assert sorted(Path(one["source"]).name for one in filed) == sorted(
        f"N{n}-B01.zip" for n in range(bundles)
    )
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    folders = {
        os.fspath(p.relative_to(out))
        for s in ("verified", "unconfirmed", "quarantine")
        for p in (out / s).iterdir()
    }
    assert folders == {one["folder"] for one in filed}
    assert code == 0 or not filed


def test_kills_at_random_moments_lose_nothing_and_report_nothing_twice(inbox: Path, sender: Sender) -> None:
    _kill_and_count(inbox, sender, kills=4, bundles=2)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_nothing_and_report_nothing_twice(inbox: Path, sender: Sender) -> None:
    _kill_and_count(inbox, sender, kills=200, bundles=60)

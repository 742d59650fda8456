"""The inbox as it is run: what arrives is verified once, filed with its report, and answered."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from forensics_app.bundle.reading.adjacent_addenda import MAX_ADDENDUM_BYTES
from forensics_app.errors import DiskFullError, SourceNotFoundError
from forensics_app.model.addendum import AddendumDraft, AddendumEvent, Dispatch, Recipient
from forensics_app.model.times import SystemClock
from forensics_app.services.addenda.making import make_addendum, write_addendum
from forensics_app.services.addenda.target import target_of_bundle
from forensics_app.services.inbox import watching
from forensics_app.services.inbox.check_order import CheckOrder, CheckSettings
from forensics_app.services.inbox.journal import Journal
from forensics_app.services.inbox.status import read_status
from forensics_app.services.inbox.watching import NOT_TAKEN, WatchOrder, watch
from tests.world.cases import COMMAND, PROJECT, environment, sealwright
from tests.world.parcels import Sender
from tests.world.signing import signing_key

QUICK = ("--quiet", 0, "--patience", 1, "--interval", 0.1, "--report-format", "html")


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
    told = json.loads((good / "result.json").read_text())["report"]
    assert told["verdict"] == "verified"
    digest = hashlib.sha256(sender.bundle.read_bytes()).hexdigest()
    assert told["bundle"]["file_sha256"] == digest
    assert digest in (good / "report.en.html").read_text()
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


def _looked(inbox: Path, sender: Sender) -> list[dict[str, Any]]:
    """The journal after one run over everything that is there, in this process."""
    out = inbox.parent.parent / "out"
    settings = CheckSettings(("en",), (".txt",), trusted=(str(_trust(sender)),))
    order = WatchOrder(inbox.parent, out, settings, interval_s=0.0, quiet_s=0.0, patience_s=0.0, once=True)
    watch(order, clock=SystemClock(), tell=lambda e: None, cancelled=lambda: False)
    return [json.loads(line) for line in (out / "inbox.jsonl").read_text().splitlines()]


def _dispatch(sender: Sender, folder: Path, channel: str) -> Path:
    """An addendum by the bundle's signer, in `folder`."""
    target = target_of_bundle(sender.bundle, trust=sender.trust, clock=sender.clock)
    draft = AddendumDraft(AddendumEvent.DISPATCH, dispatch=Dispatch(channel, (Recipient("Lab Roma"),), ()))
    folder.mkdir(parents=True, exist_ok=True)
    return write_addendum(make_addendum(target, draft, (signing_key(),), clock=sender.clock), folder)


def test_an_addendum_that_comes_later_is_filed_with_its_bundle_and_judged_with_it_once(
    inbox: Path, sender: Sender, tmp_path: Path
) -> None:
    """Beside the bundle in the inbox under its name, elsewhere under any name, and from another sender."""
    _deliver(sender, inbox, sender.bundle.stem)
    lines = _looked(inbox, sender)
    (bundle,) = _filed(lines)
    out = tmp_path / "out"
    first = _dispatch(sender, inbox, "courier")
    other = _dispatch(sender, tmp_path / "made", "post").rename(inbox / "letter-to-it.asice")
    stranger = _dispatch(sender, inbox.parent / "lab-turin", "rail").rename(
        inbox.parent / "lab-turin/x.asice"
    )
    for _ in range(2):
        lines = _looked(inbox, sender)
        follow_ups = [line for line in lines if line["event"] == "follow-up"]
        assert sorted(line["source"] for line in follow_ups) == sorted(map(str, (first, other, stranger)))
        assert len(_filed(lines)) == 1
    digest = hashlib.sha256(sender.bundle.read_bytes()).hexdigest()
    for number, line in enumerate(follow_ups, 1):
        assert line["of"] == bundle["folder"]
        assert (out / line["folder"]).parent == out / bundle["folder"] / "follow-ups"
        assert (line["verdict"], line["addendum"]["event"], line["addendum"]["counts"]) == (
            "verified", "dispatch", True,
        )  # fmt: skip
        result = json.loads((out / line["folder"] / "result.json").read_text())
        assert len(result["report"]["addenda"]) == number  # each with those before it
        assert (out / line["folder"] / "report.en.txt").is_file()
        assert result["report"]["bundle"]["file_sha256"] == digest
    status = read_status(out)
    assert status is not None
    assert status.counts == {"verified": 1, "follow-ups": 3}


def test_what_is_no_addendum_to_a_filed_bundle_is_filed_by_itself(
    inbox: Path, sender: Sender, tmp_path: Path
) -> None:
    """Too large for an addendum, to a bundle that somebody moved away, or come with something else."""
    _deliver(sender, inbox, sender.bundle.stem)
    _looked(inbox, sender)
    made = _dispatch(sender, tmp_path / "made", "post")
    large = inbox.parent / "lab-turin" / "large.asice"
    large.parent.mkdir()
    large.write_bytes(made.read_bytes() + bytes(MAX_ADDENDUM_BYTES))
    lines = _looked(inbox, sender)
    assert [one["source"] for one in _filed(lines)[1:]] == [str(large)]
    shutil.copy(made, inbox)
    (inbox / f"{sender.bundle.stem}.letter.txt").write_text("a letter makes it another delivery")
    lines = _looked(inbox, sender)
    assert _filed(lines)[-1]["kind"] == "bundle"
    for folder in (tmp_path / "out" / "verified").iterdir():
        folder.rename(tmp_path / folder.name)
    _dispatch(sender, inbox.parent / "lab-lima", "rail")
    lines = _looked(inbox, sender)
    assert _filed(lines)[-1]["kind"] == "addendum"
    assert not [line for line in lines if line["event"] == "follow-up"]


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


def test_a_service_with_little_memory_gives_the_same_verdict(sender: Sender, tmp_path: Path) -> None:
    """A limit of the system that is below the process's own is no fault of the bundle."""
    _deliver(sender, tmp_path / "delivery")
    settings = CheckSettings(("en",), (".txt", ".pdf"), trusted=(str(_trust(sender)),))
    order = CheckOrder(str(tmp_path), "X-B01.zip", "bundle", settings)
    with subprocess.Popen(
        ["sh", "-c", 'ulimit -v 1500000; exec "$@"', "sh", COMMAND[0], "-m",
         "forensics_app.services.inbox.check_worker"],
        env=environment(), cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order.as_json()) + "\n")
        process.stdin.flush()
        (result,) = [line["result"] for text in process.stdout if "result" in (line := json.loads(text))]
    assert process.returncode == 0
    assert result["verdict"] == "verified"
    assert result["reports"] == ["report.en.txt", "report.en.pdf"]


# Python before 3.13.1 keeps a compiled module that was cut by the limit, and fails on it from then on
NO_COMPILED_FILES = {"PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.parametrize("room", ["none", "copy", "report"])
def test_a_full_disk_costs_time_and_nothing_else(
    inbox: Path, sender: Sender, tmp_path: Path, room: str
) -> None:
    """A limit of file size set from outside, as the system reports a quota: for every file, the copy's, or
    those that the verifying process writes (of a seal alone, which is smaller than its report)."""
    out = tmp_path / "out"
    limit, name = {
        "none": (10, "X-B01.zip"),
        "copy": (60_000, "X-B01.zip"),
        "report": (5_000, "X-B01.asice"),
    }[room]
    process = subprocess.Popen(
        [*COMMAND, "watch", str(inbox.parent), "--out", str(out), "--json", *map(str, QUICK)],
        env=environment(**NO_COMPILED_FILES), cwd=PROJECT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert json.loads(process.stdout.readline())["event"] == "started"
        _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, hard))
        before = (out / "taking").stat().st_mtime_ns
        # whole at once, or it may be read while it is copied, and is reported as changed
        if name.endswith(".zip"):  # first: a seal that lies there alone for a moment would be filed alone
            shutil.copy(sender.bundle, tmp_path / name).rename(inbox / name)
        shutil.copy(sender.bundle.with_suffix(".asice"), tmp_path / "X-B01.asice").rename(
            inbox / "X-B01.asice"
        )
        if room == "none":  # not even the journal has room for a line
            while (out / "taking").stat().st_mtime_ns == before:
                os.sched_yield()
        else:
            line = json.loads(process.stdout.readline())
            assert (line["event"], line["source"]) == ("not-filed", str(inbox / name))
        assert not any((out / "quarantine").iterdir())
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        for text in process.stdout:  # a look that began before may still say that it was not filed
            if json.loads(text)["event"] == "filed":
                break
        process.send_signal(signal.SIGTERM)
        rest = process.communicate()[0].splitlines()
    finally:
        process.kill()
        process.communicate()
    assert [json.loads(line)["event"] for line in rest] == ["stopped"]
    assert len(list((out / "unconfirmed").iterdir())) == 1
    assert json.loads(text)["verdict"] == "unconfirmed"
    assert not list((out / "taking").iterdir())


def test_a_line_that_the_full_disk_kept_from_the_journal_is_written_when_there_is_room(
    inbox: Path, sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The arrival has its folder then: it must not get a second one."""
    _deliver(sender, inbox)
    write, refused = Journal.write, []

    def full_at_first(journal: Journal, event: str, **values: Any) -> dict[str, Any]:
        if event in ("filed", "not-filed") and len(refused) < 4:
            refused.append(event)
            raise DiskFullError(path="out")
        return write(journal, event, **values)

    monkeypatch.setattr(Journal, "write", full_at_first)
    running = _Run(inbox.parent, tmp_path / "out")
    try:
        running.wait_for(lambda e: e["event"] == "filed")
    finally:
        running.end()
    assert refused == ["filed", "not-filed", "filed", "filed"]
    assert [e["event"] for e in running.events] == ["started", "filed", "stopped"]
    assert [p.parent.name for p in (tmp_path / "out").glob("*/*/result.json")] == [
        Path(running.events[1]["folder"]).name
    ]
    status = read_status(tmp_path / "out")
    assert status is not None
    assert status.counts == {"unconfirmed": 1}


def _once(inbox: Path, out: Path, **more: Any) -> dict[str, int]:
    """One run over what is no bundle, which needs no process of its own."""
    (inbox / "note.txt").write_text("hello")
    order = WatchOrder(
        inbox.parent, out, CheckSettings(("en",), (".txt",)), interval_s=0.0, quiet_s=0.0, patience_s=0.0,
        once=True, **more,
    )  # fmt: skip
    return watch(order, clock=SystemClock(), tell=lambda e: None, cancelled=lambda: False)


def test_once_does_not_wait_for_room_on_a_disk_that_stays_full(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=0))
        assert _once(inbox, tmp_path / "out") == {NOT_TAKEN: 1}
    status = read_status(tmp_path / "out")
    assert status is not None
    assert "no space left" in status.trouble
    assert status.troubles["en"] == status.trouble
    assert "Speicherplatz" in status.troubles["de"]
    assert _once(inbox, tmp_path / "out") == {"other": 1}


def test_once_does_not_wait_for_room_in_the_journal(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was filed has its folder then, and gets its line when the next run starts."""
    write = Journal.write

    def full(journal: Journal, event: str, **values: Any) -> dict[str, Any]:
        if event in ("filed", "not-filed"):
            raise DiskFullError(path="out")
        return write(journal, event, **values)

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "write", full)
        with pytest.raises(DiskFullError):
            _once(inbox, tmp_path / "out")
    assert _once(inbox, tmp_path / "out") == {}
    assert len(list((tmp_path / "out" / "other").iterdir())) == 1
    lines = [json.loads(line) for line in (tmp_path / "out" / "inbox.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines].count("filed") == 1


def test_once_does_not_wait_for_a_share_that_stays_away(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(path: Path) -> None:
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), str(path))

    monkeypatch.setattr(watching, "scan", away)
    with pytest.raises(SourceNotFoundError):
        _once(inbox, tmp_path / "out")


def _killed(inbox: Path, out: Path, sender: Sender, after_s: float) -> None:
    """One run that is killed so long after it said that it started, wherever it is then."""
    running = subprocess.Popen(
        [
            *COMMAND, "watch", str(inbox), "--out", str(out), "--once", "--json", *map(str, QUICK),
            "--trust", str(_trust(sender)),
        ],
        env=environment(), cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert running.stdout is not None
    try:
        assert b'"event": ' in running.stdout.readline()  # what a kill owed may come first
        running.wait(after_s)
    except subprocess.TimeoutExpired:
        pass
    finally:
        running.kill()
        running.stdout.close()
        running.wait()


def _kill_and_count(inbox: Path, sender: Sender, kills: int, bundles: int) -> None:
    """After any number of kills each bundle has one line and one folder, so has each addendum that came
    later, and nothing is left in between. The moments are spread over what one arrival takes here and now."""
    chance, out, share = random.Random(2026), inbox.parent.parent / "out", inbox.parent
    _deliver(sender, share / "lab-0", "N0-B01")
    began = time.monotonic()
    _looked(inbox, sender)
    one_s = time.monotonic() - began
    for number in range(1, bundles):
        _deliver(sender, share / f"lab-{number}", f"N{number}-B01")
    for _ in range(kills - kills // 3):
        _killed(share, out, sender, chance.uniform(0.0, 1.3 * one_s))
    _looked(inbox, sender)
    addenda = [_dispatch(sender, share / f"lab-{number}", f"way {number}") for number in range(bundles)]
    for _ in range(kills // 3):
        _killed(share, out, sender, chance.uniform(0.0, 1.3 * one_s))
    lines = _looked(inbox, sender)
    filed, follow_ups = _filed(lines), [line for line in lines if line["event"] == "follow-up"]
    assert sorted(Path(one["source"]).name for one in filed) == sorted(
        f"N{n}-B01.zip" for n in range(bundles)
    )
    assert sorted(one["source"] for one in follow_ups) == sorted(map(str, addenda))
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    folders = {os.fspath(p.relative_to(out)) for p in (out / "verified").iterdir()}
    assert folders == {one["folder"] for one in filed}
    assert {os.fspath(p.relative_to(out)) for p in (out / "verified").glob("*/follow-ups/*")} == {
        one["folder"] for one in follow_ups
    }
    assert not [p for shelf in ("unconfirmed", "quarantine", "other") for p in (out / shelf).iterdir()]


def test_kills_at_random_moments_lose_nothing_and_report_nothing_twice(inbox: Path, sender: Sender) -> None:
    _kill_and_count(inbox, sender, kills=3, bundles=2)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_nothing_and_report_nothing_twice(inbox: Path, sender: Sender) -> None:
    _kill_and_count(inbox, sender, kills=200, bundles=60)

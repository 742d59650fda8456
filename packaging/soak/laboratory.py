"""One round of a soak: from reading to receiving, each step under faults, then in peace.

What is true is known beforehand: the files of the evidence are made here, with their digests, and each bundle
is sound or was changed here by one bit.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faults import KINDS, NONE, Fault, draw, happened

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "forensics_app.cli.main")
HANG_S = 300.0
_DUMP_S = 10.0
MARK = b"SOAK-PLAINTEXT-MARK"
_WHEN_DONE = ("verified", "unconfirmed", "quarantine", "other")


@dataclass(slots=True)
class Totals:
    """What the table shows. `problems` are sentences; a soak without any is one that passed."""

    faults: Counter[str] = field(default_factory=Counter)
    runs: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, kind: str, sentence: str) -> None:
        """`kind`: lost, verdict, hang, crash, temporary or plaintext."""
        self.problems.append((kind, sentence))
        print(f"  {kind}: {sentence}", flush=True)


class Laboratory:
    """A folder of its own, with a signing identity, for as many rounds as there is time."""

    def __init__(self, folder: Path, shim: Path, chance: random.Random, totals: Totals) -> None:
        self._base, self._shim, self._chance, self.totals = folder, shim, chance, totals
        self._home, self._tmp = folder / "home", folder / "tmp"
        for path in (self._home, self._tmp):
            path.mkdir()
        self._clock_jumped, self._complete = False, 0
        self._password = folder / "password"
        self._password.write_text("soak and only soak\n")
        self._pem = folder / "own.pem"
        self._in_peace("identity", "new", "--name", "Soak", "--password-file", self._password)
        self._in_peace("identity", "export", "Soak", "-o", self._pem)

    def round(self, number: int) -> None:
        """Everything once. What a round found wrong stays where it is."""
        before = len(self.totals.problems)
        self._clock_jumped, self._complete = False, 0
        folder = self._base / f"round-{number}"
        folder.mkdir()
        truth = self._evidence(folder / "evidence")
        case, bundle = folder / "case", folder / f"SOAK-{number}.zip"
        self._in_peace(
            "case", "new", case, "--reference", f"SOAK-{number}", "--title", "Soak", "--examiner", "A. Petit",
            "--agency", "LAB Lyon", "--country", "FR",
        )  # fmt: skip
        evidence = folder / "evidence"
        self._stormy(folder, ("ingest", case, evidence), reads=(case, evidence), writes=(case,))
        self._read_to_the_end(case, evidence)
        listed = self._compare(case, truth)
        if not listed:  # the folder itself could not be read, which was reported
            shutil.rmtree(folder)
            return
        extension = listed[0].rpartition(".")[2]
        self._stormy(folder, ("tag", case, "wanted", "--ext", extension), reads=(case,), writes=(case,))
        self._in_peace("tag", case, "wanted", "--ext", extension)
        seal = ("seal", case, bundle, "--all", "--identity", "Soak", "--password-file", self._password)
        self._stormy(folder, seal, reads=(case, evidence), writes=(case, folder), last=True)
        if not bundle.exists() or not bundle.with_suffix(".asice").exists():
            self._in_peace(*seal)
        self._in_peace("custody", "check", case)
        self._verify(folder, bundle, sound=True)
        changed = self._tampered(bundle, folder / "changed")
        self._verify(folder, changed, sound=False)
        self._receive(folder, bundle, changed)
        self._look_for_leftovers(folder)
        if len(self.totals.problems) == before:
            shutil.rmtree(folder)

    def _read_to_the_end(self, case: Path, evidence: Path) -> None:
        """What was away while a folder was read is reported; when it is back, the folder is another one."""
        done = self._in_peace("ingest", case, evidence, codes=(0, 2, 3))
        changed = ("has changed since it was first read", "has changed since it was read as")
        if done.returncode == 2 and any(sentence in done.stderr for sentence in changed):
            self.totals.checked["folders that were away in part, and are refused since"] += 1
        elif done.returncode == 2:
            self.totals.wrong("crash", f"ingest in peace: {done.stderr[-300:]}")

    # --- the evidence ------------------------------------------------------------------------------

    def _evidence(self, folder: Path) -> dict[str, str]:
        truth = {}
        for number in range(self._chance.randint(20, 120)):
            inside = Path(*(f"d{self._chance.randrange(4)}" for _ in range(self._chance.randrange(3))))
            path = folder / inside / f"f{number}.{self._chance.choice(('txt', 'bin', 'jpg'))}"
            path.parent.mkdir(parents=True, exist_ok=True)
            data = MARK + self._chance.randbytes(int(10 ** self._chance.uniform(0, 5.5)))
            path.write_bytes(data)
            truth[f"/{path.relative_to(folder)}"] = hashlib.sha256(data).hexdigest()
        return truth

    def _compare(self, case: Path, truth: dict[str, str]) -> list[str]:
        """The files that are listed. One that is not is lost, unless a folder above it was reported."""
        out = self._in_peace("list", case, "--format", "jsonl").stdout
        not_listed = self._folders_not_listed(case)
        listed = {line["path"]: line for line in map(json.loads, out.splitlines())}
        for path, digest in truth.items():
            self.totals.checked["artifacts"] += 1
            line = listed.get(path)
            if line is None and any(path.startswith(above) for above in not_listed):
                self.totals.checked["artifacts in folders reported as not readable"] += 1
            elif line is None:
                self.totals.wrong("lost", f"{case}: {path} is not in the list")
            elif line["read"]["outcome"] == "complete" and line["sha256"] != digest:
                self.totals.wrong("verdict", f"{case}: {path} has another digest")
            elif line["read"]["outcome"] != "complete":
                self.totals.checked["artifacts reported as not read"] += 1
            else:
                self._complete += 1
        return [path for path in truth if path in listed]

    def _folders_not_listed(self, case: Path) -> list[str]:
        """What the paths in folders begin with that the omissions report as not readable."""
        out = self._in_peace("list", case, "--omissions", "--format", "jsonl").stdout
        omissions = map(json.loads, out.splitlines())
        folders = [o["locator"].partition(":")[2] for o in omissions if o["code"] == "directory-unreadable"]
        return [f"{folder.rstrip('/')}/" for folder in folders]

    # --- bundles -----------------------------------------------------------------------------------

    def _tampered(self, bundle: Path, folder: Path) -> Path:
        """A copy with one bit of a content changed, in the bytes of the ZIP that are stored as they are; of
        any other byte where nothing could be read, and so nothing is in the bundle.
        """
        folder.mkdir()
        copy = Path(shutil.copy(bundle, folder))
        shutil.copy(bundle.with_suffix(".asice"), folder)
        data = bytearray(copy.read_bytes())
        places = []
        at = data.find(MARK)
        while at >= 0:
            places.append(at)
            at = data.find(MARK, at + 1)
        if places:
            place = self._chance.choice(places) + self._chance.randrange(len(MARK))
        else:
            place = self._chance.randrange(len(data))
            self.totals.checked["bundles without content"] += 1
            if self._complete:
                self.totals.wrong("lost", f"{bundle} has none of {self._complete} contents")
        data[place] ^= 1 << self._chance.randrange(8)
        copy.write_bytes(data)
        return copy

    def _verify(self, folder: Path, bundle: Path, *, sound: bool) -> None:
        command = ("verify", bundle, "--trust", self._pem, "--json")
        for fault in (self._fault(folder, (bundle.parent,), writes=(self._home,)), NONE):
            done = self._run(command, fault, folder)
            verdict = _verdict(done.stdout)
            if verdict is not None:
                self.totals.checked["verdicts"] += 1
            wrong = verdict == "verified" if not sound else verdict in ("altered", "incomplete")
            if sound and fault.kind in ("eio-read", "vanish", "clock"):
                wrong = False  # what can't be read is not there for the verifier, and it says so
            elif sound and fault is NONE:
                wrong = verdict not in self._of_a_sound_bundle()
                if verdict == "unconfirmed":
                    self.totals.checked["sound bundles unconfirmed, sealed while the clock jumped"] += 1
            if wrong:
                self.totals.wrong("verdict", f"{bundle}: {verdict} under {fault.kind}")

    def _receive(self, folder: Path, bundle: Path, changed: Path) -> None:
        inbox, out = folder / "in", folder / "out"
        for name, path in (("good", bundle), ("bad", changed)):
            (inbox / name).mkdir(parents=True)
            for one in (path, path.with_suffix(".asice")):
                shutil.copy(one, inbox / name)
        watch = (
            "watch", inbox, "--out", out, "--once", "--json", "--trust", self._pem, "--quiet", 0,
            "--patience", 1, "--interval", 0.1, "--report-format", "txt",
        )  # fmt: skip
        for _ in range(2):
            fault = self._fault(folder, (inbox,), writes=(out,))
            self._clock_jumped |= fault.kind == "clock"  # it may verify before the certificate is valid
            self._run(watch, fault, folder)
        self._in_peace(*watch, codes=(0, 1, 3))
        lines = [json.loads(line) for line in (out / "inbox.jsonl").read_text().splitlines()]
        lines = [line for line in lines if line["event"] == "filed"]
        filed = Counter(line["source"] for line in lines)
        for name, path, verdicts in (
            ("good", bundle, self._of_a_sound_bundle()),
            ("bad", changed, ("altered",)),
        ):
            source = str(inbox / name / path.name)
            self.totals.checked["bundles received"] += 1
            if filed[source] != 1:
                self.totals.wrong("lost", f"{source} was filed {filed[source]} times")
            found = next((line["verdict"] for line in lines if line["source"] == source), None)
            if found not in verdicts:
                self.totals.wrong("verdict", f"{source} was filed as {found}")
        folders = sum(len(list((out / shelf).iterdir())) for shelf in _WHEN_DONE)
        if folders != sum(filed.values()):
            self.totals.wrong("lost", f"{out} has {folders} folders for {sum(filed.values())} lines")
        if list((out / "taking").iterdir()):
            self.totals.wrong("temporary", f"{out / 'taking'} is not empty")

    def _of_a_sound_bundle(self) -> tuple[str, ...]:
        """A bundle that says it was sealed next year, or before its certificate was made, is unconfirmed."""
        return ("verified", "unconfirmed") if self._clock_jumped else ("verified",)

    # --- runs --------------------------------------------------------------------------------------

    def _fault(self, folder: Path, reads: Sequence[Path], writes: Sequence[Path]) -> Fault:
        """One of any kind: of reading below one of `reads`, of a full disk below one of `writes`."""
        kind = self._chance.choice(KINDS)
        under = self._chance.choice(writes if kind == "enospc" else reads)
        return draw(self._chance, kind, shim=self._shim, under=under, log=folder / f"faults-{kind}")

    def _stormy(
        self,
        folder: Path,
        command: Sequence[object],
        *,
        reads: Sequence[Path],
        writes: Sequence[Path],
        last: bool = False,
    ) -> None:
        for _ in range(self._chance.randint(1, 3)):
            if last and Path(str(command[2])).exists():
                return  # sealed in spite of it
            fault = self._fault(folder, reads, writes)
            self._clock_jumped |= fault.kind == "clock"
            self._run(command, fault, folder)

    def _in_peace(self, *command: object, codes: Sequence[int] = (0, 3)) -> subprocess.CompletedProcess[str]:
        done = self._run(command, NONE, self._base)
        if done.returncode not in codes:
            self.totals.wrong("crash", f"{command[:2]} ended with {done.returncode}: {done.stderr[-300:]}")
        return done

    def _run(self, command: Sequence[object], fault: Fault, folder: Path) -> subprocess.CompletedProcess[str]:
        """One run of the program, which is killed where the fault says so, or where it hangs."""
        environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8",
            "TMPDIR": str(self._tmp), "HOME": str(self._home),
            "SEALWRIGHT_HOME": str(self._home / "sealwright"), "PYTHONFAULTHANDLER": "1", **fault.environment,
        }  # fmt: skip
        process = subprocess.Popen(
            [*PROGRAM, *map(str, command)], env=environment, cwd=ROOT, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True,
            preexec_fn=fault.apply_limits(),
        )  # fmt: skip
        self.totals.runs[fault.kind] += 1
        try:
            out, err = process.communicate(timeout=fault.kill_after_s or HANG_S)
        except subprocess.TimeoutExpired:
            if fault.kill_after_s is None:
                stood = _where_it_stands(process)
                self.totals.wrong("hang", f"{command[:2]} under {fault.kind} {fault.environment}\n{stood}")
                _end_all(process)
            process.kill()  # the program alone: what it started has to notice by itself
            try:
                out, err = process.communicate(timeout=HANG_S)
            except subprocess.TimeoutExpired:
                self.totals.wrong("hang", f"children of {command[:2]} outlive it")
                _end_all(process)
                out, err = process.communicate()
        self._count(fault, folder)
        crashed = "Traceback (most recent call last)" in err and fault.kind not in ("memory", "handles")
        if crashed or (process.returncode < 0 and fault.kind not in ("kill", "memory", "handles")):
            self.totals.wrong(
                "crash",
                f"{command[:2]} under {fault.kind} {fault.environment}: {process.returncode} {err[-600:]}",
            )
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def _count(self, fault: Fault, folder: Path) -> None:
        log = folder / f"faults-{fault.kind}"
        if fault is not NONE and log.exists():
            self.totals.faults[fault.kind] += happened(log)
            log.unlink()

    # --- what is left ------------------------------------------------------------------------------

    def _look_for_leftovers(self, folder: Path) -> None:
        left = [p for p in self._tmp.rglob("*") if p.is_file()]
        for path in left:
            kind = "plaintext" if MARK in path.read_bytes() else "temporary"
            self.totals.wrong(kind, f"{path.relative_to(self._base)}")
        shutil.rmtree(self._tmp)
        self._tmp.mkdir()
        for path in folder.rglob("*"):
            if path.name.endswith((".part", ".new", ".migrating", ".tmp")):
                kind = "plaintext" if path.is_file() and MARK in path.read_bytes() else "temporary"
                self.totals.wrong(kind, f"{path.relative_to(self._base)}")


def _where_it_stands(process: subprocess.Popen[str]) -> str:
    """The processes of a run that hangs, and the stacks of the program's own threads. It is ended by that."""
    listed = subprocess.run(
        ["ps", "-o", "pid,ppid,stat,wchan:24,etimes,args", "-g", str(process.pid)],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    process.send_signal(signal.SIGABRT)  # answered by PYTHONFAULTHANDLER
    try:
        _, stacks = process.communicate(timeout=_DUMP_S)
    except subprocess.TimeoutExpired as e:
        stacks = e.stderr or ""
        stacks = stacks.decode(errors="replace") if isinstance(stacks, bytes) else stacks
    return f"{listed}{stacks}"


def _end_all(process: subprocess.Popen[str]) -> None:
    """The run, and what it started."""
    with contextlib.suppress(ProcessLookupError):  # nothing is left of it
        os.killpg(process.pid, signal.SIGKILL)


def _verdict(out: str) -> str | None:
    try:
        answer: dict[str, Any] = json.loads(out)
    except ValueError:
        return None
    verdict = answer.get("verdict")
    return verdict if isinstance(verdict, str) else None

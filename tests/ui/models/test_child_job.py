"""A child process to its end: done, refused, crashed, talking nonsense, cancelled, deaf, not there."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.world.cases import PROJECT, environment
from ui.jobs import child_job
from ui.jobs.child_job import ChildJob, Trouble
from ui.jobs.protocol import Done, Question, Working

HEAD = """
import json, os, sys, time
def say(**values):
    sys.stdout.write(json.dumps(values) + "\\n"); sys.stdout.flush()
def progress(done):
    say(event="progress", stage="examine", label="Examining", subject="x", done_bytes=done, total_bytes=10,
        items=0, total_items=None)
"""


class Ends:
    """Everything a job emitted."""

    def __init__(self, job: ChildJob) -> None:
        self.working: list[Working] = []
        self.done: list[Done] = []
        self.failed: list[Trouble] = []
        self.cancelled = 0
        job.working.connect(self.working.append)
        job.done.connect(self.done.append)
        job.failed.connect(self.failed.append)
        job.cancelled.connect(self._count)

    def _count(self) -> None:
        self.cancelled += 1

    @property
    def all(self) -> int:
        return len(self.done) + len(self.failed) + self.cancelled


def run(qtbot: QtBot, tmp_path: Path, code: str, *, cancel_after: int | None = None) -> Ends:
    script = tmp_path / "child.py"
    script.write_text(HEAD + code, encoding="utf-8")
    job = ChildJob(["verb"], program=(sys.executable, str(script)))
    ends = Ends(job)
    job.start()
    if cancel_after is not None:
        qtbot.waitUntil(lambda: len(ends.working) >= cancel_after, timeout=10_000)
        job.cancel()
        assert job.stopping
    qtbot.waitUntil(lambda: ends.all > 0, timeout=20_000)
    qtbot.wait(50)
    assert ends.all == 1
    assert not job.running
    return ends


def test_done(qtbot: QtBot, tmp_path: Path) -> None:
    ends = run(qtbot, tmp_path, "progress(1)\nprogress(7)\nsay(event='result', answer=[1, 2])")
    assert [w.done_bytes for w in ends.working] == [1, 7]
    assert ends.done == [Done({"answer": [1, 2]})]


def test_the_exit_code_of_a_verdict_is_no_failure(qtbot: QtBot, tmp_path: Path) -> None:
    assert run(qtbot, tmp_path, "say(event='result', verdict='altered')\nsys.exit(1)").done


def test_an_error_of_ours_is_its_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    code = "say(event='error', code='disk-full', sentence='No space.', fields={})\nsys.exit(2)"
    (trouble,) = run(qtbot, tmp_path, code).failed
    assert (trouble.sentence, trouble.code) == ("No space.", "disk-full")


def test_a_crash_is_one_message_with_details(qtbot: QtBot, tmp_path: Path) -> None:
    code = "progress(1)\nsys.stderr.write('last words')\nsys.stderr.flush()\nos.abort()"
    (trouble,) = run(qtbot, tmp_path, code).failed
    assert "ended unexpectedly" in trouble.sentence
    assert "signal 6" in trouble.details
    assert "last words" in trouble.details


def test_leaving_without_a_word_is_a_crash_too(qtbot: QtBot, tmp_path: Path) -> None:
    assert "ended unexpectedly" in run(qtbot, tmp_path, "sys.exit(0)").failed[0].sentence


def test_nonsense_is_a_fault_even_with_a_result_after_it(qtbot: QtBot, tmp_path: Path) -> None:
    (trouble,) = run(qtbot, tmp_path, "print('hello', flush=True)\nsay(event='result')").failed
    assert "hello" in trouble.details


def test_a_question_is_answered_by_one_line(qtbot: QtBot, tmp_path: Path) -> None:
    code = (
        "say(event='question', question='credential', source='a.dd', volume='s1', name='LUKS',"
        " accepts=['password'], tried=0)\n"
        "say(event='result', line=sys.stdin.readline())"
    )
    script = tmp_path / "child.py"
    script.write_text(HEAD + code, encoding="utf-8")
    job = ChildJob(["verb"], program=(sys.executable, str(script)))
    ends, asked = Ends(job), []
    job.asked.connect(asked.append)
    job.asked.connect(lambda question: job.answer({"password": "pass\nphrase \u00e9"}))
    job.start()
    qtbot.waitUntil(lambda: ends.all > 0, timeout=20_000)
    assert asked == [Question("a.dd", "s1", "LUKS", ("password",), 0)]
    line = ends.done[0].values["line"]
    assert json.loads(line) == {"password": "pass\nphrase \u00e9"}
    assert line.count("\n") == 1


def test_cancel_closes_stdin_and_the_child_follows(qtbot: QtBot, tmp_path: Path) -> None:
    code = "progress(1)\nsys.stdin.read()\n"
    code += "say(event='error', code='cancelled', sentence='', fields={})\nsys.exit(130)"
    assert run(qtbot, tmp_path, code, cancel_after=1).cancelled == 1


@pytest.mark.parametrize("ignored", ["", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"])
def test_a_deaf_child_is_ended(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ignored: str
) -> None:
    monkeypatch.setattr(child_job, "TERMINATE_AFTER_MS", 200)
    monkeypatch.setattr(child_job, "KILL_AFTER_MS", 500)
    assert run(qtbot, tmp_path, f"{ignored}progress(1)\ntime.sleep(60)", cancel_after=1).cancelled == 1


def test_a_program_that_is_not_there(qtbot: QtBot) -> None:
    job = ChildJob(["verb"], program=("/nowhere/python",))
    ends = Ends(job)
    job.start()
    qtbot.waitUntil(lambda: ends.all > 0, timeout=5_000)
    assert "could not be started" in ends.failed[0].sentence


PARENT = """
import sys
from PySide6.QtCore import QCoreApplication
from ui.jobs.child_job import ChildJob
application = QCoreApplication([])
job = ChildJob(["verb"], program=(sys.executable, sys.argv[1]))
job.working.connect(lambda working: print(job.process_id, flush=True))
job.start()
application.exec()
"""


def test_when_the_window_is_killed_its_child_ends(tmp_path: Path) -> None:
    """Nothing goes on reading evidence for nobody: the child's standard input closes with its parent."""
    child, parent = tmp_path / "child.py", tmp_path / "parent.py"
    child.write_text(HEAD + "progress(1)\nsys.stdin.read()", encoding="utf-8")
    parent.write_text(PARENT, encoding="utf-8")
    window = subprocess.Popen(
        [sys.executable, str(parent), str(child)], stdout=subprocess.PIPE, env=environment(), cwd=PROJECT
    )
    assert window.stdout is not None
    process_id = int(window.stdout.readline())
    window.kill()
    window.wait(10)
    window.stdout.close()
    end = time.monotonic() + 10
    while Path(f"/proc/{process_id}").exists() and _alive(process_id):
        assert time.monotonic() < end
        time.sleep(0.05)


def _alive(process_id: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    except OSError:
        return False

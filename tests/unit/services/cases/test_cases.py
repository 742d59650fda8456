"""Case folders: made whole or not at all, one writer, everybody may read."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from forensics_app.errors import (
    CaseExistsError,
    CaseInUseError,
    CaseNotFoundError,
    OutputExistsError,
    OutputNotWritableError,
    UsageError,
)
from forensics_app.model.custody import CustodyEventType, EventDraft
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.lock import take_window_lock, window_holder
from forensics_app.services.cases.making import new_case
from forensics_app.services.cases.opening import open_case
from tests.judging.judges import environment_lacks
from tests.world.cases import PROJECT, TickingClock, environment, make_case

NOBODY = 65534
HOLD = """
import sys
from pathlib import Path
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
case = open_case(Path(sys.argv[1]), write=True, clock=SystemClock())
print("held", flush=True)
sys.stdin.read()
"""


def test_a_case_is_a_folder_of_four(tmp_path: Path) -> None:
    with make_case(tmp_path / "new" / "case") as case:
        assert sorted(p.name for p in case.path.iterdir() if not p.name.startswith("case.sqlite-")) == [
            "bundles",
            "case.sqlite",
            "custody.jsonl",
            "lock",
        ]
        assert len(case.case_key) == 32
        assert case.facts.reference == "FR-2026-0417"
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["case"], "no draft is left behind"
    assert not (tmp_path / "new" / "case" / "case.sqlite-wal").exists()


def test_two_cases_never_share_a_key(tmp_path: Path) -> None:
    with make_case(tmp_path / "a") as first, make_case(tmp_path / "b") as second:
        assert first.case_key != second.case_key


def test_the_ledger_begins_with_the_making_of_the_case(tmp_path: Path) -> None:
    with make_case(tmp_path / "case", clock=TickingClock()) as case:
        (event,) = case.check_custody().events
    assert (event.event, event.reason) == (CustodyEventType.ACCESSED, "case-created")
    assert event.authority_reference == "FR-2026-0417"
    assert event.persons[0].name == "A. Petit"
    assert event.time_utc.startswith("2026-04-17T09:00:")


def test_existing_things_are_not_overwritten(tmp_path: Path) -> None:
    make_case(tmp_path / "case").close()
    with pytest.raises(CaseExistsError):
        make_case(tmp_path / "case")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.odt").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("full", "file", "link"):
        with pytest.raises(OutputExistsError):
            make_case(tmp_path / name)
    (tmp_path / "empty").mkdir()
    make_case(tmp_path / "empty").close()


@pytest.mark.parametrize(
    ("field", "value"),
    [("country", "France"), ("country", "1A"), ("title", " "), ("reference", "a\nb"), ("examiner", "\udce9")],
)
def test_facts_that_can_not_be_meant_are_refused(tmp_path: Path, field: str, value: str) -> None:
    facts = {"reference": "R", "title": "T", "examiner": "E", "agency": "A", "country": "fr", field: value}
    with pytest.raises(UsageError) as caught:
        new_case(tmp_path / "case", **facts, clock=SystemClock())
    assert caught.value.name == field
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_case_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        for write in (False, True):
            with pytest.raises(CaseNotFoundError):
                open_case(path, write=write, clock=SystemClock())
    assert list(tmp_path.iterdir()) == []


def test_a_second_process_reads_and_can_tell_who_writes(tmp_path: Path) -> None:
    make_case(tmp_path / "case").close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "case")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=PROJECT,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CaseInUseError) as caught:
            open_case(tmp_path / "case", write=True, clock=SystemClock())
        assert f"process {holder.pid}" in caught.value.holder
        assert "@" in caught.value.holder
        with open_case(tmp_path / "case", write=False, clock=SystemClock()) as case:
            assert case.writer == caught.value.holder
            assert case.check_custody().unbroken
            with pytest.raises(OutputNotWritableError):
                case.record(EventDraft(event=CustodyEventType.COPIED))
    finally:
        holder.stdin.close()
        holder.wait(30)
        holder.stdout.close()
    with open_case(tmp_path / "case", write=False, clock=SystemClock()) as case:
        assert case.writer is None
    open_case(tmp_path / "case", write=True, clock=SystemClock()).close()


def test_a_killed_writer_leaves_no_lock_behind(tmp_path: Path) -> None:
    make_case(tmp_path / "case").close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "case")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=PROJECT,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    open_case(tmp_path / "case", write=True, clock=SystemClock()).close()


def test_a_ledger_cut_outside_the_program_is_noticed(tmp_path: Path) -> None:
    """The catalogue remembers the last head, so even a cut at the very end shows."""
    with make_case(tmp_path / "case") as case:
        case.record(EventDraft(event=CustodyEventType.SEIZED))
    ledger = tmp_path / "case" / "custody.jsonl"
    ledger.write_bytes(ledger.read_bytes().splitlines(keepends=True)[0])
    with open_case(tmp_path / "case", write=False, clock=SystemClock()) as case:
        broken = case.check_custody().broken
    assert broken is not None
    assert (broken.code, broken.sequence) == ("cut", 2)


AS_NOBODY = f"""
import importlib.readers, os, sys
import forensics_app.cli.cases.case, forensics_app.cli.custody.custody, forensics_app.cli.cases.list
from forensics_app.cli.main import main
os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY})  # after the imports: Python may lie in root's home
sys.exit(main(sys.argv[1:]))
"""


def as_nobody(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line as an ordinary user; root may do everything."""
    if os.geteuid() != 0:
        environment_lacks("root, to become an ordinary user")
    return subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *arguments],
        capture_output=True,
        text=True,
        env=environment(HOME="/nonexistent", SEALWRIGHT_HOME="/nonexistent/home"),
        cwd=PROJECT,
        check=False,
        timeout=60,
    )


def test_a_case_on_a_read_only_folder_can_be_read(tmp_path: Path) -> None:
    make_case(tmp_path / "case").close()
    for folder in (*tmp_path.parents[:3], tmp_path, tmp_path / "case"):
        folder.chmod(folder.stat().st_mode | stat.S_IRWXU | 0o055)
    for path in (tmp_path / "case").rglob("*"):  # as earlier versions made them
        path.chmod(0o755 if path.is_dir() else 0o644)
    done = as_nobody("list", str(tmp_path / "case"))
    assert done.returncode == 0, done.stderr
    assert as_nobody("custody", "check", str(tmp_path / "case")).returncode == 0
    written = as_nobody("custody", "add", str(tmp_path / "case"), "--event", "seized")
    assert written.returncode == 2
    assert "can't be written" in written.stderr


@pytest.mark.parametrize("closed", ["case", "case/case.sqlite", "."])
def test_a_case_that_may_not_be_read_is_not_called_missing(tmp_path: Path, closed: str) -> None:
    make_case(tmp_path / "folder" / "case").close()
    for folder in (*tmp_path.parents[:3], tmp_path, tmp_path / "folder", tmp_path / "folder" / "case"):
        folder.chmod(folder.stat().st_mode | stat.S_IRWXU | 0o055)
    for path in (tmp_path / "folder" / "case").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "folder" / closed).chmod(0o700)
    done = as_nobody("list", str(tmp_path / "folder" / "case"))
    assert done.returncode == 2
    assert "You do not have permission to read" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_place_without_permission_gives_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    done = as_nobody(
        "case", "new", str(tmp_path / "case"), "--reference", "R", "--title", "T", "--examiner", "E",
        "--agency", "A", "--country", "FR",
    )  # fmt: skip
    assert done.returncode == 2
    assert str(tmp_path / "case") in done.stderr
    assert "permission" in done.stderr.lower()
    assert len(done.stderr.splitlines()) == 1


def test_window_lock_names_its_holder_and_is_free_again(tmp_path: Path) -> None:
    make_case(tmp_path / "case").close()
    assert window_holder(tmp_path / "case") is None
    lock = take_window_lock(tmp_path / "case", clock=TickingClock())
    holder = window_holder(tmp_path / "case")
    assert holder is not None
    assert (holder.process, holder.since[:10]) == (str(os.getpid()), "2026-04-17")
    with pytest.raises(CaseInUseError):
        take_window_lock(tmp_path / "case", clock=TickingClock())
    with open_case(tmp_path / "case", write=True, clock=TickingClock()):
        pass  # what a window starts writes all the same
    lock.release()
    assert window_holder(tmp_path / "case") is None
    (tmp_path / "case" / "window").write_text("{", encoding="ascii")
    assert window_holder(tmp_path / "case") is None

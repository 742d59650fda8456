"""Copies of evidence for other programs go with the window; those of a killed one at the next start."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from forensics_app.system.locks import try_lock
from ui.workbench import scratch
from ui.workbench.scratch import Scratch, sweep

KILLED = """
import os, signal
from ui.workbench.scratch import Scratch
kept = Scratch()
(kept.new_folder("open-") / "plain.txt").write_text("plaintext of evidence")
os.kill(os.getpid(), signal.SIGKILL)
"""
ENDED = """
from ui.workbench.scratch import Scratch
kept = Scratch()
copy = kept.new_folder("open-") / "plain.txt"
copy.write_text("plaintext of evidence")
copy.chmod(0o400)
"""


def _run(program: str, root: Path) -> None:
    subprocess.run([sys.executable, "-c", program], check=False, env={"TMPDIR": str(root), "PYTHONPATH": "."})


def test_an_ended_program_leaves_nothing_and_a_killed_one_what_the_next_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(ENDED, tmp_path)
    assert list(tmp_path.iterdir()) == []
    _run(KILLED, tmp_path)
    (left,) = tmp_path.iterdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine = Scratch()
    for named in ("Sealwright-report", "sealwright-notes"):  # somebody's own, whatever it is called
        (tmp_path / named).mkdir()
        (tmp_path / named / "of-mine.txt").write_text("x")
    link = tmp_path / "Sealwright-link"
    link.symlink_to(left)
    sweep(tmp_path)
    assert not left.exists()
    assert mine.path.is_dir()
    assert {p.name for p in tmp_path.iterdir()} == {
        mine.path.name, "Sealwright-report", "sealwright-notes", "Sealwright-link",
    }  # fmt: skip
    assert (tmp_path / "Sealwright-report" / "of-mine.txt").is_file()
    mine.remove()
    mine.remove()
    assert not mine.path.exists()


def test_a_sweep_between_making_and_locking_takes_no_folder_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another window starts in just that moment: whoever has the lock first has the folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    swept = 0

    def late_lock(handle: int) -> bool:
        nonlocal swept
        if swept < 2:
            swept += 1
            sweep(tmp_path)
        return try_lock(handle)

    monkeypatch.setattr(scratch, "try_lock", lambda handle: try_lock(handle) if swept else late_lock(handle))
    mine = Scratch()
    assert swept
    assert mine.path.is_dir()
    sweep(tmp_path)
    assert (mine.new_folder("open-")).is_dir()
    mine.remove()
    assert list(tmp_path.iterdir()) == []

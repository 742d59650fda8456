"""Ingest killed again and again ends in the very list that an undisturbed run gives."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from forensics_app.model.selection import EVERYTHING
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.listing import ListFormat, list_artifacts, list_omissions
from forensics_app.services.cases.opening import open_case
from tests.judging.judges import require_judge
from tests.world.cases import COMMAND, PROJECT, command_line_case, environment, sealwright

KILLS = 25  # for each of two seeds
FILES = 1200


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ext4 image with thousands of small files, deep folders, links and odd names."""
    mke2fs = require_judge("mke2fs")
    root = tmp_path_factory.mktemp("evidence")
    tree = root / "tree"
    chance = random.Random(7)
    for number in range(FILES):
        folder = tree / f"d{number % 40}" / f"e{number % 7}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file {number}.txt").write_bytes(chance.randbytes(chance.randrange(5000)))
    (tree / "d0" / os.fsdecode(b"caf\xe9")).write_bytes(b"x")
    (tree / "link").symlink_to("d0")
    path = root / "many.dd"
    subprocess.run(
        [mke2fs, "-q", "-t", "ext4", "-d", str(tree), "-N", "3000", str(path), "16M"],
        check=True,
        capture_output=True,
    )
    shutil.rmtree(tree)
    return path


def start(case: Path, *sources: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "ingest", str(case), *map(str, sources)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd=PROJECT,
        start_new_session=True,
    )


def listed(case: Path) -> str:
    """What `sealwright list` and `list --omissions` print; `test_command_line` holds the two together."""
    with open_case(case, write=False, clock=SystemClock()) as opened:
        artifacts = list_artifacts(opened, EVERYTHING, ListFormat.JSONL)
        return "".join((*artifacts, *list_omissions(opened, ListFormat.JSONL)))


@pytest.mark.parametrize("seed", [20260417, pytest.param(42, marks=pytest.mark.slow)])
def test_fifty_kills_end_in_the_same_catalogue(image: Path, tmp_path: Path, seed: int) -> None:
    """The key of a case is in its ids, so every case here is a copy of one empty case."""
    empty = command_line_case(tmp_path / "empty")
    calm = shutil.copytree(empty, tmp_path / "calm")
    began = time.monotonic()
    sealwright("ingest", calm, image)
    whole_s = time.monotonic() - began
    expected = listed(calm)
    assert expected.count("\n") > FILES

    chance = random.Random(seed)
    kills = completed = 0
    while kills < KILLS:
        case = shutil.copytree(empty, tmp_path / f"case{completed}")
        while True:
            running = start(case, image)
            until_s = chance.uniform(0.05, whole_s) if kills < KILLS else None
            try:
                code = running.wait(until_s)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
                kills += 1
                continue
            assert code == 0
            break
        completed += 1
        assert listed(case) == expected
        with open_case(case, write=False, clock=SystemClock()) as opened:
            check = opened.check_custody()
        assert check.unbroken
        assert check.events[-1].reason == "ingest-completed"
        shutil.rmtree(case)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_is_clean_and_goes_on_later(image: Path, tmp_path: Path, number: signal.Signals) -> None:
    empty = command_line_case(tmp_path / "empty")
    calm = shutil.copytree(empty, tmp_path / "calm")
    sealwright("ingest", calm, image)
    case = shutil.copytree(empty, tmp_path / "case")
    running = start(case, image)
    ledger = case / "custody.jsonl"
    while b"ingest-begun" not in ledger.read_bytes():
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(number)
    assert running.wait(20) == 130
    with open_case(case, write=False, clock=SystemClock()) as opened:
        assert opened.check_custody().events[-1].reason == "ingest-stopped"
    sealwright("ingest", case, image)
    assert listed(case) == listed(calm)


def test_the_window_stops_it_by_closing_standard_input(image: Path, tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    running = subprocess.Popen(
        [COMMAND[0], "-m", "forensics_app.cli.main", "--progress-json", "ingest", str(case), str(image)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd=PROJECT,
        text=True,
    )
    with running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert '"event": "progress"' in running.stdout.readline()
        running.stdin.close()
        rest = running.stdout.read()
        assert running.wait(20) == 130
    assert '"code": "cancelled"' in rest.splitlines()[-1]


def test_a_complete_source_is_left_alone_and_a_changed_one_refused(image: Path, tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    copy = Path(shutil.copy2(image, tmp_path / "copy.dd"))
    sealwright("ingest", case, copy)
    before = listed(case)
    again = sealwright("ingest", case, copy)
    assert "already" in again.stdout
    assert listed(case) == before
    with copy.open("r+b") as file:
        file.seek(3_000_000)
        file.write(b"!")
    changed = sealwright("ingest", case, copy, check=False)
    assert changed.returncode == 2
    assert "has changed since it was first read" in changed.stderr
    assert listed(case) == before

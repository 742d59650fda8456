"""What a source is before it is read, and whether it is still the same later; both leave it untouched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from forensics_app.errors import ExitCode
from forensics_app.model.custody import CustodyEventType, CustodyReason
from forensics_app.services.cases.opening import open_case
from forensics_app.services.demo import run_demo
from tests.world.cases import COMMAND, PROJECT, TickingClock, environment


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("probed") / "demo"
    run_demo(folder, clock=TickingClock())
    return folder


def sealwright(*arguments: str) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "-m", "forensics_app.cli.main", "--progress-json", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        lines = child.stdout.read().splitlines()  # standard input stays open: closing it would cancel
    last: dict[str, Any] = json.loads(lines[-1])
    return child.returncode, last


@pytest.fixture
def own(demo: Path, tmp_path: Path) -> Path:
    """The demo's case over a copy of its evidence, so that it can be changed."""
    folder = tmp_path / "own"
    shutil.copytree(demo, folder)
    case = folder / "case"
    with open_case(case, write=True, clock=TickingClock()) as opened:
        for source in opened.store.queries.sources():
            path = opened.store.queries.source_path(source.source_id)
            moved = folder / "evidence" / path.name
            with opened.store.database.transaction() as connection:
                connection.execute(
                    "UPDATE sources SET path = ? WHERE source_id = ?", (os.fsencode(moved), source.source_id)
                )
    return folder


def events(case: Path) -> list[tuple[str, str | None]]:
    with open_case(case, write=False, clock=TickingClock()) as opened:
        checked = opened.check_custody()
        assert checked.broken is None
        return [(e.event.value, e.reason) for e in checked.events]


# --- probe ------------------------------------------------------------------------------------------


def test_an_image_is_told_of_and_not_touched(demo: Path) -> None:
    image = demo / "evidence" / "laptop.raw"
    before = (image.stat().st_mtime_ns, hashlib.sha256(image.read_bytes()).hexdigest())
    listing = sorted(p.name for p in image.parent.iterdir())
    code, told = sealwright("probe", str(image), str(demo / "evidence" / "stick.E01"))
    assert code == 0
    raw, ewf = told["sources"]
    assert raw["opened"]["format"] == "raw"
    assert raw["opened"]["size_bytes"] == image.stat().st_size
    partitions = [x for x in raw["opened"]["layers"] if x["kind"] == "partition"]
    assert [p["file_system"] for p in partitions] == ["ntfs", "ext4", "fat16"]
    assert [p["label"] for p in partitions] == ["Office", "server", "TRANSFER"]
    assert ewf["opened"]["stored_digests"]["md5"]
    assert ewf["locked"] == []
    assert (image.stat().st_mtime_ns, hashlib.sha256(image.read_bytes()).hexdigest()) == before
    assert sorted(p.name for p in image.parent.iterdir()) == listing


def test_one_that_can_not_be_opened_does_not_hide_the_others(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.dd").touch()
    stick = demo / "evidence" / "stick.E01"
    code, told = sealwright("probe", str(tmp_path / "gone.dd"), str(tmp_path / "empty.dd"), str(stick))
    assert code == 2
    gone, empty, good = told["sources"]
    assert gone["error"]["code"] == "source-not-found"
    assert empty["error"]["code"] == "source-empty"
    assert good["opened"]["format"]
    assert good["error"] is None


# --- rehash -----------------------------------------------------------------------------------------


def test_unchanged_media_are_recorded_as_that(own: Path) -> None:
    case = own / "case"
    before = events(case)
    code, told = sealwright("rehash", str(case))
    assert code == 0
    assert [s["unchanged"] for s in told["sources"]] == [True, True]
    assert [s["again"]["sha256"] for s in told["sources"]] == [s["before"]["sha256"] for s in told["sources"]]
    added = events(case)[len(before) :]
    assert added == [(CustodyEventType.VERIFIED.value, CustodyReason.MEDIUM_UNCHANGED.value)] * 2


def test_one_changed_bit_is_found_and_recorded(own: Path) -> None:
    image = own / "evidence" / "laptop.raw"
    data = bytearray(image.read_bytes())
    data[len(data) // 2] ^= 1
    image.write_bytes(data)
    code, told = sealwright("rehash", str(own / "case"), "EX-001")
    assert code == 1
    (one,) = told["sources"]
    assert one["unchanged"] is False
    assert one["again"]["sha256"] == hashlib.sha256(data).hexdigest()
    with open_case(own / "case", write=False, clock=TickingClock()) as opened:
        last = opened.check_custody().events[-1]
    assert last.reason == CustodyReason.MEDIUM_CHANGED
    assert last.exhibits == ("EX-001",)
    assert dict(last.digests_after or ())["s1"].sha256 == one["again"]["sha256"]
    assert dict(last.digests_before or ())["s1"].sha256 == one["before"]["sha256"]


def test_evidence_that_is_gone_is_an_error_and_no_event(own: Path) -> None:
    (own / "evidence" / "laptop.raw").unlink()
    before = events(own / "case")
    code, told = sealwright("rehash", str(own / "case"), "EX-001")
    assert code == 2
    assert told["sources"][0]["error"]["code"] == "source-not-found"
    assert events(own / "case") == before


def test_a_name_that_no_source_has_is_refused(own: Path) -> None:
    code, told = sealwright("rehash", str(own / "case"), "EX-009")
    assert code == 2
    assert told["event"] == "error"
    assert told["fields"]["value"] == "EX-009"


def test_one_that_may_not_be_read_leaves_the_others_be(tmp_path: Path) -> None:
    closed, good = tmp_path / "closed", tmp_path / "good.txt"
    closed.mkdir()
    good.write_text("a", "ascii")
    closed.chmod(0)
    # root reads everything unless it gives that up
    given_up = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    command = [*given_up, *COMMAND, "--progress-json", "probe", str(closed), str(good)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), cwd=PROJECT
    ) as child:
        assert child.stdout is not None
        last = json.loads(child.stdout.read().splitlines()[-1])  # standard input stays open, as above
    closed.chmod(0o700)
    assert child.returncode == ExitCode.UNUSABLE
    errors = [None if one["error"] is None else one["error"]["code"] for one in last["sources"]]
    assert errors == ["source-permission", None]

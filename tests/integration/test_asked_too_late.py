"""What a second `ingest` of a source asks for and can't do any more is said, not passed over."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reading.evidence_reading import sample
from tests.world.cases import COMMAND, PROJECT, command_line_case, environment, sealwright
from tests.world.shared_data import shared


@pytest.fixture
def read(tmp_path: Path) -> tuple[Path, Path]:
    """A case, and the image that was read into it as EX-001."""
    case, image = command_line_case(tmp_path / "case"), sample("ext2-names.raw", tmp_path)
    sealwright("ingest", case, image, "--digests", "sha256,md5")
    return case, image


def test_options_that_act_while_a_source_is_read(read: tuple[Path, Path]) -> None:
    case, image = read
    done = sealwright("ingest", case, image, "--digests", "sha256,sha1,md5", "--double-read")
    for option in ("--digests sha1", "--double-read"):
        assert f"{image} was read before, without {option}, which applies while" in done.stderr
    assert "nothing to do" in done.stdout


def test_the_window_is_told(read: tuple[Path, Path]) -> None:
    case, image = read
    asked = ["--progress-json", "ingest", str(case), str(image), "--unallocated", "--exhibit", "EX-9"]
    with subprocess.Popen(  # a closed input cancels
        [*COMMAND, *asked], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), cwd=PROJECT
    ) as done:
        assert done.stdout is not None
        *_, last = done.stdout
    (source,) = json.loads(last)["sources"]
    assert (source["without"], source["other_exhibit"]) == (["--unallocated"], "EX-9")


def test_another_exhibit_is_not_entered(read: tuple[Path, Path]) -> None:
    case, image = read
    said = sealwright("ingest", case, image, "--exhibit", "EX-9").stderr
    assert (
        f"{image} is already in the case as exhibit EX-001 and keeps this number; EX-9 was not used." in said
    )


@pytest.mark.parametrize("more", [(), ("--digests", "md5"), ("--exhibit", "EX-001")])
def test_what_was_done_then_is_not_missed(read: tuple[Path, Path], more: tuple[str, ...]) -> None:
    case, image = read
    assert sealwright("ingest", case, image, *more).stderr == ""


def test_a_segment_of_a_source_of_the_case_is_told_of_by_its_exhibit(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    first, second = (
        Path(shutil.copy(shared(f"testdata/log2timeline_dfvfs/test_data/ext2.split.E0{n}"), tmp_path))
        for n in (1, 2)
    )
    said = sealwright("ingest", case, first, second, "--exhibit", "LPJ-S01", "--exhibit", "LPJ-S02")
    belongs = f"{second} is a segment of {first}, which is already in the case as s1, exhibit LPJ-S01"
    kept = f"{second} is already in the case as exhibit LPJ-S01 and keeps this number; {{}} was not used."
    assert belongs in said.stdout
    assert kept.format("LPJ-S02") in said.stderr
    again = sealwright("ingest", case, second, "--exhibit", "LPJ-S07")
    assert belongs in again.stdout
    assert kept.format("LPJ-S07") in again.stderr
    known = sealwright("ingest", case, first)
    assert f"{first}: already read completely as s1, exhibit LPJ-S01; nothing to do." in known.stdout
    asked = ["--progress-json", "ingest", str(case), str(second), "--exhibit", "LPJ-S07"]
    with subprocess.Popen(  # a closed input cancels
        [*COMMAND, *asked], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), cwd=PROJECT
    ) as done:
        assert done.stdout is not None
        *_, last = done.stdout
    (source,) = json.loads(last)["sources"]
    assert (source["already"], source["segment_of"]) == (True, str(first))
    assert (source["source"], source["exhibit"], source["other_exhibit"]) == ("s1", "LPJ-S01", "LPJ-S07")

"""A source that is not whole, through a whole case: broken off and read on, sealed, proved, hashed again."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from forensics_app.model.case import SourceState
from forensics_app.model.findings import Severity
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from tests.integration.test_ingest_interrupted import listed
from tests.judging.judges import require_judge
from tests.made.containers.ewf_sections import chunks
from tests.world.cases import COMMAND, PROJECT, command_line_case, environment, sealwright
from tests.world.sealing import lines, make_bench

FILES = 600


def acquire(folder: Path, raw: Path, segment_bytes: int = 1 << 30) -> list[Path]:
    options = ["-c", "none", "-b", "64", "-S", str(segment_bytes), "-t", str(folder / "image"), str(raw)]
    command = [require_judge("ewfacquire"), "-u", "-q", *options]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(folder.glob("image.E*"))


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ext4 image with many files all over it."""
    root = tmp_path_factory.mktemp("evidence")
    tree, chance = root / "tree", random.Random(9)
    for number in range(FILES):
        folder = tree / f"d{number % 20}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file {number}.txt").write_bytes(chance.randbytes(chance.randrange(30_000)))
    path = root / "many.bin"
    command = [require_judge("mke2fs"), "-q", "-t", "ext4", "-d", str(tree), "-N", "2000", str(path), "16M"]
    subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree(tree)
    return path


@pytest.fixture(scope="module")
def cut(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An E01 that ends within its chunks."""
    (image,) = acquire(tmp_path_factory.mktemp("cut"), raw)
    os.truncate(image, chunks(image)[130][0] + 10)
    return image


@pytest.fixture(scope="module")
def gap(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An E01 without its second segment."""
    paths = acquire(tmp_path_factory.mktemp("gap"), raw, 4 << 20)
    paths[1].unlink()
    return paths[0]


def test_killed_ingest_is_read_on_without_the_option(cut: Path, tmp_path: Path) -> None:
    """What was accepted when it was begun stays accepted; the list is that of an undisturbed run."""
    empty = command_line_case(tmp_path / "empty")
    calm = shutil.copytree(empty, tmp_path / "calm")
    sealwright("ingest", calm, cut, "--accept-truncated")
    expected = listed(calm)
    assert "image-truncated" in expected
    case, chance, begun = shutil.copytree(empty, tmp_path / "case"), random.Random(5), False
    for _ in range(8):
        accepting = () if begun else ("--accept-truncated",)
        run = subprocess.Popen(
            [*COMMAND, "ingest", str(case), str(cut), *accepting],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd=PROJECT,
            start_new_session=True,
        )
        time.sleep(0.4 + chance.random())
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        with open_case(case, write=False, clock=SystemClock()) as opened:
            begun = any(s.state is not SourceState.FAILED for s in opened.store.queries.sources())
    if not begun:
        sealwright("ingest", case, cut)
    done = sealwright("ingest", case, cut, "--strict")
    assert done.returncode == 0
    assert listed(case) == expected


def test_a_source_refused_by_strict_is_read_without_it(cut: Path, tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    refused = sealwright("ingest", case, cut, "--strict", check=False)
    assert refused.returncode == 2
    assert "--strict" in refused.stderr
    read = sealwright("ingest", case, cut)
    assert read.returncode == 0
    assert "Incomplete: " in read.stdout
    assert json.loads(listed(case).splitlines()[0])["source"] == "s1"


def test_strict_is_too_late_for_what_was_read_without_it(cut: Path, tmp_path: Path) -> None:
    """It refuses before anything is read: of what lies in the case already, what is so is said."""
    case = command_line_case(tmp_path / "case")
    sealwright("ingest", case, cut)
    again = sealwright("ingest", case, cut, "--strict")
    assert "already read completely" not in again.stdout
    assert "already read as s1, as far as possible" in again.stdout
    assert "Incomplete: " in again.stdout
    assert "without --strict" in again.stderr
    lenient = sealwright("ingest", case, cut)
    assert "as far as possible" in lenient.stdout
    assert "--strict" not in lenient.stderr


def test_the_old_option_is_still_taken_and_contradicts_strict(cut: Path, tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    assert sealwright("ingest", case, cut, "--strict", "--accept-truncated", check=False).returncode != 0
    read = sealwright("ingest", case, cut, "--accept-truncated")
    assert read.returncode == 0
    assert "No acquisition hash found" in read.stdout  # it was cut off with the end
    assert "contains no acquisition hash" not in read.stdout


def test_what_is_missing_stands_in_probe_seal_and_verdict(raw: Path, tmp_path: Path) -> None:
    """One sector short, as the oldest public test images are: nothing but that sector is lost."""
    short = tmp_path / "short.dd"
    short.write_bytes(raw.read_bytes()[:-512])
    assert sealwright("probe", "--strict", short, check=False).returncode == 2
    assert sealwright("probe", short).returncode == 0
    (tmp_path / "bench").mkdir()
    bench = make_bench(tmp_path / "bench", short, accept_truncated=True)
    report = bench.verify(bench.seal().path)
    (found,) = [f for f in report.findings if f.code == "source-incomplete"]
    assert (found.subject, found.actual, found.severity) == ("s1", "512 bytes", Severity.NOTE)


@pytest.mark.parametrize("which", ["cut", "gap"])
def test_contents_are_those_of_the_whole_image_or_have_gaps(
    which: str, raw: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every content that is called complete has the digest that it has in the whole image."""
    image: Path = request.getfixturevalue(which)
    (tmp_path / "whole").mkdir()
    (tmp_path / "part").mkdir()
    whole = make_bench(tmp_path / "whole", raw).seal().path
    part = make_bench(tmp_path / "part", image, accept_truncated=True).seal().path
    digests = {
        tuple(i["path"]["bytes"]): i["digests"]["sha256"] for i in lines(whole, "metadata/catalog.jsonl")
    }
    complete = partial = 0
    for item in lines(part, "metadata/catalog.jsonl"):
        outcome = item["read"]["outcome"]
        if outcome == "complete":
            complete += item["digests"]["sha256"] is not None
            assert item["digests"]["sha256"] == digests[tuple(item["path"]["bytes"])]
        partial += outcome in ("partial", "unreadable")
    assert complete > 50
    assert partial > 10
    (medium, *_) = lines(part, "metadata/sources.jsonl")
    assert medium["hashes"] == {"cut": "none-stored", "gap": "not-computed"}[which]
    told = {o["code"] for o in lines(part, "metadata/omissions.jsonl")}
    assert {"image-truncated", "content-partial", "content-unreadable"} <= told


def test_medium_is_hashed_again_as_it_was(gap: Path, tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    read = sealwright("ingest", case, gap, "--accept-truncated")
    assert "stored at acquisition can't be compared" in read.stdout
    assert "DIFFER" not in read.stdout
    assert sealwright("rehash", case).returncode == 0

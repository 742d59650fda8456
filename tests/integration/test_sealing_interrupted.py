"""Killed, cancelled, or out of space: a sealing leaves nothing or a valid bundle, and can be done again."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from forensics_app.bundle.writing.bag import BagWriter, SmallFile
from forensics_app.errors import CancelledError, DiskFullError
from forensics_app.model.bundle import SealedBundle
from forensics_app.model.custody import CustodyReason
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.sealed_files import Output
from forensics_app.services.cases.unfinished import Ending, Pending
from forensics_app.services.sealing.released import release
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from forensics_app.services.selection.tag import tag
from tests.world.sealing import Bench, make_bench
from tests.world.shared_data import PROJECT
from tests.world.signing import signing_key

MANY = {f"folder{i % 3}/file{i}.bin": bytes([i]) * (i * 997) for i in range(40)} | {"big": bytes(3_000_000)}
MUCH = {f"file{i:03d}": bytes([i]) * 200_000 for i in range(120)}  # more than is read ahead


def listing(bench: Bench) -> bytes:
    command = [sys.executable, "-m", "forensics_app.cli.main", "list", bench.case, "--format", "jsonl"]
    return subprocess.run(command, cwd=PROJECT, check=True, capture_output=True).stdout


def run_killed(bench: Bench, *how: str) -> None:
    command = [sys.executable, "-m", "tests.world.sealing_killed", str(bench.case.parent), *how]
    result = subprocess.run(command, cwd=PROJECT, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-4000:]


def test_fifty_kills_at_random_moments_end_in_valid_bundles_and_the_same_catalogue(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files=MANY)
    before = listing(bench)
    run_killed(bench, "random", "50", "17")
    assert listing(bench) == before
    with bench.open(write=False) as case:
        assert case.check_custody().unbroken


def test_a_kill_at_any_call_that_changes_a_file_is_made_good(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files={"a": b"1", "b": b"2" * 100})
    run_killed(bench, "calls")
    with bench.open(write=False) as case:
        check = case.check_custody()
    assert check.unbroken
    answered = {e.refers_to for e in check.events}
    announced = [e for e in check.events if e.reason == CustodyReason.BUNDLE_SEALED]
    assert all(e.event_id in answered for e in announced), "an announcement was left open"


def test_a_cancelled_sealing_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench(tmp_path, files=MUCH)
    copied: list[str] = []
    add_files = BagWriter.add_files

    def watched(self: BagWriter, files: Sequence[SmallFile]) -> None:
        copied.extend(file.path for file in files)
        add_files(self, files)

    monkeypatch.setattr(BagWriter, "add_files", watched)
    with bench.open() as case, pytest.raises(CancelledError):
        seal_bundle(
            case,
            SealRequest(bench.out / "X.zip"),
            signing_key(),
            clock=bench.clock,
            cancelled=lambda: len(copied) > 3,
        )
    assert [p.name for p in bench.out.iterdir()] == ["X.zip.part"]
    first = set(copied)
    copied.clear()
    bench.assert_verified(bench.seal("X.zip").path)
    assert first
    assert not first & set(copied)
    assert len(first) + len(copied) == len(MUCH)


def test_a_sealing_that_is_stopped_in_its_lists_copies_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench(tmp_path, files=MANY)
    stages: list[str] = []
    with bench.open() as case, pytest.raises(CancelledError):
        seal_bundle(
            case,
            SealRequest(bench.out / "X.zip"),
            signing_key(),
            clock=bench.clock,
            report=lambda progress: stages.append(progress.stage),
            cancelled=lambda: "seal-lists" in stages,
        )
    copied: list[str] = []
    monkeypatch.setattr(BagWriter, "add_files", lambda self, files: copied.extend(files))
    bench.assert_verified(bench.seal("X.zip").path)
    assert copied == []


def cancel_after(bench: Bench, calls: int) -> None:
    """Begin X.zip, and stop once it has been asked so often whether to stop."""
    left = [calls]

    def cancelled() -> bool:
        left[0] -= 1
        return left[0] < 0

    request = SealRequest(bench.out / "X.zip")
    with bench.open() as case, pytest.raises(CancelledError):
        seal_bundle(case, request, signing_key(), clock=bench.clock, cancelled=cancelled)


def test_a_changed_part_is_not_believed(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files=MUCH)
    cancel_after(bench, 110)
    part = bench.out / "X.zip.part"
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    bench.assert_verified(bench.seal("X.zip").path)


def test_another_selection_does_not_go_on_from_the_first(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files=MUCH)
    cancel_after(bench, 110)
    with bench.open() as case:
        chosen = tuple(a.artifact_id for a in case.store.artifacts.stream())[-5:]
        tag(case, "few", ArtifactFilter(ids=chosen), note=None, clock=bench.clock)
    sealed = bench.seal("X.zip", tag="few")
    assert sealed.artifacts == 5
    bench.assert_verified(sealed.path)


def test_another_output_gives_the_unfinished_one_up(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files=MUCH)
    cancel_after(bench, 110)
    bench.assert_verified(bench.seal("Y.zip").path)
    assert sorted(p.name for p in bench.out.iterdir()) == ["Y.asice", "Y.zip"]


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Files of this process can't grow beyond a size; the same error as a full disk's quota.

    Python before 3.13.1 keeps a compiled module that was cut so, and fails on it from then on.
    """
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("short_bytes", [3_800_000, 2_500_000, 30_000, 9_000, 2_000, 10])
def test_a_full_disk_leaves_nothing_and_loses_nothing(
    tmp_path: Path, no_room: Callable[[int], None], short_bytes: int
) -> None:
    """It fails in the first contents, in the large one, in the lists, and in the ZIP's directory."""
    bench = make_bench(tmp_path, files=MANY)
    room = bench.seal("W.zip").path.stat().st_size - short_bytes
    before = (bench.case / "custody.jsonl").read_bytes()
    no_room(room)
    try:
        with pytest.raises(DiskFullError) as caught:
            bench.seal("X.zip")
    finally:
        no_room(resource.RLIM_INFINITY)
    assert caught.value.path
    assert sorted(p.name for p in bench.out.iterdir()) == ["W.asice", "W.zip"]
    assert (bench.case / "custody.jsonl").read_bytes().startswith(before)
    bench.assert_verified(bench.seal("X.zip").path)


def test_a_case_that_is_full_says_so_and_the_next_sealing_mends_it(
    tmp_path: Path, no_room: Callable[[int], None]
) -> None:
    bench = make_bench(tmp_path, files={"a": b"1"})
    before = (bench.case / "custody.jsonl").read_bytes()
    no_room(len(before) + 500)
    try:
        with pytest.raises(DiskFullError):
            bench.seal("X.zip")
    finally:
        no_room(resource.RLIM_INFINITY)
    assert list(bench.out.iterdir()) == []
    bench.assert_verified(bench.seal("X.zip").path)
    with bench.open(write=False) as case:
        assert case.check_custody().unbroken


def test_contents_that_cannot_fit_are_refused_before_copying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench(tmp_path)
    usage = shutil.disk_usage(bench.out)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(DiskFullError):
        bench.seal("X.zip")
    assert list(bench.out.iterdir()) == []


def test_a_command_that_was_killed_before_its_last_words_says_them_when_repeated(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files={"a": b"1"})
    journal = bench.case / "bundles" / "sealing.jsonl"

    def killed(case: Case, output: Output, ending: Ending) -> SealedBundle:
        kept = journal.read_bytes()
        release(case, output, ending)
        journal.write_bytes(kept)
        raise CancelledError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("forensics_app.services.sealing.seal.release", killed)
        with pytest.raises(CancelledError):
            bench.seal("X.zip")
    with bench.open(write=False) as case:
        ending = Pending.of(case).ending
    assert ending is not None
    ledger = (bench.case / "custody.jsonl").read_bytes()
    again = bench.seal("X.zip")
    assert again.seal_code == ending.seal_code
    assert not journal.exists()
    assert (bench.case / "custody.jsonl").read_bytes() == ledger
    bench.assert_verified(again.path)

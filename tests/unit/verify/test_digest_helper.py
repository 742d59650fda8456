"""A process that digests beside the verifier changes nothing that a report says, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from forensics_app.bundle.reading import digest_helper
from forensics_app.bundle.reading.digest_helper import DigestHelper
from forensics_app.bundle.reading.opening import open_bundle
from forensics_app.errors import CancelledError
from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.model.progress import Progress
from forensics_app.verify.collector import Findings
from forensics_app.verify.verifier import verify_bundle
from tests.vectors.attacks_trust import BIG, BIG_PLAN
from tests.vectors.bundle import Files, Plan, build
from tests.vectors.make_vectors import ALL
from tests.world.receiving import policy, verify_path

VECTORS = [v for v in ALL if v.name.startswith(("file-", "zip-", "payload-", "sound-large"))]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[DigestHelper]:
    """Every bundle is worth a process; those that were started."""
    made: list[DigestHelper] = []

    class Helper(DigestHelper):
        def __init__(self, handle: int) -> None:
            super().__init__(handle)
            made.append(self)

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(digest_helper, "HELPED_BYTES", 0)
    monkeypatch.setattr(digest_helper, "DigestHelper", Helper)
    return made


def reported(report: VerificationReport) -> tuple[object, ...]:
    return report.verdict, report.axes, set(report.findings), report.damage, report.bundle


def test_reports_on_tampered_bundles_are_the_same(
    tmp_path: Path, started: list[DigestHelper], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(VECTORS) > 20
    for vector in VECTORS:
        folder = tmp_path / vector.name
        folder.mkdir()
        path = vector.make().write(folder)
        using = policy(vector.trust, expect_events=vector.expect_events)
        with monkeypatch.context() as alone:
            alone.setattr(digest_helper, "HELPED_BYTES", 1 << 62)
            expected = reported(verify_path(path, using))
        assert reported(verify_path(path, using)) == expected, vector.name
    assert len(started) > len(VECTORS) // 2
    assert all(helper.ended for helper in started)


def bundle_with_large_files(folder: Path, *flipped: int) -> Path:
    def change(tree: Files) -> None:
        data = bytearray(tree[BIG.data or ""])
        for offset in flipped:
            data[offset] ^= 1
        tree[BIG.data or ""] = bytes(data)

    path = folder / "x.zip"
    path.write_bytes(build(Plan(items=BIG_PLAN.items, lists=BIG_PLAN.lists, tree=change)).zip)
    return path


@pytest.mark.parametrize("flipped", [(), (0,), (2_400_000,)])
def test_killed_process_costs_time_alone(
    tmp_path: Path, started: list[DigestHelper], monkeypatch: pytest.MonkeyPatch, flipped: tuple[int, ...]
) -> None:
    path = bundle_with_large_files(tmp_path, *flipped)
    expected = reported(verify_path(path))
    begin = DigestHelper.begin

    def killed(self: DigestHelper, *reported_of: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        begin(self, *reported_of)  # type: ignore[arg-type]

    monkeypatch.setattr(DigestHelper, "begin", killed)
    assert reported(verify_path(path)) == expected
    assert expected[0] is (Verdict.ALTERED if flipped else Verdict.VERIFIED)
    assert len(started) == 2


def test_progress_ends_with_everything_done(tmp_path: Path, started: list[DigestHelper]) -> None:
    seen: list[Progress] = []
    findings = Findings()
    bundle = open_bundle(bundle_with_large_files(tmp_path), findings.add, digesting=True)
    verify_bundle(bundle, policy(), findings, report=seen.append)
    bundle.close()
    assert started
    assert (seen[-1].done_bytes, seen[-1].items) == (seen[-1].total_bytes, seen[-1].total_items)


def test_cancelling_ends_the_process(
    tmp_path: Path, started: list[DigestHelper], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = DigestHelper.begin

    def stopped(self: DigestHelper, *reported_of: object) -> None:
        os.kill(self.pid, signal.SIGSTOP)  # else it may have done everything before anybody asks
        begin(self, *reported_of)  # type: ignore[arg-type]

    monkeypatch.setattr(DigestHelper, "begin", stopped)
    findings = Findings()
    bundle = open_bundle(bundle_with_large_files(tmp_path), findings.add, digesting=True)
    with pytest.raises(CancelledError):
        verify_bundle(bundle, policy(), findings, cancelled=lambda: True)
    assert [helper.ended for helper in started] == [True]
    bundle.close()


def test_small_bundle_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest_helper, "DigestHelper", pytest.fail)
    assert verify_path(bundle_with_large_files(tmp_path)).verdict is Verdict.VERIFIED


def test_process_finds_the_program_without_what_site_adds(
    tmp_path: Path, started: list[DigestHelper], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = str(Path(digest_helper.__file__).parents[3])
    monkeypatch.setattr(sys, "path", [p for p in sys.path if p and Path(p).resolve() != Path(root)])
    path = bundle_with_large_files(tmp_path)
    findings = Findings()
    bundle = open_bundle(path, findings.add, digesting=True)
    verify_bundle(bundle, policy(), findings)
    bundle.close()
    assert [helper.exit_code in (0, -signal.SIGKILL) for helper in started] == [True]

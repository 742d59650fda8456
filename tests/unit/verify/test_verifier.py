"""What a verification does besides judging: progress, cancelling, failing disks, where damage lies."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from forensics_app.bundle.reading.opening import open_source
from forensics_app.bundle.reading.random_access import MemoryBytes
from forensics_app.errors import BundleNotFoundError, CancelledError
from forensics_app.model.findings import Axis, AxisState, Verdict
from forensics_app.model.progress import Progress
from forensics_app.verify.collector import Findings
from forensics_app.verify.verifier import verify_bundle
from tests.vectors.attacks_trust import BIG, BIG_PLAN
from tests.vectors.bundle import Files, Plan, build
from tests.vectors.lists import ITEMS, Item
from tests.world.receiving import codes, policy, verify_bytes, verify_path


def test_progress_ends_with_everything_done() -> None:
    seen: list[Progress] = []
    findings = Findings()
    bundle = open_source(MemoryBytes(build(BIG_PLAN).zip), Path("x.zip"), findings.add)
    verify_bundle(bundle, policy(), findings, report=seen.append)
    last = seen[-1]
    assert last.stage == "verify"
    assert (last.done_bytes, last.items) == (last.total_bytes, last.total_items)


def test_cancelling_ends_all_threads() -> None:
    findings = Findings()
    bundle = open_source(MemoryBytes(build(BIG_PLAN).zip), Path("x.zip"), findings.add)
    with pytest.raises(CancelledError):
        verify_bundle(bundle, policy(), findings, cancelled=lambda: True)
    assert not [t for t in threading.enumerate() if t.name.startswith("digest")]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_number_of_threads_changes_nothing(threads: int) -> None:
    report = verify_bytes(build(BIG_PLAN).zip, using=policy(threads=threads))
    assert report.verdict is Verdict.VERIFIED


def test_report_has_no_truth_value() -> None:
    with pytest.raises(TypeError):
        bool(verify_bytes(build(Plan()).zip))


def damaged(*offsets: int) -> bytes:
    def change(tree: Files) -> None:
        data = bytearray(tree[BIG.data or ""])
        for offset in offsets:
            data[offset] ^= 0xFF
        tree[BIG.data or ""] = bytes(data)

    return build(Plan(items=BIG_PLAN.items, lists=BIG_PLAN.lists, tree=change)).zip


@pytest.mark.parametrize(
    ("offsets", "ranges"),
    [
        ((0,), "0-1048575"),
        ((1 << 20,), "1048576-2097151"),
        ((0, 1 << 20), "0-2097151"),
        ((5, 2_400_000), "0-1048575 2097152-2559999"),
    ],
)
def test_damage_is_located_to_the_mebibyte(offsets: tuple[int, ...], ranges: str) -> None:
    report = verify_bytes(damaged(*offsets))
    assert [f.actual for f in report.findings if f.code == "blocks-differ"] == [ranges]


class BadSector(MemoryBytes):
    """Fails wherever `content` lies."""

    def __init__(self, data: bytes, content: bytes) -> None:
        super().__init__(data)
        self._bad = data.index(content)

    def read_into(self, offset_bytes: int, buffer: memoryview) -> int:
        if offset_bytes <= self._bad < offset_bytes + len(buffer):
            raise OSError(5, "Input/output error")
        return super().read_into(offset_bytes, buffer)


@pytest.mark.parametrize("content", [ITEMS[0].content or b"", b'{"acquisition"', b"How to verify"])
def test_bad_sector_is_missing_not_altered(content: bytes) -> None:
    findings = Findings()
    source = BadSector(build(Plan()).zip, content)
    report = verify_bundle(open_source(source, Path("x.zip"), findings.add), policy(), findings)
    assert report.verdict is Verdict.INCOMPLETE
    assert codes(report) == {"file-unreadable"}


def test_bad_sector_under_the_seal() -> None:
    findings = Findings()
    built = build(Plan())
    source = BadSector(built.zip, built.seal[200:260])
    report = verify_bundle(open_source(source, Path("x.zip"), findings.add), policy(), findings)
    assert report.verdict is Verdict.INCOMPLETE
    assert (report.axes[Axis.CONTENT], report.axes[Axis.ORIGIN]) == (AxisState.FAIL, AxisState.NONE)


def test_bad_sector_under_the_directory_is_unreadable() -> None:
    findings = Findings()

    class Failing(MemoryBytes):
        def read(self, offset_bytes: int, size_bytes: int) -> bytes:
            raise OSError(5, "Input/output error")

    report = verify_bundle(
        open_source(Failing(build(Plan()).zip), Path("x.zip"), findings.add), policy(), findings
    )
    assert report.verdict is Verdict.UNREADABLE
    assert codes(report) == {"not-a-bundle"}


def test_line_that_nobody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics_app.verify.files.reading.MAX_LINE_BYTES", 100)
    monkeypatch.setattr("forensics_app.verify.files.reading.READ_BYTES", 600)
    report = verify_bytes(build(Plan()).zip)
    assert "list-too-large" in codes(report)
    assert report.verdict is Verdict.ALTERED


def test_object_that_nobody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics_app.verify.files.sealed_lists.MAX_OBJECT_BYTES", 100)
    assert codes(verify_bytes(build(Plan()).zip)) == {"list-too-large"}


def test_nothing_there_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(BundleNotFoundError):
        verify_path(tmp_path / "nowhere.zip")


def test_dangling_link_is_reported(tmp_path: Path) -> None:
    (tmp_path / "x.zip").symlink_to(tmp_path / "nowhere")
    assert verify_path(tmp_path / "x.zip").verdict is Verdict.UNREADABLE


def test_facts_of_the_bundle() -> None:
    items = (*ITEMS, Item("DDDDDDDDDDDDDDDD", "x", b"12", exhibit="EX-002"))
    facts = verify_bytes(build(Plan(items=items)).zip).bundle
    assert facts.exhibits == (("EX-001", 2), ("EX-002", 1))
    assert (facts.files, facts.artifacts, facts.omissions, facts.custody_events) == (4, 4, 3, 3)
    assert (facts.title, facts.agency, facts.country) == ("Warehouse", "Example Laboratory", "FR")


def test_story_of_the_ledger_is_told_in_codes() -> None:
    story = verify_bytes(build(Plan()).zip).custody_story
    assert [(e["sequence"], e["event"]) for e in story] == [
        ("1", "seized"),
        ("2", "analysed"),
        ("3", "sealed"),
    ]
    assert story[0]["person"] == "Claire Moreau"

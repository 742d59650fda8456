"""Adding evidence: what each source is stands there before it is read, and nothing is recorded till then."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from forensics_app.model.case import SourceState
from forensics_app.model.custody import CustodyReason
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from tests.ui.conftest import Until
from tests.world.cases import make_case
from tests.world.shared_data import shared
from ui.dialogs.evidence.add_evidence import AddEvidenceDialog
from ui.jobs.desk import JobKind
from ui.pages.evidence.page import EvidencePage
from ui.widgets.controls.field import Field
from ui.widgets.statements.probed_row import ProbedRow
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def page(window: MainWindow, tmp_path: Path, until: Until) -> EvidencePage:
    """The Evidence page of a case without evidence."""
    make_case(tmp_path / "case").close()
    window.bench.open_case(tmp_path / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.EVIDENCE)
    found = window.pages[places.EVIDENCE]
    assert isinstance(found, EvidencePage)
    return found


def added(page: EvidencePage, until: Until, *paths: Path) -> AddEvidenceDialog:
    page.add(paths)
    dialog = page.dialog
    assert dialog is not None
    until(lambda: all(dialog._found.values()) and dialog.isVisible())
    until(lambda: bool(said(dialog)))
    return dialog


def said(dialog: AddEvidenceDialog) -> str:
    rows = [row for row in dialog.findChildren(ProbedRow) if row.isVisible()]
    return "\n".join(w.accessibleName() for row in rows for w in row.findChildren(QLabel))


def hints(*fields: Field | None) -> list[str]:
    """What stands in fields in which nothing was typed."""
    found = [field.edit.placeholderText() for field in fields if field is not None]
    return ["".join(c for c in hint if c not in "\u2068\u2069") for hint in found]


def reasons(case: Path) -> list[str | None]:
    with open_case(case, write=False, clock=SystemClock()) as opened:
        return [e.reason for e in opened.check_custody().events]


def test_sources_are_told_of_before_they_are_read(
    page: EvidencePage, demo: Path, tmp_path: Path, until: Until
) -> None:
    images = [demo / "evidence" / name for name in ("laptop.raw", "stick.E01")]
    (tmp_path / "empty.dd").touch()
    dialog = added(page, until, *images, tmp_path / "empty.dd")
    words = said(dialog)
    for expected in (
        "raw image",
        "25.2 MB",
        "NTFS",
        "Office",
        "EXT4",
        "No acquisition hash stored",
        "MD5, SHA-1",
    ):
        assert expected in words
    assert dialog.usable == images
    assert dialog.read_button.text() == "Read 2 sources"
    assert [row.exhibit is not None for row in dialog.rows.values()] == [True, True, False]
    assert reasons(tmp_path / "case") == [CustodyReason.CASE_CREATED]
    dialog.remove(images[0])
    assert dialog.read_button.text() == "Read 1 source"
    field = dialog.rows[images[1]].exhibit
    assert field is not None
    field.edit.setText("K\u202e-7")
    dialog.read()
    assert not page._bench.reading
    field.edit.setText("K-7")
    dialog.read()
    until(lambda: not page._bench.reading)
    with open_case(tmp_path / "case", write=False, clock=SystemClock()) as opened:
        (source,) = opened.store.queries.sources()
    assert (source.exhibit, source.state) == ("K-7", SourceState.COMPLETE)


def test_each_source_gets_its_number_and_its_place_in_the_queue(
    page: EvidencePage, tmp_path: Path, until: Until
) -> None:
    folders = [tmp_path / name for name in ("phone", "stick", "disc")]
    for folder in folders:
        folder.mkdir()
        (folder / "a.txt").write_text(folder.name)
    dialog = added(page, until, *folders)
    until(lambda: dialog.read_button.isEnabled())
    first, second, third = (dialog.rows[folder].exhibit for folder in folders)
    assert first is not None
    assert second is not None
    assert third is not None
    assert not dialog.go_on_button.isEnabled()  # the first has no number to go on from
    assert hints(first, second, third) == [f"EX-00{at}, assigned automatically" for at in (1, 2, 3)]
    second.edit.setText("EX-001")
    assert hints(first, third) == ["EX-002, assigned automatically", "EX-003, assigned automatically"]
    second.edit.setText("")
    first.edit.setText("K-09")
    assert dialog.go_on_button.isEnabled()
    dialog.go_on_button.click()
    assert [field.value for field in (first, second, third)] == ["K-09", "K-10", "K-11"]
    second.edit.setText("K-09")
    assert dialog.shared.isVisibleTo(dialog)
    assert "K-09 is the number of several sources: phone, stick." in dialog.shared.accessibleName()
    assert not dialog.read_button.isEnabled()
    dialog.one_exhibit.setChecked(True)
    assert dialog.read_button.isEnabled()
    second.edit.setText("")
    assert not dialog.shared.isVisibleTo(dialog)
    assert not dialog.one_exhibit.isChecked()
    assert dialog.read_button.isEnabled()
    dialog.remove(folders[2])  # what was typed stays with its source
    kept = [dialog.rows[folder].exhibit for folder in folders[:2]]
    assert [field.value for field in kept if field is not None] == ["K-09", ""]
    assert hints(kept[1]) == ["EX-002, assigned automatically"]  # as it is then
    queue: list[str] = []
    page._bench.jobs.changed.connect(lambda: queue.append(page._progress._stage.accessibleName()))
    dialog.read()
    until(lambda: not page._bench.reading)
    with open_case(tmp_path / "case", write=False, clock=SystemClock()) as opened:
        assert [s.exhibit for s in opened.store.queries.sources()] == ["K-09", "EX-002"]
    assert any(words.startswith("1 of 2 · ") for words in queue)
    assert any(words.startswith("2 of 2 · ") for words in queue)
    until(lambda: page._bench.case is not None and bool(page._bench.case.overview.sources))  # type: ignore[union-attr]
    again = added(page, until, folders[0])
    until(lambda: again.read_button.isEnabled())
    assert "phone is already in the case as K-09" in again.shared.accessibleName()
    again.remove(folders[0])
    again.add([folders[2]])
    until(lambda: again.read_button.isEnabled())
    assert hints(again.rows[folders[2]].exhibit) == ["EX-003, assigned automatically"]


def test_closing_while_it_is_looked_at_stops_that_and_records_nothing(
    page: EvidencePage, demo: Path, tmp_path: Path, until: Until
) -> None:
    page.add([demo / "evidence" / "laptop.raw"])
    dialog = page.dialog
    assert dialog is not None
    assert not dialog.read_button.isEnabled()
    dialog.reject()
    until(lambda: page._bench.jobs.running(JobKind.PROBE) is None)
    assert reasons(tmp_path / "case") == [CustodyReason.CASE_CREATED]


def test_more_can_be_added_while_the_first_is_looked_at(
    page: EvidencePage, demo: Path, tmp_path: Path, until: Until
) -> None:
    (tmp_path / "note.txt").write_text("x")
    page.add([demo / "evidence" / "laptop.raw"])
    dialog = page.dialog
    assert dialog is not None
    dialog.add([tmp_path / "note.txt", demo / "evidence" / "laptop.raw"])
    until(lambda: len(dialog.usable) == 2)


def test_an_encrypted_volume_is_named_before_it_is_asked_about(
    page: EvidencePage, tmp_path: Path, until: Until
) -> None:
    image = tmp_path / "luks.raw"
    image.write_bytes(gzip.decompress(shared("testdata/self-made/luks1-ext4.raw.gz").read_bytes()))
    dialog = added(page, until, image)
    assert "1 volume is encrypted. You are asked for its key before reading starts." in said(dialog)
    assert "LUKS" in said(dialog)
    assert dialog.usable == [image]


# --- what belongs to another source -----------------------------------------------------------------


def split_image(folder: Path) -> list[Path]:
    """An E01 image of two segments."""
    names = ("ext2.split.E01", "ext2.split.E02")
    return [
        Path(shutil.copy(shared(f"testdata/log2timeline_dfvfs/test_data/{name}"), folder)) for name in names
    ]


def test_a_segment_of_an_image_in_the_list_is_no_source_of_its_own(
    page: EvidencePage, tmp_path: Path, until: Until
) -> None:
    first, second = split_image(tmp_path)
    dialog = added(page, until, second)
    assert dialog.read_button.text() == "Read 1 source"
    field = dialog.rows[second].exhibit
    assert field is not None
    field.edit.setText("LPJ-S01")
    dialog.add([first])  # after the other one; the image goes by its first segment all the same
    until(lambda: all(dialog._found.values()))
    assert dialog.usable == [first]
    assert dialog.read_button.text() == "Read 1 source"
    until(lambda: "Segment of ext2.split.E01, which is already in the list." in said(dialog))
    assert dialog.rows[second].exhibit is None
    moved = dialog.rows[first].exhibit
    assert moved is not None
    assert moved.value == "LPJ-S01"  # what was typed for the image is not lost
    assert not dialog.go_on_button.isVisibleTo(dialog)
    dialog.remove(first)
    assert dialog.usable == [second]
    until(lambda: "2 segments" in said(dialog))
    assert "Segment of" not in said(dialog)
    dialog.reject()


def test_what_the_case_has_says_so_before_it_is_read(
    page: EvidencePage, tmp_path: Path, until: Until
) -> None:
    first, second = split_image(tmp_path)
    dialog = added(page, until, first, second)
    field = dialog.rows[first].exhibit
    assert field is not None
    field.edit.setText("LPJ-S01")
    dialog.read()
    until(lambda: not page._bench.reading)
    until(lambda: states(page) == [SourceState.COMPLETE])
    again = added(page, until, second, first)
    assert again.usable == []
    assert not again.read_button.isEnabled()
    assert "Segment of ext2.split.E01, which is already in the case as LPJ-S01." in said(again)
    assert "Already in the case as LPJ-S01. It is not read again." in said(again)
    assert again.shared.isVisibleTo(again)
    assert "Nothing left to read: what can be read is already in the case." in again.shared.accessibleName()
    assert [row.exhibit for row in again.rows.values()] == [None, None]
    other = tmp_path / "other.dd"
    other.write_bytes(os.urandom(1 << 20))
    again.add([other])
    until(lambda: again.read_button.isEnabled())
    assert again.usable == [other]
    assert again.read_button.text() == "Read 1 source"
    assert not again.shared.isVisibleTo(again)
    again.remove(other)
    again.how.change()  # with other options there is something to read in it
    assert again.how.dialog is not None
    again.how.dialog.archives.box.setChecked(True)
    again.how.dialog.accept()
    until(lambda: again.usable == [first])
    assert again.read_button.isEnabled()
    again.reject()


def test_an_image_that_changed_can_still_be_asked_for(
    page: EvidencePage, tmp_path: Path, until: Until
) -> None:
    """Only the case's own words on it can say what is to be done."""
    image = tmp_path / "disk.dd"
    image.write_bytes(os.urandom(1 << 20))
    read_in(page, image, until)
    image.write_bytes(os.urandom(2 << 20))
    again = added(page, until, image)
    until(lambda: again.read_button.isEnabled())
    assert "Already in the case as EX-001." in said(again)
    assert "not read again" not in said(again)
    again.reject()


@pytest.mark.parametrize("split", ["raw", "vmdk"])
def test_other_kinds_of_segments(page: EvidencePage, tmp_path: Path, until: Until, split: str) -> None:
    data = os.urandom(1 << 20)
    parts = [tmp_path / f"disk.{n:03d}" for n in (1, 2)]
    if split == "vmdk":
        parts = [tmp_path / f"disk-f{n:03d}.vmdk" for n in (1, 2)]
    for place, part in enumerate(parts):
        part.write_bytes(data[place << 19 : (place + 1) << 19])
    if split == "vmdk":
        descriptor = tmp_path / "disk.vmdk"
        extents = "".join(f'RW 1024 FLAT "{part.name}" 0\n' for part in parts)
        descriptor.write_text(
            "# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\n"
            f'createType="twoGbMaxExtentFlat"\n\n# Extent description\n{extents}\n'
            '# The Disk Data Base\n#DDB\n\nddb.adapterType = "ide"\n'
        )
        parts.insert(0, descriptor)
    dialog = added(page, until, *reversed(parts))
    assert dialog.usable == [parts[0]]
    assert said(dialog).count(f"Segment of {parts[0].name}, which is already in the list.") == len(parts) - 1
    assert dialog.read_button.text() == "Read 1 source"
    dialog.reject()


def test_reading_says_what_it_did_not_read_again(
    window: MainWindow, page: EvidencePage, tmp_path: Path, until: Until
) -> None:
    first, second = split_image(tmp_path)
    read_in(page, first, until)
    page._bench.add_sources([second])
    until(lambda: not page._bench.reading)
    done = "Already in the case, not read again: ext2.split.E02 (EX-001)."
    until(lambda: done in window.job_line._text.accessibleName())


def test_nothing_is_said_to_have_been_read_of_a_cut_image_that_is_only_previewed(
    page: EvidencePage, demo: Path, tmp_path: Path, until: Until
) -> None:
    image = tmp_path / "cut.raw"
    image.write_bytes((demo / "evidence" / "laptop.raw").read_bytes()[:-3_000_000])
    dialog = added(page, until, image)
    assert "Only the available data can be read." in said(dialog)
    assert "was not read" not in said(dialog)
    dialog.reject()


# --- hashing again ----------------------------------------------------------------------------------


def read_in(page: EvidencePage, image: Path, until: Until) -> None:
    added(page, until, image).read()
    until(lambda: states(page) == [SourceState.COMPLETE])
    until(lambda: not page._bench.reading)
    until(lambda: page._table.rows.rowCount() == 1)


def states(page: EvidencePage) -> list[SourceState]:
    """How far each source of the case is."""
    overview = page._overview()
    return [] if overview is None else [source.state for source in overview.sources]


@pytest.mark.parametrize("changed", [False, True])
def test_a_medium_is_hashed_again_and_the_answer_stands_in_the_ledger(
    page: EvidencePage, demo: Path, tmp_path: Path, until: Until, changed: bool
) -> None:
    image = Path(shutil.copy(demo / "evidence" / "stick.E01", tmp_path))
    raw = tmp_path / "raw.dd"
    raw.write_bytes(os.urandom(1 << 20))
    read_in(page, raw if changed else image, until)
    if changed:
        data = bytearray(raw.read_bytes())
        data[1000] ^= 1
        raw.write_bytes(data)
    until(lambda: page.rehash_button.isEnabled())
    page.rehash_button.click()
    assert page._bench.jobs.running(JobKind.RECHECK) is not None
    until(lambda: page._bench.jobs.running(JobKind.RECHECK) is None)
    reported = "\n".join(w.accessibleName() for w in page.rehashed.findChildren(QLabel) if w.isVisible())
    assert ("EX-001 HAS CHANGED" in reported) == changed
    assert ("EX-001 is unchanged" in reported) != changed
    wanted = CustodyReason.MEDIUM_CHANGED if changed else CustodyReason.MEDIUM_UNCHANGED
    assert reasons(tmp_path / "case")[-1] == wanted


def test_a_folder_has_no_medium_to_hash_again(page: EvidencePage, tmp_path: Path, until: Until) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "one").write_bytes(b"x")
    read_in(page, tmp_path / "folder", until)
    assert not page.rehash_button.isEnabled()


# --- one that makes the look fail -------------------------------------------------------------------


def test_a_source_that_can_not_be_looked_at_says_so_on_its_own_card(
    page: EvidencePage, demo: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look at all of them ends with it; the others are looked at all the same."""
    bench, bad = page._bench, tmp_path / "dies.dd"
    bad.write_bytes(b"x" * 512)
    start = bench.start_job

    def dying(kind: JobKind, arguments: list[str], subject: str, *, shows_errors: bool = False) -> bool:
        if str(bad) in arguments:
            arguments = ["probe", "--no-such-option"]
        return start(kind, arguments, subject, shows_errors=shows_errors)

    monkeypatch.setattr(bench, "start_job", dying)
    good = demo / "evidence" / "laptop.raw"
    dialog = added(page, until, bad, good)
    until(lambda: dialog.read_button.isEnabled())
    assert dialog.usable == [good]
    found = dialog._found[bad]
    assert found is not None
    assert found.error in said(dialog)
    dialog.remove(bad)
    assert list(dialog._found) == [good]
    assert dialog.read_button.isEnabled()
    dialog.reject()


def test_a_look_that_is_cancelled_leaves_no_card_waiting(
    page: EvidencePage, demo: Path, until: Until
) -> None:
    page.add([demo / "evidence" / "laptop.raw", demo / "evidence" / "stick.E01"])
    dialog = page.dialog
    assert dialog is not None
    running = page._bench.jobs.running(JobKind.PROBE)
    assert running is not None
    running.job.cancel()
    until(lambda: all(dialog._found.values()))
    dialog.reject()


def test_what_is_said_of_shadow_copies_follows_the_options(page: EvidencePage, until: Until) -> None:
    dialog = added(page, until, shared("testdata/log2timeline_plaso/test_data/vsstest.qcow2"))
    assert "older states of files in them are not listed" in said(dialog)
    dialog.how.change()
    assert dialog.how.dialog is not None
    dialog.how.dialog.shadow_copies.box.setChecked(True)
    dialog.how.dialog.accept()
    until(lambda: "They are read too." in said(dialog))
    assert "not listed" not in said(dialog)

"""One number, one word: what is counted of one selection, from the Case page to the received bundle."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.verdicts import inside_words, other_files_words
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.browse import Browser
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.sealed_tags import tagged_path, unsealed_tags
from forensics_app.services.sealing.amount import amount
from forensics_app.services.selection.tag import tag
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import bundle_of, check
from tests.vectors.bundle import Plan, build
from tests.vectors.lists import ITEMS, Item
from tests.world.receiving import verify_bytes
from ui.dialogs.sealed_contents.dialog import Part, SealedContentsDialog
from ui.jobs.desk import Ending, JobKind
from ui.models.artifacts.type_filters import type_tree
from ui.models.case.bundle_files import bundle_files
from ui.models.case.next_steps import Act, next_steps
from ui.models.case.overview import state_in
from ui.models.case.overview_reading import read_overview
from ui.models.evidence.layers import layer_tree
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.case.page import CasePage
from ui.theme.state import State
from ui.widgets.statements.notices import StepRow
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CHOSEN = ArtifactFilter(tag="relevant")


@pytest.fixture
def case(demo: Path, tmp_path: Path) -> Path:
    """The demo's case, from which its bundle was sealed."""
    return Path(shutil.copytree(demo / "case", tmp_path / "case"))


def test_a_selection_has_the_same_counts_before_and_after_sealing(
    window: MainWindow, demo: Path, until: Until
) -> None:
    with open_case(demo / "case", write=False, clock=SystemClock()) as opened:
        listed = opened.store.artifacts.count(CHOSEN)
        chosen = amount(opened, (CHOSEN,))
    page = check(window, bundle_of(demo), until)
    report = window.bench.check.report
    assert report is not None
    sealed = report.bundle
    assert listed == chosen.artifacts == sealed.artifacts == 16
    assert [one.exhibit for one in chosen.exhibits] == [exhibit for exhibit, _ in sealed.exhibits]
    assert sealed.files == sum(files for _, files in sealed.exhibits) + 1  # the nonce
    page.browse()
    dialog = page.other
    assert isinstance(dialog, SealedContentsDialog)
    until(lambda: dialog.ready and dialog.table.model().rowCount() == listed)
    assert dialog.parts[Part.FILES].text() == f"Artifacts · {listed}"
    # items, as the seal counts them: a line of the ledger may stand for several
    assert dialog.parts[Part.OMISSIONS].text() == f"Left out or in doubt · {sealed.omissions}"
    dialog.reject()


def test_an_exhibit_of_which_only_a_folder_was_chosen_is_counted() -> None:
    """The choice says two exhibits, so does what is received, though one has no file."""
    items = (*ITEMS, Item("DDDDDDDDDDDDDDDD", "folder", None, exhibit="EX-002"))
    bundle = verify_bytes(build(Plan(items=items)).zip).bundle
    assert bundle.exhibits == (("EX-001", 2), ("EX-002", 0))
    words = translator_for("en")
    assert inside_words(bundle, words)[:2] == [
        "4 artifacts catalogued",
        "2 of them folders or without content",
    ]
    assert other_files_words(bundle, words) == "1 file: the random value in every bundle"


def test_kinds_of_content_add_up_to_the_case(window: MainWindow, demo: Path, until: Until) -> None:
    window.bench.open_case(demo / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    assert window.bench.case is not None
    overview = window.bench.case.overview
    assert overview is not None
    page = window.pages[places.CASE]
    assert isinstance(page, CasePage)
    until(lambda: page._kinds.families is not None)
    families = sum(count for _, count in overview.by_family)
    said = " ".join(one.accessibleName() for one in page._kinds.findChildren(QLabel))
    assert f"{overview.total - families} more have other content" in said
    assert sum(count for _, count in overview.by_kind) == overview.total


def test_types_say_that_they_leave_system_files_out_and_add_up(
    window: MainWindow, case: Path, until: Until
) -> None:
    window.bench.open_case(case)
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._panes is not None and page._model.counted and page._model.rowCount() > 0)
    note = page.where._types_note
    until(lambda: note.accessibleName() == "in the whole case, without system files")
    with open_case(case, write=False, clock=SystemClock()) as opened:
        for system in (False, None):
            chosen = ArtifactFilter(system=system)
            counts = Browser(opened).types(chosen)
            tree = type_tree(counts)
            figures = {node.cells[0].text: int(node.cells[1].text) for node in tree.children}
            whole, kinds = figures.pop("All types"), figures.pop("By kind")
            for crossing in ("Deleted", "Possibly encrypted", "Not read in full", "With a position"):
                figures.pop(crossing, None)
            assert sum(figures.values()) == whole == kinds == opened.store.artifacts.count(chosen)
        every = list(opened.store.artifacts.stream())
        deleted = {a.artifact_id for a in every if a.entry.deleted}
        reserved = {a.artifact_id for a in every if not a.entry.allocated} - deleted
        assert {a.entry.locator.path_display() for a in every if a.artifact_id in reserved} == {
            f"/$OrphanFiles/OrphanFile-{number}" for number in range(16, 24)
        }
        for wanted, ids in ((True, deleted), (False, {a.artifact_id for a in every} - deleted)):
            chosen = ArtifactFilter(deleted=wanted)
            assert {a.artifact_id for a in opened.store.artifacts.stream(chosen)} == ids
            assert opened.store.artifacts.count(chosen) == len(ids)
        assert Browser(opened).types(EVERYTHING).deleted == read_overview(opened).deleted == len(deleted)
        compared = {one.artifact_id for one in opened.store.artifacts.contents() if one.deleted}
        assert compared == deleted
        hidden = {a.artifact_id for a in opened.store.artifacts.stream(ArtifactFilter(system=True))}
        assert reserved < hidden
    page._switch_system()
    until(lambda: note.accessibleName() == "in the whole case")


def test_a_volume_says_what_its_source_says_of_it(case: Path) -> None:
    with open_case(case, write=False, clock=SystemClock()) as opened:
        told = read_overview(opened)
    for source in told.sources:
        whole = state_in(told, source)
        tree = layer_tree(source, told.by_layer, whole=whole, omitted=told.omitted_by_layer)
        volumes = {node.key: node.cells[-1] for top in tree.children for node in (top, *top.children)}
        said = {layer_id: cell.text for layer_id, cell in volumes.items() if cell.state is State.WARN}
        if whole[0] is State.OK:
            assert not said
            continue
        assert whole == (State.WARN, "3 items in doubt")
        assert said == {
            "s1": "3 items in doubt",
            "s1.p3": f"3 items in doubt · {told.by_layer['s1.p3']} artifacts",
        }


def test_only_what_was_tagged_after_sealing_comes_next(case: Path) -> None:
    with open_case(case, write=True, clock=SystemClock()) as opened:
        left = unsealed_tags(opened)
        assert left is not None
        assert left.count == 0
        told = read_overview(opened)
        assert [s for s in next_steps(told, reading=False, bundles=()) if s.act is Act.EXPORT]
        new = next(
            a for a in opened.store.artifacts.stream() if a.entry.locator.components[-1:] == (b"$MFT",)
        )
        tag(opened, "relevant", ArtifactFilter(ids=(new.artifact_id,)), note=None, clock=SystemClock())
        left = unsealed_tags(opened)
        assert left is not None
        assert (left.count, left.first) == (1, ("$MFT",))
        (seal,) = opened.bundles.glob("*.asice")
        tagged_path(seal).write_text("0-99999999999999999999 -5 1")  # planted: no ranges are written out
        assert unsealed_tags(opened) is None
        tagged_path(seal).unlink()  # of a version that kept nothing
        assert unsealed_tags(opened) is None


def test_the_step_goes_when_all_that_is_tagged_was_sealed(
    window: MainWindow, case: Path, until: Until
) -> None:
    window.bench.open_case(case)
    page = window.pages[places.CASE]
    assert isinstance(page, CasePage)
    until(lambda: bool(page._sealed.bundles))
    until(lambda: any("was sent" in r.accessibleName() and r.isVisible() for r in page.findChildren(StepRow)))
    shown = [row for row in page._steps.findChildren(StepRow) if row.isVisible()]
    assert shown
    assert not [row for row in shown if "tagged" in row.accessibleName()]


def test_a_bundles_page_lists_what_was_written_next_to_it(tmp_path: Path) -> None:
    bundle = tmp_path / "X-B01.sealed.zip"
    beside = ("X-B01.asice", "X-B01-cover.pdf", "X-B01.dispatch.asice")
    for name in (bundle.name, *beside, "X-B011.asice", "other.pdf"):
        (tmp_path / name).touch()
    assert [path.name for path in bundle_files(bundle)] == [bundle.name, *sorted(beside)]
    assert bundle_files(tmp_path / "gone" / bundle.name) == (tmp_path / "gone" / bundle.name,)


def test_a_jobs_closing_word_does_not_outlive_what_it_says(
    window: MainWindow, case: Path, until: Until
) -> None:
    bench = window.bench
    bench.open_case(case)
    until(lambda: bench.case is not None and bench.case.overview is not None)
    assert bench.case is not None
    read: list[None] = []
    bench.case_read.connect(lambda: read.append(None))
    bench.jobs.ended.emit(Ending(JobKind.PROBE, "x"))
    until(lambda: bool(read))
    assert re.search("Cancelled", window.job_line._text.accessibleName())
    with open_case(case, write=True, clock=SystemClock()) as opened:
        tag(opened, "new", ArtifactFilter(text="statement"), note=None, clock=SystemClock())
    bench.case.refresh()
    until(lambda: window.job_line._text.accessibleName() == "No job running")
    bench.jobs.ended.emit(Ending(JobKind.PROBE, "x"))
    bench.close_case()
    assert window.job_line._text.accessibleName() == "No job running"

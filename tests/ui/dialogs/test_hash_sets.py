"""Hash sets in the window: added, compared, filtered by, seen at each artifact, never called good."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from forensics_app.model.hash_sets import HashSetKind
from forensics_app.model.selection import ANY_HASH_SET, ArtifactFilter
from forensics_app.services.hash_sets.hash_sets import remove_hash_set
from tests.ui.conftest import Until
from tests.world.cases import make_case
from ui.dialogs.hash_sets.hash_sets import HashSetsDialog
from ui.jobs.desk import JobKind
from ui.models.artifacts.cells import SETS
from ui.models.artifacts.filter_words import conditions
from ui.models.case.overview import CaseOverview
from ui.models.tables.cells import CELL_ROLE
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.case.page import CasePage
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.window.main_window import MainWindow
from ui.words import places

# the offscreen platform says so of every dialog that grows with what it shows
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

# sha256sum of the files that `read` makes
SHA256_A = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"
SHA256_B = "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f"


@pytest.fixture
def read(window: MainWindow, tmp_path: Path, until: Until) -> MainWindow:
    """A window on a case with three files; two of them have the same content."""
    folder = tmp_path / "source"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.txt").write_bytes(b"a\n")
    (folder / "inner" / "copy of a.txt").write_bytes(b"a\n")
    (folder / "b.txt").write_bytes(b"b\n")
    make_case(tmp_path / "case").close()
    window.bench.open_case(tmp_path / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.bench.add_sources([folder])
    until(lambda: not window.bench.reading)
    until(lambda: overview(window).total > 3)
    return window


def overview(window: MainWindow) -> CaseOverview:
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    return window.bench.case.overview


def dialog(window: MainWindow) -> HashSetsDialog:
    window.bench.hash_sets_asked.emit()
    assert window.dialogs.hash_sets is not None
    return window.dialogs.hash_sets


def idle(window: MainWindow, until: Until) -> None:
    until(lambda: window.bench.jobs.running(JobKind.HASH_SETS) is None)


def add(window: MainWindow, file: Path, kind: HashSetKind, until: Until) -> HashSetsDialog:
    """Add a set and compare the case with it, as the dialogs do."""
    shown = dialog(window)
    asked = shown.add_file(file)
    asked.kinds[kind].setChecked(True)
    asked.add()
    idle(window, until)
    until(lambda: shown.table.rows.row_of(file.stem) >= 0)
    shown.table.select(file.stem)
    shown._match()
    idle(window, until)
    until(lambda: file.stem in {s.facts.name for s in overview(window).hash_sets})
    return shown


def listing(path: Path, *digests: str) -> Path:
    path.write_text("\n".join(digests) + "\n", encoding="ascii")
    return path


def artifacts(window: MainWindow) -> ArtifactsPage:
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    return page


def names(page: ArtifactsPage, until: Until) -> list[str]:
    """The names that are listed, once they are here."""
    model = page._model
    until(lambda: model.counted)
    until(lambda: all(model.artifact(row) is not None for row in range(model.rowCount())))
    return [model.index(row, 0).data(CELL_ROLE).text for row in range(model.rowCount())]


def acts(menu: QMenu) -> dict[str, QAction]:
    """Every entry by its words, those of inner menus with the words before them."""
    found = {}
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found |= {f"{action.text()} > {words}": act for words, act in acts(inner).items()}
        elif action.text():
            found[action.text()] = action
    return found


def said(window: MainWindow) -> str:
    QApplication.processEvents()
    return "\n".join(w.accessibleName() for w in window.findChildren(QLabel) if w.isVisible())


def test_a_set_is_added_compared_and_filtered_by(read: MainWindow, tmp_path: Path, until: Until) -> None:
    page = artifacts(read)
    assert page.table.isColumnHidden(SETS)
    shown = add(read, listing(tmp_path / "stolen.txt", SHA256_A), HashSetKind.ILLEGAL, until)
    assert [shown.table.rows.index(0, c).data(CELL_ROLE).text for c in (1, 4)] == ["illegal", "2 hits"]
    shown.close()
    assert not page.table.isColumnHidden(SETS)
    menu = acts(page.bar.menu())
    menu["Hash set > stolen · illegal > In this set (2)"].trigger()
    assert names(page, until) == ["a.txt", "copy of a.txt"]
    cell = page._model.index(0, SETS).data(CELL_ROLE)
    assert (cell.state, cell.text, cell.raw) == (State.BAD, "illegal", "stolen")
    assert [c.words for c in conditions(page.state.chosen)] == ["Hash set: stolen"]
    menu["Hash set > stolen · illegal > Not in this set"].trigger()
    assert "b.txt" in names(page, until)
    assert "a.txt" not in names(page, until)
    menu["Hash set > In any hash set"].trigger()
    assert page.state.chosen.hash_set == ANY_HASH_SET


def test_a_hit_says_which_set_and_that_known_is_not_harmless(
    read: MainWindow, tmp_path: Path, until: Until
) -> None:
    add(read, listing(tmp_path / "shop.txt", SHA256_B), HashSetKind.KNOWN, until).close()
    page = artifacts(read)
    page._filtered(ArtifactFilter(hash_set="shop"))
    assert names(page, until) == ["b.txt"]
    page.table.go_to(0)
    until(lambda: "shop" in said(read))
    words = said(read)
    assert "known, by SHA-256" in words
    assert "not that they are harmless" in words
    assert "good" not in words.lower().split()
    assert page._model.index(0, SETS).data(CELL_ROLE).state is None


def test_the_case_page_leads_to_the_hits(read: MainWindow, tmp_path: Path, until: Until) -> None:
    add(read, listing(tmp_path / "stolen.txt", SHA256_A), HashSetKind.NOTABLE, until).close()
    read.go(places.CASE)
    page = read.pages[places.CASE]
    assert isinstance(page, CasePage)
    until(lambda: "notable · 2 hits" in said(read))
    page._sets._show_hits("stolen")
    assert read.place == places.ARTIFACTS
    assert names(artifacts(read), until) == ["a.txt", "copy of a.txt"]


def test_what_was_not_compared_is_said_beside_the_hits(
    read: MainWindow, tmp_path: Path, until: Until
) -> None:
    """The set has MD5 only, which was not computed: no hit is no answer."""
    md5 = "60b725f10c9c85c70d97880dfe8191b3"  # md5sum of a.txt
    shown = add(read, listing(tmp_path / "old.txt", md5), HashSetKind.NOTABLE, until)
    assert shown.table.rows.index(0, 4).data(CELL_ROLE).state is State.WARN
    shown.close()
    page = artifacts(read)
    page._filtered(ArtifactFilter(hash_set="old"))
    assert names(page, until) == []
    assert "is incomplete" in page.list._gaps.accessibleName()
    assert not page.list._gaps.isHidden()
    page._filtered(ArtifactFilter())
    until(lambda: page._model.counted)
    assert page.list._gaps.isHidden()
    until(lambda: "hash-set-not-comparable" in {o.code for o in overview(read).omissions})


def test_hits_can_be_taken_out_of_the_case_also_of_a_set_that_was_removed(
    read: MainWindow, tmp_path: Path, until: Until
) -> None:
    shown = add(read, listing(tmp_path / "stolen.txt", SHA256_A), HashSetKind.ILLEGAL, until)
    remove_hash_set("stolen")
    shown._show()
    assert shown.table.current_key() == "stolen"  # the case still holds what was found with it
    assert not shown.match_button.isEnabled()
    assert not shown.remove_button.isEnabled()
    shown.forget_button.click()
    idle(read, until)
    until(lambda: not overview(read).hash_sets)
    until(lambda: shown.table.rows.rowCount() == 0)
    page = artifacts(read)
    assert page.table.isColumnHidden(SETS)


def test_a_file_that_says_no_kind_is_refused_in_the_dialog(
    read: MainWindow, tmp_path: Path, until: Until
) -> None:
    shown = dialog(read)
    asked = shown.add_file(listing(tmp_path / "list.txt", SHA256_A))
    asked.add()
    idle(read, until)
    until(lambda: shown._trouble.count() > 0)
    assert shown.table.rows.rowCount() == 0


def test_a_name_that_is_taken_is_complained_about(read: MainWindow, tmp_path: Path, until: Until) -> None:
    file = listing(tmp_path / "stolen.txt", SHA256_A)
    shown = add(read, file, HashSetKind.NOTABLE, until)
    asked = shown.add_file(file)
    asked.add()
    assert asked.isVisible()
    assert "already" in asked.name.edit.accessibleDescription()
    asked.name.edit.setText("-o.txt")  # no option, wherever it stands
    asked.kinds[HashSetKind.KNOWN].setChecked(True)
    asked.add()
    idle(read, until)
    until(lambda: shown.table.rows.row_of("-o.txt") >= 0)
    shown.table.select("-o.txt")
    shown._match()
    idle(read, until)
    until(lambda: "-o.txt" in {s.facts.name for s in overview(read).hash_sets})


# --- duplicates ------------------------------------------------------------------------------------


def test_duplicates_can_be_filtered(read: MainWindow, until: Until) -> None:
    page = artifacts(read)
    acts(page.bar.menu())["Duplicates"].trigger()
    assert names(page, until) == ["a.txt", "copy of a.txt"]


def test_where_else_a_content_is_stands_beside_it(read: MainWindow, qtbot: QtBot, until: Until) -> None:
    page = artifacts(read)
    page._filtered(ArtifactFilter(text="copy of"))
    assert names(page, until) == ["copy of a.txt"]
    page.table.go_to(0)
    twins = page.panel.summary._twins
    until(lambda: twins.count() > 0)
    assert "ALSO FOUND IN" in said(read)
    found = twins.itemAt(0).widget()
    qtbot.mouseClick(found.findChildren(Button)[0], Qt.MouseButton.LeftButton)
    assert names(page, until) == ["a.txt", "copy of a.txt"]
    assert [c.words for c in conditions(page.state.chosen)] == ["2 selected artifacts"]

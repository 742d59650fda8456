"""The Artifacts page on a small case: names as they are, filters, order, tags, and what the panel says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QTreeView
from pytestqt.qtbot import QtBot

from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.custody import CustodyReason
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.names import display
from forensics_app.model.selection import EVERYTHING, ArtifactFilter, Sort
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.marks import mark, unmark
from forensics_app.services.cases.opening import open_case
from forensics_app.services.selection.tag import tag
from tests.ui.conftest import Until
from tests.ui.shooting.filled import ARABIC, SPOOFED
from ui.dialogs.artifacts.tag import TagDialog
from ui.dialogs.artifacts.withhold import WithholdDialog
from ui.models.artifacts.cells import DIGEST, MODIFIED, NAME, SIZE, artifact_cell
from ui.models.artifacts.folder_model import EVERYWHERE, FolderModel, PlaceKind
from ui.models.tables.cells import CELL_ROLE, Cell
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.case.page import CasePage
from ui.theme.state import State
from ui.widgets.seals.verdict import FindingRow
from ui.widgets.text.text import Path as PathText
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places

LETTER, SPOOF, FATOURA, HOLIDAY, OLD, BROKEN = 1, 2, 3, 4, 5, 7


@pytest.fixture
def page(opened: MainWindow, until: Until) -> ArtifactsPage:
    opened.go(places.ARTIFACTS)
    made = opened.pages[places.ARTIFACTS]
    assert isinstance(made, ArtifactsPage)
    until(lambda: made._model.rowCount() == 8 and made._model.artifact(0) is not None)
    return made


def cell(page: ArtifactsPage, row: int, column: int) -> Cell:
    found = page._model.index(row, column).data(CELL_ROLE)
    assert isinstance(found, Cell)
    return found


def names(page: ArtifactsPage) -> list[str]:
    return [cell(page, row, NAME).text for row in range(page._model.rowCount())]


def said(page: ArtifactsPage) -> str:
    """Everything the panel says, as a screen reader would read it."""
    QApplication.processEvents()  # new parts are shown, old ones deleted
    words = [w.accessibleName() for w in page.panel.findChildren(QLabel) if not w.isHidden()]
    words += [w.accessibleName() for w in page.panel.findChildren(PathText) if not w.isHidden()]
    return "\n".join(words)


def filtered(page: ArtifactsPage, until: Until, chosen: ArtifactFilter, rows: int) -> None:
    page._filtered(chosen)
    until(lambda: page._model.counted and page._model.rowCount() == rows)
    until(lambda: rows == 0 or page._model.artifact(0) is not None)


# --- names and times --------------------------------------------------------------------------------


def test_a_name_that_hides_its_direction_is_spelled_out_and_marked(page: ArtifactsPage) -> None:
    spoofed = cell(page, SPOOF, NAME)
    assert spoofed.text == "invoice_[RLO]gpj.exe"
    assert spoofed.state is State.BAD
    assert page._model.index(SPOOF, NAME).data(Qt.ItemDataRole.DisplayRole) == "invoice_[RLO]gpj.exe"


def test_copying_gives_the_raw_name(page: ArtifactsPage, qtbot: QtBot) -> None:
    page.table.go_to(SPOOF)
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text().split("\t")
    assert copied[0] == display(SPOOFED).rsplit("/", 1)[-1]
    assert "\u202e" in copied[0]


def test_states_are_told_by_shape_and_word(page: ArtifactsPage) -> None:
    assert cell(page, HOLIDAY, NAME).state is State.WARN
    assert cell(page, OLD, NAME).glyph == "recycle"
    assert cell(page, BROKEN, DIGEST).text == "unreadable"
    letter = page._model.artifact(LETTER)
    assert letter is not None
    read = letter.examination.read._replace(outcome=ReadOutcome.PARTIAL)
    in_part = replace(letter, examination=letter.examination._replace(read=read))
    whole, part = artifact_cell(letter, DIGEST), artifact_cell(in_part, DIGEST)
    assert (whole.state, part.state) == (None, State.WARN)
    assert part.spoken == f"{whole.text}, read in part"
    assert part.copied == whole.copied


def test_times_always_say_what_is_known_of_their_zone(page: ArtifactsPage) -> None:
    assert cell(page, LETTER, MODIFIED).text == "2021-07-22 14:07:38 UTC"
    unknown = cell(page, FATOURA, MODIFIED)
    assert (unknown.text, unknown.said) == ("2021-07-30 08:02:00 local", "2021-07-30 08:02:00 zone unknown")


def test_an_arabic_name_keeps_its_letters(page: ArtifactsPage) -> None:
    assert cell(page, FATOURA, NAME).text == display(ARABIC).rsplit("/", 1)[-1]


# --- filter, search, order --------------------------------------------------------------------------


def test_search_waits_for_a_pause_in_typing(page: ArtifactsPage, qtbot: QtBot, until: Until) -> None:
    page.search.setFocus()
    qtbot.keyClicks(page.search, "letter")
    until(lambda: page._model.rowCount() == 2)
    assert page.state.chosen.text == "letter"
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    until(lambda: page._model.rowCount() == 8)


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        (ArtifactFilter(deleted=True), 1),
        (ArtifactFilter(mismatch=True), 1),
        (ArtifactFilter(unread=True), 1),
        (ArtifactFilter(media_type="image"), 2),
        (ArtifactFilter(extension="exe"), 1),
        (ArtifactFilter(text="no such name"), 0),
    ],
)
def test_filters(page: ArtifactsPage, until: Until, chosen: ArtifactFilter, rows: int) -> None:
    filtered(page, until, chosen, rows)
    assert page.bar._clear.isVisible()
    assert page.list._none.isVisible() is (rows == 0)
    page.bar._clear.click()
    until(lambda: page._model.rowCount() == 8)


def test_a_chip_takes_its_condition_away(page: ArtifactsPage, until: Until) -> None:
    filtered(page, until, ArtifactFilter(media_type="image", deleted=True), 1)
    chip = next(c for c in page.bar._chips if c.text() == "Deleted")
    chip.click()
    until(lambda: page._model.rowCount() == 2)
    assert page.state.chosen == ArtifactFilter(media_type="image")


def test_heads_sort_up_down_and_back(page: ArtifactsPage, until: Until) -> None:
    before = names(page)
    for sort, descending in ((Sort.SIZE, False), (Sort.SIZE, True), (Sort.ORDER, False)):
        page.table.toggle_sort(SIZE)
        until(lambda: page._model.rowCount() == 8 and page._model.artifact(0) is not None)
        assert (page.state.sort, page.state.descending) == (sort, descending)
        sizes = [page._model.artifact(r).entry.size_bytes or -1 for r in range(8)]  # type: ignore[union-attr]
        if sort is Sort.SIZE:
            assert sizes == sorted(sizes, reverse=descending)
    assert names(page) == before


def test_the_tree_counts_what_is_in_the_filter(page: ArtifactsPage, until: Until) -> None:
    def counts() -> dict[str, int]:
        return {n.label: n.count for n in page._folders.walk()}

    until(lambda: counts().get("EX-001 · s1.dd") == 8)
    layer = next(n for n in page._folders.walk() if n.key.kind is PlaceKind.LAYER and not n.left_out)
    assert (layer.key.ident, layer.count) == ("s1.p1", 8)
    locked = next(n for n in page._folders.walk() if n.left_out)
    assert locked.key.ident == "s1.p2"
    page.where.tree.expand(page._folders.index_of(layer))
    assert counts()["pictures"] == 2
    filtered(page, until, ArtifactFilter(deleted=True), 1)
    until(lambda: counts().get("EX-001 · s1.dd") == 1)
    assert counts()["pictures"] == 1
    assert "docs" not in counts()


def test_types_count_what_choosing_one_lists(page: ArtifactsPage, until: Until) -> None:
    """After another page had shown system files, the tree still counted without them."""
    counted: list[object] = []
    page._rows.types = lambda whole, take: counted.append(whole)  # type: ignore[method-assign]
    folded = page._listed(EVERYTHING)
    assert folded.system is False
    page._go_on(ArtifactFilter(deleted=True))
    assert counted == [EVERYTHING]
    page.bar.changed.emit(EVERYTHING)  # “Clear all”
    assert counted == [EVERYTHING, folded]


def test_choosing_a_folder_narrows_the_table(page: ArtifactsPage, until: Until) -> None:
    until(lambda: page._folders.rowCount() == 2)
    layer = next(n for n in page._folders.walk() if n.key.ident == "s1.p1")
    page.where.tree.expand(page._folders.index_of(layer))
    folder = next(n for n in page._folders.walk() if n.label == "pictures")
    page.where.tree.setCurrentIndex(page._folders.index_of(folder))
    until(lambda: page._model.rowCount() == 2)
    page.where.tree.setCurrentIndex(page._folders.index(0, 0))
    until(lambda: page._model.rowCount() == 8)


def test_a_location_is_a_chip_and_clear_all_clears_it_too(page: ArtifactsPage, until: Until) -> None:
    def place(label: str) -> None:
        node = next(n for n in page._folders.walk() if n.label == label)
        page.where.tree.setCurrentIndex(page._folders.index_of(node))

    def chips() -> list[str]:
        return [chip.text().strip("\u2068\u2069") for chip in page.bar._chips]

    until(lambda: page._folders.rowCount() == 2)
    assert chips() == []
    assert not page.bar._clear.isVisible()
    layer = next(n for n in page._folders.walk() if n.key.ident == "s1.p1")
    page.where.tree.expand(page._folders.index_of(layer))
    place("pictures")
    until(lambda: page._model.rowCount() == 2)
    assert chips() == ["Location: /pictures"]
    filtered(page, until, ArtifactFilter(deleted=True), 1)
    assert chips() == ["Location: /pictures", "Deleted"]
    page.bar._chips[0].click()
    until(lambda: page._folders.node(page.where.tree.currentIndex()).key == EVERYWHERE)
    assert (chips(), page.state.place, page.state.chosen.deleted) == (["Deleted"], EVERYWHERE, True)
    page._back()  # nothing to go back to: a chip makes no other list
    place("EX-001 · s1.dd")
    assert chips() == ["Location: EX-001", "Deleted"]
    assert page.bar._clear.isVisible()
    page.bar._clear.click()
    until(lambda: page._model.counted and page._model.rowCount() == 8)
    until(lambda: page._folders.node(page.where.tree.currentIndex()).key == EVERYWHERE)
    assert (chips(), page.state.place, page.bar._clear.isVisible()) == ([], EVERYWHERE, False)


def test_links_of_the_case_page_list_what_they_count_whatever_was_chosen_before(
    page: ArtifactsPage, opened: MainWindow, until: Until
) -> None:
    until(lambda: page._folders.rowCount() == 2)
    page.where.tree.expand(page._folders.index_of(page._folders.node(page._folders.index(1, 0)).children[0]))
    folder = next(n for n in page._folders.walk() if n.label == "pictures")
    page.where.tree.setCurrentIndex(page._folders.index_of(folder))
    filtered(page, until, ArtifactFilter(text="holiday"), 1)
    case_page = opened.pages[places.CASE]
    assert isinstance(case_page, CasePage)
    until(lambda: case_page._kinds.families is not None)
    assert opened.bench.case is not None
    assert opened.bench.case.overview is not None
    for family, count in opened.bench.case.overview.by_family:
        case_page._kinds._show(ArtifactFilter(media_type=family))
        until(lambda count=count: page._model.counted and page._model.rowCount() == count)
        assert page.state.place == EVERYWHERE
        assert page.search.text() == ""
        page.where.tree.setCurrentIndex(page._folders.index(1, 0))


def test_coming_into_the_tree_chooses_nothing(page: ArtifactsPage, qtbot: QtBot, until: Until) -> None:
    until(lambda: page._folders.rowCount() == 2)
    page.where.tree.setFocus()
    qtbot.wait(50)
    assert page.state.place == EVERYWHERE
    assert page._model.rowCount() == 8


# --- the panel --------------------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")
def test_whatever_shows_a_list_gives_it_the_keyboard(page: ArtifactsPage, until: Until) -> None:
    def map_of_positions() -> None:
        page.show_map()
        until(lambda: page.map is not None and bool(page.map.map.shown))
        assert page.map is not None
        page.map.map._select(page.map.map.shown[0])
        page.map.list_button.click()

    def from_an_empty_list() -> None:
        page._filtered(ArtifactFilter(text="no such name"))
        until(lambda: page._model.counted and not page.table.isVisible())
        page.where.types.setFocus()
        page._go_on(ArtifactFilter(text="letter"))

    first = page._model.artifact(0)
    assert first is not None
    for show in (
        map_of_positions,
        page._actions.action("back").trigger,
        lambda: page.panel.twins_asked.emit((first.artifact_id,)),
        page._actions.action("folder").trigger,
        from_an_empty_list,
    ):
        until(lambda: page._model.counted and page._model.artifact(0) is not None)
        page.where.types.setFocus()
        assert page.window().focusWidget() is page.where.types
        show()
        until(lambda: page._model.counted and page.window().focusWidget() is page.table)


def test_the_panel_says_everything_known(page: ArtifactsPage) -> None:
    page.table.go_to(HOLIDAY)
    words = said(page)
    facts = ("holiday.jpg", "/pictures", "2,481,152 bytes", "image/png", "2021-07-22 14:07:38 UTC")
    picture = ("45.7489° N  4.8567° E", "Canon")
    for part in (*facts, *picture, "abababab abababab", "2 pieces", "2,048", "zeros"):
        assert part in words, part
    page.table.go_to(SPOOF)
    assert "invoice_[RLO]gpj.exe" in said(page)
    page.table.go_to(BROKEN)
    assert "The content could not be read. It has no digest." in said(page)


def test_a_digest_copies_without_its_spaces(page: ArtifactsPage) -> None:
    page.table.go_to(LETTER)
    digest = next(w for w in page.panel.findChildren(PathText) if w._raw == "ab" * 32)
    digest.copy()
    assert QApplication.clipboard().text() == "ab" * 32


def test_machine_values_are_isolated_in_a_right_to_left_window(opened: MainWindow, until: Until) -> None:
    choose_language(opened, "ar")
    opened.go(places.ARTIFACTS)
    page = opened.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.artifact(0) is not None)
    page.table.go_to(LETTER)
    texts = [w.text() for w in page.panel.findChildren(QLabel) if "2021-07-22" in w.text()]
    assert texts
    for text in texts:
        at = text.index("2021")
        assert text[at - 1] in "\u2066\u2068"
    [tree] = [v.model() for v in page.findChildren(QTreeView) if isinstance(v.model(), FolderModel)]
    assert isinstance(tree, FolderModel)
    for node in tree.walk():
        if node.key.kind in (PlaceKind.SOURCE, PlaceKind.LAYER):  # or HFS+ would begin with its plus
            assert tree.index_of(node).data(CELL_ROLE).text == f"\u2068{node.label}\u2069"
    assert any(node.key.kind is PlaceKind.LAYER for node in tree.walk())


def test_a_list_never_holds_more_than_there_are(page: ArtifactsPage, until: Until) -> None:
    """What the window read of the case last may be older than the list, while evidence is read."""
    case = page._bench.case
    assert case is not None
    assert case.overview is not None
    case.overview = replace(case.overview, total=5)
    page._show_count()
    assert page.list._of.accessibleName() == "artifacts"
    filtered(page, until, ArtifactFilter(media_type="image"), 2)
    assert page.list._of.accessibleName() == "of 8 artifacts"


# --- tags -------------------------------------------------------------------------------------------


def tags_of(case: Path, name: str) -> list[str]:
    chosen = ArtifactFilter(tag=name)
    with open_case(case, write=False, clock=SystemClock()) as opened:
        found = opened.store.artifacts.stream(chosen)
        return [display(a.entry.locator.components[-1]) for a in found]


def test_space_asks_once_and_then_gives_and_takes_the_tag(
    page: ArtifactsPage, small: Path, qtbot: QtBot, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(dialog: TagDialog) -> bool:
        asked.append(dialog.name)
        dialog.take()
        return bool(dialog.result())

    monkeypatch.setattr(TagDialog, "exec", ask)
    page.table.go_to(HOLIDAY)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    until(lambda: cell(page, HOLIDAY, 1).said == "Relevant")
    assert tags_of(small, "Relevant") == ["holiday.jpg"]
    page.table.go_to(OLD)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    until(lambda: cell(page, OLD, 1).said == "Relevant")
    assert len(asked) == 1
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    until(lambda: cell(page, OLD, 1).said is None)
    assert tags_of(small, "Relevant") == ["holiday.jpg"]


def test_the_note_of_another_tag_is_not_offered_as_that_of_the_tag(
    page: ArtifactsPage, small: Path, qtbot: QtBot, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are one text in the list; accepted as it stands it would be stored as what somebody wrote here."""
    with open_case(small, write=True, clock=SystemClock()) as opened:
        for name, note in (("Theirs", "as asked"), ("Own", "seen by me")):
            tag(opened, name, ArtifactFilter(text="holiday"), note=note, clock=SystemClock())
    case = page._bench.case
    assert case is not None
    case.refresh()
    until(lambda: case.overview is not None and {"Theirs", "Own"} <= {one.name for one in case.overview.tags})
    page._ask()
    until(lambda: (artifact := page._model.artifact(HOLIDAY)) is not None and len(artifact.tag_notes) == 2)
    offered: list[tuple[str, str]] = []
    monkeypatch.setattr(TagDialog, "exec", lambda dialog: offered.append((dialog.name, dialog.note)))
    page.table.go_to(HOLIDAY)
    page._tagger.ask()
    assert offered in ([("Theirs", "as asked")], [("Own", "seen by me")])


def test_a_whole_list_is_tagged_at_once(
    page: ArtifactsPage, small: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(dialog: TagDialog) -> bool:
        dialog._name.setEditText("Pictures")
        dialog.take()
        return bool(dialog.result())

    monkeypatch.setattr(TagDialog, "exec", ask)
    filtered(page, until, ArtifactFilter(media_type="image"), 2)
    page._tagger.ask_for_all()
    until(lambda: tags_of(small, "Pictures") == ["holiday.jpg", "old.jpg"])
    until(lambda: "Pictures" in {t.name for t in page._bench.case.overview.tags})  # type: ignore[union-attr]


_CONTROL = Qt.KeyboardModifier.ControlModifier
_OF_MARKS = (CustodyReason.ITEMS_MARKED, CustodyReason.ITEMS_UNMARKED)


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Qt.Key.Key_Z, _CONTROL | Qt.KeyboardModifier.ShiftModifier), (Qt.Key.Key_Y, _CONTROL)],
)
def test_ctrl_z_takes_the_latest_change_back_and_redo_does_it_again(
    page: ArtifactsPage, small: Path, qtbot: QtBot, until: Until, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    page._bench.active_tag = "Relevant"
    page.table.go_to(HOLIDAY)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    until(lambda: cell(page, HOLIDAY, 1).said == "Relevant")
    qtbot.keyClick(page.table, Qt.Key.Key_Z, _CONTROL)
    until(lambda: cell(page, HOLIDAY, 1).said is None)
    assert tags_of(small, "Relevant") == []
    qtbot.keyClick(page.table, key, modifiers)
    until(lambda: cell(page, HOLIDAY, 1).said == "Relevant")
    assert tags_of(small, "Relevant") == ["holiday.jpg"]
    qtbot.keyClick(page.table, key, modifiers)  # there is nothing more: it undoes nothing
    until(lambda: "no tag or mark change to redo" in page.list._said_text.accessibleName())
    assert tags_of(small, "Relevant") == ["holiday.jpg"]


def test_while_another_writes_the_sentence_says_who(
    page: ArtifactsPage, opened: MainWindow, small: Path, until: Until
) -> None:
    page._bench.active_tag = "Relevant"
    with open_case(small, write=True, clock=SystemClock()):
        page.table.go_to(LETTER)
        page._tagger.toggle()
        until(lambda: opened.trouble_bar.isVisible())
        card = opened.trouble_bar._card
        assert card is not None
        assert "is being written to by" in card.accessibleName()
    assert tags_of(small, "Relevant") == []
    page._tagger.toggle()
    until(lambda: tags_of(small, "Relevant") == ["letter.txt"])


def test_an_empty_selection_tags_nothing(page: ArtifactsPage, small: Path, qtbot: QtBot) -> None:
    page._bench.active_tag = "Relevant"
    page.table.clearSelection()
    page._tagger.toggle()
    qtbot.wait(100)
    assert tags_of(small, "Relevant") == []
    assert replace(page.state.chosen, text=None) == ArtifactFilter()


def test_what_is_withheld_is_seen_in_list_details_and_filter_and_whoever_tags_it_is_told(
    page: ArtifactsPage, qtbot: QtBot, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(dialog: WithholdDialog) -> bool:
        dialog.take()
        assert not dialog.result()  # not without a reason
        dialog._reason.setPlainText("to counsel")
        dialog.take()
        return bool(dialog.result())

    monkeypatch.setattr(WithholdDialog, "exec", ask)
    page.table.go_to(LETTER)
    page._actions.action("withhold").trigger()
    until(lambda: cell(page, LETTER, 1).said == "Withheld: privileged")
    until(lambda: "to counsel" in said(page))
    page._bench.active_tag = "Relevant"
    page.list.say("")
    before = row_at(page, LETTER)
    page._tagger.toggle()
    until(lambda: "1 of them is withheld" in page.list._said_text.text())
    until(lambda: page.list._said.height() > 0 and page.list._said.isVisibleTo(page))
    qtbot.wait(1)  # the layout
    assert row_at(page, LETTER) == before  # the next click hits what it is aimed at
    filtered(page, until, ArtifactFilter(marked=True), 1)
    assert names(page) == ["letter.txt"]
    filtered(page, until, ArtifactFilter(mark="private"), 0)


def row_at(page: ArtifactsPage, row: int) -> QPoint:
    """Where a row stands in the window."""
    table = page.table
    return table.viewport().mapTo(page, table.visualRect(table.model().index(row, 0)).topLeft())


def test_ctrl_z_takes_back_a_tag_or_a_mark_whichever_was_changed_last(
    page: ArtifactsPage, small: Path, qtbot: QtBot, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(dialog: WithholdDialog) -> bool:
        dialog._reason.setPlainText("to counsel")
        dialog.take()
        return bool(dialog.result())

    def press(key: Qt.Key, words: str, modifiers: Qt.KeyboardModifier = _CONTROL) -> None:
        qtbot.keyClick(page.table, key, modifiers)
        until(lambda: words in page.list._said_text.text())

    def now() -> tuple[list[str], int]:
        with open_case(small, write=False, clock=SystemClock()) as case:
            marked = case.store.artifacts.count(ArtifactFilter(mark="privileged"))
        return tags_of(small, "Relevant"), marked

    monkeypatch.setattr(WithholdDialog, "exec", ask)
    again = _CONTROL | Qt.KeyboardModifier.ShiftModifier
    page._bench.active_tag = "Relevant"
    page.table.setFocus()
    page.table.go_to(HOLIDAY)
    press(Qt.Key.Key_Space, "Tagged 1", Qt.KeyboardModifier.NoModifier)
    page.table.go_to(LETTER)
    press(Qt.Key.Key_X, "Marked 1 artifact", again)
    press(Qt.Key.Key_Z, "Undone: mark “privileged” on 1 artifact")
    assert now() == (["holiday.jpg"], 0)
    press(Qt.Key.Key_Z, "Undone: “Relevant” on 1 artifact")
    assert now() == ([], 0)
    press(Qt.Key.Key_Z, "no tag or mark change to undo")
    press(Qt.Key.Key_Z, "Redone: “Relevant” on 1 artifact", again)
    press(Qt.Key.Key_Z, "Redone: mark “privileged” on 1 artifact", again)
    assert now() == (["holiday.jpg"], 1)
    page.list._undo.click()
    until(lambda: "Undone: mark" in page.list._said_text.text())
    page.table.go_to(OLD)
    press(Qt.Key.Key_Space, "Tagged 1", Qt.KeyboardModifier.NoModifier)
    press(Qt.Key.Key_Z, "no tag or mark change to redo", again)  # it would withhold what was let go
    assert now() == (["holiday.jpg", "old.jpg"], 0)
    with open_case(small, write=False, clock=SystemClock()) as case:
        reasons = [event.reason for event in case.ledger.check().events if event.reason in _OF_MARKS]
    assert reasons == [CustodyReason.ITEMS_MARKED, CustodyReason.ITEMS_UNMARKED] * 2


def test_undoing_a_removal_says_that_the_label_is_set_again(
    page: ArtifactsPage, qtbot: QtBot, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(dialog: WithholdDialog) -> bool:
        dialog._reason.setPlainText("to counsel")
        dialog.take()
        return bool(dialog.result())

    def press(key: Qt.Key, words: str, modifiers: Qt.KeyboardModifier = _CONTROL) -> None:
        qtbot.keyClick(page.table, key, modifiers)
        until(lambda: page.list._said_text.text().endswith(words))

    monkeypatch.setattr(WithholdDialog, "exec", ask)
    again, plain_key = _CONTROL | Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    page._bench.active_tag = "Relevant"
    page.table.setFocus()
    page.table.go_to(LETTER)
    press(Qt.Key.Key_Space, "“Relevant”.", plain_key)
    press(Qt.Key.Key_Space, "artifact.", plain_key)
    press(Qt.Key.Key_Z, "on 1 artifact. The tag is set now.")
    press(Qt.Key.Key_Z, "on 1 artifact. The tag is not set now.")
    press(Qt.Key.Key_Z, "on 1 artifact. The tag is set now.", again)
    press(Qt.Key.Key_Z, "on 1 artifact. The tag is not set now.", again)
    press(Qt.Key.Key_X, "Bundles leave it out.", again)
    press(Qt.Key.Key_Z, "on 1 artifact. The mark is not set now.")
    press(Qt.Key.Key_Z, "on 1 artifact. The mark is set now.", again)


def test_what_an_earlier_session_withheld_is_not_undone(
    page: ArtifactsPage, opened: MainWindow, small: Path, qtbot: QtBot, until: Until
) -> None:
    """One Ctrl+Z after opening the case again let go what was private, with another artifact selected."""

    def press(words: str, modifiers: Qt.KeyboardModifier = _CONTROL, key: Qt.Key = Qt.Key.Key_Z) -> None:
        qtbot.keyClick(page.table, key, modifiers)
        until(lambda: words in page.list._said_text.text())

    def private() -> int:
        with open_case(small, write=False, clock=SystemClock()) as case:
            return case.store.artifacts.count(ArtifactFilter(mark="private"))

    def entry(name: str) -> QAction:
        words = page._actions.action(name).text()
        menu = page._tag_menu()
        qtbot.addWidget(menu)
        return next(one for one in menu.actions() if one.text().partition("\t")[0] == words)

    again, plain_key = _CONTROL | Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    clock = SystemClock()
    with open_case(small, write=True, clock=clock) as case:
        mark(case, PrivacyMark.PRIVATE, ArtifactFilter(text="holiday"), reason="family", clock=clock)
        withheld = case.store.artifacts.count(ArtifactFilter(mark="private"))
    assert withheld > 0
    page.table.setFocus()
    page.table.go_to(LETTER)
    for name in ("undo", "redo"):
        assert not entry(name).isEnabled()
        assert f"no tag or mark change to {name} in this session" in entry(name).toolTip()
    press("no tag or mark change to undo in this session")
    assert private() == withheld
    page._bench.active_tag = "Relevant"
    press("Tagged 1", plain_key, Qt.Key.Key_Space)
    assert entry("undo").isEnabled()
    press("Undone: “Relevant” on 1 artifact")
    assert not entry("undo").isEnabled()
    press("no tag or mark change to undo in this session")
    assert private() == withheld
    assert entry("redo").isEnabled()
    press("Redone: “Relevant” on 1 artifact", again)
    with open_case(small, write=True, clock=clock) as case:  # on the command line, beside the window
        unmark(case, PrivacyMark.PRIVATE, ArtifactFilter(text="holiday"), clock=clock)
        mark(case, PrivacyMark.PRIVATE, ArtifactFilter(text="holiday"), reason="family", clock=clock)
    press("no tag or mark change to undo in this session")
    assert (private(), tags_of(small, "Relevant")) == (withheld, ["letter.txt"])
    page.table.go_to(OLD)
    press("Tagged 1", plain_key, Qt.Key.Key_Space)
    press("Undone: “Relevant” on 1 artifact")
    opened.bench.open_case(small)
    until(lambda: page._session is opened.bench.case and page._panes is not None)
    opened.go(places.ARTIFACTS)
    until(lambda: page._model.rowCount() == 8 and page._model.artifact(0) is not None)
    page.table.setFocus()
    page.table.go_to(LETTER)
    press("no tag or mark change to redo in this session", again)
    assert not entry("redo").isEnabled()
    assert (private(), tags_of(small, "Relevant")) == (withheld, ["letter.txt"])


def test_what_makes_an_artifact_doubtful_stands_with_it(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    """A deleted file whose space another one took: the content shown may be the other one's."""
    shutil.copytree(demo / "case", tmp_path / "demo-case")
    window.bench.open_case(tmp_path / "demo-case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    page._filtered(ArtifactFilter(text="statement.txt"))
    until(lambda: page._model.rowCount() == 1 and page._model.artifact(0) is not None)
    page.table.setCurrentIndex(page._model.index(0, 0))
    until(lambda: bool(page.panel.summary.findChildren(FindingRow)))
    (row,) = page.panel.summary.findChildren(FindingRow)
    words = "\n".join(label.accessibleName() for label in row.findChildren(QLabel))
    assert "the content shown may belong to another file" in words
    assert "another deleted file uses the same space" in words

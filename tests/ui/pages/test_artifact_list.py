"""The list of artifacts beyond the table: gallery, columns, layout, saved filters, places, notes, files."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from forensics_app.model.artifact import Artifact
from forensics_app.model.choices.type_groups import TypeGroup
from forensics_app.model.selection import EVERYTHING, ArtifactFilter, Sort, TimeField
from forensics_app.model.thumbnails import NoThumbnail
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from tests.ui.conftest import Until
from tests.ui.shooting.filled import SPOOFED
from tests.world.cases import make_case
from ui.dialogs.artifacts.filter_values import SizeDialog, TimeDialog
from ui.dialogs.artifacts.tag import TagDialog
from ui.jobs.desk import JobKind
from ui.models.artifacts.cells import COLUMN_NAMES, CREATED, NAME, NOTE, SIZE
from ui.models.artifacts.filter_values import bytes_of, moment_of, moment_typed, size_typed
from ui.models.artifacts.filter_words import conditions
from ui.models.artifacts.folder_model import EVERYWHERE, PlaceKind
from ui.models.artifacts.pictures import Pictures, veiled
from ui.models.artifacts.type_filters import nodes
from ui.models.tables.cells import CELL_ROLE
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.details.panel import HEX
from ui.settings.list_settings import ListSettings
from ui.window.main_window import MainWindow
from ui.words import places

HOLIDAY, OLD = 4, 5


@pytest.fixture
def page(opened: MainWindow, until: Until) -> ArtifactsPage:
    opened.go(places.ARTIFACTS)
    made = opened.pages[places.ARTIFACTS]
    assert isinstance(made, ArtifactsPage)
    until(lambda: made._model.rowCount() == 8 and made._model.artifact(0) is not None)
    return made


def current_name(page: ArtifactsPage) -> str:
    return str(page._model.index(page.table.currentIndex().row(), NAME).data(CELL_ROLE).text)


def id_of(page: ArtifactsPage, row: int) -> str:
    artifact = page._model.artifact(row)
    assert artifact is not None
    return artifact.artifact_id


# --- filters that are typed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        ("4096", 4096), ("1.5 MB", 1_500_000), ("1,5 mb", 1_500_000), ("64 KiB", 65_536), ("2k", 2000),
        ("0", 0), ("7 bytes", 7), ("", None), ("-1", None), ("1.5.2", None), ("9 iB", None), ("٣", None),
        ("99999999999 TB", None),
    ],
)  # fmt: skip
def test_sizes_as_people_type_them(typed: str, size: int | None) -> None:
    assert bytes_of(typed) == size
    if size is not None:
        assert bytes_of(size_typed(size)) == size


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2021-07-22", "2021-07-22T00:00:00", "2021-07-23T00:00:00"),
        ("2021-12-31", "2021-12-31T00:00:00", "2022-01-01T00:00:00"),
        ("2021", "2021-01-01T00:00:00", "2022-01-01T00:00:00"),
        ("2021-07-22 14:30", "2021-07-22T14:30:00", "2021-07-22T14:30:00"),
        ("2021-07-22T14:30:05Z", "2021-07-22T14:30:05", "2021-07-22T14:30:05"),
        ("22.07.2021", None, None),
        ("2021-02-30", None, None),
        ("2021-07-22T10:00+02:00", None, None),
        ("9999-12-31", "9999-12-31T00:00:00", None),
    ],
)
def test_times_as_people_type_them(typed: str, first: str | None, last: str | None) -> None:
    assert moment_of(typed, end=False) == first
    assert moment_of(typed, end=True) == last
    for moment, end in ((first, False), (last, True)):
        if moment is not None:
            assert moment_of(moment_typed(moment, end=end), end=end) == moment


def test_the_dialogs_say_what_they_do_not_understand(qtbot: QtBot) -> None:
    size = SizeDialog(EVERYTHING)
    qtbot.addWidget(size)
    size.least.edit.setText("large")
    size.take()
    assert not size.result()
    size.least.edit.setText("2 MB")
    size.most.edit.setText("1 MB")
    size.take()
    assert not size.result()
    size.most.edit.setText("3 MB")
    size.take()
    assert (size.chosen.min_size, size.chosen.max_size) == (2_000_000, 3_000_000)
    time = TimeDialog(size.chosen)
    qtbot.addWidget(time)
    time.field.setCurrentIndex(list(TimeField).index(TimeField.CREATED))
    time.first.edit.setText("2021-07-22")
    time.last.edit.setText("2021-07-21")
    time.take()
    assert not time.result()
    time.last.edit.setText("2021-07-22")
    time.take()
    assert time.chosen.time_field is TimeField.CREATED
    assert (time.chosen.time_from, time.chosen.time_to) == ("2021-07-22T00:00:00", "2021-07-23T00:00:00")
    assert time.chosen.min_size == 2_000_000
    words = [c.words for c in conditions(time.chosen)]
    assert "Size: 2.0 MB to 3.0 MB" in words
    plain = [w.replace("\u2068", "").replace("\u2069", "").replace("\u2066", "") for w in words]
    assert "Created: 2021-07-22 to 2021-07-22 (unknown-zone times as recorded)" in plain
    assert next(c.without for c in conditions(time.chosen)) == ArtifactFilter(
        time_field=TimeField.CREATED, time_from="2021-07-22T00:00:00", time_to="2021-07-23T00:00:00"
    )


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        (ArtifactFilter(min_size=400_000, max_size=900_000), 2),
        (ArtifactFilter(time_from="2021-07-30T00:00:00"), 1),
        (ArtifactFilter(position=True), 1),
        (ArtifactFilter(tagged=True), 0),
    ],
)
def test_the_new_filters_reach_the_table(
    page: ArtifactsPage, until: Until, chosen: ArtifactFilter, rows: int
) -> None:
    page._filtered(chosen)
    until(lambda: page._model.counted and page._model.rowCount() == rows)
    assert len(page.bar._chips) == 1


def test_a_saved_filter_is_there_in_every_case_and_without_its_places(
    page: ArtifactsPage, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    page._filtered(ArtifactFilter(media_type="image", deleted=True, ids=(id_of(page, OLD),)))
    monkeypatch.setattr(QInputDialog, "getText", lambda *a: ("Deleted pictures", True))
    acts = {a.text(): a for a in page.bar.saved_menu().actions()}
    acts["Save filter…"].trigger()
    page._filtered(EVERYTHING)
    until(lambda: page._model.counted)
    acts = {a.text(): a for a in page.bar.saved_menu().actions()}
    acts["Deleted pictures"].trigger()
    assert page.state.chosen == ArtifactFilter(media_type="image", deleted=True)
    forget = next(a for a in page.bar.saved_menu().actions() if a.text() == "Delete").menu()
    forget.actions()[0].trigger()  # type: ignore[attr-defined]
    assert page._kept.filters == {}


def test_settings_that_cannot_be_read_count_as_absent(page: ArtifactsPage) -> None:
    settings = page._bench.settings
    for key in ("artifacts/columns", "artifacts/parts", "artifacts/filters"):
        settings.set_text(key, '{"shown": 7, "widths": {"name": "wide"}, "tree": 3, "x": "not a filter"')
    kept = ListSettings(settings)
    assert (kept.columns.shown, kept.parts.tree, kept.filters) == ((), True, {})
    settings.set_text("artifacts/filters", '{"of a newer version": "{\\"new\\":1}"}')
    assert ListSettings(settings).filters == {}


# --- columns and layout -----------------------------------------------------------------------------


def test_columns_are_chosen_moved_widened_and_remembered(page: ArtifactsPage) -> None:
    table = page.table
    assert table.isColumnHidden(CREATED)
    acts = {a.text(): a for a in page._actions.columns_menu(table, page).actions()}
    acts["Created"].trigger()
    acts["Size"].trigger()
    assert not table.isColumnHidden(CREATED)
    assert table.isColumnHidden(SIZE)
    table.head.moveSection(table.head.visualIndex(CREATED), 1)
    table.setColumnWidth(CREATED, 222)
    assert table.shown_columns[:2] == (NAME, CREATED)
    kept = ListSettings(page._bench.settings).columns
    assert kept.shown[:2] == ("name", "created")
    assert "size" not in kept.shown
    assert kept.widths["created"] == 222
    page._arrangement.reset()
    assert table.isColumnHidden(CREATED)
    assert not table.isColumnHidden(SIZE)
    assert table.shown_columns[0] == NAME


def test_the_frozen_name_stays_first(page: ArtifactsPage) -> None:
    page.table.head.moveSection(0, 3)
    page.table.show_column(COLUMN_NAMES[CREATED], on=True)
    assert page.table.shown_columns[0] == NAME


def test_parts_are_hidden_put_below_remembered_and_reset(page: ArtifactsPage) -> None:
    page._actions.action("tree").trigger()
    assert page.where.isHidden()
    assert page._panes is not None
    page._actions.action("below").trigger()
    assert page._panes._inner.orientation() == Qt.Orientation.Horizontal
    page._actions.action("below").trigger()
    assert page._panes._inner.orientation() == Qt.Orientation.Vertical
    page._actions.action("details").trigger()
    assert page.panel.isHidden()
    kept = ListSettings(page._bench.settings).parts
    assert (kept.tree, kept.details, kept.below) == (False, False, True)
    page._actions.action("reset").trigger()
    assert not page.where.isHidden()
    assert not page.panel.isHidden()
    assert ListSettings(page._bench.settings).parts.below is None


def test_bytes_stand_sixteen_in_a_row_below_the_list_and_beside_it_on_wide_screens(
    page: ArtifactsPage, opened: MainWindow, until: Until
) -> None:
    opened.resize(1440, 900)
    page.table.go_to(HOLIDAY)
    page.panel.show_tab(HEX)
    view = page.panel.hex.view
    assert page._panes is not None
    QApplication.processEvents()
    assert page._panes.below
    assert view.columns == 16
    assert view._visible_rows() >= 8
    opened.resize(2200, 1200)
    QApplication.processEvents()
    assert not page._panes.below
    assert page._panes._inner.orientation() == Qt.Orientation.Horizontal
    assert view.columns == 16


def test_the_height_of_the_details_is_remembered(page: ArtifactsPage, opened: MainWindow) -> None:
    opened.resize(1440, 900)
    QApplication.processEvents()
    assert page._panes is not None
    inner = page._panes._inner
    inner.setSizes([100, 411])
    inner.splitterMoved.emit(0, 0)
    kept = ListSettings(page._bench.settings).parts
    assert kept.below is None
    assert kept.details_height == inner.sizes()[1]
    page._panes.set_state(kept)
    QApplication.processEvents()
    assert abs(inner.sizes()[1] - kept.details_height) <= 2


def test_types_stand_beside_the_places_and_list_theirs(page: ArtifactsPage, until: Until) -> None:
    tree, model = page.where.types, page.where._type_model

    def lines() -> dict[str, QModelIndex]:
        return {n.cells[0].text: model.index_of(n) for n in nodes(model.root)}

    def figure(name: str) -> str:
        return str(lines()[name].siblingAtColumn(1).data())

    until(lambda: "Pictures" in lines())
    assert (figure("Pictures"), figure("Deleted"), figure("Documents")) == ("2", "1", "1")
    assert {"Executables", "application/pdf", "By kind", "Folder"} <= set(lines())
    assert "Videos" not in lines()
    tree.setCurrentIndex(lines()["Pictures"])
    until(lambda: page._model.counted and page._model.rowCount() == 2)
    assert page.state.chosen.group is TypeGroup.PICTURES
    tree.setCurrentIndex(lines()["Deleted"])
    until(lambda: page._model.counted and page._model.rowCount() == 1)
    assert page.state.chosen.group is None
    page._filtered(ArtifactFilter(group=TypeGroup.DOCUMENTS))  # the tree follows whoever sets the filter
    assert tree.currentIndex() == lines()["Documents"]
    page._filtered(ArtifactFilter(tag="Relevant"))
    assert tree.currentIndex() == lines()["All types"]


def test_system_files_are_folded_away_and_said_to_be(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    shutil.copytree(demo / "case", tmp_path / "case")
    window.bench.open_case(tmp_path / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._panes is not None and page._model.counted and page.list._folded.isVisible())
    folded = page._model.rowCount()
    assert "33 system files" in page.list._folded_text.accessibleName()
    page.list.fold_button.setFocus()
    page.list.fold_button.click()
    until(lambda: page._model.counted and page._model.rowCount() == folded + 33)
    until(lambda: page.list.fold_button.text() == "Hide system files")
    assert ListSettings(window.bench.settings).system_files
    page._switch_system()
    until(lambda: page._model.counted and page._model.rowCount() == folded)
    with open_case(tmp_path / "case", write=False, clock=SystemClock()) as case:
        names = {a.entry.locator.components[-1:]: a.entry.size_bytes for a in case.store.artifacts.stream()}
    size = names[(b"$LogFile",)]
    page._filtered(ArtifactFilter(min_size=size, max_size=size))  # no “No matches” where one matches
    until(page.list._system_only.isVisible)
    assert page._model.rowCount() == 0
    page._switch_system()
    until(lambda: page._model.counted and page._model.rowCount() == 1)
    page._switch_system()
    page._filtered(ArtifactFilter(text="$MFT"))  # who searches for one finds it
    until(lambda: page._model.counted and page._model.rowCount() == 2)
    until(page.list._folded.isVisible)  # and is told that other lists hide it
    assert "2 system files ($MFT, $Bitmap …) are in this list" in page.list._folded_text.accessibleName()
    page.list.fold_button.click()
    until(lambda: page.list.fold_button.text() == "Hide system files")
    until(lambda: page._model.counted and page._model.rowCount() == 2)
    page._switch_system()
    with open_case(tmp_path / "case", write=False, clock=SystemClock()) as case:
        (boot,) = (a for a in case.store.artifacts.stream() if a.entry.locator.components[-1:] == (b"$Boot",))
    window.bench.show_artifact(boot.artifact_id)
    until(lambda: page._model.counted and page._model.rowCount() == folded + 33)
    until(lambda: page.table.currentIndex().isValid())


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")
def test_searching_names_says_that_it_searches_names(
    page: ArtifactsPage, opened: MainWindow, until: Until
) -> None:
    assert not page.list._names_only.isVisible()
    page.search.setText("letter")
    page.search.returnPressed.emit()
    until(lambda: page.list._names_only.isVisible())
    page.list.contents_asked.emit()
    until(lambda: page.contents.dialog is not None)
    assert page.contents.dialog is not None
    assert page.contents.dialog.what.value == "letter"  # what was typed for names is offered
    page.contents.dialog.reject()
    page._filtered(EVERYTHING)
    until(lambda: page._model.counted and not page.list._names_only.isVisibleTo(page))


# --- going places -----------------------------------------------------------------------------------


def test_any_page_can_have_an_artifact_shown(page: ArtifactsPage, opened: MainWindow, until: Until) -> None:
    wanted = id_of(page, HOLIDAY)
    page._filtered(ArtifactFilter(deleted=True))
    until(lambda: page._model.counted and page._model.rowCount() == 1)
    opened.go(places.CASE)
    opened.bench.show_artifact(wanted)
    assert opened.place == places.ARTIFACTS
    until(lambda: page._model.rowCount() == 8 and page.table.currentIndex().row() == HOLIDAY)
    page._actions.action("back").trigger()
    until(lambda: page._model.counted and page._model.rowCount() == 1)
    opened.bench.show_artifact("NOSUCHARTIFACT00")
    until(lambda: page.list._said_text.accessibleName() == "This artifact is not in the case.")


def test_a_list_that_stood_open_while_evidence_was_read_names_its_system_files(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    make_case(tmp_path / "new").close()
    window.bench.open_case(tmp_path / "new")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._panes is not None)
    assert not page.list._folded.isVisible()
    window.bench.add_sources([demo / "evidence" / "stick.E01"])
    until(lambda: not window.bench.reading)
    window.go(places.ARTIFACTS)
    until(lambda: page.list._folded.isVisible())
    assert "system file" in page.list._folded_text.accessibleName()


def test_its_folder_opens_with_the_artifact_selected(page: ArtifactsPage, until: Until) -> None:
    page._filtered(ArtifactFilter(text="holiday"))
    until(lambda: page._model.counted and page._model.rowCount() == 1 and page._model.artifact(0) is not None)
    page.table.go_to(0)
    page._actions.action("folder").trigger()
    until(lambda: page._model.counted and page._model.rowCount() == 2)
    until(lambda: page._model.artifact(0) is not None and current_name(page) == "holiday.jpg")
    assert page.state.place.kind is PlaceKind.FOLDER
    assert ["/pictures" in chip.text() for chip in page.bar._chips] == [True]
    until(lambda: page._folders.node(page.where.tree.currentIndex()).label == "pictures")
    page._actions.action("back").trigger()
    until(lambda: page._model.counted and page._model.rowCount() == 1)
    assert page.state.place == EVERYWHERE


def test_from_one_deleted_entry_to_the_next(page: ArtifactsPage, until: Until) -> None:
    page.table.go_to(0)
    page._actions.action("deleted_next").trigger()
    until(lambda: page.table.currentIndex().row() == OLD)
    page._actions.action("deleted_next").trigger()
    until(lambda: "below in this list" in page.list._said_text.accessibleName())
    page.table.go_to(7)
    page._actions.action("deleted_before").trigger()
    until(lambda: page.table.currentIndex().row() == OLD)


# --- tags -------------------------------------------------------------------------------------------


def test_keys_give_the_tags_in_the_order_in_which_they_were_made(
    page: ArtifactsPage, qtbot: QtBot, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(name: str, note: str) -> None:
        def ask(dialog: TagDialog) -> bool:
            dialog._name.setEditText(name)
            dialog._note.setPlainText(note)
            dialog.take()
            return bool(dialog.result())

        monkeypatch.setattr(TagDialog, "exec", ask)

    def tags() -> dict[str, int]:
        overview = page._bench.case.overview  # type: ignore[union-attr]
        return {} if overview is None else {t.name: t.count for t in overview.tags}

    page.table.go_to(HOLIDAY)
    answer("Zebra", "Seen in the\nsecond room")
    page._actions.action("tag").trigger()
    until(lambda: tags() == {"Zebra": 1})
    assert "Zebra" in page.list._said_text.accessibleName()
    until(lambda: page._model.index(HOLIDAY, NOTE).data(CELL_ROLE).text == "Seen in the · second room")
    answer("Apple", "")
    page._actions.action("tag").trigger()
    until(lambda: tags() == {"Zebra": 1, "Apple": 1})
    page.table.setFocus()
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_1)  # the older one, though the other comes first by name
    until(lambda: tags() == {"Zebra": 8, "Apple": 1})
    qtbot.keyClick(page.table, Qt.Key.Key_1)
    until(lambda: tags() == {"Zebra": 0, "Apple": 1})
    page.list._undo.click()
    until(lambda: tags() == {"Zebra": 8, "Apple": 1})
    until(lambda: page._model.artifact(HOLIDAY).note == "Seen in the\nsecond room")  # type: ignore[union-attr]


def test_rows_that_were_never_in_sight_are_tagged_too(
    page: ArtifactsPage, small: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    page._bench.active_tag = "All"
    page.table.selectAll()
    page.table.selectionModel().select(
        page._model.index(0, 0),
        page.table.selectionModel().SelectionFlag.Deselect | page.table.selectionModel().SelectionFlag.Rows,
    )
    monkeypatch.setattr(page._model, "artifact", lambda row: None)
    page._tagger.toggle()

    def tagged() -> int:
        with open_case(small, write=False, clock=SystemClock()) as case:
            return case.store.artifacts.count(ArtifactFilter(tag="All"))

    until(lambda: tagged() == 7)


# --- copying and files ------------------------------------------------------------------------------


def test_rows_are_copied_with_the_columns_in_sight(page: ArtifactsPage, qtbot: QtBot) -> None:
    page.table.setFocus()
    page.table.selectAll()
    page.table.show_column("path", on=True)
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 8
    assert lines[2].split("\t")[-1] == "/" + SPOOFED.decode()
    assert "2481152" in lines[HOLIDAY].split("\t")
    assert page.list._said_text.accessibleName() == "8 rows copied."
    page._actions.action("copy_path").trigger()
    assert QApplication.clipboard().text().split("\n")[HOLIDAY] == "/pictures/holiday.jpg"


def test_the_list_is_written_as_it_is_filtered_and_sorted(
    page: ArtifactsPage, tmp_path: Path, until: Until
) -> None:
    page._filtered(ArtifactFilter(min_size=1))
    until(lambda: page._model.counted and page._model.rowCount() == 7)
    page._sorted(Sort.SIZE, True)
    until(lambda: page._model.counted and page._model.artifact(0) is not None)
    page._copying.write_csv(tmp_path / "view")
    until(lambda: (tmp_path / "view.csv").exists() and page._bench.jobs.running(JobKind.LIST) is None)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "view.csv").read_text("utf-8-sig"))))
    shown = [page._model.artifact(row) for row in range(7)]
    assert [row["id"] for row in rows] == [a.artifact_id for a in shown if a is not None]
    assert int(rows[0]["size"]) == 2_481_152


# --- the gallery ------------------------------------------------------------------------------------


@pytest.fixture
def gallery(window: MainWindow, demo: Path, until: Until) -> ArtifactsPage:
    """The demo's pictures, from evidence that is really read."""
    window.bench.open_case(demo / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.ARTIFACTS)
    made = window.pages[places.ARTIFACTS]
    assert isinstance(made, ArtifactsPage)
    made.list.set_gallery(on=True)
    made._filtered(ArtifactFilter(media_type="image"))
    until(lambda: made._model.counted and made._model.rowCount() > 0 and made._model.artifact(0) is not None)
    return made


def in_sight(page: ArtifactsPage) -> list[Artifact]:
    view = page.list.gallery
    found = [page._model.artifact(row) for row in view._rows_in(view.viewport().rect())]
    return [artifact for artifact in found if artifact is not None]


def test_pictures_in_sight_come_from_the_evidence_blurred(gallery: ArtifactsPage, until: Until) -> None:
    pictures, view = gallery.list.gallery._pictures, gallery.list.gallery

    def arrived() -> list[QImage]:
        return [
            k
            for k in map(pictures._kept.get, (a.artifact_id for a in in_sight(gallery)))
            if isinstance(k, QImage)
        ]

    until(lambda: len(arrived()) >= 3)
    assert view.blur
    assert all(not image.isNull() for image in arrived())
    image = max(arrived(), key=lambda i: len({i.pixel(x, 40) for x in range(0, i.width(), 3)}))
    blurred = veiled(image, blur=True, grey=False)
    assert blurred.size() == image.size()
    steps = [
        abs((image.pixel(x, 40) & 255) - (image.pixel(x + 1, 40) & 255)) for x in range(image.width() - 1)
    ]
    soft = [
        abs((blurred.pixel(x, 40) & 255) - (blurred.pixel(x + 1, 40) & 255)) for x in range(image.width() - 1)
    ]
    assert max(soft) < max(steps)
    grey = veiled(image, blur=False, grey=True)
    color = grey.pixelColor(10, 10)
    assert color.red() == color.green() == color.blue()


def test_what_is_no_picture_says_so(gallery: ArtifactsPage, demo: Path, until: Until) -> None:
    """A text that its record takes for a picture."""
    pictures = Pictures(demo / "case", SystemClock())
    gallery._filtered(ArtifactFilter(media_type="text/plain"))
    until(lambda: gallery._model.counted and gallery._model.artifact(0) is not None)
    text = gallery._model.artifact(0)
    assert text is not None
    pictures.want([replace(text, examination=text.examination._replace(media_type="image/png"))])
    until(lambda: pictures.found(text.artifact_id, blur=False, grey=False) is not None)
    assert isinstance(pictures.found(text.artifact_id, blur=False, grey=False), NoThumbnail)
    pictures.close()


def test_the_gallery_goes_by_keys_and_shares_the_selection(
    gallery: ArtifactsPage, qtbot: QtBot, until: Until
) -> None:
    view, rows = gallery.list.gallery, gallery._model.rowCount()
    view.setFocus()
    view.setCurrentIndex(gallery._model.index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert gallery.table.currentIndex().row() == 1
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert gallery.table.currentIndex().row() == min(1 + view._across, rows - 1)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert gallery.table.currentIndex().row() == rows - 1
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert gallery.table.selected_rows() == [range(2)]
    place = view._place(2).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert gallery.table.selected_rows() == [range(2, 3)]
    gallery.list.set_gallery(on=False)
    assert gallery.list.view is gallery.table
    assert not ListSettings(gallery._bench.settings).gallery


def test_keys_lift_the_veils_and_enter_does_for_a_moment(gallery: ArtifactsPage, qtbot: QtBot) -> None:
    view = gallery.list.gallery
    view.setFocus()
    view.setCurrentIndex(gallery._model.index(0, 0))
    qtbot.keyPress(view, Qt.Key.Key_Return)
    assert view._clear_row == 0
    qtbot.keyRelease(view, Qt.Key.Key_Return)
    assert view._clear_row == -1
    gallery._actions.action("blur").trigger()
    gallery._actions.action("grey").trigger()
    kept = ListSettings(gallery._bench.settings)
    assert (view.blur, view.grey) == (False, True) == (kept.blur, kept.grey)


@pytest.mark.parametrize("edge", [96, 2000])
def test_ten_million_tiles_have_their_places(
    gallery: ArtifactsPage, qtbot: QtBot, qtmodeltester: ModelTester, edge: int
) -> None:
    view, model = gallery.list.gallery, gallery._model
    view.set_edge(edge)
    model._reset(10_000_000)
    last = model.index(10_000_000 - 1, 0)
    view.scrollTo(last)
    assert view.viewport().rect().intersects(view.visualRect(last))
    assert view.indexAt(view.visualRect(last).center()) == last
    assert len(view._rows_in(view.viewport().rect())) < 100
    model._reset(0)
    assert not view.indexAt(QPoint(10, 10)).isValid()
    qtmodeltester.check(model)

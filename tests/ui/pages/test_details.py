"""The details of an artifact: preview, bytes, text, all data; hostile contents cost a sentence."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.model.artifact import Artifact, ArtifactKind
from forensics_app.model.case import IngestOptions
from forensics_app.model.credentials import Credential, CredentialKind
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.services.ingest.ingest import ingest
from tests.reading.evidence_reading import sample
from tests.ui.conftest import Until
from tests.ui.shooting import content_case
from tests.world.cases import make_case
from ui.models.case.overview import CaseOverview
from ui.models.contents.byte_meanings import Meaning, Order
from ui.models.contents.goto import GoTo
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.details.panel import ALL, HEX, SUMMARY, TEXT, DetailsPanel
from ui.widgets.contents.picture_view import PictureView
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.line_button import LineButton
from ui.widgets.controls.pill import Pill
from ui.window.main_window import MainWindow
from ui.words import places


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return content_case.make(tmp_path_factory.mktemp("contents"))


@pytest.fixture
def page(window: MainWindow, case: Path, until: Until) -> ArtifactsPage:
    return open_page(window, case, until)


def open_page(window: MainWindow, case: Path, until: Until) -> ArtifactsPage:
    window.bench.open_case(case)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.ARTIFACTS)
    found = window.pages[places.ARTIFACTS]
    assert isinstance(found, ArtifactsPage)
    until(lambda: found._model.counted and found._model.artifact(0) is not None)
    return found


def show(page: ArtifactsPage, name: str, tab: int, until: Until) -> DetailsPanel:
    """Select the artifact of this name and open a tab."""
    for row in range(page._model.rowCount()):
        artifact = page._model.artifact(row)
        components = () if artifact is None else artifact.entry.locator.components
        if components and components[-1] == name.encode():
            page.panel.show_tab(tab)
            page.table.go_to(row)
            until(partial(_is_shown, page.panel, artifact))
            return page.panel
    raise AssertionError(name)


def _is_shown(panel: DetailsPanel, artifact: Artifact | None) -> bool:
    return panel._shown == artifact


def said(widget: QWidget) -> str:
    return "\n".join(w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget))


def hex_values(panel: DetailsPanel, offset: int, count: int) -> list[int]:
    feed = panel.hex.feed
    return [] if feed is None else list(feed.values(offset, count))


# --- preview ----------------------------------------------------------------------------------------


def test_a_picture_is_shown_and_its_false_name_is_said(page: ArtifactsPage, until: Until) -> None:
    panel = show(page, "photo.jpg", SUMMARY, until)
    until(lambda: panel.summary.preview.picture is not None)
    picture = panel.summary.preview.picture
    assert picture is not None
    assert "400 × 200" in said(panel)
    assert "Content is PNG, extension says JPG" in [p.text() for p in panel.summary.findChildren(Pill)]
    page.list.toggle_blur()
    page.list.toggle_blur()
    blurred = page._kept.blur
    pixel = picture._shown.pixelColor(201, 100)
    assert (min(pixel.red(), pixel.blue()) > 60) is blurred  # at the border the colours run into each other
    page.list.toggle_blur()
    clear = picture._shown.pixelColor(201, 100)
    assert (min(clear.red(), clear.blue()) > 60) is not blurred


def test_a_blurred_preview_says_why_and_can_be_seen_without_another_picture(
    page: ArtifactsPage, until: Until, qtbot: QtBot
) -> None:
    why = "Pictures are blurred while “Blur pictures” is on (Ctrl+Shift+Q)."
    panel = show(page, "photo.jpg", SUMMARY, until)
    preview = panel.summary.preview
    until(lambda: preview.picture is not None)
    if not page._kept.blur:
        page.list.toggle_blur()
    assert why in unmarked(said(preview))
    assert mixed(preview.picture)
    qtbot.mouseClick(preview.clear_choice, Qt.MouseButton.LeftButton)
    assert not mixed(preview.picture)
    show(page, "invoice.pdf", SUMMARY, until)
    until(lambda: "PDF, 1 page" in said(preview))
    show(page, "photo.jpg", SUMMARY, until)
    until(lambda: "400 × 200" in said(preview))
    assert mixed(preview.picture)  # it was for that moment
    page.list.toggle_blur()
    assert not preview.clear_choice.isVisible()
    assert why not in unmarked(said(preview))


def mixed(picture: PictureView | None) -> bool:
    """Whether the colours run into each other at the border."""
    assert picture is not None
    pixel = picture._shown.pixelColor(201, 100)
    return min(pixel.red(), pixel.blue()) > 60


def unmarked(text: str) -> str:
    return "".join(c for c in text if c not in "\u2068\u2069")


def test_the_first_page_of_a_pdf_is_shown(page: ArtifactsPage, until: Until) -> None:
    panel = show(page, "invoice.pdf", SUMMARY, until)
    until(lambda: "PDF, 1 page" in said(panel))


def test_a_picture_that_is_a_bomb_costs_a_sentence(page: ArtifactsPage, until: Until) -> None:
    panel = show(page, "bomb.png", SUMMARY, until)
    until(lambda: "Too large to preview" in said(panel.summary.preview))


def test_a_pdf_that_hangs_costs_a_sentence_and_blocks_nothing(page: ArtifactsPage, until: Until) -> None:
    page._session.contents._process._silence_s = 3.0  # type: ignore[union-attr]
    panel = show(page, "hangs.pdf", SUMMARY, until)
    until(lambda: panel.summary.preview._rest.isActive() is False)
    panel.show_tab(HEX)
    began = time.monotonic()
    until(lambda: hex_values(panel, 0, 5) == list(b"%PDF-"))
    assert time.monotonic() - began < 2.5
    panel.show_tab(SUMMARY)
    until(lambda: "The preview process stopped on this file" in said(panel.summary.preview))
    show(page, "invoice.pdf", SUMMARY, until)
    until(lambda: "PDF, 1 page" in said(panel))


def test_a_name_that_hides_characters_and_a_text_that_turns(page: ArtifactsPage, until: Until) -> None:
    panel = show(page, content_case.SPOOFED, TEXT, until)
    until(lambda: "[RLO]" in panel.text.view.toPlainText())
    titles = [w.accessibleName() for w in panel._title.findChildren(QWidget)]
    assert "note_[RLO]txt.exe" in titles
    assert "\u202e" not in panel.text.view.toPlainText()


def test_evidence_that_is_gone_is_said_and_can_be_tried_again(
    page: ArtifactsPage, case: Path, until: Until
) -> None:
    evidence = case.parent / "evidence"
    away = evidence.rename(case.parent / "away")
    try:
        panel = show(page, "invoice.pdf", SUMMARY, until)
        until(lambda: "There is no file or folder" in said(panel.summary.preview))
        panel.show_tab(HEX)
        until(lambda: "There is no file or folder" in said(panel.hex))
        assert hex_values(panel, 0, 2) == [-2, -2]
    finally:
        away.rename(evidence)
    panel.show_tab(SUMMARY)
    again = next(b for b in panel.summary.preview.findChildren(Button) if b.accessibleName() == "Try again")
    again.click()
    until(lambda: "PDF, 1 page" in said(panel))
    panel.show_tab(HEX)
    until(lambda: hex_values(panel, 0, 5) == list(b"%PDF-"))


def overview_of(window: MainWindow) -> CaseOverview:
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    return window.bench.case.overview


def encrypted_case(folder: Path) -> Artifact:
    """A case with an encrypted volume that was read with its key; a file that lies in it."""
    key = Credential(CredentialKind.PASSWORD, b"luks-SELF")
    with make_case(folder / "case") as case:
        options = IngestOptions(workers=1, credentials=(key,))
        image = str(sample("luks1-xts.raw", folder))
        ingest(case, [image], options, report=silent, cancelled=never_cancelled)
        return next(
            a
            for a in case.store.artifacts.stream()
            if ".luks" in a.entry.locator.layer_id
            and a.entry.kind is ArtifactKind.FILE
            and a.entry.size_bytes
        )


def wrong_key(folder: Path) -> Path:
    made = folder / "another.key"
    made.write_bytes(b"not the key of this volume")
    return made


def test_the_key_of_a_volume_is_given_again_to_look_inside(
    window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot
) -> None:
    inside = encrypted_case(tmp_path)
    opened = open_page(window, tmp_path / "case", until)
    panel = show(opened, inside.entry.locator.components[-1].decode(), SUMMARY, until)
    until(lambda: panel.summary.preview.key is not None)
    form = panel.summary.preview.key
    assert form is not None
    form.field.setText("not this one")
    form.unlock()
    assert form.field.text() == ""
    until(lambda: "This key does not unlock it" in said(panel.summary.preview))
    form = panel.summary.preview.key
    assert form is not None
    form.field.setText("luks-SELF")
    qtbot.keyClick(form.field, Qt.Key.Key_Return)
    until(lambda: panel.summary.preview.key is None)
    panel.show_tab(HEX)
    until(lambda: len(hex_values(panel, 0, 1)) == 1 and hex_values(panel, 0, 1)[0] >= 0)
    kept = window.bench.keys.credentials(overview_of(window).sources)
    assert kept == (Credential(CredentialKind.PASSWORD, b"luks-SELF", kept[0].volume),)
    assert f"{inside.entry.locator.layer_id}.".startswith(f"{kept[0].volume}.")
    assert "luks" not in repr(kept)


@pytest.mark.parametrize("tab", [HEX, TEXT])
def test_the_key_is_asked_for_where_bytes_or_text_should_be_and_fills_the_view_at_once(
    window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot, tab: int
) -> None:
    inside = encrypted_case(tmp_path)
    opened = open_page(window, tmp_path / "case", until)
    panel = show(opened, inside.entry.locator.components[-1].decode(), tab, until)
    until(lambda: panel.key is not None)
    assert panel.key is not None
    assert panel.key.isVisible()
    assert "LUKS" in said(panel.key)
    panel.key.field.setText("not this one")
    panel.key.unlock()
    until(lambda: panel.key is not None and "This key does not unlock it" in said(panel.key))
    panel.show_tab(SUMMARY)  # has a form of its own
    assert not panel.key.isVisible()
    until(lambda: panel.summary.preview.key is not None)
    other = panel.summary.preview.key
    assert other is not None
    other.prefer(CredentialKind.KEY_FILE)
    other.use_file(wrong_key(tmp_path))
    until(lambda: "This key does not unlock it" in said(other))
    assert other is panel.summary.preview.key
    assert (other.kind, panel.key.kind) == (CredentialKind.KEY_FILE, CredentialKind.KEY_FILE)
    panel.show_tab(tab)
    panel.key.use_file(wrong_key(tmp_path))
    until(lambda: panel.key is not None and "This key does not unlock it" in said(panel.key))
    assert panel.key.kind is CredentialKind.KEY_FILE
    panel.key.prefer(CredentialKind.PASSWORD)
    assert panel.key.isVisible()
    panel.key.field.setText("luks-SELF")
    qtbot.keyClick(panel.key.field, Qt.Key.Key_Return)
    until(lambda: panel.key is None)
    if tab == HEX:
        until(lambda: len(hex_values(panel, 0, 1)) == 1 and hex_values(panel, 0, 1)[0] >= 0)
        assert panel.hex.isVisible()
    else:
        until(lambda: bool(panel.text.view.toPlainText()))
        assert panel.text.isVisible()
    until(lambda: panel.summary.preview.key is None)
    assert len(window.bench.keys.credentials(overview_of(window).sources)) == 1


@pytest.mark.parametrize("first", [True, False])
def test_a_key_that_was_given_for_another_task_opens_the_contents_too(
    window: MainWindow, tmp_path: Path, until: Until, first: bool
) -> None:
    """`first`: before anything was looked at."""
    inside = encrypted_case(tmp_path)
    opened = open_page(window, tmp_path / "case", until)
    (source,) = overview_of(window).sources
    layer = inside.entry.locator.layer_id.partition(".luks")[0]
    give = partial(window.bench.keys.keep, source, layer, CredentialKind.PASSWORD, "luks-SELF")
    if first:
        give()
    panel = show(opened, inside.entry.locator.components[-1].decode(), HEX, until)
    if not first:
        until(lambda: panel._feed is not None and panel._feed.locked)
        give()
    until(lambda: len(hex_values(panel, 0, 1)) == 1 and hex_values(panel, 0, 1)[0] >= 0)
    assert panel.summary.preview.key is None


def test_keys_that_are_kept_no_longer_close_at_once_what_they_opened(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    inside = encrypted_case(tmp_path)
    opened = open_page(window, tmp_path / "case", until)
    (source,) = overview_of(window).sources
    layer = inside.entry.locator.layer_id.partition(".luks")[0]
    window.bench.keys.keep(source, layer, CredentialKind.PASSWORD, "luks-SELF")
    panel = show(opened, inside.entry.locator.components[-1].decode(), HEX, until)
    until(lambda: len(hex_values(panel, 0, 1)) == 1 and hex_values(panel, 0, 1)[0] >= 0)
    window.bench.keep_keys(False)
    assert window.bench.keys.credentials(overview_of(window).sources) == ()
    assert hex_values(panel, 0, 1)[0] < 0
    until(lambda: panel._feed is not None and panel._feed.locked)
    assert hex_values(panel, 0, 1)[0] < 0
    panel.show_tab(SUMMARY)
    until(lambda: panel.summary.preview.key is not None)


def test_where_keys_are_not_kept_the_form_says_so_and_the_key_serves_here_alone(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    inside = encrypted_case(tmp_path)
    window.bench.keys.keeps = False
    opened = open_page(window, tmp_path / "case", until)
    panel = show(opened, inside.entry.locator.components[-1].decode(), SUMMARY, until)
    until(lambda: "Other tasks ask for the key again." in said(panel.summary.preview))
    form = panel.summary.preview.key
    assert form is not None
    form.field.setText("luks-SELF")
    form.unlock()
    until(lambda: panel.summary.preview.key is None)
    assert window.bench.keys.credentials(overview_of(window).sources) == ()


# --- hex --------------------------------------------------------------------------------------------


def test_a_file_beyond_32_gib_opens_at_once_and_scrolls_to_its_end(
    page: ArtifactsPage, until: Until, qtbot: QtBot
) -> None:
    panel = show(page, "huge.bin", HEX, until)
    until(lambda: hex_values(panel, 0, 2) == [0, 0])
    view = panel.hex.view
    bar = view.verticalScrollBar()
    assert 0 < bar.maximum() <= 1 << 30
    bar.setValue(bar.maximum())
    until(lambda: hex_values(panel, content_case.HUGE - 4, 4) == list(b"END!"))
    last_row = (content_case.HUGE - 1) // view.columns
    assert view._top <= last_row < view._top + view._visible_rows() + 1
    bar.setValue(bar.maximum() // 2)
    middle = view._top * view.columns
    assert abs(middle - content_case.HUGE // 2) < content_case.HUGE // 100
    before = view._top
    qtbot.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert view._top == 0 < before
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.cursor_at == content_case.HUGE - 1


def test_keys_move_and_select(page: ArtifactsPage, until: Until, qtbot: QtBot) -> None:
    panel = show(page, "no-text.bin", HEX, until)
    until(lambda: hex_values(panel, 0, 3) == [0, 1, 2])
    view = panel.hex.view
    columns = view.columns
    shift = Qt.KeyboardModifier.ShiftModifier
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(view, key)
    assert view.selection == (columns + 2, 1)
    qtbot.keyClick(view, Qt.Key.Key_Down, shift)
    assert view.selection == (columns + 2, columns + 1)
    qtbot.keyClick(view, Qt.Key.Key_Home, shift)
    assert view.selection == (columns + 2, columns - 1)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.cursor_at > columns * 3
    assert view.accessibleDescription().startswith(f"Byte {view.cursor_at:,}")


def test_the_selection_is_copied_as_digits_and_as_text(page: ArtifactsPage, until: Until) -> None:
    panel = show(page, "invoice.pdf", HEX, until)
    until(lambda: hex_values(panel, 0, 5) == list(b"%PDF-"))
    panel.hex.view.select(0, 5)
    panel.hex.copying.copy_hex()
    until(lambda: QApplication.clipboard().text() == "25 50 44 46 2D")
    panel.hex.copying.copy_text()
    until(lambda: QApplication.clipboard().text() == "%PDF-")


def test_going_to_a_byte_and_what_it_can_mean(page: ArtifactsPage, until: Until, qtbot: QtBot) -> None:
    panel = show(page, "no-text.bin", HEX, until)
    until(lambda: hex_values(panel, 0, 3) == [0, 1, 2])
    panel.hex.tools.to.setText("0x104")
    qtbot.keyClick(panel.hex.tools.to, Qt.Key.Key_Return)
    assert panel.hex.view.cursor_at == 0x104
    until(lambda: panel.hex.interpreter.text_of(Meaning.INT32) == "117,835,012")  # 04 05 06 07
    panel.hex.interpreter.set_order(Order.BIG)
    assert panel.hex.interpreter.text_of(Meaning.INT32) == "67,438,087"
    panel.hex.tools.to.setText("+4")
    qtbot.keyClick(panel.hex.tools.to, Qt.Key.Key_Return)
    assert panel.hex.view.cursor_at == 0x108
    panel.hex.tools.to.setText("999999999")
    qtbot.keyClick(panel.hex.tools.to, Qt.Key.Key_Return)
    assert "No such offset" in said(panel.hex)
    panel.hex.tools.counts.setCurrentIndex(panel.hex.tools.counts.findData(GoTo.SECTOR))
    panel.hex.tools.to.setText("3")
    qtbot.keyClick(panel.hex.tools.to, Qt.Key.Key_Return)
    assert "No part of this content is known to be located there" in said(panel.hex)


def test_words_and_bytes_are_found_forward_and_back(page: ArtifactsPage, until: Until, qtbot: QtBot) -> None:
    panel = show(page, "no-text.bin", HEX, until)
    until(lambda: hex_values(panel, 0, 3) == [0, 1, 2])
    tab = panel.hex
    tab.tools.what.setText("the needle")
    qtbot.keyClick(tab.tools.what, Qt.Key.Key_Return)
    until(lambda: tab.view.selection == (102_400, 10))
    tab.tools.as_what.setCurrentIndex(1)
    tab.tools.what.setText("FE FF 00")
    tab.seek(backwards=True)
    until(lambda: tab.view.selection == (399 * 256 - 2, 3))
    tab.seek(backwards=False)
    until(lambda: "Not found" in said(tab))
    tab.tools.what.setText("xyz")
    tab.seek(backwards=False)
    assert "Not valid hex" in said(tab)


def test_a_search_through_300_gib_can_be_left(page: ArtifactsPage, until: Until, qtbot: QtBot) -> None:
    panel = show(page, "huge.bin", HEX, until)
    until(lambda: hex_values(panel, 0, 2) == [0, 0])
    panel.hex.tools.what.setText("nowhere")
    panel.hex.seek(backwards=False)
    until(lambda: panel.hex._search.at > 0)
    assert panel.hex.tools.stop_button.isVisibleTo(panel.hex)
    # what is in sight comes between the steps
    panel.hex.view.select(content_case.HUGE - 4, 4)
    until(lambda: hex_values(panel, content_case.HUGE - 4, 4) == list(b"END!"))
    qtbot.mouseClick(panel.hex.tools.stop_button, Qt.MouseButton.LeftButton)
    assert not panel.hex._search.running
    at = panel.hex._search.at
    qtbot.wait(300)
    assert panel.hex._search.at == at


# --- text -------------------------------------------------------------------------------------------


def test_a_code_page_is_chosen_by_hand_and_stays(page: ArtifactsPage, until: Until) -> None:
    panel = show(page, "russian.txt", TEXT, until)
    until(lambda: "Encoding uncertain" in panel.text.note.text())
    combo = panel.text.encodings
    combo.setCurrentIndex(combo.findData("cp1251"))
    combo.activated.emit(combo.currentIndex())
    until(lambda: panel.text.view.toPlainText() == content_case.RUSSIAN)
    show(page, "copy of russian.txt", TEXT, until)
    until(lambda: panel.text.view.toPlainText() == content_case.RUSSIAN)
    assert panel.hex.codec == "cp1251"


def test_utf16_is_recognised(page: ArtifactsPage, until: Until) -> None:
    panel = show(page, "utf16.txt", TEXT, until)
    until(lambda: panel.text.view.toPlainText() == "Größe: 12\n")
    assert "Decoded as UTF-16 LE" in panel.text.note.text()


def test_one_line_of_megabytes_is_shown_part_by_part(page: ArtifactsPage, until: Until, qtbot: QtBot) -> None:
    panel = show(page, "one-line.txt", TEXT, until)
    until(lambda: "Part 1 of 96" in panel.text.note.text())
    assert "Long lines are wrapped" in panel.text.note.text()
    assert len(panel.text.view.toPlainText()) < 40_000
    qtbot.mouseClick(panel.text.next, Qt.MouseButton.LeftButton)
    until(lambda: "Part 2 of 96" in panel.text.note.text())


# --- all data, panel --------------------------------------------------------------------------------


def test_all_data_are_rows_that_copy(page: ArtifactsPage, until: Until) -> None:
    panel = show(page, "photo.jpg", ALL, until)
    model = panel.all.rows
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = {
        model.index(r, 0).data(): model.index(r, 1).data()
        for r in range(model.rowCount())
        if model.index(r, 1).data()
    }
    assert rows["Path"] == "/photo.jpg"
    assert len(rows["SHA-256"]) == 64
    assert rows["Extension mismatch"] == "yes"
    assert rows["Location known"] in ("yes", "no", "not checked")


def test_what_has_no_content_says_so_in_every_tab(page: ArtifactsPage, until: Until) -> None:
    panel = show(page, "no-text.bin", HEX, until)
    read = panel.hex.interpreter
    until(lambda: read.text_of(Meaning.INT8) == "0")
    show(page, "folder", HEX, until)
    assert read.text_of(Meaning.INT8) == "–"  # nothing of the file before
    assert "selected" not in said(read)
    assert panel.hex.view.selection == (0, 0)
    assert said(panel.hex).strip()
    panel.show_tab(TEXT)
    assert panel.text.note.text()
    show(page, "empty.txt", HEX, until)
    until(lambda: "The content is empty" in said(panel.hex))
    panel.hex.tools.to.setText("0x10")
    panel.hex.go()
    assert "The content is empty" in said(panel.hex)
    assert "No such offset" not in said(panel.hex)


def test_the_same_content_elsewhere_is_one_click_away(
    page: ArtifactsPage, until: Until, qtbot: QtBot
) -> None:
    panel = show(page, "russian.txt", SUMMARY, until)
    until(lambda: bool(panel.summary.findChildren(LineButton)))
    (line,) = panel.summary.findChildren(LineButton)
    assert "copy of russian.txt" in line.accessibleName()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    until(
        lambda: (
            panel._shown is not None and panel._shown.entry.locator.components[-1] == b"copy of russian.txt"
        )
    )


def test_the_panel_takes_the_room_and_gives_it_back(page: ArtifactsPage, until: Until, qtbot: QtBot) -> None:
    panel = show(page, "no-text.bin", HEX, until)
    low, columns = panel.height(), page.table.shown_columns
    panel.expand.setFocus()
    qtbot.keyClick(panel.expand, Qt.Key.Key_Space)
    until(lambda: panel.height() > 1.5 * low)
    until(lambda: panel.hex.view.columns == 16)
    assert len(page.table.shown_columns) == 2
    assert not page.where.isVisible()
    qtbot.keyClick(panel.expand, Qt.Key.Key_Space)
    until(lambda: abs(panel.height() - low) < 10)
    assert page.table.shown_columns == columns
    assert page._kept.columns.shown == ()


def test_every_control_has_a_name_and_can_be_reached(page: ArtifactsPage, until: Until) -> None:
    for tab in (SUMMARY, HEX, TEXT, ALL):
        panel = show(page, "no-text.bin", tab, until)
        for widget in panel.findChildren(QWidget):
            if widget.isVisibleTo(panel) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                inner = widget.parent()
                named = widget.accessibleName() or (
                    inner.accessibleName() if isinstance(inner, QWidget) else ""
                )
                assert named, widget


def test_closing_the_case_ends_the_reading(page: ArtifactsPage, window: MainWindow, until: Until) -> None:
    panel = show(page, "huge.bin", HEX, until)
    panel.hex.tools.what.setText("nowhere")
    panel.hex.seek(backwards=False)
    until(lambda: panel.hex._search.at > 0)
    contents = window.bench.case.contents  # type: ignore[union-attr]
    began = time.monotonic()
    window.bench.close_case()
    assert time.monotonic() - began < 3
    assert contents._reader is not None
    until(lambda: not contents._reader._thread.is_alive())

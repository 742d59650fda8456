"""How a source is read: the dialog, the words, and the command line that follows from them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from forensics_app.examine import yara_rules
from forensics_app.model.choices.reading import FULL, ReadingProfile
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.ingest.profiles import find_profile
from tests.ui.conftest import Until
from tests.world.cases import make_case
from ui.dialogs.evidence.reading_options import ReadingOptionsDialog
from ui.models.case.overview import CaseOverview
from ui.models.evidence.reading_options import (
    AS_USUAL,
    ReadingOptions,
    next_number,
    options_words,
    reading_as,
)
from ui.pages.evidence.page import EvidencePage
from ui.settings.last_reading import keep_reading
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.words import places
from ui.workbench.workbench import Workbench

EVERYTHING = ReadingOptions(
    exhibit="K-7",
    digests=(DigestAlgorithm.SHA1, DigestAlgorithm.MD5),
    media_types=False,
    shadow_copies=True,
    archives=True,
    archive_depth=2,
    archive_limit_gib=9,
    as_file=True,
    double_read=True,
    unallocated=True,
    slack=True,
    rules="/rules/all.yar",
    strict=True,
)

# the offscreen platform says so of every dialog that grows with what it shows
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def overview(window: MainWindow) -> CaseOverview:
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    return window.bench.case.overview


def test_nothing_is_asked_for_by_itself() -> None:
    assert AS_USUAL.arguments() == []


def test_every_choice_is_an_option_of_the_command_line() -> None:
    assert EVERYTHING.arguments() == [
        "--no-types", "--shadow-copies", "--archives", "--as-file", "--double-read", "--unallocated",
        "--slack", "--strict", "--exhibit=K-7", "--digests=sha256,sha1,md5",
        "--yara=/rules/all.yar", "--archive-depth=2", "--archive-limit=9",
    ]  # fmt: skip


@pytest.mark.parametrize("options", [AS_USUAL, EVERYTHING])
def test_the_dialog_gives_back_what_it_was_given(qtbot: QtBot, options: ReadingOptions) -> None:
    dialog = ReadingOptionsDialog(options)
    qtbot.addWidget(dialog)
    assert dialog.options() == options


def test_words_switch_their_box_and_the_keyboard_does_too(qtbot: QtBot) -> None:
    dialog = ReadingOptionsDialog(AS_USUAL)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.archive_depth.isEnabled()
    qtbot.mouseClick(dialog.archives._words, Qt.MouseButton.LeftButton)
    assert dialog.archive_depth.isEnabled()
    dialog.shadow_copies.setFocus()
    assert dialog.focusWidget() is dialog.shadow_copies.box
    qtbot.keyClick(dialog.shadow_copies.box, Qt.Key.Key_Space)
    assert dialog.options() == ReadingOptions(archives=True, shadow_copies=True)
    assert dialog.shadow_copies.box.accessibleName().startswith("Also read the volume shadow copies")


def test_what_is_asked_for_is_said() -> None:
    assert options_words(AS_USUAL).startswith("Hashes computed for each file: SHA-256.")
    said = options_words(EVERYTHING)
    for words in (
        "K-7",
        "SHA-1, MD5",
        "Shadow copies are read",
        "2 levels deep",
        "read twice",
        "Incomplete images are refused",
    ):
        assert words in said


def test_archives_are_opened_when_asked_for_and_later_too(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    with zipfile.ZipFile(folder / "mail.zip", "w") as archive:
        archive.writestr("letter.txt", "Dear Ms Roux")
    make_case(tmp_path / "case").close()
    window.bench.open_case(tmp_path / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.EVIDENCE)
    page = window.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    window.bench.reading_options = ReadingOptions(exhibit="K-7", digests=(DigestAlgorithm.MD5,))
    page.add([folder])
    dialog = page.dialog
    assert dialog is not None
    until(lambda: dialog.read_button.isEnabled())
    field = dialog.rows[folder].exhibit
    assert field is not None
    assert field.value == "K-7"
    dialog.read()
    until(lambda: not window.bench.reading)
    until(lambda: [s.exhibit for s in overview(window).sources] == ["K-7"])
    assert window.bench.reading_options.exhibit == ""  # the next source is another exhibit
    before = overview(window).total
    words = [words for words, _ in page._inside.more()]
    assert words == ["Open the archives found in files"]
    window.bench.read_again("s1", page._inside.more()[0][1])
    until(lambda: not window.bench.reading)
    until(lambda: overview(window).total > before)
    until(lambda: page._inside.more() == [])
    with open_case(tmp_path / "case", write=False, clock=SystemClock()) as case:
        names = [
            a.entry.locator.components[-1]
            for a in case.store.artifacts.stream()
            if a.entry.locator.components
        ]
    assert b"letter.txt" in names


def test_a_profile_fills_the_form_and_what_is_changed_is_custom(qtbot: QtBot) -> None:
    dialog = ReadingOptionsDialog(AS_USUAL)
    qtbot.addWidget(dialog)
    choice = dialog.profile.choice
    assert choice.currentText() == "Custom"
    choice.setCurrentIndex(choice.findText("Full"))
    choice.activated.emit(choice.currentIndex())
    assert dialog.options() == reading_as(FULL)
    assert not dialog.profile.save_button.isEnabled()
    dialog.shadow_copies.set_on(on=False)
    assert choice.currentText() == "Custom"
    dialog.profile.keep_as("Our laboratory's")
    assert choice.currentText() == "Our laboratory's"
    assert find_profile("Our laboratory's") == replace(FULL, shadow_copies=False)
    assert "Profile “Our laboratory's”." in options_words(dialog.options())
    assert not dialog.profile.remove_button.isHidden()
    dialog.profile.remove_button.click()
    assert choice.currentText() == "Custom"
    dialog.profile.keep_as("full")
    assert "full" in dialog.profile._trouble.accessibleName()


def test_hash_sets_of_a_profile_that_are_gone_are_named(qtbot: QtBot) -> None:
    dialog = ReadingOptionsDialog(AS_USUAL)
    qtbot.addWidget(dialog)
    dialog.show_profile(ReadingProfile(hash_sets=("NSRL 2026",)))
    assert "NSRL 2026" in dialog._complaint.accessibleName()


def test_the_options_of_last_time_are_there_again(window: MainWindow) -> None:
    keep_reading(window.bench.settings, FULL)
    again = Workbench(window.bench.settings)
    assert again.reading_options == reading_as(FULL)
    window.bench.settings.set_text("reading/last", '{"archive_depth": 99}')
    assert Workbench(window.bench.settings).reading_options == AS_USUAL


@pytest.mark.parametrize(
    ("number", "following"), [("K-07", "K-08"), ("EX-099", "EX-100"), ("12", "13"), ("K", ""), ("", "")]
)
def test_numbers_go_on(number: str, following: str) -> None:
    assert next_number(number) == following


def test_rules_that_can_not_be_used_are_disabled_with_the_reason(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yara_rules, "find_spec", lambda name: None)
    dialog = ReadingOptionsDialog(EVERYTHING, window)
    dialog.show()
    assert not dialog.rules.isEnabled()
    assert "yara-x" in dialog.rules.accessibleDescription()
    assert any("yara-x" in text.accessibleName() for text in dialog.findChildren(Text) if text.isVisible())
    assert dialog.options().rules == ""
    monkeypatch.undo()
    again = ReadingOptionsDialog(EVERYTHING, window)
    assert again.rules.isEnabled()
    assert again.options().rules == "/rules/all.yar"

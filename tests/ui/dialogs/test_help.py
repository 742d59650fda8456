"""The help: offline, in sections, with the keys that really hold and the libraries that are really there."""

from __future__ import annotations

import importlib
import pkgutil
import re
from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QShortcut, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import delete

import ui
from forensics_app import resource_files
from forensics_app.i18n import LANGUAGES, current, set_language
from forensics_app.i18n.glossary import GLOSSARY, glossary_rows
from forensics_app.services.components import libraries
from tests.ui.conftest import Until
from ui.dialogs.help.dialog import HelpDialog, HelpSection
from ui.dialogs.help.guide import PICTURE_WIDTH
from ui.dialogs.preferences.dialog import TITLES
from ui.dialogs.preferences.sections import Section
from ui.dialogs.scrolling import ScrollingDialog
from ui.dialogs.sectioned import SectionedDialog
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.models.program.about import diagnostics
from ui.models.program.guide import guide, picture
from ui.widgets.tables.tables import RowsTable
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places
from ui.words.shortcuts import window_shortcuts

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PROJECT = Path(__file__).resolve().parents[3]


def help_of(window: MainWindow, section: HelpSection) -> HelpDialog:
    window.bench.help_asked.emit(section.value)
    found = window.dialogs.help
    assert found is not None
    return found


def test_f1_opens_it_beside_the_work_and_f1_again_stays_where_one_was(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    dialog = window.dialogs.help
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    dialog.show_section(HelpSection.GLOSSARY)
    qtbot.keyClick(dialog, Qt.Key.Key_F1)  # the help is a window of its own, without the keys of this one
    again = window.dialogs.help
    assert again is not None
    assert again.section is HelpSection.GLOSSARY


def test_f1_in_a_dialog_opens_it_there_at_what_the_dialog_is_about(
    opened: MainWindow, qtbot: QtBot, until: Until
) -> None:
    """Qt lets no shortcut of a window through to where a dialog is open over it."""
    opened.go(places.CUSTODY)
    opened.dialogs.show_preferences()
    preferences = opened.dialogs.preferences
    assert preferences is not None
    until(lambda: QApplication.activeModalWidget() is preferences)
    QTest.keyClick(opened.windowHandle(), Qt.Key.Key_F1)  # pressed while they opened
    assert opened.dialogs.help is not None
    opened.dialogs.help.close()
    qtbot.keyClick(preferences.focusWidget() or preferences, Qt.Key.Key_F1)
    dialog = opened.dialogs.help
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.parent() is preferences  # else the preferences would keep mouse and keyboard from it
    until(lambda: _at_the_top(opened) == "Language and appearance")
    assert dialog.guide.text.horizontalScrollBar().maximum() == 0  # as much room as over the window
    preferences.show_section(Section.PARTNERS)
    qtbot.keyClick(preferences.sections, Qt.Key.Key_F1)
    until(lambda: _at_the_top(opened) == "Partners")
    question = QMessageBox(preferences)
    question.open()
    until(lambda: QApplication.activeModalWidget() is question)
    qtbot.keyClick(question, Qt.Key.Key_F1)
    until(lambda: _at_the_top(opened) == "Partners")
    question.reject()
    assert opened.dialogs.help is None
    preferences.reject()
    assert opened.dialogs.help is None
    opened.activateWindow()
    until(lambda: QApplication.activeWindow() is opened)
    qtbot.keyClick(opened, Qt.Key.Key_F1)
    again = opened.dialogs.help
    assert again is not None
    assert again.isVisible()
    assert again.parent() is opened


def _at_the_top(window: MainWindow) -> str:
    dialog = window.dialogs.help
    assert dialog is not None
    return dialog.guide.text.cursorForPosition(QPoint(40, 6)).block().text()


def test_it_opens_whatever_became_of_the_dialogs_under_it(
    window: MainWindow, qtbot: QtBot, until: Until
) -> None:
    """A dialog that was deleted takes its help along and says nothing; one that is kept and opened again ends
    no help but its own.
    """
    deleted, kept = QDialog(window), QDialog(window)
    for dialog, end in ((deleted, delete), (kept, QDialog.reject)):
        dialog.open()
        until(lambda dialog=dialog: QApplication.activeModalWidget() is dialog)  # type: ignore[misc]
        qtbot.keyClick(dialog, Qt.Key.Key_F1)
        end(dialog)
    mine = help_of(window, HelpSection.SHORTCUTS)
    assert mine.isVisible()
    assert mine.parent() is window
    kept.open()
    kept.reject()
    assert window.dialogs.help is mine
    assert mine.isVisible()


def test_the_help_over_the_preferences_stays_when_they_change_the_language(
    window: MainWindow, until: Until
) -> None:
    window.dialogs.show_preferences()
    until(lambda: QApplication.activeModalWidget() is window.dialogs.preferences)
    help_of(window, HelpSection.GLOSSARY)
    choose_language(window, "de")
    dialog = window.dialogs.help
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.section is HelpSection.GLOSSARY
    assert dialog.parent() is window.dialogs.preferences


def test_every_dialog_has_a_section_of_the_guide() -> None:
    """Without one, the help would open at the page that the dialog hides."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    found, rest = set[type[QDialog]](), [QDialog]
    while rest:
        below = [c for c in rest.pop().__subclasses__() if c.__module__.startswith("ui.")]
        rest += below
        found.update(below)
    pages = guide().pages
    without = {SectionedDialog, ScrollingDialog, HelpDialog}  # what others are made of; and the help
    assert len(found - without) > 30
    for dialog in found - without:
        topic = getattr(dialog, "help_topic", "")
        assert isinstance(topic, property) or topic in pages or dialog is CustodyDialog, dialog


@pytest.mark.parametrize("place", places.HELP_NAMES)
def test_it_opens_at_the_section_of_the_page_in_front(
    opened: MainWindow, place: int, qtbot: QtBot, until: Until
) -> None:
    opened.go(place)
    qtbot.keyClick(opened, Qt.Key.Key_F1)
    dialog = opened.dialogs.help
    assert dialog is not None
    text = dialog.guide.text
    page = next((p for p in places.PLACES if p.number == place), None)
    heading = "Start" if page is None else current().text(page.label)

    def at_its_section() -> bool:
        shown = text.cursorForPosition(QPoint(40, 6)).block()
        return shown.text() == heading and "What you can do here" in shown.next().text()

    until(at_its_section)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_guide_says_what_one_can_do_on_each_page(language: str) -> None:
    set_language(language)
    found = guide()
    of_preferences = {f"preferences-{section.value}" for section in Section}
    assert set(found.pages) == set(places.HELP_NAMES.values()) | of_preferences | {"sealed-bundles"}
    headings = [line for line in found.markdown.splitlines() if re.match(r"#{1,6} ", line)]
    for place in places.PLACES:
        number = found.pages[places.HELP_NAMES[place.number]]
        assert headings[number].lstrip("# ") == current().text(place.label)
        after = found.markdown.partition(headings[number] + "\n")[2].strip()
        assert not after.startswith(("```", "#", "!"))
    for section in Section:
        title = headings[found.pages[f"preferences-{section.value}"]].lstrip("# ")
        assert title == current().text(TITLES[section][1])
    assert "<!-- page" not in found.markdown


# --- guide ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_begins_where_its_reader_stands(window: MainWindow, language: str) -> None:
    set_language(language)
    beginning = guide().markdown[:1500]
    assert "packaging/run" not in beginning
    assert "<!--" not in beginning
    assert "`\u2066--help\u2069`" in beginning if language == "ar" else "`--help`" in beginning


def test_options_in_the_arabic_guide_keep_their_direction(window: MainWindow) -> None:
    set_language("ar")
    shown = guide().markdown
    assert "`\u2066--help\u2069`" in shown
    assert "\u2066" not in "".join(shown.split("```")[1::2])


def test_the_guide_is_the_one_of_the_documentation_and_can_be_searched(window: MainWindow) -> None:
    dialog = help_of(window, HelpSection.GUIDE)
    whole = (PROJECT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    before, _, rest = whole.partition("<!-- in the repository only -->")
    expected = before + rest.partition("<!-- everywhere -->\n\n")[2]
    expected += "\n" + (PROJECT / "docs" / "trainer-guide.md").read_text(encoding="utf-8")
    expected = re.sub(r"(?<!!)\[([^\]]+)\]\([^)]*\)", r"\1", expected)
    assert guide().markdown == re.sub(r"(?m)^<!-- page: [a-z-]+ -->\n", "", expected)
    titles = [title for level, title in guide().headings() if level <= 3]
    model = dialog.guide.contents.rows
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == titles
    dialog.guide.search.setText("Exit codes")
    dialog.guide.find_next()
    assert dialog.guide.text.textCursor().selectedText() == "Exit codes"
    dialog.guide.search.setText("no such words at all")
    dialog.guide.find_next()
    assert dialog.guide._missing.isVisible()


def test_headings_lead_into_the_text_and_links_lead_nowhere(window: MainWindow, until: Until) -> None:
    part = help_of(window, HelpSection.GUIDE).guide
    bar = part.text.verticalScrollBar()
    until(lambda: bar.maximum() > 0)
    part.contents.setCurrentIndex(part.contents.rows.index(3, 0))
    assert bar.value() > 0
    assert "href" not in part.text.toHtml()
    before = part.text.toPlainText()
    part.text.anchorClicked.emit(QUrl("https://example.org/"))
    assert part.text.toPlainText() == before


def test_without_a_translation_it_says_in_which_language_it_is(window: MainWindow) -> None:
    choose_language(window, "fr")
    dialog = help_of(window, HelpSection.GUIDE)
    if not guide().translated:
        assert any("English" in w.accessibleName() for w in dialog.guide.findChildren(QLabel))
    assert guide().language in ("en", "fr")


def test_pictures_of_the_guide_are_drawn_and_what_is_not_there_is_left_out(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = help_of(window, HelpSection.GUIDE).guide.text
    kind = QTextDocument.ResourceType.ImageResource.value
    names = re.findall(r"\]\((pictures/[^)]+)\)", guide().markdown)
    assert names
    for name in names:
        drawn = text.loadResource(kind, QUrl(name))
        assert isinstance(drawn, QImage)
        assert 0 < drawn.deviceIndependentSize().width() <= PICTURE_WIDTH
    for outside in ("pictures/../user-guide.md", "/etc/hostname", "file:///etc/hostname"):
        assert picture(outside) is None
    (tmp_path / "help").mkdir()
    (tmp_path / "help" / "user-guide.md").write_text("Before\n\n![It](pictures/it.png)\n\n*It.*\n\nAfter\n")
    monkeypatch.setattr("ui.models.program.guide.RESOURCES", tmp_path)
    assert guide().markdown == "Before\n\nAfter\n"


# --- glossary ---------------------------------------------------------------------------------------


def test_the_glossary_finds_words_by_term_and_meaning(window: MainWindow) -> None:
    part = help_of(window, HelpSection.GLOSSARY).glossary
    assert part.shown == len(GLOSSARY)
    part.search.setText("RFC 3161")
    assert part.shown == 1
    part.search.setText("zzzz")
    assert part.shown == 0


def test_the_glossary_shows_the_words_of_the_language_s_file(window: MainWindow) -> None:
    set_language("fr")
    try:
        part = help_of(window, HelpSection.GLOSSARY).glossary
        shown = {w.text() for w in part.findChildren(QLabel)}
        rows = glossary_rows("fr")
        assert rows
        assert {r.term if r.term == r.english else f"{r.term} · {r.english}" for r in rows} <= shown
    finally:
        set_language("en")


def test_terms_stand_once_and_are_explained() -> None:
    terms = [term for term, _ in GLOSSARY]
    assert len(set(terms)) == len(terms)
    assert terms == sorted(terms)
    assert all(meaning.endswith(".") for _, meaning in GLOSSARY)


# --- keys -------------------------------------------------------------------------------------------


def test_every_key_of_the_window_is_listed_and_every_listed_key_is_one(window: MainWindow) -> None:
    real = {
        s.key().toString()
        for s in window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
    }
    told = {QKeySequence(keys).toString() for keys, _ in window_shortcuts()}
    assert told == real


def test_keys_are_written_as_the_rest_of_the_window_writes_them(window: MainWindow) -> None:
    try:
        choose_language(window, "de")
        tables = help_of(window, HelpSection.SHORTCUTS).findChildren(RowsTable)
        models = [table.model() for table in tables]
        shown = [str(m.index(row, 0).data()) for m in models for row in range(m.rowCount())]
    finally:
        choose_language(window, "en")
    assert "Strg+N" in shown
    assert "1…9" in shown
    assert not [keys for keys in shown if "Ctrl" in keys or not keys]


def test_the_keys_of_pages_are_those_of_their_actions(opened: MainWindow) -> None:
    keys = opened.dialogs._page_keys()
    assert all(shown and words for shown, words in keys)


# --- about ------------------------------------------------------------------------------------------


def test_about_names_every_library_that_is_declared_with_its_own_version() -> None:
    found = {one.name.lower().replace("_", "-"): one for one in libraries()}
    for name in ("cryptography", "pyhanko", "qtawesome", "lxml", "pillow"):
        assert found[name].version == metadata.version(name)
        assert found[name].licence
    assert "pyside6-essentials" in found
    assert "pytest" not in found  # what only tests need is not in the program


def test_diagnostics_hold_versions_and_nothing_of_the_user(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = help_of(window, HelpSection.ABOUT)
    dialog.about.copy_button.click()
    text = QApplication.clipboard().text()
    assert text == diagnostics()
    assert f"language {current().language}" in text
    assert str(Path.home()) not in text


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_installed_pages_open_in_the_browser_in_the_language_of_the_window(
    window: MainWindow, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_language(language)
    assert not help_of(window, HelpSection.GUIDE).pages.isVisibleTo(window.dialogs.help)
    program = tmp_path / "lib" / "python3.13" / "site-packages" / "forensics_app"
    pages = tmp_path / "share" / "doc" / "sealwright" / "html"
    for folder in (program, pages / "de"):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text("<title>Sealwright</title>")
    (pages / "index.html").write_text("<title>Sealwright</title>")
    monkeypatch.setattr(resource_files, "_HERE", program)
    asked: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url.toLocalFile()) is None)
    dialog = help_of(window, HelpSection.GUIDE)
    assert dialog.pages.isVisibleTo(dialog)
    dialog.pages.click()
    assert asked == [str((pages / "de" if language == "de" else pages) / "index.html")]
    assert "index.html" in dialog.opened.text()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_guide_needs_no_sideways_scrolling(window: MainWindow, language: str, until: Until) -> None:
    choose_language(window, language)
    found = help_of(window, HelpSection.GUIDE)
    until(lambda: found.guide.text.verticalScrollBar().maximum() > 0)
    assert found.guide.text.horizontalScrollBar().maximum() == 0

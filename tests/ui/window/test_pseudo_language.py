"""A made language, 40 % longer, accented, in brackets: what is not translated or does not fit is seen."""

from __future__ import annotations

import gettext
import re
import zoneinfo
from collections.abc import Iterator
from contextlib import suppress

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.i18n import LANGUAGES, translator
from forensics_app.i18n.place_names import country_name
from forensics_app.services.training.scenarios import list_scenarios
from tests.ui.dialogs.test_dialogs import DIALOGS, shown
from tests.ui.window.test_window import ALL, clipped
from ui.dialogs.preferences.dialog import PreferencesDialog
from ui.dialogs.preferences.sections import Section
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

_ACCENTED = str.maketrans("AEIOUaeiouncsdyz", "ÅÉÎÖÛåéîöûñçšđýž")
_FIELDS = re.compile(r"(\{[^}]*\})")
# What is no message: the case's own values, names of things that keep their name, the world's short words.
DATA = re.compile(
    r"\b(Sealwright|sealwright|UTC|ISO|NSRL|RDS|VIC|YARA|SHA|MD|EXIF|GPS|CSV|PDF|HTML|JSON|QR|PIN|RFC|IANA|TLP|"
    r"Alt|Ctrl|Shift|Space|Enter|Esc|Tab|Del|Home|End|Left|Right|Up|Down|F\d+|Return|Backspace|"
    r"EX|B|kB|MB|GB|KiB|MiB|GiB|h|s|min|x|Z|T|px|Hex|DOS|MFT|Apache|"
    r"[0-9a-f]{64}|[0-9a-f]{4} [0-9a-f]{4}|[0-9a-f]{8}|[A-Z]\w+/[\w/+-]+|"  # digests, time zones
    r"[A-Z]{2}-\d{4}-\d+\S*|s\d+(\.p\d+)?|(?:https?|tls)\S*|[\w.-]*\.\w{1,6})\b"
)


class Pseudo(gettext.NullTranslations):
    """Made from the English messages in memory; fields stay."""

    def gettext(self, message: str) -> str:
        text = message.rpartition("\x04")[2]
        parts = [part if part.startswith("{") else part.translate(_ACCENTED) for part in _FIELDS.split(text)]
        letters = sum(c.isalpha() for c in _FIELDS.sub("", text))
        return f"[{''.join(parts)}{'ţ' * (letters * 2 // 5)}]"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)


@pytest.fixture
def spoken(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window on the small case, in that language; it calls itself English, so numbers are English."""
    monkeypatch.setattr(translator._Current, "translator", translator.Translator("en", Pseudo()))
    opened.resize(1280, 720)
    opened.build()
    return opened


def words_of(top: QWidget) -> Iterator[str]:
    """Every text that somebody sees or hears."""
    for widget in top.findChildren(QWidget):
        if not widget.isVisible():
            continue
        yield widget.toolTip()
        yield widget.accessibleName()
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
        elif isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            for column in range(model.columnCount()):
                yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")


def untranslated(top: QWidget, own: set[str]) -> set[str]:
    """Texts in which a word stands that no message gave."""
    found = set()
    for text in words_of(top):
        rest = re.sub(r"(^|\s)/\S+", " ", text)  # paths
        for value in sorted(own, key=len, reverse=True):
            rest = rest.replace(value, " ")
        while rest != (rest := re.sub(r"\[[^\[\]]*\]", " ", rest)):
            pass
        rest = DATA.sub(" ", rest)
        if re.search(r"[A-Za-z]{2,}", rest):
            found.add(text)
    return found


@pytest.fixture
def own(opened: MainWindow) -> set[str]:
    """The values of the case, names that languages and countries give themselves, and titles of scenarios,
    which their authors translate in the scenarios' own files.
    """
    case = opened.bench.case
    assert case is not None
    assert case.overview is not None
    facts = case.overview.facts
    values = {facts.reference, facts.title, facts.examiner, facts.agency, facts.country}
    values |= {country_name(facts.country, "en"), "System", "BACKUP", "docs", *LANGUAGES.values()}
    values |= {scenario.title.in_language("en") for scenario in list_scenarios()}
    return values | set(zoneinfo.available_timezones())


def test_every_page_is_translated_and_fits(spoken: MainWindow, own: set[str], qtbot: QtBot) -> None:
    left: dict[str, set[str]] = {}
    cut: dict[str, object] = {}
    for number in ALL:
        spoken.go(number)
        with suppress(qtbot.TimeoutError):
            qtbot.waitUntil(lambda: clipped(spoken) == [], timeout=2_000)
        name = type(spoken.pages[number]).__name__
        left[name] = untranslated(spoken, own)
        cut[name] = clipped(spoken)
    assert not {name: texts for name, texts in left.items() if texts}
    assert not {name: texts for name, texts in cut.items() if texts}


def test_dialogs_are_translated(spoken: MainWindow, own: set[str], qtbot: QtBot) -> None:
    left = {}
    for name in DIALOGS:
        dialog = shown(spoken, name, qtbot)
        left[name] = untranslated(dialog, own)
        dialog.close()
    preferences = PreferencesDialog(spoken.bench, spoken)
    preferences.show()
    for section in Section:
        preferences.show_section(section)
        left[section.value] = untranslated(preferences, own)
    preferences.close()
    assert not {name: texts for name, texts in left.items() if texts}

"""Dates in the forms of eight languages, by CLDR's word (Babel); what two readers would read differently."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forensics_app.i18n import LANGUAGES, set_language
from forensics_app.model.selection import ArtifactFilter
from ui.dialogs.artifacts.filter_values import TimeDialog
from ui.widgets.controls.date_field import DateField, _Calendar, ambiguity
from ui.words.dates import first_day_of_week, iso_date, iso_moment, local_example, possible_dates

# the offscreen platform says so of windows that grow with what they show, and of menus
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

DAYS = [date(2026, month, 27 - month) for month in range(1, 13)]


def complaint(value: str) -> str:
    return "" if len(value) == 10 else "no date"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["full", "long", "medium"])
def test_what_cldr_writes_is_understood(language: str, form: str) -> None:
    locale = language.replace("-", "_")
    for day in DAYS:
        written = format_date(day, form, locale=locale)
        assert iso_date(written, language) == day.isoformat(), written


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("de", "9.12.2026", "2026-12-09"),
        ("de", "09.12.2026", "2026-12-09"),
        ("fr", "09/12/2026", "2026-12-09"),
        ("fr", "1er avril 2026", "2026-04-01"),
        ("es", "9 de diciembre de 2026", "2026-12-09"),
        ("pt-BR", "09-12-2026", "2026-12-09"),
        ("ru", "9 дек. 2026 г.", "2026-12-09"),
        ("ar", "٩/١٢/٢٠٢٦", "2026-12-09"),
        ("ar", "٩ كانون الأول ٢٠٢٦", "2026-12-09"),
        ("zh-Hans", "2026年12月9日", "2026-12-09"),
        ("zh-Hans", "2026/12/9", "2026-12-09"),
        ("en", "Dec 9, 2026", "2026-12-09"),
        ("en", "9th December 2026", "2026-12-09"),
        ("en", "13/12/2026", "2026-12-13"),
        ("en", "12/13/2026", "2026-12-13"),
        ("fr", "2026-12-09", "2026-12-09"),
    ],
)
def test_local_forms(language: str, typed: str, meant: str) -> None:
    assert iso_date(typed, language) == meant


@pytest.mark.parametrize(
    "typed", ["", "9.12.26", "31.02.2026", "12/2026", "December 2026", "0.1.2026", "9 9 9"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert all(iso_date(typed, language) is None for language in LANGUAGES)


def test_nobody_guesses_which_is_the_month() -> None:
    assert possible_dates("05/06/2026", "en") == ["2026-06-05", "2026-05-06"]
    assert iso_date("05/06/2026", "en") is None
    assert iso_date("05/06/2026", "fr") == "2026-06-05"
    assert iso_date("05/05/2026", "en") == "2026-05-05"
    assert "2026-06-05 or 2026-05-06" in ambiguity("05/06/2026")


def test_a_time_of_day_stays() -> None:
    assert iso_moment("9.12.2026 9:30", "de") == "2026-12-09 09:30"
    assert iso_moment("2026-04-17 11:30+02:00", "en") == "2026-04-17 11:30+02:00"
    assert iso_moment("2026-04-17T11:30:05Z", "en") == "2026-04-17 11:30:05Z"
    assert iso_moment("yesterday", "en") == "yesterday"


def test_the_field_shows_what_it_understood_and_complains_of_the_rest(qtbot: QtBot) -> None:
    set_language("de")
    field = DateField("Frist", "", complaint)
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field.edit, "9. Dezember 2026")
    assert field.value == "2026-12-09"
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.edit.text() == "2026-12-09"
    assert field.complain()
    field.edit.setText("bald")
    assert not field.complain()
    set_language("en")
    field.edit.setText("05/06/2026")
    assert not field.complain()
    assert "2026-06-05 or 2026-05-06" in field.edit.accessibleDescription()


def test_a_day_is_picked_by_keyboard_and_the_time_stays(qtbot: QtBot) -> None:
    field = DateField("When", "", complaint)
    qtbot.addWidget(field)
    field.show()
    field.edit.setFocus()
    field.edit.setText("2026-04-17 09:30")
    qtbot.keyClick(field.edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, _Calendar)
    assert popup.days.selectedDate() == QDate(2026, 4, 17)
    popup.days.setSelectedDate(QDate(2026, 4, 18))
    popup.days.activated.emit(popup.days.selectedDate())
    assert field.edit.text() == "2026-04-18 09:30"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_hint_shows_is_taken(language: str) -> None:
    for day in DAYS:
        assert iso_date(local_example(day, language), language) == day.isoformat()


@pytest.mark.parametrize(
    ("language", "system", "first"),
    [
        ("en", "en_GB", Qt.DayOfWeek.Monday),
        ("en", "en_US", Qt.DayOfWeek.Sunday),
        ("en", "de_DE", Qt.DayOfWeek.Monday),
        ("de", "en_US", Qt.DayOfWeek.Monday),
        ("pt-BR", "pt_PT", QLocale("pt_PT").firstDayOfWeek()),
    ],
)
def test_the_week_begins_as_the_user_has_it(
    language: str, system: str, first: Qt.DayOfWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale(system)))
    assert first_day_of_week(language) == first


def test_an_empty_field_opens_the_calendar_at_the_other_end_of_its_range(qtbot: QtBot) -> None:
    dialog = TimeDialog(ArtifactFilter())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.first.edit.setText("22 July 2021")
    qtbot.keyClick(dialog.last.edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, _Calendar)
    assert popup.days.selectedDate() == QDate(2021, 7, 22)
    popup.close()

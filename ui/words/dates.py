"""Dates as people write them where they are, as ISO 8601, in which they are kept and shown.

Where day and month could be told apart by nothing (05/06/2026 in English or Chinese), neither is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from PySide6.QtCore import QDate, QLocale, Qt

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年\s]\s*(\d{1,2})\s*[-/.月\s]\s*(\d{1,2})\s*[日号]?(?:\s*星期.)?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4})\s*г?\.?")
_WITH_TIME = re.compile(
    r"(?P<day>.+?)(?:[T,\s]\s*)(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_DAY_FIRST = frozenset({"fr", "es", "ar", "de", "pt-BR", "ru"})
_WRITTEN = {
    "de": "d. MMMM yyyy",
    "es": "d 'de' MMMM 'de' yyyy",
    "pt-BR": "d 'de' MMMM 'de' yyyy",
    "zh-Hans": "yyyy年M月d日",
}
_OTHER_NAMES = {"ar": ("ar_SY", "ar_MA", "ar_EG"), "pt-BR": ("pt_PT",), "de": ("de_AT",)}


def iso_date(typed: str, language: str) -> str | None:
    """`2026-12-09` of 09.12.2026, 9 décembre 2026, 2026年12月9日 …; None for no date, or one that two readers
    would take for different days."""
    found = possible_dates(typed, language)
    return found[0] if len(found) == 1 else None


def possible_dates(typed: str, language: str) -> list[str]:
    """Every day that may be meant, in ISO 8601: none for what is no date, two where day and month may be
    either."""
    text = _western(typed).strip()
    match = _YEAR_FIRST.fullmatch(text)
    if match is not None:
        return _days((match[1], match[2], match[3]))
    match = _YEAR_LAST.fullmatch(text)
    if match is not None:
        day_first = _days((match[3], match[2], match[1]))
        if language in _DAY_FIRST or "." in text:  # no language writes the month first with points
            return day_first
        return list(dict.fromkeys([*day_first, *_days((match[3], match[1], match[2]))]))
    return _days(_of_words(text, language))


def iso_moment(typed: str, language: str) -> str:
    """The same for a date with a time of day behind it; what isn't understood comes back as it was typed."""
    text = _western(typed).strip()
    day = iso_date(text, language)
    if day is not None:
        return day
    match = _WITH_TIME.fullmatch(text)
    day = None if match is None else iso_date(match["day"].rstrip(" ,"), language)
    if match is None or day is None:
        return typed
    time = match["time"] if match["time"][1] != ":" else f"0{match['time']}"
    return f"{day} {time}{match['zone'] or ''}"


def local_example(day: date, language: str) -> str:
    """A day as people write it in this language: one of the forms that `iso_date` takes."""
    form = _WRITTEN.get(language, "d MMMM yyyy")
    return locale_of(language).toString(QDate(day.year, day.month, day.day), form)


def first_day_of_week(language: str) -> Qt.DayOfWeek:
    """As the user's system has it where it speaks this language. English alone says nothing of a country:
    then Monday, as in ISO 8601, in which dates are shown.
    """
    system, own = QLocale.system(), locale_of(language)
    if system.language() == own.language():
        return system.firstDayOfWeek()
    return Qt.DayOfWeek.Monday if language == "en" else own.firstDayOfWeek()


def locale_of(language: str) -> QLocale:
    """Qt's locale of one of our languages; of Arabic one with Western digits, which this program uses."""
    return QLocale({"zh-Hans": "zh_CN", "ar": "ar_TN"}.get(language, language.replace("-", "_")))


def _western(text: str) -> str:
    """With Western digits, whatever script they were typed in, and without marks of direction."""
    digits = (str(unicodedata.decimal(c, c)) for c in text if unicodedata.category(c) != "Cf")
    return "".join(digits).replace("\u060c", ",")


def _days(parts: tuple[str, str, str] | None) -> list[str]:
    """Year, month and day as ISO 8601; nothing for a day that no calendar has."""
    if parts is None:
        return []
    try:
        return [date(*map(int, parts)).isoformat()]
    except ValueError:
        return []


def _of_words(text: str, language: str) -> tuple[str, str, str] | None:
    """Day, name of the month and year, in any order, the year in four digits; the day of the week may stand
    there too."""
    words = _WORDS.findall(text.casefold())
    numbers = [word for word in words if word.isdigit()]
    years = [n for n in numbers if len(n) == 4]
    days = [n for n in numbers if len(n) <= 2]
    if len(numbers) != 2 or len(years) != 1 or len(days) != 1:
        return None
    known = _months(language)
    ends = range(1, len(words) + 1)
    parts = {" ".join(words[begin:end]) for end in ends for begin in range(end)}
    named = {known[part] for part in parts if part in known}
    return (years[0], str(named.pop()), days[0]) if len(named) == 1 else None


@cache
def _months(language: str) -> dict[str, int]:
    """Names of months, long and short, of the language and of English."""
    found: dict[str, int] = {}
    for locale in (
        QLocale("en_GB"),
        *(QLocale(name) for name in _OTHER_NAMES.get(language, ())),
        locale_of(language),
    ):
        for month in range(1, 13):
            for form in (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat):
                for name in (locale.monthName(month, form), locale.standaloneMonthName(month, form)):
                    words = " ".join(_WORDS.findall(_western(name).casefold()))
                    if words and not words.isdigit():
                        found[words] = month
    return found

"""Times, places and numbers as people write them, in whichever usual form; None for what is none.

Digits of any script count (U+0660 and others), as do decimal points and commas. What is ambiguous has several
readings, or none where they are dates: 03/04/2026 is a day of March to some and of April to others.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal, InvalidOperation

_LONGEST = 200  # characters that are looked at
_NUMBER = re.compile(r"[-+]?\d{1,30}(?:\.\d{1,30})?\Z", re.ASCII)
_UNITS = re.compile(
    r"(?:[^\W\d_]{1,3}\s*(?=[-+\d])|[$€£¥₽]\s*)?(?P<number>[-+]?\d(?:.*\d)?)\s*[^\d]{0,40}\Z", re.ASCII
)
_GROUPS = re.compile(r"[-+]?\d{1,3}(?:[.,]\d{3})+\Z", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
_OFFSET = re.compile(r"\s*(?:UTC|GMT)?\s*([-+])(\d{1,2})(?::?(\d{2}))?\Z", re.ASCII | re.IGNORECASE)
_DEGREES = re.compile(
    r"""\s*(?P<before>[NSEW])?\s*(?P<sign>[-+])?(?P<degrees>\d{1,3}(?:[.,]\d{1,9})?)\s*
    (?:°\s*)?(?:(?P<minutes>\d{1,2}(?:[.,]\d{1,9})?)\s*['′’]\s*)?
    (?:(?P<seconds>\d{1,2}(?:[.,]\d{1,9})?)\s*(?:["″”]|'')\s*)?(?P<after>[NSEW])?\s*\Z""",
    re.ASCII | re.VERBOSE | re.IGNORECASE,
)


def _plain(text: str) -> str:
    """With ASCII digits and minus, without direction marks."""
    shown = (
        str(unicodedata.digit(c)) if c.isdecimal() else "-" if c == "\u2212" else c
        for c in text[:_LONGEST]
        if unicodedata.category(c) != "Cf"
    )
    return "".join(shown).translate({ord("٫"): ".", ord("٬"): None, ord("،"): ","}).strip()


def read_numbers(text: str) -> tuple[Decimal, ...]:
    """The readings of a number: of `1,234` there are two. A unit or currency beside it doesn't count, nor do
    spaces and apostrophes between digits.
    """
    found = _UNITS.match(_plain(text))
    if found is None:
        return ()
    digits = re.sub(r"[\s'’]", "", found["number"])
    spelled = []
    if digits.count(",") + digits.count(".") == 1:
        spelled.append(digits.replace(",", "."))
    elif not {",", "."} & set(digits):
        spelled.append(digits)
    if _GROUPS.match(digits) and len({c for c in digits if c in ".,"}) == 1:
        spelled.append(re.sub(r"[.,]", "", digits))
    elif "," in digits and "." in digits:  # the one that comes last is the decimal sign
        point = max(",.", key=digits.rindex)
        whole, _, part = digits.rpartition(point)
        if _GROUPS.match(whole) and point not in whole:
            spelled.append(f"{re.sub(r'[.,]', '', whole)}.{part}")
    return tuple(number for one in dict.fromkeys(spelled) if (number := _decimal(one)) is not None)


def _decimal(digits: str) -> Decimal | None:
    if not _NUMBER.match(digits):
        return None
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def read_time(text: str) -> datetime | None:
    """ISO 8601, with a space or comma for T, without seconds, with `Z`, `UTC`, an offset or `UTC+2`; the day
    before or after month and year with points, the year first with slashes.
    """
    cleaned = _YEAR_FIRST.sub(lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", _plain(text), count=1)
    cleaned = _DAY_FIRST.sub(lambda m: f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}", cleaned, count=1)
    cleaned = re.sub(r"^(\d{4}-\d{2}-\d{2})(?:,?\s+|,)(?=\d)", r"\1T", cleaned)
    day, clock, time = cleaned.partition("T")
    if not clock:
        return None
    time = re.sub(r"\s*(?:UTC|GMT|Z)\Z", "Z", time, flags=re.IGNORECASE)
    time = _OFFSET.sub(lambda m: f"{m[1]}{int(m[2]):02}:{m[3] or '00'}", time)
    time = re.sub(r"^(\d):", r"0\1:", time)
    try:
        given = datetime.fromisoformat(f"{day}T{time}")
    except ValueError:
        return None
    # Offsets may bring the first and last days of the calendar out of it; no evidence is of then.
    return given if 2 <= given.year <= 9998 else None


def read_place(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees: with signs or letters (N, S, E, W), decimal or with minutes and
    seconds, separated by a comma, semicolon or space.
    """
    plain = _plain(text)
    for at in re.finditer(r"[,;\s]+", plain):
        first, second = _DEGREES.match(plain[: at.start()]), _DEGREES.match(plain[at.end() :])
        if first is None or second is None:
            continue
        turned = _ORDERS.get((_hemisphere(first), _hemisphere(second)))
        if turned is None:
            continue
        latitude, longitude = _degrees(first), _degrees(second)
        if turned:
            latitude, longitude = longitude, latitude
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
    return None


# which axis each of two letters names, and whether the longitude came first
_ORDERS: dict[tuple[str | None, str | None], bool] = {
    ("", ""): False,
    ("NS", "EW"): False,
    ("EW", "NS"): True,
}


def _hemisphere(found: re.Match[str]) -> str | None:
    letters = (found["before"] or "") + (found["after"] or "")
    if len(letters) > 1 or (letters and found["sign"]):
        return None
    return next((axis for axis in ("NS", "EW") if letters and letters.upper() in axis), "")


def _degrees(found: re.Match[str]) -> float:
    whole, minutes, seconds = (
        float((found[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")
    )
    value = whole + minutes / 60 + seconds / 3600
    south = (found["before"] or found["after"] or "").upper() in ("S", "W")
    return -value if south or found["sign"] == "-" else value

"""Numbers, sizes and speeds for people: CLDR's separators in a table, always with Western digits.

Importing Babel costs more than the rest of this package, so what it would say stands here; a test asks Babel
(CLDR) for each language and compares.
"""

from __future__ import annotations

from typing import NamedTuple


class NumberHabit(NamedTuple):
    """How one language writes numbers and units. `space` stands between a number and its unit."""

    group: str
    decimal: str
    space: str = "\u00a0"
    byte_units: tuple[str, ...] = ("B", "kB", "MB", "GB", "TB")
    second: str = "s"


_OCTETS = ("o", "ko", "Mo", "Go", "To")
HABITS: dict[str, NumberHabit] = {
    "en": NumberHabit(",", ".", space=" "),  # a plain space: people search English output for "1.5 MB"
    "fr": NumberHabit("\u202f", ",", byte_units=_OCTETS),
    "es": NumberHabit(".", ","),
    "ar": NumberHabit(",", "."),
    "de": NumberHabit(".", ","),
    "pt-BR": NumberHabit(".", ","),
    "ru": NumberHabit("\u00a0", ",", byte_units=("Б", "кБ", "МБ", "ГБ", "ТБ"), second="с"),
    "zh-Hans": NumberHabit(",", "."),
}


def number(value: int, language: str) -> str:
    """`value` grouped by thousands."""
    return f"{value:,}".replace(",", HABITS[language].group)


def decimal(value: float, language: str, *, places: int = 1) -> str:
    """`value` with exactly `places` decimals, grouped by thousands."""
    habit = HABITS[language]
    whole, point, fraction = f"{value:,.{places}f}".partition(".")
    return whole.replace(",", habit.group) + (habit.decimal if point else "") + fraction


def size(size_bytes: float, language: str) -> str:
    """An amount of bytes in decimal units (1 kB is 1000 bytes): whole below 1 kB, else with one decimal."""
    habit = HABITS[language]
    step = float(size_bytes)
    unit = 0
    while step >= 1000 and unit < len(habit.byte_units) - 1:
        step /= 1000
        unit += 1
    text = decimal(step, language, places=1 if unit else 0)
    return f"{text}{habit.space}{habit.byte_units[unit]}"


def rate(bytes_per_second: float, language: str) -> str:
    """A speed in megabytes a second with one decimal."""
    habit = HABITS[language]
    return (
        f"{decimal(bytes_per_second / 1_000_000, language)}{habit.space}{habit.byte_units[2]}/{habit.second}"
    )

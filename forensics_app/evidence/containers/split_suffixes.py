"""Suffixes as GNU split(1) makes them: wider ones when the narrow ones run out.

Without a width, split begins with two characters and stops before the last of its alphabet comes in front:
`89`, `9000` ... `9899`, `990000`; `yz`, `zaaa` ... `zyzz`, `zzaaaa`. So they sort as they follow each other.
"""

from __future__ import annotations

import string

DIGITS, LETTERS = string.digits, string.ascii_lowercase


def place_of(suffix: str, width: int, alphabet: str) -> int | None:
    """Where a suffix stands in such a series, counted from 0; None for one that it doesn't have."""
    level, odd = divmod(len(suffix) - width, 2)
    last = alphabet[-1]
    rest = suffix[level:]
    if odd or level < 0 or suffix[:level] != last * level or rest.startswith(last):
        return None
    value = 0
    for character in rest:
        digit = alphabet.find(character)
        if digit < 0:
            return None
        value = value * len(alphabet) + digit
    return value + sum(_count(width, below, alphabet) for below in range(level))


def suffix_at(place: int, width: int, alphabet: str) -> str:
    """The suffix at a place."""
    level = 0
    while place >= (count := _count(width, level, alphabet)):
        place -= count
        level += 1
    text = ""
    for _ in range(width + level):
        place, digit = divmod(place, len(alphabet))
        text = alphabet[digit] + text
    return alphabet[-1] * level + text


def narrow_count(width: int, alphabet: str) -> int:
    """How many suffixes there are before they become wider."""
    return _count(width, 0, alphabet)


def _count(width: int, level: int, alphabet: str) -> int:
    base = len(alphabet)
    return (base - 1) * int(pow(base, width + level - 1))

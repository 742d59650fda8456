"""The exhibit number that the program assigns where nobody gave one."""

from __future__ import annotations

from collections.abc import Collection


def assigned_number(source: int, taken: Collection[str]) -> str:
    """`EX-007` for source 7, or the first number after it that is not `taken`.

    Two sources may be one exhibit where the examiner says so; the program never makes them one by itself,
    so it also passes by numbers that differ in nothing but capitals.
    """
    known = {number.casefold() for number in taken}
    while (number := f"EX-{source:03d}").casefold() in known:
        source += 1
    return number

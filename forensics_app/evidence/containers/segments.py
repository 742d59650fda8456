"""Names of segments: which files beside the one that was pointed at belong to the same image.

Recognised: `x.001` and `x.000` (also with a known extension behind: `x.001.raw`), `x.aa` and `xaa` as
split(1) makes them, `x.1of4`; E01 .. E99, EAA .. ZZZ for EWF. A series that runs out of its width goes on:
`x.999`, `x.1000`; `x.89`, `x.9000`; `x.yz`, `x.zaaa`. Nothing is joined here: gaps, and files that don't fit,
are told to the caller.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.evidence.containers.split_suffixes import (
    DIGITS,
    LETTERS,
    narrow_count,
    place_of,
    suffix_at,
)

_NUMBERED = re.compile(
    r"(?P<pre>.+\.)(?P<n>\d{2,5})(?P<post>(\.(raw|dd|img|ima|bin|image|iso))?)\Z", re.I | re.S
)
_OF = re.compile(
    r"(?P<pre>.*?)(?P<n>\d{1,4})(?P<of>[ _-]?of[ _-]?)(?P<total>\d{1,4})(?P<post>\D*)\Z", re.I | re.S
)
_LETTERED = re.compile(r".+[a-z]{2}\Z", re.S)
_WIDTHS = (4, 3, 2)  # of letters
_EWF_SUFFIX = re.compile(r"\.(?P<series>[E-Zes]|[Ee][x-z])(?P<n>\d\d|[A-Za-z]{2})\Z")


@dataclass(frozen=True, slots=True)
class SegmentNames:
    """`present` in order from the first on; `missing` the first name that should be there and isn't.

    `places`: where in the set each one that is there belongs, also behind a gap, counted from 0.
    """

    present: tuple[Path, ...]
    missing: Path | None = None
    places: tuple[tuple[int, Path], ...] = ()


def raw_segments(path: Path) -> SegmentNames:
    """The segments of the raw image that `path` is one of; only `path` where its name says nothing."""
    return _numbered(path) or _one_of(path) or _lettered(path) or SegmentNames((path,))


def _numbered(path: Path) -> SegmentNames | None:
    match = _NUMBERED.fullmatch(path.name)
    if match is None:
        return None
    pre, width, post = match["pre"], len(match["n"]), match["post"]
    suffixes = set[str]()
    for name in _siblings(path):
        other = _NUMBERED.fullmatch(name)
        if other and (other["pre"], other["post"]) == (pre, post):
            suffixes.add(other["n"])
    found = {int(n): path.with_name(f"{pre}{n}{post}") for n in suffixes if len(n) == width}
    first = 0 if 0 in found else 1
    if int(match["n"]) < first:
        return None
    if first not in found:
        for narrow in range(width - 1, 1, -1):  # it may be one of those that became wider
            begins = next((n for n in (f"{0:0{narrow}d}", f"{1:0{narrow}d}") if n in suffixes), None)
            names = _numbered(path.with_name(f"{pre}{begins}{post}")) if begins else None
            if names is not None and any(known == path for _, known in names.places):
                return names
    wider = _widened(suffixes, width, DIGITS)
    as_split = bool(wider)
    if not wider and 10**width - 1 in found:
        wider = {int(n): n for n in suffixes if len(n) > width and not n.startswith("0")}
    found |= {number: path.with_name(f"{pre}{suffix}{post}") for number, suffix in wider.items()}

    def named(number: int) -> Path:
        suffix = suffix_at(number, width, DIGITS) if as_split else f"{number:0{width}d}"
        return path.with_name(f"{pre}{suffix}{post}")

    if first not in found:
        # a lone `x.2024` is a name, not the 2024th segment
        places = tuple((number - 1, found[number]) for number in sorted(found))
        lone = len(found) == 1 and int(match["n"]) >= 10
        return None if lone else SegmentNames((), missing=named(1), places=places)
    return _sequence(found, first, named)


def _one_of(path: Path) -> SegmentNames | None:
    match = _OF.fullmatch(path.name)
    if match is None:
        return None
    total = int(match["total"])
    found: dict[int, Path] = {}
    for name in _siblings(path):
        other = _OF.fullmatch(name)
        if other and (other["pre"], other["of"], int(other["total"]), other["post"]) == (
            match["pre"], match["of"], total, match["post"],
        ):  # fmt: skip
            found[int(other["n"])] = path.with_name(name)
    if not 1 <= int(match["n"]) <= total:
        return None

    def named(number: int) -> Path:
        digits = f"{number:0{len(match['n'])}d}"
        return path.with_name(f"{match['pre']}{digits}{match['of']}{match['total']}{match['post']}")

    names = _sequence(found, 1, named)
    if names.missing is None and len(names.present) < total:
        return replace(names, missing=named(len(names.present) + 1))
    return names


def _lettered(path: Path) -> SegmentNames | None:
    """split(1)'s default: at least `aa` and `ab` have to be there, since any extension is letters."""
    if _LETTERED.fullmatch(path.name) is None:
        return None
    siblings = set(_siblings(path))
    pre, width = _lettered_series(path.name, siblings)
    if not pre:
        return None

    def named(number: int) -> Path:
        letters = ""
        for _ in range(width):
            number, rest = divmod(number, 26)
            letters = chr(ord("a") + rest) + letters
        return path.with_name(pre + letters)

    suffixes = {name.removeprefix(pre) for name in siblings if name.startswith(pre)}
    found = {
        place: path.with_name(pre + suffix)
        for suffix in suffixes
        if len(suffix) == width and (place := _letters_number(suffix)) is not None
    }
    wider = _widened(suffixes, width, LETTERS)
    if not wider:
        return _sequence(found, 0, named)
    found |= {number: path.with_name(pre + suffix) for number, suffix in wider.items()}
    return _sequence(found, 0, lambda number: path.with_name(pre + suffix_at(number, width, LETTERS)))


def _lettered_series(name: str, siblings: set[str]) -> tuple[str, int]:
    """What stands before the letters, and how many these are; the widest that begin with `aa` and `ab`.

    Nothing stands before, where the name is part of no such series.
    """
    for letters in (4, 6):  # one that goes on from two letters
        pre, suffix = name[:-letters], name[-letters:]
        known = pre and place_of(suffix, 2, LETTERS) is not None
        if known and {f"{pre}aa", f"{pre}ab", f"{pre}yz"} <= siblings:
            return pre, 2
    for width in _WIDTHS:
        pre, suffix = name[:-width], name[-width:]
        begins = pre + "a" * (width - 1)
        if pre and _letters_number(suffix) is not None and {f"{begins}a", f"{begins}b"} <= siblings:
            return pre, width
    return "", 0


def _letters_number(suffix: str) -> int | None:
    """`aa` is 0, `ab` 1; None where it isn't all small letters."""
    number = 0
    for letter in suffix:
        if letter not in LETTERS:
            return None
        number = number * 26 + LETTERS.index(letter)
    return number


def _widened(suffixes: set[str], width: int, alphabet: str) -> dict[int, str]:
    """Those that go on where all suffixes of that width are there that split(1) uses, by their place."""
    count = narrow_count(width, alphabet)
    stops = suffix_at(count - 1, width, alphabet) in suffixes
    plain = alphabet[-1] + alphabet[0] * (width - 1)  # what would follow if nothing became wider
    if not stops or plain in suffixes:
        return {}
    places = {suffix: place_of(suffix, width, alphabet) for suffix in suffixes if len(suffix) > width}
    return {place: suffix for suffix, place in places.items() if place is not None}


def every_ewf_segment(path: Path) -> dict[int, Path]:
    """The segments of the EWF image that `path` is one of, by the naming of EnCase (E01, EAA, FAA; Ex01).

    By their number, in order; there may be gaps.
    """
    if _ewf_number(path.suffix) is None:
        return {1: path}
    stem, second = path.name[: -len(path.suffix)].lower(), len(path.suffix)
    found: dict[int, Path] = {}
    for name in _siblings(path):
        other = path.with_name(name)
        number = _ewf_number(other.suffix)
        if number is not None and len(other.suffix) == second and name[:-second].lower() == stem:
            found[number] = other
    return dict(sorted(found.items()))


def ewf_segment_name(path: Path, number: int) -> str:
    """What segment `number` of the image that `path` belongs to would be called."""
    known = _ewf_number(path.suffix) is not None
    return path.with_suffix(_ewf_suffix(path.suffix if known else ".E01", number)).name


def _ewf_number(suffix: str) -> int | None:
    """1 for `.E01`, 100 for `.EAA`, 776 for `.FAA`; the same for `.Ex01` and `.s01`."""
    match = _EWF_SUFFIX.fullmatch(suffix)
    if match is None:
        return None
    series, digits = match["series"].upper(), match["n"].upper()
    if digits.isdigit():
        return int(digits) if match["series"].lower() in ("e", "ex", "s") and int(digits) else None
    base = ord(series[-1]) - ord("X" if len(series) == 2 else "E")
    return 100 + base * 676 + (ord(digits[0]) - 65) * 26 + ord(digits[1]) - 65


def _ewf_suffix(like: str, number: int) -> str:
    """The suffix of segment `number`, in the letters' case of `like`."""
    second = len(like) == 5
    if number < 100:
        return f"{like[: 3 if second else 2]}{number:02d}"
    series, rest = divmod(number - 100, 676)
    letters = chr(65 + rest // 26) + chr(65 + rest % 26)
    first = f"E{chr(ord('x') + series)}" if second else chr(ord("E") + series)
    suffix = f".{first}{letters}"
    return suffix.lower() if like[1].islower() else suffix


def _sequence(found: dict[int, Path], first: int, named: Callable[[int], Path]) -> SegmentNames:
    """The unbroken run from `first`; a later member after a gap makes the gap's first name missing."""
    present: list[Path] = []
    number = first
    while number in found:
        present.append(found[number])
        number += 1
    broken = any(other > number for other in found)
    places = tuple((number - first, found[number]) for number in sorted(found))
    return SegmentNames(tuple(present), named(number) if broken or not present else None, places)


def _siblings(path: Path) -> list[str]:
    """Names in the folder of `path`; none where the folder can't be listed."""
    try:
        return os.listdir(path.parent)  # noqa: PTH208 - names only: nothing is opened or stat'ed
    except OSError:
        return [path.name]

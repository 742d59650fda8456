"""Which tagged artifacts were selected for a bundle, kept beside the case's copy of its seal.

What is kept is for the window's next steps alone: no verdict, no list and no bundle depends on it. Bundles of
earlier versions have none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from forensics_app.custody.own_files import read_own
from forensics_app.errors import ForensicsError
from forensics_app.model.artifact import Artifact
from forensics_app.model.names import display
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.kept_seals import CODE_IN_NAME, earlier_seals

_SUFFIX = ".tagged.txt"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class UnsealedTags:
    """Tagged artifacts that were selected for no bundle: how many, and the names of the first ones."""

    count: int
    first: tuple[str, ...]


def tagged_path(seal: Path) -> Path:
    """Where a case keeps the rows of the tagged artifacts that a bundle took."""
    return seal.with_name(f"{seal.stem}{_SUFFIX}")


def tagged_text(case: Case, chosen: Sequence[ArtifactFilter]) -> str:
    """The rows that have a tag, of those that the filters take (all, without any): `1-4 7 9-12`."""
    return " ".join(_ranges(case.store.tagging.rows(chosen)))


def unsealed_tags(case: Case) -> UnsealedTags | None:
    """Of all tagged artifacts those that no bundle took; None without a bundle, and where it isn't known of
    one: an earlier version made it."""
    taken: list[tuple[int, int]] = []
    try:
        codes = earlier_seals(case)
        for code in codes:
            (kept,) = case.bundles.glob(f"*.{code[:CODE_IN_NAME]}{_SUFFIX}")
            taken += _runs(read_own(kept).decode("ascii"))
    except (ForensicsError, OSError, ValueError):
        return None
    if not codes:
        return None
    firsts, lasts = _joined(taken)
    left = []
    for row in case.store.tagging.rows():
        at = bisect_right(firsts, row) - 1
        if at < 0 or lasts[at] < row:
            left.append(row)
    first = case.store.artifacts.by_rows(left[:_NAMED])
    return UnsealedTags(len(left), tuple(_name_of(first[row]) for row in sorted(first)))


def _name_of(artifact: Artifact) -> str:
    locator = artifact.entry.locator
    name = display(locator.components[-1]) if locator.components else "/"
    return name if locator.stream is None else f"{name}:{display(locator.stream)}"


def _ranges(rows: Iterable[int]) -> Iterator[str]:
    """Of rising numbers."""
    for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        yield f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """First and last of each. Raises ValueError."""
    for part in text.split():
        first, _, last = part.partition("-")
        yield int(first), int(last or first)


def _joined(runs: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Runs that may overlap, as firsts and lasts that rise."""
    firsts: list[int] = []
    lasts: list[int] = []
    for first, last in sorted(runs):
        if lasts and first <= lasts[-1] + 1:
            lasts[-1] = max(lasts[-1], last)
        else:
            firsts.append(first)
            lasts.append(last)
    return firsts, lasts

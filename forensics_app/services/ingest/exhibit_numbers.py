"""Exhibit numbers of sources: the one that the program assigns, and those that are in use."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from forensics_app.model.case import IngestOptions
from forensics_app.services.cases.case import Case


def assigned_number(source: int, taken: Collection[str]) -> str:
    """`EX-007` for source 7, or the first number after it that is not `taken`.

    Two sources may be one exhibit where the examiner says so; the program never makes them one by itself,
    so it also passes by numbers that differ in nothing but capitals.
    """
    known = {number.casefold() for number in taken}
    while (number := f"EX-{source:03d}").casefold() in known:
        source += 1
    return number


def taken_numbers(case: Case, paths: Sequence[str], options: IngestOptions) -> list[tuple[str, str]]:
    """Numbers in `options` that another source of the case has, or another of `paths`, each with that source.

    The ledger names what was read by its number, and verifiers hold it against the sources of a bundle: a
    number that was given by mistake can never be changed. Sources that are stored keep theirs anyway, and
    one number for all of `paths` says that they are one exhibit.
    """
    taken = {source.exhibit.casefold(): source.path for source in case.store.queries.sources()}
    found = []
    for place, path in enumerate(paths):
        number = options.exhibit(place)
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
        if number is None or case.store.queries.registered(absolute) is not None:
            continue
        if other := taken.get(number.casefold()):
            found.append((number, other))
        if len(options.exhibits) > 1:
            taken[number.casefold()] = path
    return found

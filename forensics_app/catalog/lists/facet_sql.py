"""Conditions on `artifacts a` that an index with `facets` answers by itself, or nearly.

Each is exact: where the class of a row doesn't decide, the row's own column is looked at, behind an OR that
SQLite reaches for those rows alone.
"""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.catalog.lists.time_ranges import time_condition
from forensics_app.model import facets
from forensics_app.model.selection import ArtifactFilter, TimeField

IS_DELETED = f"((a.facets & {facets.STATE_MASK}) IN ({', '.join(map(str, facets.DELETED))}))"


def has(shift: int, mask: int, value: int) -> str:
    """One field has one value."""
    return f"((a.facets >> {shift}) & {mask}) = {value}"


def sizes(least: int, most: int | None) -> tuple[str, list[object]]:
    """Sizes of at least `least`, at most `most`."""
    low = facets.size_class(least)
    high = facets.SIZE_MASK if most is None else facets.size_class(most)
    exact, values = ["a.size >= ?"], [least]
    if most is not None:
        exact.append("a.size <= ?")
        values.append(most)
    inner = high if most is None and high < facets.SIZE_MASK else high - 1
    sql = _between(
        f"((a.facets >> {facets.SIZE}) & {facets.SIZE_MASK})", (low, high), (low + 1, inner), exact
    )
    return sql, [*values]


def times(database: Database, chosen: ArtifactFilter) -> tuple[str, list[object]]:
    """The same for the time that is chosen: months inside the bounds are taken as they are.

    Local times that are read in a declared zone may belong to the month beside: one more month at each end is
    looked at then.
    """
    shift = facets.MONTHS[chosen.time_field or TimeField.MODIFIED]
    margin = 1 if DeclaredZones(database).of_layers() else 0
    exact, values = time_condition(database, chosen)
    low = facets.EARLY if chosen.time_from is None else facets.month_class(chosen.time_from)
    high = facets.LATE if chosen.time_to is None else facets.month_class(chosen.time_to)
    outer = (max(facets.EARLY, low - margin), min(facets.LATE, high + margin))
    inner_low = facets.EARLY + 1 if chosen.time_from is None else low + 1 + margin
    inner_high = facets.LATE - 1 if chosen.time_to is None else high - 1 - margin
    field = f"((a.facets >> {shift}) & {facets.MONTH_MASK})"
    return _between(field, outer, (inner_low, inner_high), [exact]), values


def _between(field: str, outer: tuple[int, int], inner: tuple[int, int], exact: list[str]) -> str:
    wholly = f"{field} BETWEEN {inner[0]} AND {inner[1]}"
    return f"({field} BETWEEN {outer[0]} AND {outer[1]} AND ({wholly} OR ({' AND '.join(exact)})))"

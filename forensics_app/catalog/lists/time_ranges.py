"""Times of artifacts within bounds, whatever is known of their zones.

A column holds UTC without `Z`, or local time with LOCAL_MARK behind it (`examine.record.sortable_times`). A
declared zone is put on the bounds, not on the rows: the bounds as clocks of that zone showed them.
"""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.examine.record import LOCAL_MARK
from forensics_app.model.selection import ArtifactFilter, TimeField
from forensics_app.model.zones import change_between, seconds_later, shifted, shown_in

_DAY = len("2021-07-22")
_SECOND = len("2021-07-22T14:07:38")
_MIDNIGHT = "T00:00:00"
_NEAR_HOURS = 24  # no clock was ever put back by more


def time_condition(database: Database, chosen: ArtifactFilter) -> tuple[str, list[object]]:
    """An SQL condition on `artifacts a`, and its values. Raises TimeZoneUnknownError."""
    column = f"a.{(chosen.time_field or TimeField.MODIFIED).value}"
    sql, values = _within(column, chosen.time_from, chosen.time_to)
    declared = DeclaredZones(database).of_layers()
    if not declared:
        return sql, values
    layers = dict(database.connection.execute("SELECT layer_id, number FROM layers").fetchall())
    local = f"substr({column}, -1) = '{LOCAL_MARK}'"
    there = " OR ".join(["a.row BETWEEN ? AND ?"] * len(declared))
    elsewhere: list[object] = [bound for layer in declared for bound in rows.layer_rows(layers[layer])]
    parts = [f"({sql} AND NOT ({local} AND ({there})))"]
    bound: list[object] = [*values, *elsewhere]
    for layer, zone in declared.items():
        for low, high in _clocks(chosen.time_from, chosen.time_to, zone):
            sql, values = _within(column, low, high)
            parts.append(f"(a.row BETWEEN ? AND ? AND {local} AND {sql})")
            bound += [*rows.layer_rows(layers[layer]), *values]
    return f"({' OR '.join(parts)})", bound


def _clocks(first: str | None, before: str | None, zone: str) -> Iterator[tuple[str | None, str | None]]:
    """Bounds as the clocks of a zone showed them, parted where those were changed near one of them.

    What they showed twice lies in the one or the other part by its two readings; what they never showed, as
    if they had not been put forward yet.
    """
    timed = [None if moment is None or len(moment) <= _DAY else moment for moment in (first, before)]
    near: dict[str, int] = {}
    if timed[0] is not None:
        end = shifted(timed[0], _NEAR_HOURS)
        near |= [change_between(timed[0], min(end, timed[1] or end), zone) or ("", 0)]
        near |= [change_between(shifted(timed[0], -_NEAR_HOURS), timed[0], zone) or ("", 0)]
    if timed[1] is not None:
        begin = shifted(timed[1], -_NEAR_HOURS)
        near |= [change_between(max(begin, timed[0] or begin), timed[1], zone) or ("", 0)]
    low, high = _clock(first, zone), _clock(before, zone)
    for change, forward in sorted(near.items()):
        clock = shown_in(change, zone)[:_SECOND]
        if forward < 0 and not (timed[0] and change <= timed[0]):
            yield low, seconds_later(clock, -forward)
            low = clock
        if forward > 0:
            until = seconds_later(change, forward)
            is_late = timed[0] is not None and change <= timed[0] < until
            is_early = timed[1] is not None and change <= timed[1] < until
            skipped_until = seconds_later(high, -forward) if is_early and high else clock
            if is_late and low:
                yield seconds_later(low, -forward), skipped_until
            elif is_early:
                yield low, skipped_until
                low = clock
    yield low, high


def _clock(moment: str | None, zone: str) -> str | None:
    """A UTC moment as the clocks of a zone showed it, without the offset."""
    if moment is None or len(moment) <= _DAY:
        return moment
    fraction = moment[_SECOND:]
    return shown_in(moment[:_SECOND], zone)[:_SECOND] + fraction


def _within(column: str, first: str | None, before: str | None) -> tuple[str, list[object]]:
    """From `first` on, before `before`; bare dates count where their day is touched, unknown times never."""
    parts: list[str] = []
    values: list[object] = []
    if first is None:
        parts.append(f"{column} <> ''")
    elif first.endswith(_MIDNIGHT) or len(first) <= _DAY:
        parts.append(f"{column} >= ?")
        values.append(first[:_DAY])
    else:
        parts.append(f"({column} >= ? OR ({column} >= ? AND {column} < ?))")
        values += [first, first[:_DAY], f"{first[:_DAY]}T"]
    if before is not None:
        parts.append(f"{column} < ?")
        values.append(before[:_DAY] if before.endswith(_MIDNIGHT) else before)
    return " AND ".join(parts), values

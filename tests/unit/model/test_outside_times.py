"""Times from outside: the ends of the calendar, and comparing without leaving it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forensics_app.model.outside_times import is_later, read_moment, read_typed, whole_seconds

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0001-01-01T00:00:00Z", FIRST),
        ("9999-12-31T23:59:59.999999999Z", LAST),
        ("9999-12-31T23:59:60Z", LAST.replace(microsecond=0)),
        ("99991231235959.5Z", LAST.replace(microsecond=500_000)),
        ("2026-11-25T08:00:00.000001Z", datetime(2026, 11, 25, 8, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_moments_at_the_ends_of_the_calendar(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11-25T08:00:00",
        "2026-11-25T08:00:61Z",
        "20261301000000Z",
        "٢٠٢٦-11-25T08:00:00Z",
        "2026-11-25T08:00:00Z\n",
    ],
)
def test_what_no_calendar_has_is_no_moment(text: str) -> None:
    assert read_moment(text) is None


def test_comparing_never_leaves_the_calendar() -> None:
    hour = timedelta(hours=1)
    assert is_later(LAST, FIRST, hour)
    assert not is_later(FIRST, LAST, hour)
    assert not is_later(LAST, LAST - hour, hour)
    assert whole_seconds(FIRST) == "0001-01-01T00:00:00Z"


def test_a_typed_time_outside_the_calendar_in_utc_is_none() -> None:
    assert read_typed("0001-01-01T00:00:00+05:00") is None
    assert read_typed("9999-12-31T23:59:59-05:00") is None
    assert read_typed("2026-11-25T08:00:00") is None
    assert read_typed("2026-11-25T08:00:00-03:30") == ("2026-11-25T11:30:00Z", "-03:30")

"""Local times read in a zone: every hour of the weeks in which clocks are put forward or back, in both halves
of the world. Expected instants come from the rules as published, not from the code under test.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from forensics_app.errors import TimeZoneUnknownError
from forensics_app.model.timeline import EventZone, Moment
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.model.zones import database_version, local_moment, moment_of, shifted, shown_in, zone_named

DECLARED, AMBIGUOUS, NONEXISTENT = EventZone.DECLARED, EventZone.AMBIGUOUS, EventZone.NONEXISTENT

# local time, zone, UTC, state, the other reading
KNOWN = [
    # European Union, directive 2000/84/EC: last Sundays of March and October at 01:00 UTC
    ("2021-03-28T01:59:59", "Europe/Paris", "2021-03-28T00:59:59", DECLARED, None),
    ("2021-03-28T02:00:00", "Europe/Paris", "2021-03-28T01:00:00", NONEXISTENT, "2021-03-28T00:00:00"),
    ("2021-03-28T02:59:59", "Europe/Paris", "2021-03-28T01:59:59", NONEXISTENT, "2021-03-28T00:59:59"),
    ("2021-03-28T03:00:00", "Europe/Paris", "2021-03-28T01:00:00", DECLARED, None),
    ("2021-10-31T01:59:59", "Europe/Paris", "2021-10-30T23:59:59", DECLARED, None),
    ("2021-10-31T02:00:00", "Europe/Paris", "2021-10-31T00:00:00", AMBIGUOUS, "2021-10-31T01:00:00"),
    ("2021-10-31T02:59:58", "Europe/Paris", "2021-10-31T00:59:58", AMBIGUOUS, "2021-10-31T01:59:58"),
    ("2021-10-31T03:00:00", "Europe/Paris", "2021-10-31T02:00:00", DECLARED, None),
    # United States, Energy Policy Act of 2005: second Sunday of March, first of November, 02:00 local
    ("2021-03-14T02:30:00", "America/New_York", "2021-03-14T07:30:00", NONEXISTENT, "2021-03-14T06:30:00"),
    ("2021-11-07T01:30:00", "America/New_York", "2021-11-07T05:30:00", AMBIGUOUS, "2021-11-07T06:30:00"),
    # southern hemisphere: put forward in October, back in April
    ("2021-10-03T02:30:00", "Australia/Sydney", "2021-10-02T16:30:00", NONEXISTENT, "2021-10-02T15:30:00"),
    ("2021-04-04T02:30:00", "Australia/Sydney", "2021-04-03T15:30:00", AMBIGUOUS, "2021-04-03T16:30:00"),
    # half an hour only
    ("2021-04-04T01:45:00", "Australia/Lord_Howe", "2021-04-03T14:45:00", AMBIGUOUS, "2021-04-03T15:15:00"),
    # a day that Samoa left out
    ("2011-12-30T12:00:00", "Pacific/Apia", "2011-12-30T22:00:00", NONEXISTENT, "2011-12-29T22:00:00"),
    # no summer time at all
    ("2021-03-28T02:30:00", "Asia/Tokyo", "2021-03-27T17:30:00", DECLARED, None),
]


@pytest.mark.parametrize(("local", "zone", "utc", "state", "other"), KNOWN)
def test_known_readings(local: str, zone: str, utc: str, state: EventZone, other: str | None) -> None:
    assert local_moment(local, zone) == Moment(utc, state, other)
    fraction = local_moment(local + ".25", zone)
    assert fraction == Moment(utc + ".25", state, None if other is None else other + ".25")


WEEKS = [
    ("Europe/Paris", "2021-03-25", 4, 0),
    ("Europe/Paris", "2021-10-28", 0, 4),
    ("America/New_York", "2021-03-11", 4, 0),
    ("America/New_York", "2021-11-04", 0, 4),
    ("Australia/Sydney", "2021-10-01", 4, 0),
    ("Australia/Sydney", "2021-04-01", 0, 4),
]


@pytest.mark.parametrize(("zone", "first", "gaps", "overlaps"), WEEKS)
def test_every_quarter_of_an_hour_of_the_weeks(zone: str, first: str, gaps: int, overlaps: int) -> None:
    """Four quarters are missing or come twice; but for those, local order is the order of the moments."""
    start = datetime.fromisoformat(first)
    readings = [
        local_moment((start + timedelta(minutes=15 * n)).isoformat(), zone) for n in range(7 * 24 * 4)
    ]
    assert sum(r.zone is NONEXISTENT for r in readings) == gaps
    assert sum(r.zone is AMBIGUOUS for r in readings) == overlaps
    known = [r.text for r in readings if r.zone is DECLARED]
    assert known == sorted(known)
    steps = {datetime.fromisoformat(b) - datetime.fromisoformat(a) for a, b in pairwise(known)}
    hour = timedelta(hours=1)
    usual = timedelta(minutes=15)
    assert steps == {usual} if gaps else steps == {usual, usual + 2 * hour}


@pytest.mark.parametrize(("zone", "first", "gaps", "overlaps"), WEEKS)
def test_a_moment_shown_in_the_zone_reads_back(zone: str, first: str, gaps: int, overlaps: int) -> None:
    start = datetime.fromisoformat(first)
    for n in range(7 * 24 * 4):
        utc = (start + timedelta(minutes=15 * n)).isoformat()
        local = shown_in(utc, zone)[: len(utc)]
        reading = local_moment(local, zone)
        assert utc in (reading.text, reading.other)
        assert reading.zone is not NONEXISTENT


def time(value: str | None, zone: TimeZoneKnowledge, precision: str = "1s") -> EvidenceTime:
    return EvidenceTime(TimeKind.MODIFIED, "raw", value, precision, zone)


def test_what_a_declaration_says_nothing_about() -> None:
    """Times whose zone the evidence tells keep it, whatever was declared."""
    utc = time("2021-07-22T14:07:38.123456789Z", TimeZoneKnowledge.UTC)
    assert moment_of(utc, "Europe/Paris") == Moment("2021-07-22T14:07:38.123456789", EventZone.UTC)
    east = time("2021-07-22T14:07:38.5+05:45", TimeZoneKnowledge.OFFSET)
    assert moment_of(east, "Europe/Paris") == Moment("2021-07-22T08:22:38.5", EventZone.OFFSET)
    west = time("2021-07-22T20:07:38-04:00", TimeZoneKnowledge.OFFSET)
    assert moment_of(west, None) == Moment("2021-07-23T00:07:38", EventZone.OFFSET)
    assert moment_of(time(None, TimeZoneKnowledge.UTC), "Europe/Paris") is None


def test_without_a_declaration_a_local_time_stays_as_it_is() -> None:
    local = time("2021-07-22T14:07:38", TimeZoneKnowledge.LOCAL_UNKNOWN)
    assert moment_of(local, None) == Moment("2021-07-22T14:07:38", EventZone.UNKNOWN)


def test_a_bare_date_stays_a_date() -> None:
    date = time("2021-07-22", TimeZoneKnowledge.LOCAL_UNKNOWN, "1d")
    assert moment_of(date, "Europe/Paris") == Moment("2021-07-22", EventZone.DECLARED)
    assert moment_of(date, None) == Moment("2021-07-22", EventZone.UNKNOWN)
    assert shown_in("2021-07-22", "Europe/Paris") == "2021-07-22"


def test_moments_are_shown_with_their_offset() -> None:
    assert shown_in("2021-07-22T12:07:38.5", None) == "2021-07-22T12:07:38.5Z"
    assert shown_in("2021-07-22T12:07:38.5", "Europe/Paris") == "2021-07-22T14:07:38.5+02:00"
    assert shown_in("2021-07-22T12:00:00", "Asia/Kathmandu") == "2021-07-22T17:45:00+05:45"
    assert shown_in("1900-01-01T00:00:00", "Europe/Amsterdam")[:19] > "1900-01-01T00"  # its own mean time


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_the_calendar(text: str, zone: str) -> None:
    assert local_moment(text, zone).text
    assert shown_in(text, zone)
    assert shifted(text, 14)
    assert shifted(text, -38)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/Paris\0", "Europe", "+02:00"]
)
def test_names_that_are_no_zone(name: str) -> None:
    with pytest.raises(TimeZoneUnknownError):
        zone_named(name)


def test_the_release_of_the_zone_database_is_known() -> None:
    version = database_version()
    assert version is not None
    assert version[:2] == "20"

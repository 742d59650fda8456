"""Times that no calendar and no clock has, as editors and damage leave them: kept as stored, never shown."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from forensics_app.evidence.contents.times import dos_time, iso9660_time, unix_time
from forensics_app.model.times import TimeKind, TimeZoneKnowledge
from tests.conformance.filesystems.test_contents_kept_elsewhere import ext4
from tests.reading.evidence_reading import read_source

_KIND = TimeKind.MODIFIED
_CLOCK = 10 << 11 | 20 << 5 | 15  # 10:20:30


def dos_date(year: int, month: int, day: int) -> int:
    return (year - 1980) << 9 | month << 5 | day


@pytest.mark.parametrize(
    ("date", "clock", "hundredths", "shown"),
    [
        ((2107, 12, 31), _CLOCK, 199, "2107-12-31T10:20:31.99"),
        ((2020, 2, 29), _CLOCK, 0, "2020-02-29T10:20:30"),
        ((2021, 2, 29), _CLOCK, 0, None),
        ((2020, 4, 31), _CLOCK, 0, None),
        ((2020, 0, 5), _CLOCK, 0, None),
        ((2020, 13, 5), _CLOCK, 0, None),
        ((2020, 5, 0), _CLOCK, 0, None),
        ((2020, 5, 6), 10 << 11 | 20 << 5 | 31, 0, None),  # second 62
        ((2020, 5, 6), 25 << 11, 0, None),
        ((2020, 5, 6), _CLOCK, 200, None),
        ((2020, 5, 6), _CLOCK, 255, None),
    ],
)
def test_date_of_dos_that_is_none_is_kept_as_stored_alone(
    date: tuple[int, int, int], clock: int, hundredths: int, shown: str | None
) -> None:
    time = dos_time(_KIND, dos_date(*date), clock, hundredths=hundredths, precision="10ms")
    assert time.value == shown
    assert time.raw == f"{dos_date(*date):04x}{clock:04x}{hundredths:02x}"


@pytest.mark.parametrize(
    ("record", "shown", "zone"),
    [
        ((120, 2, 29, 1, 2, 3, 52), "2020-02-29T01:02:03+13:00", TimeZoneKnowledge.OFFSET),
        ((120, 2, 29, 1, 2, 3, -48), "2020-02-29T01:02:03-12:00", TimeZoneKnowledge.OFFSET),
        ((121, 2, 29, 1, 2, 3, 0), None, TimeZoneKnowledge.UTC),
        ((120, 2, 29, 1, 2, 3, 53), "2020-02-29T01:02:03", TimeZoneKnowledge.LOCAL_UNKNOWN),
        ((120, 2, 29, 1, 2, 3, -128), "2020-02-29T01:02:03", TimeZoneKnowledge.LOCAL_UNKNOWN),
        ((0, 0, 0, 0, 0, 0, 0), None, TimeZoneKnowledge.UTC),
    ],
)
def test_offset_that_no_zone_has_leaves_a_local_time(
    record: tuple[int, ...], shown: str | None, zone: TimeZoneKnowledge
) -> None:
    time = iso9660_time(_KIND, struct.pack("<6Bb", *record))
    assert (time.value, time.zone) == (shown, zone)


def test_raw_value_of_a_time_before_1970_is_the_number_that_it_is() -> None:
    """-2 whole seconds and 750 ms onwards are -1.25, not -2.75."""
    time = unix_time(_KIND, -2, 750_000_000, "1ns")
    assert (time.raw, time.value) == ("-1.250000000", "1969-12-31T23:59:58.75Z")
    assert unix_time(_KIND, -1, 500_000_000, "1ns").raw == "-0.500000000"
    assert unix_time(_KIND, -2, 0, "1ns").raw == "-2.000000000"


def test_nanoseconds_of_ext4_beyond_a_second_are_kept_and_not_shown(tmp_path: Path) -> None:
    commands = ("write SOURCE odd", "sif odd mtime 100", "sif odd mtime_extra 0xffffff00")
    entry = read_source(ext4(tmp_path, "-O", "^has_journal", commands=commands)).entry("odd")
    [time] = [time for time in entry.times if time.kind is _KIND]
    assert (time.raw, time.value) == (f"100+{0xFFFFFF00 >> 2}ns", "1970-01-01T00:01:40Z")

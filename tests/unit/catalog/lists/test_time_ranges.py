"""Local times within bounds of UTC: each as it is read, around changes of the clocks too."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations

import pytest

from forensics_app.catalog.lists.time_ranges import _clocks
from forensics_app.model.timeline import EventZone
from forensics_app.model.zones import local_moment

_ZONES = [
    ("Europe/Paris", "2021-03-28T01:00:00", 20),  # put forward by an hour
    ("Europe/Paris", "2021-10-31T01:00:00", 20),  # put back by an hour
    ("Australia/Lord_Howe", "2021-10-02T15:30:00", 10),  # put forward by half an hour
    ("Europe/Paris", "2021-06-01T01:00:00", 60),
]


@pytest.mark.parametrize(("zone", "change", "minutes"), _ZONES)
def test_local_times_lie_where_they_are_read(zone: str, change: str, minutes: int) -> None:
    moment, step = datetime.fromisoformat(change), timedelta(minutes=minutes)
    bounds = [(moment + number * step).isoformat() for number in range(-5, 6)]
    offset = datetime.fromisoformat(local_moment(change, zone).text) - moment
    locals_ = [(moment - offset + number * step / 2).isoformat() for number in range(-18, 19)]
    for first, before in combinations(bounds, 2):
        parts = list(_clocks(first, before, zone))
        for local in locals_:
            read = local_moment(local, zone)
            readings = (read.text, read.other) if read.zone is EventZone.AMBIGUOUS else (read.text,)
            expected = any(first <= reading < before for reading in readings)
            found = any((low or "") <= local < (high or "~") for low, high in parts)
            assert found == expected, (first, before, local, readings, parts)

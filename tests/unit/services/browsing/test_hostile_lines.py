"""Lines of a verified catalogue whose texts are no places and no times: its sealer may write anything."""

from __future__ import annotations

import pytest

from forensics_app.services.files.body_file import body_lines
from forensics_app.services.sealed_bundles.artifacts import artifact_of
from forensics_app.verify.files.records import Position, Time
from tests.world.report_facts import line


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("abc", "1"),
        ("1", ""),
        ("1e999", "1"),
        ("nan", "nan"),
        ("90.1", "0"),
        ("0", "-180.5"),
        ("1\n", "1"),
        ("\uff11", "1"),
    ],
)
def test_a_position_that_is_on_no_globe_is_none(latitude: str, longitude: str) -> None:
    found = artifact_of(line(1, "a.jpg", position=Position(latitude=latitude, longitude=longitude)))
    assert (found.examination.latitude, found.examination.longitude) == (None, None)


def test_a_position_is_read() -> None:
    found = artifact_of(line(1, "a.jpg", position=Position(latitude="-45.5", longitude="180")))
    assert (found.examination.latitude, found.examination.longitude) == (-45.5, 180.0)


@pytest.mark.parametrize(
    "value", ["", "garbage", "2026-02-30T00:00:00Z", "99999-01-01", "2026-11-20T08:00:00+99:99", "\0"]
)
def test_a_time_that_is_none_stands_as_nought_in_a_body_file(value: str) -> None:
    time = Time(kind="modified", precision="1s", raw="1", value=value, zone="utc")
    (told,) = body_lines(artifact_of(line(1, "a.txt", times=[time])))
    assert told.rstrip("\n").split("|")[7:] == ["0"] * 4

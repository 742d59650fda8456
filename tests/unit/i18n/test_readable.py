"""Times and fingerprints in sentences read as people read them; everything else stays as it is."""

from __future__ import annotations

import pytest

from forensics_app.i18n.typography.readable import names_zone, readable


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-27T18:50:42Z", "2026-11-27 18:50:42 UTC"),
        ("2026-11-27T18:50:42.25Z", "2026-11-27 18:50:42.25 UTC"),
        ("2026-01-01T00:00:00Z/2027-01-01T00:00:00Z", "2026-01-01 00:00:00 UTC / 2027-01-01 00:00:00 UTC"),
        ("0c5e117a" * 8, " ".join(["0c5e", "117a"] * 8)),
        ("data/" + "0c5e117a" * 8, "data/" + "0c5e117a" * 8),
        ("2026-11-27T18:50:42Z.txt", "2026-11-27T18:50:42Z.txt"),
        ("0c5e117a", "0c5e117a"),
        ("", ""),
    ],
)
def test_only_whole_times_and_fingerprints_are_written_anew(value: str, shown: str) -> None:
    assert readable(value) == shown


@pytest.mark.parametrize(
    ("moment", "names"),
    [
        ("2026-11-24T16:02:10Z", True),
        ("2026-11-24T16:02:10+01:00", True),
        ("2026-11-24 16:02:10 UTC", True),
        ("Tue Nov 24 16:02:10 2026", False),  # libewf
        ("2002 3 4 10 19 59", False),  # the section `header` of an E01
        ("2026-11-24", False),
    ],
)
def test_a_time_without_a_zone_is_known_as_such(moment: str, names: bool) -> None:
    assert names_zone(moment) is names

"""Times and fingerprints in sentences read as people read them; everything else stays as it is."""

from __future__ import annotations

import pytest

from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.typography.readable import readable
from forensics_app.i18n.typography.stated_times import stated_time


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
    ("moment", "shown"),
    [
        ("2026-11-24T16:02:10Z", "2026-11-24 16:02:10 UTC (zone stated by the image)"),
        ("2026-11-24T16:02:10.250+01:00", "2026-11-24 16:02:10.250 +01:00 (zone stated by the image)"),
        ("2026-11-24 16:02:10 UTC", "2026-11-24 16:02:10 UTC (zone stated by the image)"),
        ("2026-04-01 10:00", "2026-04-01 10:00 zone unknown"),
        ("Tue Jul  7 09:05:06 2026", "2026-07-07 09:05:06 zone unknown"),  # libewf
        ("2002 3 4 10 19 59", "2002-03-04 10:19:59 zone unknown"),  # the section `header` of an E01
        ("2002 2 30 10 19 59", "“2002 2 30 10 19 59” (quoted from the image)"),
        (
            "Tue Jul  7 09:05:06 2026 W. Europe",
            "“Tue Jul  7 09:05:06 2026 W. Europe” (quoted from the image)",
        ),
        ("yesterday", "“yesterday” (quoted from the image)"),
    ],
)
def test_a_time_that_an_image_states_is_shown_as_every_other_or_quoted(moment: str, shown: str) -> None:
    assert stated_time(moment, translator_for("en")) == shown

"""Times and fingerprints in sentences read as people read them; everything else stays as it is."""

from __future__ import annotations

import pytest

from forensics_app.i18n.typography.readable import readable


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

"""One number for what lists are filtered by: classes keep the order of what they stand for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forensics_app.model import facets
from forensics_app.model.artifact import ArtifactKind, ReadOutcome
from forensics_app.model.selection import TimeField

MOMENTS = st.dates().map(lambda day: f"{day.year:04d}-{day:%m-%dT%H:%M:%S}")


@given(st.integers(0, 1 << 63), st.integers(0, 1 << 63))
def test_a_larger_size_has_no_smaller_class(one: int, other: int) -> None:
    small, large = sorted((one, other))
    assert 0 < facets.size_class(small) <= facets.size_class(large) <= facets.SIZE_MASK
    assert facets.size_class(-1) == 0


@given(MOMENTS, MOMENTS)
def test_a_later_time_has_no_earlier_month(one: str, other: str) -> None:
    early, late = sorted((one, other))
    assert facets.UNKNOWN < facets.month_class(early) <= facets.month_class(late) <= facets.LATE


def test_months_are_told_apart_where_evidence_has_them() -> None:
    assert facets.month_class("1970-01-01T00:00:00") > facets.EARLY
    assert facets.month_class("1969-12-31T23:59:59") == facets.EARLY
    months = [facets.month_class(f"{year}-{month:02d}") for year in (1980, 2021, 2139) for month in (1, 12)]
    assert len(set(months)) == len(months)
    assert facets.month_class("") == facets.UNKNOWN
    assert facets.month_class("what?") == facets.LATE


def test_every_field_has_room_of_its_own() -> None:
    whole = facets.facets_of(
        kind=ArtifactKind.OTHER.value,
        allocated=True,
        outcome=ReadOutcome.NOT_READ.value,
        mismatch=True,
        media_type="model/obj",
        size=1 << 62,
        modified="2150-01",
        accessed="2150-01",
        changed="2150-01",
        created="2150-01",
    )
    assert whole < 1 << 63
    assert (whole >> facets.KIND) & facets.KIND_MASK == facets.KINDS.index(ArtifactKind.OTHER)
    assert (whole >> facets.ALLOCATED) & 1 == 1
    assert (whole >> facets.OUTCOME) & facets.OUTCOME_MASK == facets.OUTCOMES.index(ReadOutcome.NOT_READ)
    assert (whole >> facets.MISMATCH) & 1 == 1
    assert (whole >> facets.FAMILY) & facets.FAMILY_MASK == facets.OTHER_FAMILY
    assert (whole >> facets.SIZE) & facets.SIZE_MASK == facets.SIZE_MASK
    for field in TimeField:
        assert (whole >> facets.MONTHS[field]) & facets.MONTH_MASK == facets.LATE
    assert len(ArtifactKind) - 1 <= facets.KIND_MASK
    assert len(ReadOutcome) - 1 <= facets.OUTCOME_MASK

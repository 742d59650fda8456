"""Local times around a change of clocks: each is found in a span if one of its readings lies there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.timeline import Span
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.services.browsing.timeline import Timeline
from forensics_app.services.browsing.zones import declare_zone
from forensics_app.services.cases.case import Case
from tests.world.cases import TickingClock, make_case
from tests.world.catalogued import add_batch, entry, found, source

QUARTER = timedelta(minutes=15)
BACK = [  # an hour in both halves of the world, and half an hour
    ("Europe/Paris", "2021-10-31T01:00:00"),
    ("America/New_York", "2021-11-07T06:00:00"),
    ("Australia/Sydney", "2021-04-03T16:00:00"),
    ("Australia/Lord_Howe", "2021-04-03T15:00:00"),
]
FORWARD = [
    ("Europe/Paris", "2021-03-28T01:00:00"),
    ("America/New_York", "2021-03-14T07:00:00"),
    ("Australia/Lord_Howe", "2021-10-02T15:30:00"),
]


@pytest.fixture
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Case, str, datetime]]:
    """A file for every quarter of an hour that clocks could show, three hours before and after the change."""
    zone, change = request.param
    middle = datetime.fromisoformat(change)
    local = middle.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    case = make_case(tmp_path / "case", clock=TickingClock())
    case.store.register_source(source(1, layers=("s1.p1",)), (), path=Path("/evidence/s1.dd"))
    shown = [(local + QUARTER * n).isoformat() for n in range(-12, 13)]
    kind, unknown = TimeKind.MODIFIED, TimeZoneKnowledge.LOCAL_UNKNOWN
    batch = [
        (entry(n, t.encode(), layer="s1.p1", times=(EvidenceTime(kind, t, t, "2s", unknown),)), found())
        for n, t in enumerate(shown)
    ]
    add_batch(case.store, case.store.queries.layers("s1")[0].number, batch)
    case.store.finish_load()
    declare_zone(case, "s1", zone, reason="its registry", language="en", clock=TickingClock())
    yield case, zone, middle
    case.close()


def spans(middle: datetime) -> list[Span]:
    """All between the quarters of an hour and more before and after, those with one end too."""
    ends = [(middle + QUARTER * n).isoformat() for n in range(-5, 6)]
    both = [Span(first, last) for first in ends for last in ends if first < last]
    return both + [Span(first, None) for first in ends] + [Span(None, last) for last in ends]


def expected(case: Case, zone: str, span: Span) -> list[str]:
    names = []
    for artifact in case.store.artifacts.stream():
        local = datetime.fromisoformat(artifact.entry.locator.components[-1].decode())
        for fold in (0, 1):
            moment = local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC).isoformat()[:19]
            if (span.first or "") <= moment < (span.last or "9"):
                names.append(local.isoformat())
                break
    return names


@pytest.mark.parametrize("made", BACK + FORWARD, indirect=True, ids=lambda case: "-".join(case))
def test_the_timeline_finds_both_readings(made: tuple[Case, str, datetime]) -> None:
    case, zone, middle = made
    timeline = Timeline(case)
    timeline.prepare(report=silent, cancelled=never_cancelled)
    for span in spans(middle):
        listed = [e.artifact.entry.locator.components[-1].decode() for e in timeline.stream(span)]
        assert sorted(listed) == expected(case, zone, span), span
        assert timeline.totals(span).events == len(listed)


@pytest.mark.parametrize("made", BACK, indirect=True, ids=lambda case: "-".join(case))
def test_the_filter_of_times_finds_both_readings(made: tuple[Case, str, datetime]) -> None:
    case, zone, middle = made
    for span in spans(middle):
        chosen = ArtifactFilter(time_from=span.first, time_to=span.last)
        listed = [a.entry.locator.components[-1].decode() for a in case.store.artifacts.stream(chosen)]
        assert listed == expected(case, zone, span), span

"""What a window asks of the timeline: counts by day, hour and minute, totals of a span, parts of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.timeline import BITS, BucketSize, EventKind, EventZone, Span, bits_of, kinds_of
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.services.browsing.timeline import Timeline, prepare_timeline
from forensics_app.services.browsing.zones import declare_zone
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.lock import take_timeline_lock
from forensics_app.services.cases.opening import open_case
from tests.world.cases import TickingClock, make_case
from tests.world.catalogued import add_batch, entry, found, source

UTC, LOCAL = TimeZoneKnowledge.UTC, TimeZoneKnowledge.LOCAL_UNKNOWN
WHOLE = Span()


def times(modified: str, accessed: str, zone: TimeZoneKnowledge) -> tuple[EvidenceTime, ...]:
    end = "Z" if zone is UTC else ""
    return (
        EvidenceTime(TimeKind.MODIFIED, "m", modified + end, "1s", zone),
        EvidenceTime(TimeKind.ACCESSED, "a", accessed + (end if "T" in accessed else ""), "1d", zone),
        EvidenceTime(TimeKind.CREATED, "b", modified + end, "1s", zone),
    )


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A thousand files over three weeks in UTC; a camera's card and an office stick in local times."""
    made = make_case(tmp_path / "case", clock=TickingClock())
    for number in (1, 2):
        layers = (f"s{number}.p1",)
        made.store.register_source(source(number, layers=layers), (), path=Path(f"/evidence/s{number}.dd"))
    first, second = (made.store.queries.layers(f"s{n}")[0].number for n in (1, 2))
    batch = []
    for n in range(1000):
        day, hour, minute = 1 + n * 8 % 21, n * 5 % 24, n * 11 % 60
        when = f"2021-03-{day + 7:02d}T{hour:02d}:{minute:02d}:{n % 60:02d}"
        read = f"2021-03-{day + 8:02d}T{hour:02d}:{minute:02d}:00"
        batch.append((entry(n, b"f%d" % n, layer="s1.p1", times=times(when, read, UTC)), found()))
    add_batch(made.store, first, batch)
    add_batch(
        made.store,
        second,
        [
            (
                entry(
                    n,
                    b"g%d" % n,
                    layer="s2.p1",
                    times=times(f"2021-03-28T{n % 24:02d}:30:00", "2021-03-28", LOCAL),
                ),
                found(),
            )
            for n in range(60)
        ],
    )
    made.store.finish_load()
    yield made
    made.close()


def ready(case: Case) -> Timeline:
    made = Timeline(case)
    made.prepare(report=silent, cancelled=never_cancelled)
    return made


SPANS = [
    WHOLE,
    Span("2021-03-10T00:00:00", "2021-03-12T00:00:00"),
    Span("2021-03-10T05:17:03", "2021-03-10T05:17:04"),
    Span("2021-03-10T05:00:00", "2021-03-14T06:30:00"),
    Span("2021-03-10T23:59:59", None),
    Span(None, "2021-03-09T12:00:00"),
    Span("2021-03-28T01:30:00", "2021-03-28T02:00:00"),
    Span("1601-01-01T00:00:00", "9999-12-31T00:00:00"),
]


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("span", SPANS)
def test_totals_are_what_is_listed(case: Case, span: Span, declared: bool) -> None:
    """Counted once more, event by event, from what the stream gives."""
    if declared:
        declare_zone(case, "s2", "Europe/Paris", reason="its registry", language="en", clock=TickingClock())
    made = ready(case)
    for kinds in (
        (1 << len(BITS)) - 1,
        bits_of((EventKind.ACCESSED,)),
        bits_of((EventKind.CREATED, EventKind.TAKEN)),
    ):
        totals = made.totals(span, kinds)
        wanted, events, uncertain = Counter[EventKind](), 0, 0
        for event in made.stream(span):
            here = [k for k in event.kinds if BITS[k] & kinds]
            if not here:
                continue
            events += 1
            text = event.moment.text
            if event.moment.zone is EventZone.UNKNOWN:
                uncertain += 1
            elif len(text) > 10 or (
                (span.first is None or f"{text}T00:00:00" >= span.first)
                and (span.last is None or f"{text}T24:00:00" <= span.last)
            ):
                wanted.update(here)
        assert (totals.events, totals.times, totals.uncertain) == (events, dict(wanted), uncertain)


def test_days_hours_and_minutes_hold_the_same_times(case: Case) -> None:
    made = ready(case)
    days = Counter[tuple[str, EventKind]]()
    for one in made.day_counts():
        if one.known:
            days[one.day, one.kind] += one.count
    assert sum(days.values()) == 3000
    for size, width in ((BucketSize.HOUR, 13), (BucketSize.MINUTE, 16)):
        counted = Counter[tuple[str, EventKind]]()
        for fine in made.fine_counts("2021-03-01T00:00:00", "2021-04-10T00:00:00", size):
            assert len(fine.start) == width
            for kind in kinds_of(fine.kinds):
                counted[fine.start[:10], kind] += fine.count
        assert counted == days
    one_hour = made.fine_counts("2021-03-08T00:00:00", "2021-03-08T01:00:00", BucketSize.MINUTE)
    assert one_hour
    assert {f.start[:13] for f in one_hour} == {"2021-03-08T00"}


def test_the_week_in_which_the_clocks_went_forward(case: Case) -> None:
    """Paris put them forward on 2021-03-28: that day has 23 hours, and 02:30 local never was."""
    assert sum(d.count for d in ready(case).day_counts() if not d.known) == 180
    before = _hours(case)
    assert "2021-03-28" not in before
    declare_zone(case, "s2", "Europe/Paris", reason="its registry", language="en", clock=TickingClock())
    assert all(d.known for d in ready(case).day_counts())
    moved = _hours(case) - before
    # 00:30 and 01:30 at UTC+1, 03:30 at UTC+2; 02:30 never was: it stands beside 03:30, at 01:30 UTC
    assert [moved[f"2021-03-{hour}"] for hour in ("27T23", "28T00", "28T01", "28T02")] == [3, 3, 6, 3]
    assert moved["2021-03-28"] == 60, "bare dates stay days"
    assert moved.total() == 120


def _hours(case: Case) -> Counter[str]:
    counted = Counter[str]()
    for fine in ready(case).fine_counts("2021-03-27T00:00:00", "2021-03-30T00:00:00", BucketSize.HOUR):
        counted[fine.start] += fine.count
    return counted


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("kinds", [(1 << len(BITS)) - 1, BITS[EventKind.ACCESSED]])
def test_any_part_in_any_order_is_the_part_of_the_whole(
    case: Case, monkeypatch: pytest.MonkeyPatch, descending: bool, kinds: int
) -> None:
    monkeypatch.setattr("forensics_app.catalog.timeline.pages._STRIDE", 70)
    made = ready(case)
    span = Span("2021-03-09T00:00:00", "2021-03-28T20:00:00")
    whole = [
        (e.artifact.artifact_id, e.moment.text)
        for e in made.stream(span)
        if any(BITS[k] & kinds for k in e.kinds)
    ]
    if descending:
        whole.reverse()
    listed = made.listed(span, kinds=kinds, descending=descending)
    assert listed.count == len(whole) > 500
    for first, count in ((700, 20), (0, 10), (listed.count - 3, 50), (333, 1), (250, 256), (699, 40), (1, 1)):
        part = [(e.artifact.artifact_id, e.moment.text) for e in listed.part(first, count)]
        assert part == whole[first : first + count], (first, count)
    assert listed.part(listed.count, 10) == ()


def test_a_part_far_away_is_walked_to_by_the_index(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics_app.catalog.timeline.pages._STRIDE", 70)
    listed = ready(case).listed(Span("2021-03-09T00:00:00", None))
    asked: list[str] = []
    connection = case.store.database.connection
    connection.set_trace_callback(asked.append)
    listed.part(600, 20)
    listed.part(620, 20)
    connection.set_trace_callback(None)
    queries = [q for q in asked if "FROM events" in q]
    assert queries[-1].rstrip().endswith("OFFSET 20"), "the second part begins at the first"
    for query in queries:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert plan[0].startswith("SEARCH e USING COVERING INDEX events_by_moment"), plan
        assert not [step for step in plan if "TEMP B-TREE" in step], plan


# --- built beside other work --------------------------------------------------------------------------------


def test_it_is_built_in_the_case_while_somebody_writes_the_case(case: Case) -> None:
    """The fixture's case is open for writing: tags are given before and after, and both are kept."""
    assert case.writable
    prepare_timeline(case.path, clock=TickingClock(), report=silent, cancelled=never_cancelled)
    case.store.tagging.add("relevant", ArtifactFilter(layer="s2.p1"), note=None, at="2026-04-17T09:00:00Z")
    with open_case(case.path, write=False, clock=TickingClock()) as reader:
        made = Timeline(reader)
        assert made.is_ready
        assert made.count(WHOLE) == Timeline(case).count(WHOLE) > 1000
        assert made.count(WHOLE, ArtifactFilter(tag="relevant")) == 120


def test_only_one_builds_it_at_a_time(case: Case) -> None:
    lock = take_timeline_lock(case.path, clock=TickingClock())
    prepare_timeline(case.path, clock=TickingClock(), report=silent, cancelled=never_cancelled)
    with open_case(case.path, write=False, clock=TickingClock()) as reader:
        assert not Timeline(reader).is_ready, "somebody else is at it"
    lock.release()
    prepare_timeline(case.path, clock=TickingClock(), report=silent, cancelled=never_cancelled)
    assert Timeline(case).is_ready

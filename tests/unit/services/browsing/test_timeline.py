"""The timeline: all times in order, unknown zones kept apart, declared ones told, raw values untouched."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.errors import CancelledError, LayerNotFoundError, TimeZoneUnknownError, UsageError
from forensics_app.model.custody import CustodyReason
from forensics_app.model.progress import Progress, never_cancelled, silent
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.timeline import Bucket, BucketSize, Event, EventKind, EventZone, Span
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.services.browsing.listing import ListFormat, list_artifacts
from forensics_app.services.browsing.timeline import Timeline, prepare_timeline
from forensics_app.services.browsing.timeline_listing import letters, list_timeline
from forensics_app.services.browsing.zones import declare_zone, declared_zones, withdraw_zone
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from tests.world.cases import TickingClock, make_case
from tests.world.catalogued import add_batch, entry, found, source

UTC, LOCAL, OFFSET = TimeZoneKnowledge.UTC, TimeZoneKnowledge.LOCAL_UNKNOWN, TimeZoneKnowledge.OFFSET
WHOLE = Span()


def time(kind: TimeKind, value: str | None, zone: TimeZoneKnowledge = UTC, step: str = "1s") -> EvidenceTime:
    return EvidenceTime(kind, f"raw of {value}", value, step, zone)


def fat(value: str, accessed: str) -> tuple[EvidenceTime, ...]:
    return (
        time(TimeKind.MODIFIED, value, LOCAL, "2s"),
        time(TimeKind.ACCESSED, accessed, LOCAL, "1d"),
        time(TimeKind.CREATED, value, LOCAL, "10ms"),
    )


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A partition like NTFS, one like FAT with a time that Paris had twice and one that it never had."""
    made = make_case(tmp_path / "case", clock=TickingClock())
    made.store.register_source(source(1, layers=("s1.p1", "s1.p2")), (), path=Path("/evidence/s1.dd"))
    ntfs, fat_layer = (r.number for r in made.store.queries.layers("s1"))
    same = "2021-10-31T00:30:00Z"
    taken = ("EXIF DateTimeOriginal", "2021:10:30 23:51:09")
    add_batch(made.store, ntfs,
        [
            (
                entry(
                    0, b"four", layer="s1.p1",
                    times=(
                        time(TimeKind.MODIFIED, same), time(TimeKind.CHANGED, same),
                        time(TimeKind.CREATED, same),
                        time(TimeKind.ACCESSED, "2021-10-31T00:30:00.0000001Z"),
                        time(TimeKind.NAME_CREATED, same), time(TimeKind.NAME_MODIFIED, None),
                    ),
                ),
                found(),
            ),
            (entry(1, b"none", layer="s1.p1", times=()), found()),
            (
                entry(
                    2, b"east", layer="s1.p1",
                    times=(time(TimeKind.MODIFIED, "2021-10-31T09:00:00+09:00", OFFSET),),
                ),
                found(),
            ),
            (
                entry(3, b"photo", layer="s1.p1", times=(time(TimeKind.MODIFIED, "2021-11-02T00:00:00Z"),)),
                found(exif=(taken, ("EXIF SubSecTimeOriginal", "250"))),
            ),
            (
                entry(4, b"phone", layer="s1.p1", times=()),
                found(exif=(taken, ("EXIF OffsetTimeOriginal", "+02:00"))),
            ),
            (
                entry(5, b"nonsense", layer="s1.p1", times=()),
                found(exif=(("EXIF DateTimeOriginal", "0000:00:00 00:00:00"),)),
            ),
        ],
    )  # fmt: skip
    add_batch(
        made.store,
        fat_layer,
        [
            (entry(0, b"twice", layer="s1.p2", times=fat("2021-10-31T02:30:00", "2021-10-31")), found()),
            (entry(1, b"never", layer="s1.p2", times=fat("2021-03-28T02:30:00", "2021-03-28")), found()),
            (entry(2, b"noon", layer="s1.p2", times=fat("2021-10-31T12:00:00.05", "2021-10-31")), found()),
        ],
    )
    made.store.finish_load()
    yield made
    made.close()


def timeline(case: Case) -> Timeline:
    made = Timeline(case)
    made.prepare(report=silent, cancelled=never_cancelled)
    return made


def short(events: Iterator[Event] | tuple[Event, ...]) -> list[tuple[str, str, str]]:
    return [
        (e.artifact.entry.locator.path_display()[1:], e.moment.text, letters(e).rstrip(".")) for e in events
    ]


def declare(case: Case, scope: str, zone: str = "Europe/Paris") -> None:
    declare_zone(case, scope, zone, reason="the tower clock", language="en", clock=TickingClock())


# --- order and grouping -----------------------------------------------------------------------------------


def test_all_times_in_order_and_equal_ones_together(case: Case) -> None:
    assert short(timeline(case).stream(WHOLE)) == [
        ("never", "2021-03-28", ".a"),
        ("never", "2021-03-28T02:30:00", "m..b"),
        ("phone", "2021-10-30T21:51:09", "........t"),
        ("photo", "2021-10-30T23:51:09.25", "........t"),
        ("twice", "2021-10-31", ".a"),
        ("noon", "2021-10-31", ".a"),
        ("east", "2021-10-31T00:00:00", "m"),
        ("four", "2021-10-31T00:30:00", "m.cb...B"),
        ("four", "2021-10-31T00:30:00.0000001", ".a"),
        ("twice", "2021-10-31T02:30:00", "m..b"),
        ("noon", "2021-10-31T12:00:00.05", "m..b"),
        ("photo", "2021-11-02T00:00:00", "m"),
    ]
    assert timeline(case).count(WHOLE) == 12


def test_what_the_zones_rest_on_is_counted(case: Case) -> None:
    made = timeline(case)
    assert made.zones() == {EventZone.OFFSET: 2, EventZone.UNKNOWN: 10, EventZone.UTC: 6}
    assert made.without_time() == 2
    assert made.limits() == ("2021-03-28", "2021-11-02")


def test_pages_of_any_size_are_the_whole(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    made = timeline(case)
    whole = short(made.stream(WHOLE))
    for size in (1, 2, 3, 5, 100):
        pages = [made.events(WHOLE, first=n, count=size) for n in range(0, len(whole), size)]
        assert [row for page in pages for row in short(page)] == whole
        monkeypatch.setattr("forensics_app.catalog.timeline.timeline._PAGE", size)
        assert short(made.stream(WHOLE)) == whole


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("2021-11-01T00:00:00", None, ["twice", "noon", "noon", "photo"]),  # up to 14 hours later
        ("2021-11-01T14:00:00.5", None, ["photo"]),
        ("2021-11-01T02:00:01", None, ["twice", "noon", "photo"]),  # dates last a day
        (None, "2021-03-27T12:30:01", ["never", "never"]),
        (None, "2021-03-27T10:00:00", []),  # from there on not even a date can lie before it
        ("2021-10-31T00:00:00", "2021-10-31T00:30:00",
         ["photo", "twice", "noon", "east", "twice", "noon"]),
        ("2021-10-31T00:30:00", "2021-10-31T00:30:00.0000001",
         ["photo", "twice", "noon", "four", "twice", "noon"]),
    ],
)  # fmt: skip
def test_a_span_holds_what_may_lie_in_it(
    case: Case, first: str | None, last: str | None, names: list[str]
) -> None:
    made = timeline(case)
    found_events = short(made.stream(Span(first, last)))
    assert [name for name, _, _ in found_events] == names
    assert made.count(Span(first, last)) == len(names)


@pytest.mark.parametrize("few", [0, 1000])
def test_filters_of_the_list_work_here_too(case: Case, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("forensics_app.catalog.timeline.timeline._FEW", few)
    made = timeline(case)
    assert {name for name, _, _ in short(made.stream(WHOLE, ArtifactFilter(text="no")))} == {"noon"}
    assert made.count(WHOLE, ArtifactFilter(layer="s1.p2")) == 6
    assert [a.entry.locator.path_display() for a in made.artifacts(Span("2021-11-01T20:00:00"))] == ["/photo"]


def test_a_page_is_found_by_the_index_of_moments(case: Case) -> None:
    made = timeline(case)
    asked: list[str] = []
    connection = case.store.database.connection
    connection.set_trace_callback(asked.append)
    tuple(made.stream(Span("2021-10-31T00:00:00", "2021-11-01T00:00:00")))
    made.events(Span("2021-10-31T00:00:00"), first=2, count=3)
    made.count(Span("2021-10-31T00:00:00"))
    made.histogram(Span("2021-10-31T00:00:00", None), BucketSize.HOUR)
    connection.set_trace_callback(None)
    queries = [q for q in asked if "FROM events" in q]
    assert len(queries) >= 4
    for query in queries:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert "USING COVERING INDEX events_by_moment" in plan[0], plan
        if "ORDER BY" in query and "e.row, e.zone" in query:
            assert not [step for step in plan if "TEMP B-TREE" in step], plan


# --- keeping it in step -----------------------------------------------------------------------------------


def test_new_artifacts_come_in(case: Case) -> None:
    made = timeline(case)
    assert made.is_ready
    fat_layer = case.store.queries.layers("s1")[1].number
    add_batch(case.store, fat_layer, [(entry(7, b"new", layer="s1.p2"), found())])
    assert not made.is_ready
    made.prepare(report=silent, cancelled=never_cancelled)
    assert made.is_ready
    assert short(made.stream(WHOLE, ArtifactFilter(text="new"))) == [("new", "2021-07-22T14:07:38", "m")]
    assert made.count(WHOLE) == 13


def test_a_timeline_that_was_stopped_is_made_again(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics_app.catalog.timeline.building._BATCH_ROWS", 1)
    whole = 12
    for steps in (0, 2, 5, 7, 1):  # in the first layer, at its end, in the second
        reports: list[Progress] = []
        made = Timeline(case)
        with pytest.raises(CancelledError):
            made.prepare(
                report=reports.append, cancelled=lambda most=steps, reported=reports: len(reported) > most
            )
        assert not made.is_ready
    made.prepare(report=silent, cancelled=never_cancelled)
    assert made.count(WHOLE) == whole
    assert len(short(made.stream(WHOLE))) == whole


def test_who_may_only_read_makes_it_for_the_moment(case: Case) -> None:
    with open_case(case.path, write=False, clock=TickingClock()) as reader:
        made = Timeline(reader)
        assert not made.is_ready
        made.prepare(report=silent, cancelled=never_cancelled)
        assert made.is_ready
        assert made.count(WHOLE) == 12
    with open_case(case.path, write=False, clock=TickingClock()) as another:
        assert not Timeline(another).is_ready
    prepare_timeline(
        case.path, clock=TickingClock(), report=silent, cancelled=never_cancelled
    )  # in use: no error
    expected = short(timeline(case).stream(WHOLE))
    case.close()
    copy = case.path.with_name("copy")
    shutil.copytree(case.path, copy)
    prepare_timeline(copy, clock=TickingClock(), report=silent, cancelled=never_cancelled)
    with open_case(copy, write=False, clock=TickingClock()) as another:
        assert Timeline(another).is_ready
        assert short(Timeline(another).stream(WHOLE)) == expected


# --- zones ------------------------------------------------------------------------------------------------


def test_a_declared_zone_moves_local_times_and_nothing_else(case: Case) -> None:
    before = list(list_artifacts(case, EVERYTHING, ListFormat.JSONL))
    timeline(case)
    declare(case, "s1.p2")
    made = timeline(case)
    events = {short((e,))[0]: e for e in made.stream(WHOLE)}
    twice = events["twice", "2021-10-31T00:30:00", "m..b"]
    assert (twice.moment.zone, twice.moment.other) == (EventZone.AMBIGUOUS, "2021-10-31T01:30:00")
    assert twice.declared == "Europe/Paris"
    never = events["never", "2021-03-28T01:30:00", "m..b"]
    assert (never.moment.zone, never.moment.other) == (EventZone.NONEXISTENT, "2021-03-28T00:30:00")
    noon = events["noon", "2021-10-31T11:00:00.05", "m..b"]
    assert (noon.moment.zone, noon.times[0].value) == (EventZone.DECLARED, "2021-10-31T12:00:00.05")
    assert noon.times[0].raw == "raw of 2021-10-31T12:00:00.05"
    photo = events["photo", "2021-10-30T23:51:09.25", "........t"]
    assert (photo.moment.zone, photo.declared) == (EventZone.UNKNOWN, None)  # a camera's clock is its own
    assert made.zones()[EventZone.UNKNOWN] == 1
    assert list(list_artifacts(case, EVERYTHING, ListFormat.JSONL)) == before


def test_the_table_of_the_list_marks_what_a_declaration_moved(case: Case) -> None:
    chosen = ArtifactFilter(layer="s1.p2")
    assert "2021-10-31T12:00:00?" in "".join(list_artifacts(case, chosen, ListFormat.TABLE))
    declare(case, "s1.p2")
    table = "".join(list_artifacts(case, EVERYTHING, ListFormat.TABLE))
    assert "2021-10-31T11:00:00Z*" in table
    assert table.count("*") == 3


def test_both_readings_of_an_ambiguous_time_are_shown(case: Case) -> None:
    declare(case, "s1.p2")
    lines = [
        json.loads(line) for line in list_timeline(timeline(case), WHOLE, EVERYTHING, ListFormat.JSONL, None)
    ]
    (twice,) = [x for x in lines if x["path"] == "/twice" and x["zone"] == "ambiguous"]
    assert (twice["time"], twice["other_time"]) == ("2021-10-31T00:30:00Z", "2021-10-31T01:30:00Z")
    assert twice["declared_zone"] == "Europe/Paris"
    assert [t["value"] for t in twice["raw"]] == ["2021-10-31T02:30:00"] * 2
    table = "".join(list_timeline(timeline(case), WHOLE, EVERYTHING, ListFormat.TABLE, "Europe/Paris"))
    assert "2021-10-31T02:30:00+02:00" in table
    assert "the clocks went back: this time occurred twice (or 2021-10-31T02:30:00+01:00)" in table
    assert "the clocks went forward: this time did not exist" in table


def test_the_nearest_declaration_counts(case: Case) -> None:
    declare(case, "s1", "Asia/Tokyo")
    assert Timeline(case).declared() == {"s1.p1": "Asia/Tokyo", "s1.p2": "Asia/Tokyo"}
    declare(case, "s1.p2", "America/New_York")
    assert Timeline(case).declared() == {"s1.p1": "Asia/Tokyo", "s1.p2": "America/New_York"}
    assert withdraw_zone(case, "s1", reason="a mistake", language="en")
    assert not withdraw_zone(case, "s1", reason="a mistake", language="en")
    assert [d.scope for d in declared_zones(case)] == ["s1.p2"]
    moments = [e.moment.text for e in timeline(case).stream(WHOLE, ArtifactFilter(text="noon"))]
    assert moments == ["2021-10-31", "2021-10-31T16:00:00.05"]
    assert withdraw_zone(case, "s1.p2", reason="a mistake", language="en")
    assert timeline(case).zones()[EventZone.UNKNOWN] == 10


def test_a_declaration_is_recorded_with_its_reason(case: Case) -> None:
    declare(case, "s1.p2")
    event = case.check_custody().events[-1]
    assert event.reason == CustodyReason.TIME_ZONE_DECLARED
    assert event.exhibits == ("EX-001",)
    assert event.notes[0].text.startswith("s1.p2=Europe/Paris; tzdata=20")
    assert (event.notes[0].lang, event.notes[1].lang) == ("zxx", "en")
    assert event.notes[1].text == "the tower clock"


def test_declarations_that_mean_nothing(case: Case) -> None:
    with pytest.raises(TimeZoneUnknownError):
        declare(case, "s1", "Middle/Earth")
    with pytest.raises(LayerNotFoundError):
        declare(case, "s9")
    with pytest.raises(UsageError):
        declare_zone(case, "s1", "Europe/Paris", reason=" ", language="en", clock=TickingClock())
    assert declared_zones(case) == ()
    assert len(case.check_custody().events) == 1


# --- histogram and lines ----------------------------------------------------------------------------------


def test_histogram_by_day_keeps_unknown_zones_apart(case: Case) -> None:
    days = [b for b in timeline(case).histogram(WHOLE, BucketSize.DAY) if b.start == "2021-10-31"]
    assert days == [
        Bucket("2021-10-31", EventKind.MODIFIED, known=True, count=2),
        Bucket("2021-10-31", EventKind.ACCESSED, known=True, count=1),
        Bucket("2021-10-31", EventKind.CHANGED, known=True, count=1),
        Bucket("2021-10-31", EventKind.CREATED, known=True, count=1),
        Bucket("2021-10-31", EventKind.NAME_CREATED, known=True, count=1),
        Bucket("2021-10-31", EventKind.MODIFIED, known=False, count=2),
        Bucket("2021-10-31", EventKind.ACCESSED, known=False, count=2),
        Bucket("2021-10-31", EventKind.CREATED, known=False, count=2),
    ]
    months = timeline(case).histogram(WHOLE, BucketSize.MONTH)
    assert sum(b.count for b in months) == sum(timeline(case).zones().values())


@pytest.mark.parametrize("size", BucketSize)
@pytest.mark.parametrize("zone", [None, "Asia/Kathmandu", "America/New_York"])
def test_histogram_loses_nothing(case: Case, size: BucketSize, zone: str | None) -> None:
    made = timeline(case)
    for span in (WHOLE, Span("2000-01-01T00:00:00", "2100-01-01T00:00:00")):
        buckets = made.histogram(span, size, zone)
        assert sum(b.count for b in buckets) == 18
        assert sum(b.count for b in buckets if not b.known) == 10


def test_histogram_of_a_zone_has_its_days(case: Case) -> None:
    buckets = timeline(case).histogram(WHOLE, BucketSize.DAY, "America/New_York")
    assert {b.start for b in buckets if b.known} == {"2021-10-30", "2021-11-01"}


def test_lines_as_csv_and_for_mactime(case: Case) -> None:
    declare(case, "s1.p2")
    made = timeline(case)
    rows = list(csv.DictReader(list_timeline(made, WHOLE, EVERYTHING, ListFormat.CSV, "Europe/Paris")))
    assert len(rows) == 12
    four = next(r for r in rows if r["path"] == "/four")
    assert (four["time"], four["kinds"]) == ("2021-10-31T02:30:00+02:00", "m.cb...B...")
    body = list(list_timeline(made, WHOLE, EVERYTHING, ListFormat.BODYFILE, None))
    noon = next(line for line in body if "/noon" in line).rstrip().split("|")
    assert noon[8] == "1635678000"  # 2021-10-31T11:00:00Z

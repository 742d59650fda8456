"""The axis of time: steps and their edges over the whole calendar, and what mouse and keys do to it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.model.timeline import BucketSize, DayCount, EventKind, FineCount, bits_of
from ui.models.timeline.data import OddKind, day_data, fine_data
from ui.models.timeline.kinds import GROUPS, TimeGroup
from ui.models.timeline.scale import (
    BARS,
    DAY,
    END,
    HOUR,
    TICKS,
    Step,
    Unit,
    bar_step,
    seconds_of,
    shown,
    text_of,
    tick_label,
    tick_step,
)
from ui.models.timeline.window import NARROWEST, Edge, TimeWindow

S = seconds_of


def test_the_whole_calendar_is_seconds() -> None:
    assert (S("0001-01-01"), S("0001-01-01T00:00:01")) == (0, 1)
    assert S("9999-12-31T23:59:59") == END - 1
    for text in ("1601-01-01T00:00:00", "1969-12-31T23:59:59", "2000-02-29T12:00:00", "2038-01-19T03:14:07"):
        assert text_of(S(text)) == text
    assert S("2021-07") == S("2021-07-01") == S("2021-07-01T00")
    assert S("2021-07-22T14:07:38.25") == S("2021-07-22T14:07:38")
    assert text_of(END) == "9999-12-31T23:59:59"
    assert shown(S("2021-07-22T14:07")) == "2021-07-22 14:07"
    assert shown(S("2021-07-22T14:07:38")) == "2021-07-22 14:07:38"


@pytest.mark.parametrize("wrong", ["", "2021-13", "2021-02-30", "2021-07-22T25", "yesterday", "10000-01-01"])
def test_what_is_no_time_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        S(wrong)


@given(st.sampled_from((*BARS, *TICKS)), st.integers(0, END - 1))
def test_every_moment_lies_between_two_edges(step: Step, moment: int) -> None:
    edge = step.floor(moment)
    after = step.after(edge)
    assert 0 <= edge <= moment < after <= END
    assert step.floor(edge) == edge
    if after < END:
        assert step.floor(after) == after
        assert step.before(after) == edge
    assert step.ceiling(edge) == edge
    assert list(step.edges(edge, after)) == [edge, after]


def test_edges_are_where_a_calendar_has_them() -> None:
    def days(step: Step, first: str, last: str) -> list[str]:
        return [text_of(e)[:10] for e in step.edges(S(first), S(last))]

    assert days(Step(Unit.MONTH), "2024-01-15", "2024-03-02") == [
        "2024-01-01",
        "2024-02-01",
        "2024-03-01",
        "2024-04-01",
    ]
    assert days(Step(Unit.WEEK), "2021-07-22", "2021-07-27") == ["2021-07-19", "2021-07-26", "2021-08-02"]
    assert date(2021, 7, 19).weekday() == 0
    assert days(Step(Unit.YEAR, 10), "2019-05-05", "2021-01-01") == ["2010-01-01", "2020-01-01", "2030-01-01"]
    assert days(Step(Unit.YEAR, 100), "0001-01-01", "0150-01-01") == [
        "0001-01-01",
        "0100-01-01",
        "0200-01-01",
    ]
    assert list(Step(Unit.YEAR, 100).edges(S("9950-01-01"), END)) == [S("9900-01-01"), END]


def test_from_centuries_to_minutes() -> None:
    spans = [
        30 * 60,
        10 * HOUR,
        4 * DAY,
        25 * DAY,
        100 * DAY,
        2 * 365 * DAY,
        8 * 365 * DAY,
        100 * 365 * DAY,
        END,
    ]
    found = [bar_step(span, 120) for span in spans]
    assert found == [
        Step(Unit.MINUTE), Step(Unit.MINUTE, 10), Step(Unit.HOUR), Step(Unit.HOUR, 6), Step(Unit.DAY),
        Step(Unit.WEEK), Step(Unit.MONTH), Step(Unit.YEAR), Step(Unit.YEAR, 100),
    ]  # fmt: skip
    for span in spans:
        step = tick_step(span, 10)
        assert span / step.usual <= 10.5
    assert tick_label(S("2021-07-22T14:30"), Step(Unit.MINUTE, 30)) == "14:30"
    assert tick_label(S("2021-07-22"), Step(Unit.HOUR, 6)) == "07-22"
    assert tick_label(S("2021-07-01"), Step(Unit.MONTH)) == "2021-07"
    assert tick_label(S("0050-01-01"), Step(Unit.YEAR, 10)) == "0050"


# --- what is in sight and what is chosen -------------------------------------------------------------------


def window(first: str = "2021-01-01", last: str = "2021-03-01", whole: str = "1601-01-01") -> TimeWindow:
    return TimeWindow((S(first), S(last)), (S(whole), S(last)))


def chosen(made: TimeWindow) -> tuple[str, str]:
    assert made.chosen is not None
    return shown(made.chosen[0]), shown(made.chosen[1])


def test_zoom_keeps_the_moment_under_the_pointer_and_stays_within_what_there_is() -> None:
    made = window()
    at = S("2021-02-01")
    share = (at - made.view[0]) / (made.view[1] - made.view[0])
    made.zoom(0.5, at)
    assert abs((at - made.view[0]) / (made.view[1] - made.view[0]) - share) < 0.001
    for _ in range(40):
        made.zoom(0.5, at)
    assert made.view[1] - made.view[0] == NARROWEST
    assert made.step == Step(Unit.MINUTE)
    assert made.view[0] <= at <= made.view[1]
    for _ in range(60):
        made.zoom(2.0)
    assert made.view == made.whole
    made.pan(-END)
    assert made.view == made.whole
    made.show_home()
    assert made.view == made.home


def test_a_choice_is_whole_bars() -> None:
    made = window()
    made.choose(S("2021-01-20T17:00"), S("2021-01-10T03:00"))
    assert chosen(made) == ("2021-01-10 00:00", "2021-01-21 00:00")
    assert made.drag_edge(Edge.STOP, S("2021-01-25T02:00")) is Edge.STOP
    assert chosen(made) == ("2021-01-10 00:00", "2021-01-25 00:00")
    assert made.drag_edge(Edge.STOP, S("2021-01-05T02:00")) is Edge.START, "dragged past the other edge"
    assert chosen(made) == ("2021-01-05 00:00", "2021-01-10 00:00")
    made.drag_edge(Edge.STOP, S("2021-01-05T02:00"))
    assert chosen(made) == ("2021-01-05 00:00", "2021-01-06 00:00"), "one bar at least"


def test_arrow_keys_move_the_edge_of_now_and_never_over_the_other() -> None:
    made = window()
    made.choose(S("2021-01-10"), S("2021-01-11"))
    made.move_edge(1)
    assert chosen(made) == ("2021-01-11 00:00", "2021-01-12 00:00")
    made.move_edge(5)
    assert chosen(made) == ("2021-01-11 00:00", "2021-01-12 00:00")
    made.edge = Edge.STOP
    made.move_edge(3)
    assert chosen(made) == ("2021-01-11 00:00", "2021-01-15 00:00")
    made.move_edge(-30)
    assert chosen(made) == ("2021-01-11 00:00", "2021-01-12 00:00")
    made.move_chosen(-2)
    assert chosen(made) == ("2021-01-09 00:00", "2021-01-10 00:00")
    made.edge_home()
    made.edge_end()
    assert made.chosen == made.home


def test_an_edge_that_is_moved_stays_in_sight() -> None:
    made = window()
    made.choose(S("2021-01-10"), S("2021-01-12"))
    made.look_at((S("2021-01-10"), S("2021-01-12")))
    made.edge = Edge.STOP
    for _ in range(200):
        made.move_edge(1)
    assert made.chosen is not None
    assert made.view[0] <= made.chosen[1] <= made.view[1]


def test_months_slide_as_months() -> None:
    made = window("2015-01-01", "2021-01-01")
    assert made.step == Step(Unit.MONTH)
    made.choose(S("2016-01-05"), S("2016-02-05"))
    made.slide_chosen(S("2017-02-11"))
    assert chosen(made) == ("2017-02-01 00:00", "2017-04-01 00:00")


def test_at_both_ends_of_the_calendar() -> None:
    made = TimeWindow((0, DAY), (0, END))
    made.choose(0, 0)
    made.move_edge(-5)
    made.move_chosen(-5)
    assert made.chosen == (0, HOUR)
    late = TimeWindow((END - DAY, END), (0, END))
    late.choose(END - 1, END - 1)
    late.edge = Edge.STOP
    late.move_edge(9)
    assert late.chosen is not None
    assert late.chosen[1] == END
    late.move_chosen(3)
    assert late.chosen[1] <= END


# --- counts ------------------------------------------------------------------------------------------------


def day(text: str, count: int = 1, kind: EventKind = EventKind.MODIFIED, *, known: bool = True) -> DayCount:
    return DayCount(text, kind, known, count)


def data(*counts: DayCount):  # type: ignore[no-untyped-def]
    return day_data(counts, complete=True, without_time=0, declared={})


def test_any_stretch_of_days_is_added_up_by_kind() -> None:
    made = data(
        day("2021-01-01", 3), day("2021-01-02", 4), day("2021-01-02", 5, EventKind.NAME_CREATED),
        day("2021-01-02", 6, EventKind.NAME_MODIFIED), day("2021-01-05", 7),
        day("2021-01-03", 9, known=False),
    )  # fmt: skip
    name = GROUPS.index(TimeGroup.NAME)
    assert made.known.within(S("2021-01-01"), S("2021-01-03"))[0] == 7
    assert made.known.within(S("2021-01-01"), S("2021-01-03"))[name] == 11
    assert sum(made.known.within(S("2021-01-03"), S("2021-01-05"))) == 0
    assert made.unknown.total[0] == 9
    assert (made.total, made.total_of(TimeGroup.MODIFIED)) == (34, 23)
    assert made.groups == (TimeGroup.MODIFIED, TimeGroup.NAME)
    assert made.home == made.ends == (S("2021-01-01"), S("2021-01-06"))


def test_times_that_hardly_tell_do_not_stretch_the_axis_and_are_counted() -> None:
    made = data(
        day("1601-01-01", 2), day("1970-01-01", 1), day("1980-01-01", 5, known=False), day("2019-03-03", 10),
        day("2021-05-05", 10), day("2038-01-19", 3), day("2107-12-31", 4), day("9999-12-31", 1),
    )  # fmt: skip
    assert made.home == (S("2019-03-03"), S("2021-05-06"))
    assert made.ends == (S("1601-01-01"), END)
    assert [(o.kind, o.count) for o in made.odd] == [
        (OddKind.BEFORE_1970, 3), (OddKind.FAT_ZERO, 5), (OddKind.SIGNED_END, 3), (OddKind.FROM_2100, 5),
    ]  # fmt: skip
    assert (made.odd[0].first, made.odd[0].last) == (S("1601-01-01"), S("1970-01-02"))
    assert made.total == 36


def test_a_case_that_has_only_such_times_shows_them() -> None:
    made = data(day("1980-01-01", 5), day("1601-01-01", 1))
    assert made.home == made.ends == (S("1601-01-01"), S("1980-01-02"))


def test_nothing_and_one_event() -> None:
    assert (data().home, data().ends, data().total, data().groups) == (None, None, 0, ())
    one = data(day("2021-05-05"))
    assert one.home == (S("2021-05-05"), S("2021-05-06"))
    made = TimeWindow(one.home, one.ends)  # type: ignore[arg-type]
    assert made.view[0] < S("2021-05-05") < made.view[1]


def test_hours_and_bare_dates_are_kept_apart() -> None:
    both = bits_of((EventKind.MODIFIED, EventKind.CREATED))
    made = fine_data(
        [FineCount("2021-05-05", both, 2), FineCount("2021-05-05T14", both, 3),
         FineCount("2021-05-05T14", 1, 4)],
        S("2021-05-05"), S("2021-05-07"), BucketSize.HOUR,
    )  # fmt: skip
    hour = made.series.within(S("2021-05-05T14"), S("2021-05-05T15"))
    assert hour[GROUPS.index(TimeGroup.MODIFIED)] == 7
    assert hour[GROUPS.index(TimeGroup.CREATED)] == 3
    assert sum(made.dates.total) == 4
    assert made.covers(S("2021-05-05T03"), S("2021-05-06"), HOUR)
    assert not made.covers(S("2021-05-05T03"), S("2021-05-06"), 60)
    assert not made.covers(S("2021-05-04T03"), S("2021-05-06"), HOUR)

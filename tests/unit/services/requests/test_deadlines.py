"""Deadlines by a table of worked cases; the weekdays were read from a calendar, not computed here."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics_app.errors import CaseDamagedError, DeadlineInvalidError
from forensics_app.model.answering.deadlines import Deadline, DeadlineRule, PassedOver, Receipt, Recheck
from forensics_app.model.request import RequestRecord
from forensics_app.services.cases.opening import open_case
from forensics_app.services.requests.case_request import read_request, write_request
from forensics_app.services.requests.deadline_rules import MOST_HOLIDAYS, compute, recheck, usable_receipt
from forensics_app.services.requests.deadlines import DEADLINES_NAME, read_deadlines, record_deadline
from tests.world.cases import command_line_case

TEN, EIGHT = DeadlineRule.EPOC_10_DAYS, DeadlineRule.EPOC_8_HOURS
CHRISTMAS = ("2026-12-25", "2026-12-26")
EASTER_2027 = ("2027-03-26", "2027-03-29")

DAYS = [
    # received, public holidays, last day
    ("2026-11-02", (), "2026-11-12"),  # Monday to Thursday
    ("2026-11-27", (), "2026-12-07"),  # Friday to Monday, both weekends count
    ("2026-11-25", (), "2026-12-07"),  # the tenth day is Saturday 5 December
    ("2026-11-26", (), "2026-12-07"),  # Sunday 6 December
    ("2026-11-28", (), "2026-12-08"),  # received on a Saturday
    ("2026-11-27T00:00+01:00", (), "2026-12-07"),  # the first minute of the day of receipt
    ("2026-11-27T23:59:59+01:00", (), "2026-12-07"),  # its last second
    ("2026-11-28T00:30+01:00", (), "2026-12-08"),  # the addressee's day, although it is the 27th in UTC
    ("2026-11-27T23:30Z", (), "2026-12-07"),  # the same moment, typed by a clock that shows UTC
    ("2026-12-15", (), "2026-12-25"),  # nobody entered Christmas: Friday
    ("2026-12-15", CHRISTMAS, "2026-12-28"),  # Friday 25, Saturday 26, Sunday 27
    ("2026-12-15", (*CHRISTMAS, "2026-12-28"), "2026-12-29"),  # 28 December as a substitute day
    ("2026-12-22", ("2027-01-01",), "2027-01-04"),  # Friday 1 January, then the weekend
    ("2026-12-14", CHRISTMAS, "2026-12-24"),  # holidays after the last day make no difference
    ("2026-12-18", CHRISTMAS, "2026-12-28"),  # nor do those within the period
    ("2027-03-16", EASTER_2027, "2027-03-30"),  # Good Friday to Easter Monday
    ("2028-02-19", (), "2028-02-29"),  # a leap year
    ("2027-02-19", (), "2027-03-01"),  # none
    ("2026-12-31", (), "2027-01-11"),  # over the year's end; the tenth day is Sunday 10 January
    # every working day from 3 to 12 November but one is a holiday: a second working day is waited for
    (
        "2026-11-02",
        tuple(f"2026-11-{d:02d}" for d in (3, 4, 5, 6, 9, 10, 11)),
        "2026-11-13",
    ),
]

HOURS = [
    # received, due
    ("2026-11-27T14:20+01:00", "2026-11-27T23:00:00+01:00"),
    ("2026-11-27T14:00+01:00", "2026-11-27T23:00:00+01:00"),  # the hour that begins then does not count
    ("2026-11-27T14:00:01+01:00", "2026-11-27T23:00:00+01:00"),
    ("2026-11-27T14:59:59.9+01:00", "2026-11-27T23:00:00+01:00"),
    ("2026-11-27T15:00+01:00", "2026-11-28T00:00:00+01:00"),
    ("2026-11-27T23:10+01:00", "2026-11-28T08:00:00+01:00"),  # into a Saturday
    ("2026-12-24T20:05+01:00", "2026-12-25T05:00:00+01:00"),  # into Christmas
    ("2026-12-31T23:59+00:00", "2027-01-01T08:00:00+00:00"),
    ("2026-11-27T10:45+05:30", "2026-11-27T19:00:00+05:30"),  # full hours of the clock there
    (
        "2026-10-25T00:30+02:00",
        "2026-10-25T09:00:00+02:00",
    ),  # clocks go back meanwhile: eight hours all the same
    ("2028-02-28T22:00Z", "2028-02-29T07:00:00+00:00"),
]


@pytest.mark.parametrize(("received", "holidays", "due"), DAYS)
def test_ten_days_end_on_the_worked_day(received: str, holidays: tuple[str, ...], due: str) -> None:
    assert compute(TEN, Receipt(received, "DE", holidays)).due == due


@pytest.mark.parametrize(("received", "due"), HOURS)
def test_eight_hours_end_at_the_worked_moment(received: str, due: str) -> None:
    every_day = tuple(f"2026-{m:02d}-{d:02d}" for m in (11, 12) for d in range(1, 31))
    assert compute(EIGHT, Receipt(received)).due == due
    assert compute(EIGHT, Receipt(received, "DE", every_day)).due == due  # holidays make no difference


def test_the_days_passed_over_are_named_with_their_reason() -> None:
    found = compute(TEN, Receipt("2026-12-15", "DE", CHRISTMAS))
    assert found.begins == "2026-12-16"
    assert found.passed_over == (
        ("2026-12-25", PassedOver.HOLIDAY),
        ("2026-12-26", PassedOver.HOLIDAY),
        ("2026-12-27", PassedOver.SUNDAY),
    )


@pytest.mark.parametrize(
    ("field", "rule", "receipt"),
    [
        ("received", TEN, Receipt("27 November")),
        ("received", TEN, Receipt("2026-02-30")),
        ("received", TEN, Receipt("9999-12-31")),
        ("received", TEN, Receipt("")),
        ("received-time", TEN, Receipt("2026-11-27T14:20")),
        ("received-time", EIGHT, Receipt("2026-11-27")),
        ("received-time", EIGHT, Receipt("2026-11-27T14:20")),
        ("state", TEN, Receipt("2026-11-27", "QQ")),
        ("holiday", TEN, Receipt("2026-11-27", "DE", ("2026-12-32",))),
        ("holiday", TEN, Receipt("2026-11-27", "DE", ("25.12.2026",))),
        (
            "holiday",
            TEN,
            Receipt(
                "2026-11-27",
                "DE",
                tuple(f"{2000 + n // 28}-01-{n % 28 + 1:02d}" for n in range(MOST_HOLIDAYS + 1)),
            ),
        ),
    ],
)
def test_what_no_deadline_can_be_computed_from_is_refused(
    field: str, rule: DeadlineRule, receipt: Receipt
) -> None:
    with pytest.raises(DeadlineInvalidError) as refused:
        compute(rule, receipt)
    assert refused.value.field == field


def test_holidays_are_kept_in_order_and_each_once() -> None:
    used = usable_receipt(Receipt(" 2026-12-15 ", "de", ("2026-12-26", "2026-12-25", "2026-12-26")))
    assert used == Receipt("2026-12-15", "DE", CHRISTMAS)


def test_recorded_deadlines_stay_and_the_request_is_not_changed(tmp_path: Path) -> None:
    path = command_line_case(tmp_path / "case")
    clock = _Clock()
    with open_case(path, write=True, clock=clock) as case:
        write_request(case, RequestRecord(requesting_reference="3207 Js 118/26", deadline="2026-12-24"))
        first = record_deadline(case, TEN, Receipt("2026-12-15", "DE"), clock=clock)
        again = record_deadline(case, TEN, Receipt("2026-12-15", "de"), clock=clock)
        second = record_deadline(case, TEN, Receipt("2026-12-15", "DE", CHRISTMAS), clock=clock)
        assert read_request(case).deadline == "2026-12-24"
    assert again == first
    assert read_deadlines(path) == (first, second)
    assert [d.due for d in (first, second)] == ["2026-12-25", "2026-12-28"]
    events = [json.loads(line) for line in (path / "custody.jsonl").read_text("utf-8").splitlines()]
    told = [
        e
        for e in events
        if e["reason"] == "request-recorded" and "deadlines" in json.dumps(e["digests_after"])
    ]
    assert len(told) == 2
    assert told[-1]["authority_reference"] == "3207 Js 118/26"
    assert "due=2026-12-28" in told[-1]["notes"][0]["text"]


def test_recheck_says_what_differs_and_changes_nothing() -> None:
    sound = Deadline(TEN, 1, Receipt("2026-11-25"), "2026-12-07", "2026-11-25T10:00:00Z")
    assert recheck(sound)[0] is Recheck.AGREES
    changed, found = recheck(replace(sound, due="2026-12-05"))
    assert (changed, found and found.due) == (Recheck.DIFFERS, "2026-12-07")
    older, found = recheck(replace(sound, version=0, due="2026-12-05"))
    assert (older, found and found.due) == (Recheck.OTHER_VERSION, "2026-12-07")
    assert recheck(replace(sound, rule="epoc-5-days")) == (Recheck.UNKNOWN_RULE, None)
    assert recheck(replace(sound, receipt=Receipt("yesterday"))) == (Recheck.DIFFERS, None)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "{",
        lambda text: text.replace('"1"', "1"),
        lambda text: text.replace("deadlines/1", "deadlines/9"),
        lambda text: text.replace("2026-12-07", "2026-12-07\u202e"),
        lambda text: text.replace('"state"', '"country"'),
        lambda text: text.replace("2026-12-07", "9" * 65),
    ],
)
def test_file_changed_to_something_else_is_said_to_be_damaged(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]
    path = command_line_case(tmp_path / "case")
    with open_case(path, write=True, clock=_Clock()) as case:
        record_deadline(case, TEN, Receipt("2026-11-25"), clock=_Clock())
    file = path / DEADLINES_NAME
    file.write_text(change(file.read_text("utf-8")), encoding="utf-8")
    with pytest.raises(CaseDamagedError):
        read_deadlines(path)


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 12, 15, 10, 0, tzinfo=UTC)

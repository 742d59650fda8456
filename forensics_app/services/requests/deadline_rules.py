"""Counting the periods in which a request must be answered.

Regulation (EU) 2023/1543, Article 10: 10 days after receipt of an EPOC, 8 hours in an emergency. How such
periods are counted is laid down in Regulation (EEC, Euratom) No 1182/71, Article 3: the day or the hour of
the event does not count; a period in days that would end on a Saturday, a Sunday or a public holiday ends
with the next working day, and one of two days or more has at least two working days; a period in hours ends
with its last hour, whatever day that is.

Public holidays are those that the user enters: the program knows no state's calendar.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from forensics_app.errors import DeadlineInvalidError
from forensics_app.model.answering.deadlines import (
    RULE_VERSIONS,
    Computation,
    Deadline,
    DeadlineRule,
    PassedOver,
    Receipt,
    Recheck,
)
from forensics_app.model.countries import is_country

MOST_HOLIDAYS = 400
_DAYS, _HOURS = 10, 8
_WORKING_DAYS = 2
_YEARS = (1990, 9990)  # room for every step of the counting
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SATURDAY, _SUNDAY = 5, 6
_ONE = timedelta(days=1)


def usable_receipt(receipt: Receipt) -> Receipt:
    """In normal form: holidays in order and each once, the state in capitals, a time with full seconds.

    Raises DeadlineInvalidError for what is no such value.
    """
    received = receipt.received.strip()
    if not _DATE.fullmatch(received):
        received = _moment(received).isoformat(timespec="seconds")
    _day("received", received[:10])
    state = (receipt.state or "").strip().upper() or None
    if state is not None and not is_country(state):
        raise DeadlineInvalidError(field="state", value=receipt.state or "")
    days = sorted({_day("holiday", text.strip()).isoformat() for text in receipt.holidays})
    if len(days) > MOST_HOLIDAYS:
        raise DeadlineInvalidError(field="holiday", value=str(len(days)))
    return replace(receipt, received=received, state=state, holidays=tuple(days))


def compute(rule: DeadlineRule, receipt: Receipt) -> Computation:
    """When the answer is due. Raises DeadlineInvalidError, also for a day where the rule needs a time."""
    used = usable_receipt(receipt)
    if rule is DeadlineRule.EPOC_8_HOURS:
        return _hours(_moment(used.received))
    return _days(date.fromisoformat(used.received[:10]), frozenset(map(date.fromisoformat, used.holidays)))


def recheck(deadline: Deadline) -> tuple[Recheck, Computation | None]:
    """Whether a recorded deadline is what its rule gives today, and what it gives; nothing is changed."""
    rule = next((r for r in DeadlineRule if r == deadline.rule), None)
    if rule is None:
        return Recheck.UNKNOWN_RULE, None
    try:
        found = compute(rule, deadline.receipt)
    except DeadlineInvalidError:
        return Recheck.DIFFERS, None
    if deadline.version != RULE_VERSIONS[rule]:
        return Recheck.OTHER_VERSION, found
    return (Recheck.AGREES if found.due == deadline.due else Recheck.DIFFERS), found


def due_day(due: str) -> str:
    """The day (YYYY-MM-DD) on which a deadline ends, by the addressee's clock."""
    return due[:10]


def _hours(received: datetime) -> Computation:
    """From the next full hour of the addressee's clock; that of the receipt itself does not count."""
    begins = received.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    due = begins + timedelta(hours=_HOURS)
    return Computation(begins.isoformat(timespec="seconds"), due.isoformat(timespec="seconds"))


def _days(received: date, holidays: frozenset[date]) -> Computation:
    begins = received + _ONE
    end = received + timedelta(days=_DAYS)
    working = sum(_rest(begins + timedelta(days=n), holidays) is None for n in range(_DAYS))
    passed = []
    while (why := _rest(end, holidays)) is not None or working < _WORKING_DAYS:
        passed.append((end.isoformat(), why or PassedOver.TWO_WORKING_DAYS))
        end += _ONE
        working += _rest(end, holidays) is None
    return Computation(begins.isoformat(), end.isoformat(), tuple(passed))


def _rest(day: date, holidays: frozenset[date]) -> PassedOver | None:
    """Why a day is no working day."""
    if day in holidays:
        return PassedOver.HOLIDAY
    return {_SATURDAY: PassedOver.SATURDAY, _SUNDAY: PassedOver.SUNDAY}.get(day.weekday())


def _day(field: str, text: str) -> date:
    try:
        found = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or not _YEARS[0] <= found.year <= _YEARS[1]:
        raise DeadlineInvalidError(field=field, value=text)
    return found


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as e:
        raise DeadlineInvalidError(field="received", value=text) from e
    if found.utcoffset() is None:
        raise DeadlineInvalidError(field="received-time", value=text)
    return found

"""When a request must be answered: the rule, what it was computed from, and the result.

A rule has a version. A deadline that was recorded keeps the version under which it was computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DeadlineRule(StrEnum):
    """By which rule a period is counted."""

    EPOC_10_DAYS = "epoc-10-days"  # Regulation (EU) 2023/1543, Article 10(2) and (3)
    EPOC_8_HOURS = "epoc-8-hours"  # the same, Article 10(4)


RULE_VERSIONS: dict[DeadlineRule, int] = {DeadlineRule.EPOC_10_DAYS: 1, DeadlineRule.EPOC_8_HOURS: 1}


class PassedOver(StrEnum):
    """Why a period does not end on a day."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    TWO_WORKING_DAYS = "two-working-days"  # a working day, but the period has no second one yet


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a deadline is computed from, as somebody entered it.

    `received`: YYYY-MM-DD, or a time in ISO 8601 with its offset, as the addressee's clock showed it;
    `holidays`: YYYY-MM-DD, in order, each once, of the state `state` (ISO 3166-1 alpha-2; None where none
    was named).
    """

    received: str
    state: str | None = None
    holidays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Computation:
    """How a rule arrives at its result.

    `begins` is the first day (YYYY-MM-DD) or the first hour that counts; `due` the last day, until whose
    end there is time, or the moment. `passed_over` lists the days, the one on which the period would have
    ended first, that it does not end on.
    """

    begins: str
    due: str
    passed_over: tuple[tuple[str, PassedOver], ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """One that was recorded. `rule` is a DeadlineRule, or the word of a later version of the program."""

    rule: str
    version: int
    receipt: Receipt
    due: str
    computed_utc: str


class Recheck(StrEnum):
    """What computing a recorded deadline again says of it."""

    AGREES = "agrees"
    DIFFERS = "differs"  # the same version of the rule gives another result: the record was changed
    OTHER_VERSION = "other-version"  # recorded under a version that this program does not compute
    UNKNOWN_RULE = "unknown-rule"

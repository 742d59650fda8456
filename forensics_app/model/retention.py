"""Until when a case and its evidence may be kept, and how near that day is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SOON_DAYS = 30


class RetentionState(StrEnum):
    KEPT = "kept"
    SOON = "soon"  # the last 30 days
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Retention:
    """`until` is the last day (YYYY-MM-DD); `reason` says what demands it."""

    until: str
    reason: str

    def days_left(self, today: date) -> int:
        """0 on the last day, negative after it."""
        return (date.fromisoformat(self.until) - today).days

    def state(self, today: date) -> RetentionState:
        left = self.days_left(today)
        if left < 0:
            return RetentionState.OVER
        return RetentionState.SOON if left <= SOON_DAYS else RetentionState.KEPT

"""How much one sender may have taken in a day, so that nobody fills the laboratory's disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forensics_app.model.times import utc_text
from forensics_app.services.inbox.arrivals import Arrival

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """`arrival_bytes` for one arrival; `daily_bytes` and `daily_count` for what one sender had taken within
    24 hours. None is no limit.
    """

    arrival_bytes: int | None = None
    daily_bytes: int | None = None
    daily_count: int | None = None


def limit_reached(
    arrival: Arrival, limits: Limits, taken: Sequence[tuple[str, str, int]], now: datetime
) -> str | None:
    """The option whose limit keeps the arrival out for now, or None.

    `taken` are sender, time (UTC in sealed form) and bytes of what was taken before.
    """
    since = utc_text(now - _A_DAY)
    sizes = [size for sender, time, size in taken if sender == arrival.sender and time > since]
    if limits.arrival_bytes is not None and arrival.size > limits.arrival_bytes:
        return "--max-size"
    if limits.daily_count is not None and len(sizes) + 1 > limits.daily_count:
        return "--daily-count"
    if limits.daily_bytes is not None and sum(sizes) + arrival.size > limits.daily_bytes:
        return "--daily-size"
    return None

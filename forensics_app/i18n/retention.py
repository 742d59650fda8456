"""Sentences that remind of the day until which a case may be kept."""

from __future__ import annotations

from datetime import date

from forensics_app.i18n.translator import tr, trn
from forensics_app.model.retention import Retention, RetentionState


def retention_sentence(retention: Retention, today: date) -> str:
    """The day, and how far off it is."""
    left = retention.days_left(today)
    if retention.state(today) is RetentionState.OVER:
        return trn(
            "The retention ended on {day}, {count} day ago. Decide what becomes of case and evidence.",
            "The retention ended on {day}, {count} days ago. Decide what becomes of case and evidence.",
            -left,
            day=retention.until,
        )
    if left == 0:
        return tr("Today, {day}, is the last day of the retention.", day=retention.until)
    return trn(
        "To be kept until {day}, {count} day from now.",
        "To be kept until {day}, {count} days from now.",
        left,
        day=retention.until,
    )

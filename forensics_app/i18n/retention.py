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
            "The retention period ended on {day}, {count} day ago. Decide what happens "
            "to the case and the evidence.",
            "The retention period ended on {day}, {count} days ago. Decide what happens "
            "to the case and the evidence.",
            -left,
            day=retention.until,
        )
    if left == 0:
        return tr("Today, {day}, is the last day of the retention period.", day=retention.until)
    return trn(
        "Retain until {day}, {count} day from now.",
        "Retain until {day}, {count} days from now.",
        left,
        day=retention.until,
    )

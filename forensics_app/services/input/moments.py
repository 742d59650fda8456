"""Times that people type, as sealed UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from forensics_app.errors import UsageError
from forensics_app.model.times import utc_text


def utc_of(typed: str, option: str) -> str:
    """A time in sealed form (UTC) of an ISO 8601 text; a date is its midnight UTC. Raises UsageError."""
    text = typed.strip().replace(" ", "T")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        text += "T00:00:00Z"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as e:
        raise UsageError(name=option, value=typed) from e
    if moment.tzinfo is None:
        raise UsageError(name=option, value=typed)
    return utc_text(moment.astimezone(UTC))

"""Times that people type, as sealed UTC."""

from __future__ import annotations

import re

from forensics_app.errors import UsageError
from forensics_app.model.outside_times import read_typed


def utc_of(typed: str, option: str) -> str:
    """A time in sealed form (UTC) of an ISO 8601 text; a date is its midnight UTC. Raises UsageError."""
    text = typed.strip().replace(" ", "T")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        text += "T00:00:00Z"
    read = read_typed(text)
    if read is None:
        raise UsageError(name=option, value=typed)
    return read[0]

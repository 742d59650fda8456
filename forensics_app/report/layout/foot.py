"""What the foot of each page has room for, which is a line or two."""

from __future__ import annotations

from forensics_app.model.names import visible

_CHARACTERS = 48


def foot_reference(reference: str) -> str:
    """A reference, cut where it is long; it stands in full on the first page."""
    seen = visible(reference)
    return seen if len(seen) <= _CHARACTERS else f"{seen[: _CHARACTERS - 1]}…"

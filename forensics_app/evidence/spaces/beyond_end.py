"""What of an area lies beyond the end of what is there: how the ledger of omissions says it."""

from __future__ import annotations

import re

_BEYOND = "beyond the end"
_SAID = re.compile(rf"([0-9]+) bytes not read: {_BEYOND}")


def beyond_end_detail(missing_bytes: int | None) -> str:
    """The detail of the omission; None where nothing says how much it is."""
    return _BEYOND if missing_bytes is None else f"{missing_bytes} bytes not read: {_BEYOND}"


def beyond_end_bytes(detail: str | None) -> int | None:
    """The number in such a detail; None where it gives none."""
    said = _SAID.fullmatch(detail or "")
    return None if said is None else int(said[1])

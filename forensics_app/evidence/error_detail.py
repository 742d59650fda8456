"""What a line of the omission ledger says of an error: technical, and without paths of this computer."""

from __future__ import annotations

from forensics_app.errors import ForensicsError, ReadFailedError


def detail_of(e: Exception) -> str:
    """One line about an error: its own words where it has some, else its code."""
    if isinstance(e, ReadFailedError):
        where = f"{e.size_bytes} bytes at {e.offset_bytes}: " if e.size_bytes else ""
        return where + (e.detail or e.code)
    if isinstance(e, ForensicsError):
        return str(getattr(e, "detail", "")) or e.code
    if isinstance(e, OSError):
        return e.strerror or type(e).__name__
    return str(e)

"""Reading on where bytes come piece by piece: what comes before damage counts."""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.errors import ReadFailedError


def read_pieces(take: Callable[[int], bytes], size_bytes: int, most_bytes: int) -> bytes:
    """Up to so many bytes, asked for in pieces of at most `most_bytes`; `take` gives none at the end.

    Raises ReadFailedError where damage comes first; behind other bytes the next read tells of it.
    """
    parts: list[bytes] = []
    missing = size_bytes
    while missing:
        try:
            part = take(min(most_bytes, missing))
        except ReadFailedError:
            if parts:
                break
            raise
        if not part:
            break
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)

"""Containers that are not whole: refused, or read as far as they go, as the user decided.

An opener calls `accept` with the error it would raise. Where the user accepts what is there, it is told and
the opener goes on; the medium it gives then knows its gaps (byte_source.KnowsGaps).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from forensics_app.errors import EvidenceError, SegmentMissingError, SourceTruncatedError


def _silent() -> None:
    """Nobody waits for a sign of life."""


@dataclass(slots=True)
class Incomplete:
    """`accepted`: the user takes what is there. `missing`: what is missing, in technical words; `alive` is
    called while something takes long."""

    accepted: bool = False
    alive: Callable[[], None] = _silent
    missing: list[str] = field(default_factory=list)

    def accept(self, error: EvidenceError, detail: str) -> None:
        """Note what is missing. Raises `error` where that isn't accepted."""
        if not self.accepted:
            raise error
        if detail not in self.missing:
            self.missing.append(detail)


REFUSED = Incomplete()
"""For parents, and whatever else has to be whole. Nothing is ever added to it."""


def cut_off(error: SourceTruncatedError, name: str) -> str:
    """In technical words: a file that ends too early."""
    return f"{name} ends at {error.actual_bytes} of at least {error.expected_bytes} bytes"


def missing_part(error: SegmentMissingError) -> str:
    """In technical words: a file that isn't there."""
    return f"{error.segment} is missing"

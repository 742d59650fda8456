"""What a long job says of itself while it runs. Reported at most ten times a second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from forensics_app.model.evidence import Layer


@dataclass(frozen=True, slots=True)
class Progress:
    """`stage` is a code with a label in the message catalogue; totals are None while unknown. Where several
    sources are read, this one is number `source` of `sources`; both are 0 else. `layer`: what of the source
    `subject` is at work.
    """

    stage: str
    subject: str = ""
    done_bytes: int = 0
    total_bytes: int | None = None
    items: int = 0
    total_items: int | None = None
    source: int = 0
    sources: int = 0
    layer: Layer | None = None


Report: TypeAlias = Callable[[Progress], None]
IsCancelled: TypeAlias = Callable[[], bool]


def silent(progress: Progress) -> None:
    """A report for callers that want none."""


def never_cancelled() -> bool:
    """An is-cancelled for callers that can't be cancelled."""
    return False

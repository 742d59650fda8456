"""What the Case and Evidence pages show of a case, read in one go in the reader thread."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.case import CaseFacts, HashState, SourceRecord, SourceState, TagRecord
from forensics_app.model.custody import CustodyEvent
from forensics_app.model.evidence import LayerState, Omission

DEMO_PREFIX = "DEMO"


@dataclass(frozen=True, slots=True)
class OmissionGroup:
    """All omissions of one code: how many items they stand for."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class CustodyOverview:
    """`broken_at` is the sequence where the chain does not hold, or None; `latest` has the newest first."""

    count: int
    latest: tuple[CustodyEvent, ...] = ()
    broken_at: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CaseOverview:
    """Artifacts are counted by source id and by layer id; `omissions` are at most a few hundred."""

    facts: CaseFacts
    sources: tuple[SourceRecord, ...]
    total: int
    deleted: int
    by_kind: tuple[tuple[ArtifactKind, int], ...]
    by_source: dict[str, int]
    by_layer: dict[str, int]
    omitted: tuple[OmissionGroup, ...]
    omissions: tuple[Omission, ...]
    custody: CustodyOverview
    tags: tuple[TagRecord, ...]
    writer: str | None = None

    @property
    def omitted_total(self) -> int:
        """How many items were not read."""
        return sum(group.count for group in self.omitted)

    @property
    def tagged_total(self) -> int:
        """How often a tag was given."""
        return sum(tag.count for tag in self.tags)


class CaseState(Enum):
    """A case in one word, worst first; the value is what settings keep."""

    BROKEN = "broken"
    DIFFER = "differ"
    FAILED = "failed"
    READING = "reading"
    PARTLY = "partly"
    READ = "read"
    EMPTY = "empty"


def case_state(overview: CaseOverview) -> CaseState:
    """The worst thing that can be said of a case."""
    sources = overview.sources
    if overview.custody.broken_at is not None:
        return CaseState.BROKEN
    if any(s.hashes is HashState.DIFFER for s in sources):
        return CaseState.DIFFER
    if any(s.state is SourceState.FAILED for s in sources):
        return CaseState.FAILED
    if any(s.state is SourceState.READING for s in sources):
        return CaseState.READING
    if any(
        layer.state is LayerState.OMITTED
        for s in sources
        if s.opened is not None
        for layer in s.opened.layers
    ):
        return CaseState.PARTLY
    return CaseState.READ if sources else CaseState.EMPTY


def is_demo(overview: CaseOverview) -> bool:
    """The practice case says so in its reference."""
    return overview.facts.reference.upper().startswith(DEMO_PREFIX)

"""What the Case and Evidence pages show of a case, read in one go in the reader thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from forensics_app.errors import ForensicsError
from forensics_app.i18n.labels import layer_name
from forensics_app.i18n.omissions import is_doubt
from forensics_app.model.answering.deadlines import Deadline
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.case import (
    DEMO_REFERENCE,
    CaseFacts,
    HashState,
    SourceRecord,
    SourceState,
    TagRecord,
)
from forensics_app.model.custody import CustodyEvent
from forensics_app.model.evidence import Layer, LayerKind, LayerState, Omission
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.request import RequestRecord
from forensics_app.model.retention import Retention
from forensics_app.model.timeline import DeclaredZone
from forensics_app.services.browsing.browse import HashSetCategory
from forensics_app.services.cases.received import ReceivedFacts
from forensics_app.services.cases.sealed_tags import UnsealedTags
from forensics_app.services.sealing.preview import BrokenOff
from ui.models.case.holders import Holder
from ui.theme.state import State
from ui.words.sources import LayerOmissions, source_state

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
    """Artifacts are counted by source id and by layer id; `omissions` are at most a few hundred.

    `locked`: ids of layers that are encrypted and were not opened; `snapshots`: ids of sources with snapshots
    that were not asked for; `paths` by source id, absolute. `hash_sets` were compared with the case;
    `zone_of` gives the declared zone of layers that have one. `request_error` where the record of the request
    can't be read; `deadline` is the calculated one in force;
    `by_family` counts contents by the first part of their media type, once all is read;
    `broken_off` is a sealing that has not ended, while nobody writes the case. `made_here`: whether this
    user made the case on this computer. `incomplete`: by source, what omissions say is missing of its image;
    `doubted_by_source`: how many of `omitted_by_source` were read, though with a doubt.
    `omitted_by_layer`: the same of each layer that has any.
    `labels` differs whenever tags or marks do, however many artifacts carry them.
    `unsealed`: the tagged artifacts that no bundle took, where there is one and that is known.
    """

    facts: CaseFacts
    sources: tuple[SourceRecord, ...]
    total: int
    deleted: int
    by_kind: tuple[tuple[ArtifactKind, int], ...]
    by_source: dict[str, int]
    by_layer: dict[str, int]
    omitted: tuple[OmissionGroup, ...]
    omissions: tuple[Omission, ...]
    omitted_by_source: dict[str, int]
    custody: CustodyOverview
    tags: tuple[TagRecord, ...]
    writer: str | None = None
    locked: frozenset[str] = frozenset()
    snapshots: frozenset[str] = frozenset()
    paths: dict[str, Path] = field(default_factory=dict)
    hash_sets: tuple[MatchedHashSet, ...] = ()
    categories: tuple[HashSetCategory, ...] = ()
    zones: tuple[DeclaredZone, ...] = ()
    zone_of: dict[str, str] = field(default_factory=dict)
    request: RequestRecord = field(default_factory=RequestRecord)
    request_error: ForensicsError | None = None
    deadline: Deadline | None = None
    retention: Retention | None = None
    holders: tuple[Holder, ...] = ()
    broken_off: BrokenOff | None = None
    by_family: tuple[tuple[str, int], ...] = ()
    made_here: bool = True
    received: ReceivedFacts | None = None
    signer_removed: bool = False
    labels: tuple[int, ...] = ()
    incomplete: dict[str, tuple[str | None, ...]] = field(default_factory=dict)
    unsealed: UnsealedTags | None = None
    doubted_by_source: dict[str, int] = field(default_factory=dict)
    omitted_by_layer: dict[str, LayerOmissions] = field(default_factory=dict)

    def locked_in(self, source: SourceRecord) -> list[str]:
        """The locked layers of a source, in its own order."""
        layers = () if source.opened is None else source.opened.layers
        return [layer.layer_id for layer in layers if layer.layer_id in self.locked]

    def incomplete_in(self, source_id: str) -> tuple[str | None, ...]:
        """What omissions say is missing of the image of a source."""
        return self.incomplete.get(source_id, ())

    def place_of(self, scope: str) -> str:
        """A source or layer id for people: the exhibit, and the layer in it (`EX-002 · 1 · System`)."""
        source_id, _, inside = scope.partition(".")
        source = next((s for s in self.sources if s.source_id == source_id), None)
        if source is None or not inside:
            return source_id if source is None else source.exhibit
        layers = () if source.opened is None else source.opened.layers
        layer = next((one for one in layers if one.layer_id == scope), None)
        return f"{source.exhibit} · {inside if layer is None else layer_name(layer)}"

    def omitted_in(self, source_id: str) -> int:
        """How many items of a source were not read or are left out."""
        return self.omitted_by_source.get(source_id, 0) - self.doubted_by_source.get(source_id, 0)

    def is_unsent(self, layer: Layer) -> bool:
        """Whether the sender of a received case listed this volume and sent nothing of it."""
        walked = self.received is not None and layer.state is LayerState.WALKED
        if layer.kind is LayerKind.ARCHIVE and not layer.length_bytes:
            return False  # the place of members of archives, which may have had none
        return walked and not self.by_layer.get(layer.layer_id)

    @property
    def exhibit_count(self) -> int:
        """How many exhibits there are: several sources may be of one."""
        return len({source.exhibit for source in self.sources})

    @property
    def omitted_total(self) -> int:
        """How many items were not read or are left out."""
        return sum(group.count for group in self.omitted if not is_doubt(group.code))

    @property
    def doubted_total(self) -> int:
        """How many items were read with a doubt."""
        return sum(group.count for group in self.omitted if is_doubt(group.code))

    @property
    def tagged_total(self) -> int:
        """How often a tag was given."""
        return sum(tag.count for tag in self.tags)


def state_in(overview: CaseOverview, source: SourceRecord, *, reading: bool = False) -> tuple[State, str]:
    """Shape and word for a source, the worst that can be said by all that the case knows of it."""
    return source_state(
        source,
        reading=reading,
        locked=len(overview.locked_in(source)),
        incomplete=overview.incomplete_in(source.source_id),
        omissions=overview.omitted_in(source.source_id),
        doubts=overview.doubted_by_source.get(source.source_id, 0),
        received=overview.received is not None,
        unsent=overview.received is not None and not overview.by_source.get(source.source_id),
    )


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
    if any(s.hashes is HashState.NOT_COMPARABLE for s in sources) or any(
        layer.state is LayerState.OMITTED
        for s in sources
        if s.opened is not None
        for layer in s.opened.layers
    ):
        return CaseState.PARTLY
    return CaseState.READ if sources else CaseState.EMPTY


def is_built_in(overview: CaseOverview) -> bool:
    """Whether it is the case that the demo makes, and none that somebody made for practice."""
    return overview.facts.reference == DEMO_REFERENCE


def is_demo(overview: CaseOverview) -> bool:
    """The practice case says so in its reference."""
    return overview.facts.reference.upper().startswith(DEMO_PREFIX)

"""What goes into a bundle: the chosen artifacts by id, the media they come from, where contents lie."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from forensics_app.bundle.writing.names import data_path
from forensics_app.errors import EverythingWithheldError, NothingSelectedError
from forensics_app.model.artifact import (
    Artifact,
    ArtifactKind,
    Entry,
    Examination,
    Extent,
    ExtentClass,
    Read,
    ReadOutcome,
)
from forensics_app.model.bundle import RuleKind, SelectionRule
from forensics_app.model.case import SourceRecord
from forensics_app.model.evidence import ARCHIVES, ContainerFormat, Omission, OpenedSource
from forensics_app.model.locator import Locator, artifact_id
from forensics_app.model.names import display
from forensics_app.model.selection import ArtifactFilter, takes_everything
from forensics_app.services.cases.case import Case
from forensics_app.services.sealing.asked import SealRequest
from forensics_app.services.selection.filter_text import rules_of
from forensics_app.services.selection.labels import NO_LABELS, SealedLabels, label_omissions, sealed_labels
from forensics_app.services.selection.withheld import NOTHING_WITHHELD, Withholdings, tellable, withholdings

_READ = (ReadOutcome.COMPLETE, ReadOutcome.PARTIAL)
_LOGICAL = (ContainerFormat.FOLDER, ContainerFormat.FILE)
_RAW_NAMES = (".raw", ".dd", ".img")


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many `catalogued` artifacts, `media` besides; `content_bytes` of all that has content.

    `withheld` is what marks keep out, `media_asked` the sources whose medium was asked for; `labels` are the
    tags and notes that are told, `labels_left_out` says of which sources others are not.
    """

    chosen: tuple[ArtifactFilter, ...]
    rules: tuple[SelectionRule, ...]
    catalogued: int
    media: tuple[Artifact, ...]
    exhibits: tuple[str, ...]
    content_bytes: int
    withheld: Withholdings = NOTHING_WITHHELD
    media_asked: tuple[str, ...] = ()
    labels: SealedLabels = NO_LABELS
    labels_left_out: tuple[Omission, ...] = ()

    @property
    def count(self) -> int:
        return self.catalogued + len(self.media)

    @property
    def omissions(self) -> list[Omission]:
        """What the omission ledger says of the choice itself."""
        return [*self.withheld.omissions(self.media_asked), *self.labels_left_out]


def choose(case: Case, request: SealRequest) -> Chosen:
    """What at least one of the request's filters takes (everything, without any); media, where asked for, as
    `media_of` has them.

    Contents and media of the sources that are left out stay out, and whatever marks withhold. Raises
    NothingSelectedError, EverythingWithheldError.
    """
    chosen, without = request.chosen, request.without
    withheld = withholdings(case, chosen)
    filters = tellable(case, chosen)
    rules = list(rules_of(case, filters)) if filters or not chosen else []
    labels = sealed_labels(filters, everything=request.tags_and_notes)
    catalogued = size = 0
    sources, exhibits = set(), set()
    for measured in case.store.artifacts.measure(*chosen, sealable=True):
        catalogued += measured.artifacts
        size += 0 if measured.source_id in without else measured.content_bytes
        sources.add(measured.source_id)
        exhibits.add(measured.exhibit)
    wanted: list[Artifact] = []
    asked: list[str] = []
    if request.media:
        for medium in media_of(case, chosen, sources):
            source = medium.entry.locator.source_id
            if source in without:
                continue
            asked.append(source)
            if source not in withheld.media:
                wanted.append(medium)
                exhibits.add(medium.exhibit)
                rules.append(SelectionRule(RuleKind.MEDIA, source))
                size += medium.entry.size_bytes or 0
    if not catalogued and not wanted and withheld.counts:
        raise EverythingWithheldError(path=str(case.path), count=sum(w.count for w in withheld.counts))
    if not catalogued and not wanted:
        raise NothingSelectedError(path=str(case.path))
    return Chosen(
        chosen,
        tuple(rules),
        catalogued,
        tuple(wanted),
        tuple(sorted(exhibits)),
        size,
        withheld,
        tuple(asked),
        labels,
        label_omissions(case, chosen, labels),
    )


def media_of(case: Case, chosen: tuple[ArtifactFilter, ...], sources: Collection[str]) -> Iterator[Artifact]:
    """The whole media of the images that a choice comes from, `sources` by id, as artifacts.

    Of everything all images, also one in which nothing was found: it may be what matters.
    """
    for record in case.store.queries.sources():
        if takes_everything(chosen) or record.source_id in sources:
            medium = medium_artifact(case.case_key, record)
            if medium is not None:
                yield medium


def has_content(artifact: Artifact) -> bool:
    """Whether ingest read content of this artifact that can go into a bundle."""
    examination = artifact.examination
    return (
        artifact.entry.size_bytes is not None
        and examination.read.outcome in _READ
        and examination.digests.sha256 is not None
    )


def content_path(artifact: Artifact) -> str:
    """Where the artifact's content lies in the bag; follows from the artifact alone."""
    locator = artifact.entry.locator
    parts = [display(locator.components[-1])] if locator.components else [artifact.entry.kind.value]
    if locator.stream is not None:
        parts.append(display(locator.stream))
    return data_path(artifact.exhibit, artifact.artifact_id, "_".join(parts))


def _medium_name(opened: OpenedSource, record: SourceRecord) -> str:
    """The file's own name where the medium is the file; else the container's with another ending."""
    first = opened.segments[0].name if opened.segments else record.source_id
    if opened.format in ARCHIVES:
        return first if len(opened.segments) < 2 else PurePath(first).stem
    return first if first.lower().endswith(_RAW_NAMES) else f"{PurePath(first).stem}.raw"


def has_medium(record: SourceRecord) -> bool:
    """Whether a source is an image, no folder or file, that was hashed: its medium can go into a bundle."""
    opened = record.opened
    return opened is not None and opened.format not in _LOGICAL and record.computed.sha256 is not None


def medium_artifact(case_key: bytes, record: SourceRecord) -> Artifact | None:
    """The whole medium as an artifact, where the source `has_medium`."""
    opened = record.opened
    if opened is None or not has_medium(record):
        return None
    name = _medium_name(opened, record)
    locator = Locator(
        source_id=record.source_id,
        layer_id=record.source_id,
        components=(name.encode("utf-8", "surrogateescape"),),
        address="medium",
    )
    entry = Entry(
        locator=locator,
        kind=ArtifactKind.AREA,
        allocated=True,
        size_bytes=opened.size_bytes,
        times=(),
        sequence=0,
        extents=(Extent(record.source_id, 0, opened.size_bytes),),
        extent_class=ExtentClass.RUNS,
    )
    examination = Examination(record.computed, Read(ReadOutcome.COMPLETE))
    return Artifact(artifact_id(case_key, locator), record.exhibit, entry, examination)

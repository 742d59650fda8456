"""What was sealed as the values that the rest of the program works with: artifacts, sources and layers."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from forensics_app.bundle.layout import SOURCES
from forensics_app.errors import VerificationFailedError
from forensics_app.exchange.exported import ExportedSource
from forensics_app.model.artifact import (
    Artifact,
    ArtifactKind,
    Derivable,
    Entry,
    Examination,
    Extent,
    ExtentClass,
    Gap,
    Read,
    ReadOutcome,
)
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import Layer, LayerKind, LayerState
from forensics_app.model.findings import Verdict
from forensics_app.model.locator import Locator
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.services.sealed_bundles.contents import sealed_lines
from forensics_app.verify.checked import CheckedBundle
from forensics_app.verify.files import records

_TIME_KINDS = {kind.value: kind for kind in TimeKind}
_CLASSES = {kind.value: kind for kind in ExtentClass}
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?\Z")
_LAYER_KINDS = {kind.value: kind for kind in LayerKind}


@dataclass(frozen=True, slots=True)
class SealedSource:
    """A source as sources.jsonl has it: `layers` are all of its lines, `top` the one of the
    source itself.
    """

    top: records.Source
    layers: tuple[Layer, ...]


def sealed_sources(bundle: CheckedBundle) -> tuple[ExportedSource, ...]:
    """The sources of a bundle with their layers, in the order of sources.jsonl.

    Raises VerificationFailedError.
    """
    return tuple(map(_exported, source_lines(bundle)))


def source_lines(bundle: CheckedBundle) -> tuple[SealedSource, ...]:
    """The same with everything that the lists hold of them. Raises VerificationFailedError."""
    decoder = msgspec.json.Decoder(records.Source)
    tops: dict[str, records.Source] = {}
    layers: dict[str, list[Layer]] = {}
    for line in sealed_lines(bundle, SOURCES):
        try:
            sealed = decoder.decode(line)
        except msgspec.DecodeError as e:  # it was in its form when it was checked
            raise VerificationFailedError(path=SOURCES, verdict=Verdict.ALTERED.value) from e
        source_id = sealed.id.partition(".")[0]
        if sealed.id == source_id:
            tops[source_id] = sealed
        layers.setdefault(source_id, []).append(layer_of(sealed))
    return tuple(SealedSource(top, tuple(layers[source_id])) for source_id, top in tops.items())


def artifact_of(sealed: records.Artifact) -> Artifact:
    """A line of the sealed catalogue as an artifact."""
    locator = Locator(
        sealed.source,
        sealed.layer,
        tuple(map(base64.b64decode, sealed.path.bytes)),
        None if sealed.stream is None else base64.b64decode(sealed.stream.bytes),
    )
    entry = Entry(
        locator=locator,
        kind=ArtifactKind(sealed.kind),
        allocated=sealed.allocated,
        size_bytes=_number(sealed.size),
        times=tuple(_times(sealed)),
        sequence=0,
        inode=sealed.inode,
        reallocated=sealed.reallocated,
        orphan=sealed.orphan,
        extents=tuple(Extent(layer, _number(at), int(length)) for layer, at, length in sealed.extents),
        extent_class=_CLASSES.get(sealed.extent_class, ExtentClass.NONE),
        link_target=None if sealed.link_target is None else base64.b64decode(sealed.link_target),
        mode=sealed.mode,
        uid=sealed.uid,
        gid=sealed.gid,
    )
    latitude, longitude = _place(sealed.position)
    examination = Examination(
        digests=digests_of(sealed.digests),
        read=Read(
            ReadOutcome(sealed.read.outcome),
            tuple(Gap(int(at), int(length)) for at, length in sealed.read.gaps),
            sealed.read.reason,
        ),
        media_type=sealed.media_type,
        extension_mismatch=sealed.extension_mismatch,
        exif=tuple((e.tag, e.value) for e in sealed.exif),
        latitude=latitude,
        longitude=longitude,
        derivable=Derivable(sealed.derivable),
    )
    return Artifact(sealed.id, sealed.exhibit, entry, examination, tuple(sealed.tags), sealed.note)


def _place(position: records.Position | None) -> tuple[float, float] | tuple[None, None]:
    """Degrees, where both are decimal and on a globe: a sealed text may be anything."""
    if position is None:
        return None, None
    if not (_DEGREES.match(position.latitude) and _DEGREES.match(position.longitude)):
        return None, None
    latitude, longitude = float(position.latitude), float(position.longitude)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else (None, None)


def _times(sealed: records.Artifact) -> Iterator[EvidenceTime]:
    for time in sealed.times:
        kind = _TIME_KINDS.get(time.kind)
        if kind is not None:
            yield EvidenceTime(kind, time.raw, time.value, time.precision, TimeZoneKnowledge(time.zone))


def _exported(source: SealedSource) -> ExportedSource:
    top = source.top
    names = [one.name.rpartition("/")[2] for one in top.segments]
    if not names and top.name is not None:
        names = [top.name.shown]
    return ExportedSource(
        top.id, top.exhibit, tuple(names), int(top.length), digests_of(top.digests), source.layers
    )


def layer_of(sealed: records.Source) -> Layer:
    """A line of the sealed sources as a layer."""
    return Layer(
        sealed.id,
        sealed.parent,
        _LAYER_KINDS.get(sealed.kind, LayerKind.MEDIUM),
        int(sealed.offset),
        int(sealed.length),
        _number(sealed.sector_size),
        sealed.description,
        sealed.label,
        sealed.file_system,
        LayerState(sealed.state),
        digests_of(sealed.digests),
    )


def digests_of(sealed: records.Digests) -> Digests:
    """Sealed digests as a value."""
    return Digests(sealed.md5, sealed.sha1, sealed.sha256)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)

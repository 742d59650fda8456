"""A source as the sealed lists describe it, as the record of a source in a case."""

from __future__ import annotations

from pathlib import Path

import msgspec

from forensics_app.model.case import ExamineRequest, HashState, SourceRecord, SourceState, hashes_as_sealed
from forensics_app.model.digests import NO_DIGESTS
from forensics_app.model.evidence import (
    AcquisitionFacts,
    ContainerFormat,
    LayerState,
    OpenedSource,
    Segment,
)
from forensics_app.model.names import visible
from forensics_app.services.sealed_bundles.artifacts import SealedSource, digests_of
from forensics_app.verify.files import records

_FORMATS = {one.value: one for one in ContainerFormat}


def source_record(source: SealedSource, bundle: Path, *, failed: str | None) -> SourceRecord:
    """The record of a source of the bundle at `bundle`, with what the lists hold of it and nothing else.

    `failed`: the code of the omission of the whole source at opening, where there is one.
    """
    top = source.top
    opened = None if _never_opened(source) else _opened(source)
    stored = NO_DIGESTS if opened is None else opened.stored_digests
    computed = NO_DIGESTS if opened is None else digests_of(top.digests)
    return SourceRecord(
        number=int(top.id[1:]),
        source_id=top.id,
        exhibit=top.exhibit,
        path=_name(top),
        state=SourceState.FAILED if opened is None else SourceState.READING,
        opened=opened,
        computed=computed,
        hashes=hashes_as_sealed(HashState(top.hashes), stored, computed),
        fingerprint=f"bundle {bundle.name}",
        request=ExamineRequest(),
        error_code=failed if opened is None else None,
    )


def _never_opened(source: SealedSource) -> bool:
    """Whether the line is the one that stands for a source that could not be opened."""
    top, layers = source.top, source.layers
    return top.format is None and len(layers) == 1 and layers[0].state is LayerState.OMITTED


def _opened(source: SealedSource) -> OpenedSource:
    top, layers = source.top, source.layers
    said = top.acquisition
    return OpenedSource(
        source_id=top.id,
        exhibit=top.exhibit,
        path=_name(top),
        format=_FORMATS.get(top.format or ""),
        size_bytes=int(top.length),
        sector_size_bytes=None if top.sector_size is None else int(top.sector_size),
        segments=tuple(Segment(one.name, int(one.size)) for one in top.segments),
        stored_digests=digests_of(top.stored_digests),
        acquisition=AcquisitionFacts() if said is None else AcquisitionFacts(**msgspec.structs.asdict(said)),
        layers=layers,
        atime_kept=top.atime_kept,
        notes=tuple(top.notes),
    )


def _name(top: records.Source) -> str:
    """Of the first file; the number of the source where the bundle gives none."""
    if top.segments:
        return visible(top.segments[0].name.rpartition("/")[2])
    return top.id if top.name is None else visible(top.name.shown)

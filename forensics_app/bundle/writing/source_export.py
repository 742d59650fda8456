"""The lines of metadata/sources.jsonl: sources and layers (docs/bundle-format.md, section 3.3)."""

from __future__ import annotations

from forensics_app.bundle.identifiers import as_line
from forensics_app.bundle.sealed_values import (
    digest_object,
    integer,
    name_object,
    optional_text,
    unicode_text,
)
from forensics_app.model.case import HashState, SourceRecord
from forensics_app.model.digests import NO_DIGESTS
from forensics_app.model.evidence import AcquisitionFacts, ContainerFormat, Layer, LayerKind, OpenedSource
from forensics_app.model.sealed_json import JsonValue


def source_objects(record: SourceRecord) -> list[JsonValue]:
    """The lines of sources.jsonl of one source: the medium or folder first (section 3.3)."""
    if record.opened is None:
        return [_unopened(record)]
    return [_layer_object(record, record.opened, layer) for layer in _with_medium(record, record.opened)]


def _with_medium(record: SourceRecord, opened: OpenedSource) -> tuple[Layer, ...]:
    """The layers, parents first, with one for the source itself where the list doesn't begin with it."""
    if any(layer.layer_id == record.source_id for layer in opened.layers):
        return opened.layers
    kind = (
        LayerKind.FOLDER
        if opened.format in (ContainerFormat.FOLDER, ContainerFormat.FILE)
        else LayerKind.MEDIUM
    )
    own = Layer(
        record.source_id, None, kind, 0, opened.size_bytes, opened.sector_size_bytes, digests=record.computed
    )
    return (own, *opened.layers)


def _layer_object(record: SourceRecord, opened: OpenedSource, layer: Layer) -> JsonValue:
    top = layer.layer_id == record.source_id
    return {
        "type": "sealwright/source/1",
        "id": layer.layer_id,
        "parent": layer.parent_id,
        "exhibit": unicode_text(record.exhibit),
        "kind": layer.kind.value,
        "format": opened.format.value if top and opened.format is not None else None,
        "name": _source_name(opened) if top else None,
        "offset": str(layer.offset_bytes),
        "length": str(layer.length_bytes),
        "sector_size": integer(layer.sector_size_bytes),
        "file_system": optional_text(layer.file_system),
        "label": _line(layer.label),
        "description": _line(layer.description),
        "state": layer.state.value,
        "digests": digest_object(record.computed if top else layer.digests),
        "stored_digests": digest_object(opened.stored_digests if top else NO_DIGESTS),
        "hashes": _hashes(record) if top else HashState.NONE_STORED.value,
        "segments": [{"name": _line(s.name), "size": str(s.size_bytes)} for s in opened.segments]
        if top
        else [],
        "acquisition": _acquisition(opened.acquisition) if top else None,
        "atime_kept": opened.atime_kept,
        "notes": [unicode_text(n) for n in opened.notes] if top else [],
    }


def _hashes(record: SourceRecord) -> str:
    """The format has no word of its own for digests that count gaps as zeros: none is of the whole medium."""
    incomparable = record.hashes is HashState.NOT_COMPARABLE
    return (HashState.NOT_COMPUTED if incomparable else record.hashes).value


def _unopened(record: SourceRecord) -> JsonValue:
    """A source that could not be opened still has its line: its omission stands beside it."""
    return {
        "type": "sealwright/source/1",
        "id": record.source_id,
        "parent": None,
        "exhibit": unicode_text(record.exhibit),
        "kind": LayerKind.MEDIUM.value,
        "format": None,
        "name": name_object(_base_name(record.path)),
        "offset": "0",
        "length": "0",
        "sector_size": None,
        "file_system": None,
        "label": None,
        "description": None,
        "state": "omitted",
        "digests": digest_object(NO_DIGESTS),
        "stored_digests": digest_object(NO_DIGESTS),
        "hashes": HashState.NOT_COMPUTED.value,
        "segments": [],
        "acquisition": None,
        "atime_kept": True,
        "notes": [],
    }


def _acquisition(facts: AcquisitionFacts) -> JsonValue:
    values: dict[str, str | None] = {
        "examiner": facts.examiner,
        "case_number": facts.case_number,
        "evidence_number": facts.evidence_number,
        "description": facts.description,
        "notes": facts.notes,
        "acquired_at": facts.acquired_at,
        "system_date": facts.system_date,
        "tool": facts.tool,
        "tool_version": facts.tool_version,
        "operating_system": facts.operating_system,
        "model": facts.model,
        "serial_number": facts.serial_number,
    }
    if not any(values.values()):
        return None
    texts = ("description", "notes")  # of several lines
    return {key: optional_text(value) if key in texts else _line(value) for key, value in values.items()}


def _line(text: str | None) -> str | None:
    """What a medium says of itself, as a line (section 3.11)."""
    return None if text is None else as_line(unicode_text(text))


def _source_name(opened: OpenedSource) -> JsonValue:
    first = opened.segments[0].name if opened.segments else opened.path
    return name_object(_base_name(first))


def _base_name(path: str) -> bytes:
    """The last component, as the bytes that this computer's file system gave."""
    return path.rstrip("/").rsplit("/", 1)[-1].encode("utf-8", "surrogateescape")

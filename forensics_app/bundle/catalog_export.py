"""The sealed lists: one function for each kind of line (docs/bundle-format.md, section 3).

Numbers become decimal strings, bytes base64; every key of a type is always there.
"""

from __future__ import annotations

import base64
import csv
import io

from forensics_app.model.artifact import Artifact
from forensics_app.model.bundle import RequestRecord, SealedArtifact, Selection
from forensics_app.model.case import CaseFacts, HashState, SourceRecord
from forensics_app.model.digests import NO_DIGESTS, Digests
from forensics_app.model.evidence import AcquisitionFacts, Layer, LayerKind, Omission, OpenedSource
from forensics_app.model.names import display, visible
from forensics_app.model.sealed_json import JsonValue
from forensics_app.model.times import TimeKind

CSV_HEADER = (
    "id", "exhibit", "source", "path", "kind", "allocated", "size", "modified", "sha256", "media_type",
    "tags", "data",
)  # fmt: skip
_DANGEROUS_FIRST = ("=", "+", "-", "@", "\t", "\r")
_BOM = b"\xef\xbb\xbf"
_DEGREE_DIGITS = 7


def artifact_object(sealed: SealedArtifact) -> JsonValue:
    """A line of catalog.jsonl (section 3.1)."""
    artifact, entry = sealed.artifact, sealed.artifact.entry
    examination, locator = artifact.examination, artifact.entry.locator
    return {
        "type": "sealwright/artifact/1",
        "id": artifact.artifact_id,
        "salt": _b64(sealed.salt),
        "exhibit": _text(artifact.exhibit),
        "source": locator.source_id,
        "layer": locator.layer_id,
        "kind": entry.kind.value,
        "allocated": entry.allocated,
        "reallocated": entry.reallocated,
        "orphan": entry.orphan,
        "path": {
            "bytes": [_b64(c) for c in locator.components],
            "display": [display(c) for c in locator.components],
        },
        "stream": None if locator.stream is None else _name(locator.stream),
        "inode": _optional(entry.inode),
        "size": _int(entry.size_bytes),
        "digests": _digests(examination.digests),
        "media_type": _optional(examination.media_type),
        "extension_mismatch": examination.extension_mismatch,
        "times": [
            {
                "kind": t.kind.value,
                "raw": t.raw,
                "value": t.value,
                "precision": t.precision,
                "zone": t.zone.value,
            }
            for t in entry.times
        ],
        "extents": [[e.layer_id, _int(e.offset_bytes), str(e.length_bytes)] for e in entry.extents],
        "extent_class": entry.extent_class.value,
        "derivable": examination.derivable.value,
        "read": {
            "outcome": examination.read.outcome.value,
            "gaps": [[str(g.offset_bytes), str(g.length_bytes)] for g in examination.read.gaps],
            "reason": examination.read.reason,
        },
        "link_target": None if entry.link_target is None else _b64(entry.link_target),
        "mode": _optional(entry.mode),
        "uid": _optional(entry.uid),
        "gid": _optional(entry.gid),
        "exif": [{"tag": _text(tag), "value": _text(value)} for tag, value in examination.exif],
        "position": _position(artifact),
        "tags": [_text(tag) for tag in artifact.tags],
        "note": _optional(artifact.note),
        "data": sealed.data,
    }


def csv_header() -> bytes:
    """The byte order mark and the first row of catalog.csv (section 3.2)."""
    return _BOM + _csv_row(CSV_HEADER)


def csv_line(sealed: SealedArtifact) -> bytes:
    """A row of catalog.csv, for people: names with their control characters spelled out, no formulas."""
    artifact, entry = sealed.artifact, sealed.artifact.entry
    modified = next((t.value for t in entry.times if t.kind is TimeKind.MODIFIED and t.value), "")
    cells = (
        artifact.artifact_id,
        artifact.exhibit,
        entry.locator.source_id,
        entry.locator.path_display(),
        entry.kind.value,
        "true" if entry.allocated else "false",
        "" if entry.size_bytes is None else str(entry.size_bytes),
        modified,
        artifact.examination.digests.sha256 or "",
        artifact.examination.media_type or "",
        ";".join(artifact.tags),
        sealed.data or "",
    )
    return _csv_row([_safe_cell(visible(_text(cell))) for cell in cells])


def source_objects(record: SourceRecord) -> list[JsonValue]:
    """The lines of sources.jsonl of one source: the medium or folder first (section 3.3)."""
    if record.opened is None:
        return [_unopened(record)]
    return [_layer_object(record, record.opened, layer) for layer in _with_medium(record, record.opened)]


def selection_object(selection: Selection) -> JsonValue:
    """selection.json (section 3.4)."""
    return {
        "type": "sealwright/selection/1",
        "rules": [{"rule": r.rule.value, "value": _text(r.value)} for r in selection.rules],
        "by": _text(selection.by),
        "at": selection.at,
        "catalogued": str(selection.catalogued),
        "selected": str(selection.selected),
        "not_selected": str(selection.catalogued - selection.selected),
        "without_content": str(selection.without_content),
    }


def omission_object(omission: Omission) -> JsonValue:
    """A line of omissions.jsonl (section 3.5)."""
    return {
        "code": omission.code,
        "source": omission.source_id,
        "locator": _optional(omission.locator),
        "count": str(omission.count),
        "stage": omission.stage.value,
        "detail": _optional(omission.detail),
    }


def request_object(request: RequestRecord, facts: CaseFacts) -> JsonValue:
    """request.json (section 3.7)."""
    return {
        "type": "sealwright/request/1",
        "instrument": request.instrument,
        "authorities": list(request.authorities),
        "requesting_reference": request.requesting_reference,
        "executing_reference": request.executing_reference,
        "legal_basis": request.legal_basis,
        "offence": request.offence,
        "urgency": request.urgency,
        "limits_of_use": request.limits_of_use,
        "retention": request.retention,
        "languages": list(request.languages),
        "nonce": None if request.nonce is None else _b64(request.nonce),
        "handling": [
            {
                "scheme": _text(h.scheme),
                "value": _text(h.value),
                "comment": _optional(h.comment),
                "permission": _optional(h.permission),
            }
            for h in request.handling
        ],
        "case": {
            "reference": _text(facts.reference),
            "title": _text(facts.title),
            "examiner": _text(facts.examiner),
            "agency": _text(facts.agency),
            "country": _text(facts.country),
        },
    }


# --- sources -----------------------------------------------------------------------------------------


def _with_medium(record: SourceRecord, opened: OpenedSource) -> tuple[Layer, ...]:
    """The layers, parents first, with one for the source itself where the list doesn't begin with it."""
    if any(layer.layer_id == record.source_id for layer in opened.layers):
        return opened.layers
    kind = LayerKind.FOLDER if opened.format.value in ("folder", "file") else LayerKind.MEDIUM
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
        "exhibit": _text(record.exhibit),
        "kind": layer.kind.value,
        "format": opened.format.value if top else None,
        "name": _source_name(opened) if top else None,
        "offset": str(layer.offset_bytes),
        "length": str(layer.length_bytes),
        "sector_size": _int(layer.sector_size_bytes),
        "file_system": _optional(layer.file_system),
        "label": _optional(layer.label),
        "description": _optional(layer.description),
        "state": layer.state.value,
        "digests": _digests(record.computed if top else layer.digests),
        "stored_digests": _digests(opened.stored_digests if top else NO_DIGESTS),
        "hashes": (record.hashes if top else HashState.NONE_STORED).value,
        "segments": [{"name": _text(s.name), "size": str(s.size_bytes)} for s in opened.segments]
        if top
        else [],
        "acquisition": _acquisition(opened.acquisition) if top else None,
        "atime_kept": opened.atime_kept,
        "notes": [_text(n) for n in opened.notes] if top else [],
    }


def _unopened(record: SourceRecord) -> JsonValue:
    """A source that could not be opened still has its line: its omission stands beside it."""
    return {
        "type": "sealwright/source/1",
        "id": record.source_id,
        "parent": None,
        "exhibit": _text(record.exhibit),
        "kind": LayerKind.MEDIUM.value,
        "format": None,
        "name": _name(_base_name(record.path)),
        "offset": "0",
        "length": "0",
        "sector_size": None,
        "file_system": None,
        "label": None,
        "description": None,
        "state": "omitted",
        "digests": _digests(NO_DIGESTS),
        "stored_digests": _digests(NO_DIGESTS),
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
    return {key: _optional(value) for key, value in values.items()}


def _source_name(opened: OpenedSource) -> JsonValue:
    first = opened.segments[0].name if opened.segments else opened.path
    return _name(_base_name(first))


def _base_name(path: str) -> bytes:
    """The last component, as the bytes that this computer's file system gave."""
    return path.rstrip("/").rsplit("/", 1)[-1].encode("utf-8", "surrogateescape")


# --- values ------------------------------------------------------------------------------------------


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _name(raw: bytes) -> JsonValue:
    return {"bytes": _b64(raw), "display": display(raw)}


def _int(value: int | None) -> str | None:
    return None if value is None else str(value)


def _text(text: str) -> str:
    """What isn't Unicode (raw bytes of a file name of this computer) spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _optional(text: str | None) -> str | None:
    return None if text is None else _text(text)


def _digests(digests: Digests) -> JsonValue:
    return {"md5": digests.md5, "sha1": digests.sha1, "sha256": digests.sha256}


def _position(artifact: Artifact) -> JsonValue:
    latitude, longitude = artifact.examination.latitude, artifact.examination.longitude
    if latitude is None or longitude is None:
        return None
    return {"latitude": _degrees(latitude), "longitude": _degrees(longitude)}


def _degrees(value: float) -> str:
    text = f"{value:.{_DEGREE_DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _csv_row(cells: tuple[str, ...] | list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode("utf-8")


def _safe_cell(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS_FIRST) else text

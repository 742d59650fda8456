"""The sealed lists: one function for each kind of line (docs/bundle-format.md, section 3).

Numbers become decimal strings, bytes base64; every key of a type is always there.
"""

from __future__ import annotations

import csv
from functools import lru_cache

import msgspec

from forensics_app.bundle.identifiers import as_line
from forensics_app.bundle.sealed_values import (
    b64,
    digest_object,
    integer,
    name_object,
    optional_text,
    unicode_text,
)
from forensics_app.model.artifact import Artifact
from forensics_app.model.bundle import SealedArtifact, Selection
from forensics_app.model.evidence import Omission
from forensics_app.model.locator import Locator
from forensics_app.model.names import Components, display, display_path, visible
from forensics_app.model.sealed_json import JsonValue
from forensics_app.model.times import TimeKind

CSV_HEADER = (
    "id", "exhibit", "source", "path", "kind", "allocated", "size", "modified", "sha256", "media_type",
    "tags", "data",
)  # fmt: skip
_DANGEROUS_FIRST = frozenset("=+-@\t\r")
_BOM = b"\xef\xbb\xbf"
_DEGREE_DIGITS = 7
_FOLDERS = 2048


def artifact_line(sealed: SealedArtifact) -> bytes:
    """A line of catalog.jsonl without its line feed: `sealed_json.dump` of `artifact_object`, only sooner."""
    return _encode(artifact_object(sealed))


def artifact_object(sealed: SealedArtifact) -> JsonValue:
    """A line of catalog.jsonl (section 3.1). Keys stand in the order of RFC 8785, on every level."""
    artifact, entry = sealed.artifact, sealed.artifact.entry
    examination, locator = artifact.examination, artifact.entry.locator
    derivable = sealed.derivable or examination.derivable
    return {
        "allocated": entry.allocated,
        "data": sealed.data,
        "derivable": derivable,
        "digests": digest_object(examination.digests),
        "exhibit": unicode_text(artifact.exhibit),
        "exif": [{"tag": unicode_text(tag), "value": unicode_text(value)} for tag, value in examination.exif],
        "extension_mismatch": examination.extension_mismatch,
        "extent_class": entry.extent_class,
        "extents": [
            [layer, None if offset is None else str(offset), str(length)]
            for layer, offset, length in entry.extents
        ],
        "gid": optional_text(entry.gid),
        "id": artifact.artifact_id,
        "inode": _line(entry.inode),
        "kind": entry.kind,
        "layer": locator.layer_id,
        "link_target": None if entry.link_target is None else b64(entry.link_target),
        "media_type": _line(examination.media_type),
        "mode": optional_text(entry.mode),
        "note": optional_text(artifact.note),
        "orphan": entry.orphan,
        "path": _path(locator.components),
        "position": _position(artifact),
        "read": {
            "gaps": [[str(g.offset_bytes), str(g.length_bytes)] for g in examination.read.gaps],
            "outcome": examination.read.outcome,
            "reason": examination.read.reason,
        },
        "reallocated": entry.reallocated,
        "salt": b64(sealed.salt),
        "size": integer(entry.size_bytes),
        "source": locator.source_id,
        "stream": None if locator.stream is None else name_object(locator.stream),
        "tags": [unicode_text(tag) for tag in artifact.tags],
        "times": [
            {
                "kind": time.kind,
                "precision": time.precision,
                "raw": as_line(time.raw),
                "value": time.value,
                "zone": time.zone,
            }
            for time in entry.times
        ],
        "type": "sealwright/artifact/1",
        "uid": optional_text(entry.uid),
    }


def _line(text: str | None) -> str | None:
    """What comes from the evidence, as a line (section 3.11)."""
    return None if text is None else as_line(unicode_text(text))


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
        _path_display(entry.locator),
        str(entry.kind),
        "true" if entry.allocated else "false",
        "" if entry.size_bytes is None else str(entry.size_bytes),
        modified,
        artifact.examination.digests.sha256 or "",
        _line(artifact.examination.media_type) or "",
        ";".join(artifact.tags),
        sealed.data or "",
    )
    row = ",".join(cells)
    if row.isascii() and row.isprintable():  # as nearly all are: each cell shows as it is
        quoted = '"' in row or row.count(",") >= len(cells)
        if quoted or not _DANGEROUS_FIRST.isdisjoint([cell[:1] for cell in cells]):
            return _csv_row([_safe_cell(cell) for cell in cells])
        return row.encode("ascii") + b"\r\n"
    return _csv_row([_safe_cell(visible(unicode_text(cell))) for cell in cells])


def selection_object(selection: Selection) -> JsonValue:
    """selection.json (section 3.4)."""
    return {
        "type": "sealwright/selection/1",
        "rules": [{"rule": r.rule.value, "value": unicode_text(r.value)} for r in selection.rules],
        "by": unicode_text(selection.by),
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
        "locator": optional_text(omission.locator),
        "count": str(omission.count),
        "stage": omission.stage.value,
        "detail": optional_text(omission.detail),
    }


def _path(components: Components) -> JsonValue:
    encoded, shown = _folder(components[:-1])
    last = components[-1:]
    return {"bytes": [*encoded, *map(b64, last)], "display": [*shown, *map(display, last)]}


@lru_cache(maxsize=_FOLDERS)
def _folder(components: Components) -> tuple[list[JsonValue], list[JsonValue]]:
    """Kept, since files of a folder come one after the other."""
    return [b64(c) for c in components], [display(c) for c in components]


def _path_display(locator: Locator) -> str:
    """`/dir/name`, or `/dir/name:stream`."""
    if locator.stream is not None or len(locator.components) < 2:
        return locator.path_display()
    return _folder_display(locator.components[:-1]) + display_path(locator.components[-1:])


_folder_display = lru_cache(maxsize=_FOLDERS)(display_path)


def _position(artifact: Artifact) -> JsonValue:
    latitude, longitude = artifact.examination.latitude, artifact.examination.longitude
    if latitude is None or longitude is None:
        return None
    return {"latitude": _degrees(latitude), "longitude": _degrees(longitude)}


def _degrees(value: float) -> str:
    text = f"{value:.{_DEGREE_DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class _Echo:
    """What a csv.writer writes into; the row comes back from `writerow`."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


_rows = csv.writer(_Echo(), lineterminator="\r\n")
_encode = msgspec.json.Encoder().encode


def _csv_row(cells: tuple[str, ...] | list[str]) -> bytes:
    row: str = _rows.writerow(cells)
    return row.encode("utf-8")


def _safe_cell(text: str) -> str:
    return f"'{text}" if text[:1] in _DANGEROUS_FIRST else text

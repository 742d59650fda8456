"""Records to rows of the catalogue, and rows back to artifacts."""

from __future__ import annotations

from typing import Any

from forensics_app.examine.record import Record, both_of, extension_of, fold, storable
from forensics_app.model.artifact import Artifact
from forensics_app.model.names import Components

__all__ = [
    "COLUMNS", "LAYER_BITS", "MOST_SOURCES", "SEQUENCE_BITS", "extension_of", "fold", "from_row",
    "layer_number", "layer_of", "layer_rows", "row_number", "source_rows", "storable", "to_row",
]  # fmt: skip

SEQUENCE_BITS = 37
LAYER_BITS = 14
MOST_SOURCES = (1 << 12) - 1

COLUMNS = (
    "row", "id", "folder", "name", "stream", "folded", "extension", "kind", "allocated", "size", "modified",
    "md5", "sha1", "sha256", "media_type", "extension_mismatch", "outcome", "details",
    "accessed", "changed", "created", "facets",
)  # fmt: skip


def layer_number(source_number: int, place: int) -> int:
    """The catalogue's number of a layer: its source, then its place among the source's layers."""
    if not (0 < source_number <= MOST_SOURCES and 0 <= place < 1 << LAYER_BITS):
        raise ValueError("a case holds at most 4095 sources of 16384 layers")
    return source_number << LAYER_BITS | place


def row_number(layer: int, sequence: int) -> int:
    """The place of an artifact in the one total order."""
    if not 0 <= sequence < 1 << SEQUENCE_BITS:
        raise ValueError("sequence out of range")
    return layer << SEQUENCE_BITS | sequence


def layer_of(row: int) -> int:
    """The number of the layer that a row belongs to."""
    return row >> SEQUENCE_BITS


def source_rows(source_number: int) -> tuple[int, int]:
    """First and last row number that a source can have."""
    shift = LAYER_BITS + SEQUENCE_BITS
    return source_number << shift, ((source_number + 1) << shift) - 1


def layer_rows(layer: int) -> tuple[int, int]:
    """First and last row number that a layer can have."""
    return layer << SEQUENCE_BITS, ((layer + 1) << SEQUENCE_BITS) - 1


def to_row(record: Record, *, row: int, artifact_id: str, folder: int) -> tuple[Any, ...]:
    """The values of COLUMNS."""
    return (
        row, artifact_id, folder, record.name, record.stream, record.folded, record.extension,
        record.kind, record.allocated, record.size, record.modified,
        record.md5, record.sha1, record.sha256, record.media_type, record.extension_mismatch,
        record.outcome, record.details, record.accessed, record.changed, record.created,
        record.facets,
    )  # fmt: skip


def from_row(
    values: tuple[Any, ...],
    *,
    source_id: str,
    layer_id: str,
    exhibit: str,
    parents: Components,
    tags: tuple[tuple[str, str | None], ...] = (),
) -> Artifact:
    """The artifact of a row of COLUMNS; `parents` are the components of its folder, `tags` (name, note)."""
    (
        row, artifact_id, _folder, name, stream, folded, extension, kind, allocated, size, modified,
        md5, sha1, sha256, media_type, mismatch, outcome, packed, accessed, changed, created,
        facets,
    ) = values  # fmt: skip
    record = Record(
        row & ((1 << SEQUENCE_BITS) - 1), b"", parents, name, stream, folded, extension, kind,
        bool(allocated), size, modified, md5, sha1, sha256, media_type, bool(mismatch), outcome, packed,
        accessed=accessed, changed=changed, created=created, facets=facets,
    )  # fmt: skip
    entry, examination = both_of(record, source_id=source_id, layer_id=layer_id)
    notes = tuple((tag, note) for tag, note in tags if note)
    return Artifact(
        artifact_id=artifact_id,
        exhibit=exhibit,
        entry=entry,
        examination=examination,
        tags=tuple(tag for tag, _ in tags),
        note="\n".join(note for _, note in notes) if notes else None,
        tag_notes=notes,
    )

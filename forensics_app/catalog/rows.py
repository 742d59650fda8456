"""Artifacts to rows of the catalogue and back. Nothing is lost on the way: a property test goes both ways."""

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec

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
from forensics_app.model.locator import Locator
from forensics_app.model.names import Components, display
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge

SEQUENCE_BITS = 37
LAYER_BITS = 14

COLUMNS = (
    "row", "id", "folder", "name", "stream", "folded", "extension", "kind", "allocated", "size", "modified",
    "md5", "sha1", "sha256", "media_type", "extension_mismatch", "outcome", "details",
)  # fmt: skip


class _Details(msgspec.Struct, frozen=True, array_like=True):
    """What is shown of an artifact and never filtered or sorted by: one value costs less than twenty."""

    address: str | None
    ordinal: int
    inode: str | None
    reallocated: bool
    orphan: bool
    mode: str | None
    uid: str | None
    gid: str | None
    link_target: bytes | None
    times: tuple[tuple[TimeKind, str, str | None, str, TimeZoneKnowledge], ...]
    extents: tuple[tuple[str | None, int | None, int], ...]
    extent_class: ExtentClass
    gaps: tuple[tuple[int, int], ...]
    reason: str | None
    exif: tuple[tuple[str, str], ...]
    latitude: float | None
    longitude: float | None
    derivable: Derivable


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Details).decode


def layer_number(source_number: int, place: int) -> int:
    """The catalogue's number of a layer: its source, then its place among the source's layers."""
    if not (0 < source_number < 1 << 12 and 0 <= place < 1 << LAYER_BITS):
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


def fold(text: str) -> str:
    """The form in which names are compared and searched: composed, without case, without NUL."""
    return unicodedata.normalize("NFC", text).casefold().replace("\0", "\u2400")


def storable(text: str) -> str:
    """`text` with lone surrogates (raw bytes of this computer's file names) spelled out as \\udcNN."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def extension_of(name: bytes | None) -> str:
    """What follows the last dot, folded; empty without one, and for names that only begin with one."""
    stem, dot, extension = display(name or b"").rpartition(".")
    return fold(extension) if dot and stem else ""


def to_row(
    *, row: int, artifact_id: str, folder: int, entry: Entry, examination: Examination
) -> tuple[Any, ...]:
    """The values of COLUMNS."""
    locator = entry.locator
    name = locator.components[-1] if locator.components else None
    shown = display(name or b"")
    if locator.stream is not None:
        shown = f"{shown}:{display(locator.stream)}"
    digests, read = examination.digests, examination.read
    return (
        row,
        artifact_id,
        folder,
        name,
        locator.stream,
        fold(shown),
        extension_of(locator.stream if locator.stream else name),
        entry.kind.value,
        entry.allocated,
        -1 if entry.size_bytes is None else entry.size_bytes,
        next((t.value for t in entry.times if t.kind is TimeKind.MODIFIED and t.value), ""),
        _unhex(digests.md5),
        _unhex(digests.sha1),
        _unhex(digests.sha256),
        examination.media_type,
        examination.extension_mismatch,
        read.outcome.value,
        _encode(_details(entry, examination)),
    )


def _details(entry: Entry, examination: Examination) -> _Details:
    return _Details(
        entry.locator.address,
        entry.locator.ordinal,
        entry.inode,
        entry.reallocated,
        entry.orphan,
        entry.mode,
        entry.uid,
        entry.gid,
        entry.link_target,
        tuple((t.kind, t.raw, t.value, t.precision, t.zone) for t in entry.times),
        tuple((e.layer_id, e.offset_bytes, e.length_bytes) for e in entry.extents),
        entry.extent_class,
        tuple((g.offset_bytes, g.length_bytes) for g in examination.read.gaps),
        examination.read.reason,
        tuple((storable(tag), storable(value)) for tag, value in examination.exif),
        examination.latitude,
        examination.longitude,
        examination.derivable,
    )


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
        row, artifact_id, _folder, name, stream, _folded, _extension, kind, allocated, size, _modified,
        md5, sha1, sha256, media_type, mismatch, outcome, packed,
    ) = values  # fmt: skip
    details = _decode(packed)
    entry = Entry(
        locator=Locator(
            source_id=source_id,
            layer_id=layer_id,
            components=parents if name is None else (*parents, name),
            stream=stream,
            address=details.address,
            ordinal=details.ordinal,
        ),
        kind=ArtifactKind(kind),
        allocated=bool(allocated),
        size_bytes=None if size < 0 else size,
        times=tuple(EvidenceTime(*t) for t in details.times),
        sequence=row & ((1 << SEQUENCE_BITS) - 1),
        inode=details.inode,
        reallocated=details.reallocated,
        orphan=details.orphan,
        extents=tuple(Extent(*e) for e in details.extents),
        extent_class=details.extent_class,
        link_target=details.link_target,
        mode=details.mode,
        uid=details.uid,
        gid=details.gid,
    )
    examination = Examination(
        digests=Digests(md5=_hex(md5), sha1=_hex(sha1), sha256=_hex(sha256)),
        read=Read(
            outcome=ReadOutcome(outcome), gaps=tuple(Gap(*g) for g in details.gaps), reason=details.reason
        ),
        media_type=media_type,
        extension_mismatch=bool(mismatch),
        exif=details.exif,
        latitude=details.latitude,
        longitude=details.longitude,
        derivable=details.derivable,
    )
    notes = [note for _, note in tags if note]
    return Artifact(
        artifact_id=artifact_id,
        exhibit=exhibit,
        entry=entry,
        examination=examination,
        tags=tuple(tag for tag, _ in tags),
        note="\n".join(notes) if notes else None,
    )


def _unhex(digest: str | None) -> bytes | None:
    return None if digest is None else bytes.fromhex(digest)


def _hex(digest: bytes | None) -> str | None:
    return None if digest is None else digest.hex()

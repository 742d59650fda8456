"""One examined entry in the flat form that the catalogue stores: made where the content was read, and kept.

A worker packs it, the one writer of the catalogue adds what only it knows (row, id, folder) and never unpacks
the rest. Nothing is lost on the way: a property test goes both ways.
"""

from __future__ import annotations

import unicodedata

import msgspec

from forensics_app.model.artifact import (
    ArtifactKind,
    ByteSpread,
    Derivable,
    Entry,
    Examination,
    Extent,
    ExtentClass,
    Gap,
    Read,
    ReadOutcome,
    RuleMatch,
)
from forensics_app.model.digests import Digests
from forensics_app.model.facets import facets_of
from forensics_app.model.locator import Locator
from forensics_app.model.names import display
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.model.zones import utc_of_offset

# looked up once: a member of an enumeration is found by a search through its class
_MODIFIED, _ACCESSED = TimeKind.MODIFIED, TimeKind.ACCESSED
_CHANGED, _CREATED = TimeKind.CHANGED, TimeKind.CREATED
_UTC = TimeZoneKnowledge.UTC
LOCAL_MARK = " "  # sorts before a fraction and every digit


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`sequence` is the place in the walk; `parents` and `name` the path; `locator` its canonical bytes.

    `folded` is what names are compared by; `size` -1 and times '' where unknown, so that they sort (times:
    `sortable_times`); digests are raw; `details` holds what is shown and never filtered or sorted by, as
    MessagePack; `facets` as in `model.facets`. `high_entropy`, `rules` and `position` go into tables of their
    own, so a record read back has none of them.
    """

    sequence: int
    locator: bytes
    parents: tuple[bytes, ...]
    name: bytes | None
    stream: bytes | None
    folded: str
    extension: str
    kind: str
    allocated: bool
    size: int
    modified: str
    md5: bytes | None
    sha1: bytes | None
    sha256: bytes | None
    media_type: str | None
    extension_mismatch: bool
    outcome: str
    details: bytes
    high_entropy: bool = False
    rules: tuple[RuleMatch, ...] = ()
    accessed: str = ""
    changed: str = ""
    created: str = ""
    position: bool = False
    facets: int = 0


class _Details(msgspec.Struct, frozen=True, array_like=True, gc=False):
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
    times: tuple[EvidenceTime, ...]
    extents: tuple[Extent, ...]
    extent_class: ExtentClass
    gaps: tuple[tuple[int, int], ...]
    reason: str | None
    exif: tuple[tuple[str, str], ...]
    latitude: float | None
    longitude: float | None
    derivable: Derivable
    entropy: ByteSpread | None = None


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Details).decode


def fold(text: str) -> str:
    """The form in which names are compared and searched: composed, without case, without NUL."""
    if text.isascii():
        return text.lower().replace("\0", "\u2400")
    return unicodedata.normalize("NFC", text).casefold().replace("\0", "\u2400")


def storable(text: str) -> str:
    """`text` with lone surrogates (raw bytes of this computer's file names) spelled out as \\udcNN."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def extension_of(name: bytes | None) -> str:
    """What follows the last dot, folded; empty without one, and for names that only begin with one."""
    stem, dot, extension = display(name or b"").rpartition(".")
    return fold(extension) if dot and stem else ""


def record_of(entry: Entry, examination: Examination) -> Record:
    """The flat form of an entry and what examining it gave."""
    locator, components, stream = entry.locator, entry.locator.components, entry.locator.stream
    name = components[-1] if components else None
    shown = display(name or b"")
    if stream is not None:
        folded, extension = fold(f"{shown}:{display(stream)}"), extension_of(stream or name)
    elif shown.isascii():
        folded = fold(shown)
        stem, dot, extension = folded.rpartition(".")
        extension = extension if dot and stem else ""
    else:
        folded, extension = fold(shown), extension_of(name)
    kind, outcome = str(entry.kind), str(examination.read.outcome)
    digests = examination.digests
    times = sortable_times(entry.times)
    size = -1 if entry.size_bytes is None else entry.size_bytes
    modified, accessed = times.get(_MODIFIED, ""), times.get(_ACCESSED, "")
    changed, created = times.get(_CHANGED, ""), times.get(_CREATED, "")
    return Record(
        entry.sequence,
        locator.canonical(),
        components[:-1],
        name,
        stream,
        folded,
        extension,
        kind,
        entry.allocated,
        size,
        modified,
        None if digests.md5 is None else bytes.fromhex(digests.md5),
        None if digests.sha1 is None else bytes.fromhex(digests.sha1),
        None if digests.sha256 is None else bytes.fromhex(digests.sha256),
        examination.media_type,
        examination.extension_mismatch,
        outcome,
        _encode(_details(entry, examination)),
        examination.entropy is not None and examination.entropy.high,
        examination.rules,
        accessed,
        changed,
        created,
        examination.latitude is not None and examination.longitude is not None,
        facets_of(
            kind=kind,
            allocated=entry.allocated,
            outcome=outcome,
            mismatch=examination.extension_mismatch,
            media_type=examination.media_type,
            size=size,
            modified=modified,
            accessed=accessed,
            changed=changed,
            created=created,
        ),
    )


def sortable_times(times: tuple[EvidenceTime, ...]) -> dict[TimeKind, str]:
    """The first known time of each kind, as it sorts: UTC without its `Z`; local time of an unknown zone as
    it is written, with a space at its end by which it is told.
    """
    found: dict[TimeKind, str] = {}
    for time in times:
        kind, value = time.kind, time.value
        if value and kind not in found:
            zone = time.zone
            if zone is _UTC:
                found[kind] = value.removesuffix("Z")
            elif zone is TimeZoneKnowledge.OFFSET:
                found[kind] = utc_of_offset(value)
            else:
                found[kind] = value + LOCAL_MARK
    return found


def both_of(record: Record, *, source_id: str, layer_id: str) -> tuple[Entry, Examination]:
    """The entry of a record, and its examination."""
    details = _decode(record.details)
    return _entry(record, details, source_id, layer_id), _examination(record, details)


def examination_of(record: Record) -> Examination:
    """The examination of a record."""
    return _examination(record, _decode(record.details))


def _entry(record: Record, details: _Details, source_id: str, layer_id: str) -> Entry:
    return Entry(
        locator=Locator(
            source_id=source_id,
            layer_id=layer_id,
            components=record.parents if record.name is None else (*record.parents, record.name),
            stream=record.stream,
            address=details.address,
            ordinal=details.ordinal,
        ),
        kind=ArtifactKind(record.kind),
        allocated=record.allocated,
        size_bytes=None if record.size < 0 else record.size,
        times=details.times,
        sequence=record.sequence,
        inode=details.inode,
        reallocated=details.reallocated,
        orphan=details.orphan,
        extents=details.extents,
        extent_class=details.extent_class,
        link_target=details.link_target,
        mode=details.mode,
        uid=details.uid,
        gid=details.gid,
    )


def _examination(record: Record, details: _Details) -> Examination:
    return Examination(
        digests=Digests(md5=_hex(record.md5), sha1=_hex(record.sha1), sha256=_hex(record.sha256)),
        read=Read(
            outcome=ReadOutcome(record.outcome),
            gaps=tuple([Gap(*g) for g in details.gaps]) if details.gaps else (),
            reason=details.reason,
        ),
        media_type=record.media_type,
        extension_mismatch=record.extension_mismatch,
        exif=details.exif,
        latitude=details.latitude,
        longitude=details.longitude,
        derivable=details.derivable,
        entropy=details.entropy,
        rules=record.rules,
    )


def times_and_exif(details: bytes) -> tuple[tuple[EvidenceTime, ...], tuple[tuple[str, str], ...]]:
    """The times and the EXIF in the details of a record."""
    found = _decode(details)
    return found.times, found.exif


def extents_in(details: bytes) -> tuple[Extent, ...]:
    """The extents in the details of a record."""
    return _decode(details).extents


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
        entry.times,
        entry.extents,
        entry.extent_class,
        tuple((g.offset_bytes, g.length_bytes) for g in examination.read.gaps)
        if examination.read.gaps
        else (),
        examination.read.reason,
        tuple((storable(tag), storable(value)) for tag, value in examination.exif)
        if examination.exif
        else (),
        examination.latitude,
        examination.longitude,
        examination.derivable,
        examination.entropy,
    )


def _hex(digest: bytes | None) -> str | None:
    return None if digest is None else digest.hex()

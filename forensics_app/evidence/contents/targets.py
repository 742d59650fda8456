"""What of an entry a worker needs to read its content, and which entries have none to read."""

from __future__ import annotations

import msgspec

from forensics_app.evidence.omission_codes import NotReadReason, OmissionCode
from forensics_app.model.artifact import (
    ArtifactKind,
    Entry,
    Examination,
    Extent,
    ExtentClass,
    Read,
    ReadOutcome,
)
from forensics_app.model.digests import NO_DIGESTS
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.names import display, display_path


class Target(msgspec.Struct, frozen=True, array_like=True):
    """One entry as far as reading its content needs it."""

    layer_id: str
    address: str | None
    path: tuple[bytes, ...]
    size_bytes: int
    extension: str
    stream: bytes | None = None

    @property
    def shown(self) -> str:
        """The path as omissions name it."""
        text = display_path(self.path)
        return text if self.stream is None else f"{text}:{display(self.stream)}"


def unreadable(
    source_id: str, target: Target, code: OmissionCode, detail: str | None
) -> tuple[Examination, tuple[Omission, ...]]:
    """Nothing of the content, and the line that says so."""
    found = Examination(NO_DIGESTS, Read(ReadOutcome.UNREADABLE, (), code.value))
    return found, (omission_of(source_id, target, code, OmissionStage.READ, detail),)


def omission_of(
    source_id: str, target: Target, code: OmissionCode, stage: OmissionStage, detail: str | None
) -> Omission:
    """One line about one entry; its locator is `layer:path`."""
    return Omission(code, source_id, f"{target.layer_id}:{target.shown}", 1, stage, detail)


_WITH_CONTENT = (ArtifactKind.FILE, ArtifactKind.STREAM, ArtifactKind.ATTRIBUTE, ArtifactKind.AREA)
_MOST_EXTENSION = 12
HOLLOW_FACTOR = 1024  # content with less than a thousandth of its bytes stored is all but a hole


def target_of(entry: Entry) -> Target:
    """The part of an entry that reading needs."""
    locator = entry.locator
    return Target(
        layer_id=locator.layer_id,
        address=locator.address,
        path=locator.components,
        size_bytes=entry.size_bytes or 0,
        extension=extension_of(entry),
        stream=locator.stream,
    )


def member_extents(entry: Entry) -> tuple[Extent, ...]:
    """Where a member of an archive lies as it is, which its archive alone would not tell; else none."""
    member = "@" in (entry.locator.address or "") and entry.extent_class is ExtentClass.RUNS
    return entry.extents if member else ()


def extension_of(entry: Entry) -> str:
    """The extension that says what the content should be: of the stream's name, else the file's."""
    locator = entry.locator
    name = locator.stream if locator.stream is not None else (locator.components or (b"",))[-1]
    stem, dot, extension = name.rpartition(b".")
    if not dot or not stem or len(extension) > _MOST_EXTENSION:
        return ""
    return extension.decode("utf-8", "replace").lower()


def not_read(entry: Entry, sparse_bytes: int) -> tuple[Examination, tuple[Omission, ...]] | None:
    """The result for an entry without content to read; None for one that has some."""
    if entry.kind not in _WITH_CONTENT:
        return _not_read(NotReadReason.NO_CONTENT.value), ()
    if entry.reallocated:
        return _not_read(NotReadReason.REALLOCATED.value), ()
    if entry.withheld is not None:
        return _not_read(entry.withheld), ()
    if entry.size_bytes is None:
        known = entry.mode is not None
        return _not_read((NotReadReason.NO_CONTENT if known else NotReadReason.LOST).value), ()
    if entry.size_bytes <= sparse_bytes:
        return None  # the common case
    if not entry.extents and entry.extent_class is ExtentClass.SHORT:  # a damaged size, or runs that are lost
        detail = f"0 of {entry.size_bytes} bytes stored"
        return unreadable(entry.locator.source_id, target_of(entry), OmissionCode.CONTENT_UNREADABLE, detail)
    stored = sum(extent.length_bytes for extent in entry.extents if extent.layer_id is not None)
    hollow = entry.size_bytes > sparse_bytes * (1 if not stored else HOLLOW_FACTOR)
    if entry.extents and hollow and stored * HOLLOW_FACTOR < entry.size_bytes:
        code = OmissionCode.CONTENT_SPARSE_TOO_LARGE
        detail = f"{stored} of {entry.size_bytes} bytes stored"
        omission = omission_of(entry.locator.source_id, target_of(entry), code, OmissionStage.READ, detail)
        return _not_read(code.value), (omission,)
    return None


def _not_read(reason: str) -> Examination:
    return Examination(NO_DIGESTS, Read(ReadOutcome.NOT_READ, (), reason))

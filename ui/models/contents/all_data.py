"""Everything that the catalogue holds of an artifact, field by field, as it is stored."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.model.names import display, visible
from ui.models.tables.cells import Cell

MOST_EXTENTS = 2000
Row = tuple[Cell, Cell]


def all_rows(artifact: Artifact) -> list[Row]:
    """Rows of (what, value); a row without a value is a heading."""
    rows: list[Row] = []
    for title, pairs in (
        (tr(NC_("heading", "Place")), _place(artifact)),
        (tr(NC_("heading", "State")), _state(artifact)),
        (tr("Times as stored"), _times(artifact)),
        (tr(NC_("heading", "Digests")), _digests(artifact)),
        (tr("Detected content"), _examined(artifact)),
        (tr("Picture data (EXIF)"), artifact.examination.exif),
        (tr("Location on the medium"), _extents(artifact)),
        (tr("Hash sets and rules"), _matches(artifact)),
        (tr("Tags and note"), _marks(artifact)),
    ):
        found = [(what, value) for what, value in pairs if value]
        if found:
            rows.append((Cell(title, strong=True), Cell()))
            rows += [(Cell(visible(what)), _value(value)) for what, value in found]
    return rows


def _value(value: str) -> Cell:
    shown = visible(value)
    return Cell(shown, ordered=True, raw=value, said=shown)


def _place(artifact: Artifact) -> Iterator[tuple[str, str]]:
    locator = artifact.entry.locator
    yield tr(NC_("label", "Artifact")), artifact.artifact_id
    yield tr(NC_("label", "Exhibit")), artifact.exhibit
    yield tr(NC_("label", "Source")), locator.source_id
    yield tr(NC_("label", "Volume")), locator.layer_id
    yield tr(NC_("label", "Path")), locator.path_display()
    raw = b"/".join(locator.components)
    if display(raw).encode() != raw or visible(display(raw)) != display(raw):
        yield tr("Path as bytes"), raw.hex(" ")
    if locator.stream is not None:
        yield tr(NC_("label", "Stream")), display(locator.stream)
    yield tr(NC_("label", "Address")), locator.address or ""
    yield tr(NC_("label", "Ordinal")), str(locator.ordinal) if locator.ordinal else ""
    yield tr("Number in the listing"), str(artifact.entry.sequence)


_LOCATION_KNOWN = {
    Derivable.YES: NC_("answer", "yes"),
    Derivable.NO: NC_("answer", "no"),
    Derivable.UNCHECKED: NC_("answer", "not checked"),
}


def _state(artifact: Artifact) -> Iterator[tuple[str, str]]:
    entry = artifact.entry
    yield tr(NC_("label", "Kind")), label(entry.kind)
    yield (
        tr(NC_("label", "Deleted")),
        tr(NC_("answer", "yes")) if entry.deleted else tr(NC_("answer", "no")),
    )
    yield tr(NC_("label", "State")), tr("unallocated space") if entry.free_space else ""
    yield tr(NC_("label", "State")), tr("reserved record") if entry.reserved else ""
    yield tr("Space reused"), tr(NC_("answer", "yes")) if entry.reallocated else ""
    yield tr(NC_("label", "Orphaned")), tr(NC_("answer", "yes")) if entry.orphan else ""
    if entry.size_bytes is not None:
        yield tr(NC_("label", "Size")), str(entry.size_bytes)
    yield tr(NC_("label", "Metadata address")), entry.inode or ""
    yield tr(NC_("label", "Mode")), entry.mode or ""
    yield tr(NC_("label", "Owner")), entry.uid or ""
    yield tr(NC_("label", "Group")), entry.gid or ""
    yield tr("Link target"), "" if entry.link_target is None else display(entry.link_target)


def _times(artifact: Artifact) -> Iterator[tuple[str, str]]:
    for time in artifact.entry.times:
        value = f"{time.value or '–'}  ({time.zone.value}, {time.precision}; {time.raw})"
        yield label(time.kind), value


def _digests(artifact: Artifact) -> Iterator[tuple[str, str]]:
    digests = artifact.examination.digests
    yield "SHA-256", digests.sha256 or ""
    yield "SHA-1", digests.sha1 or ""
    yield "MD5", digests.md5 or ""


def _examined(artifact: Artifact) -> Iterator[tuple[str, str]]:
    found = artifact.examination
    yield tr(NC_("label", "Content")), found.media_type or ""
    yield tr("Extension mismatch"), tr(NC_("answer", "yes")) if found.extension_mismatch else ""
    yield tr(NC_("label", "Read status")), label(found.read.outcome)
    yield tr(NC_("label", "Reason")), found.read.reason or ""
    for gap in found.read.gaps:
        yield tr(NC_("label", "Gap")), f"{gap.offset_bytes} + {gap.length_bytes}"
    yield tr("Location known"), tr(_LOCATION_KNOWN[found.derivable])
    if found.entropy is not None:
        sample = found.entropy
        yield (
            tr(NC_("label", "Entropy")),
            f"{sample.bits:.4f} bit/byte, χ² {sample.chi_square:.1f}, {sample.sampled_bytes} bytes",
        )
    if found.latitude is not None and found.longitude is not None:
        yield tr(NC_("label", "Position")), f"{found.latitude:.6f} {found.longitude:.6f}"


def _extents(artifact: Artifact) -> Iterator[tuple[str, str]]:
    entry = artifact.entry
    if not entry.extents:
        return
    yield tr(NC_("label", "Class")), label(entry.extent_class)
    words = current()
    for number, extent in enumerate(entry.extents[:MOST_EXTENTS], 1):
        place = "zeros" if extent.offset_bytes is None else f"{extent.layer_id} @ {extent.offset_bytes}"
        yield tr("Piece {number}", number=words.number(number)), f"{place} + {extent.length_bytes}"
    more = len(entry.extents) - MOST_EXTENTS
    if more > 0:
        yield tr(NC_("label", "More")), trn("and {count} more piece", "and {count} more pieces", more)


def _matches(artifact: Artifact) -> Iterator[tuple[str, str]]:
    for hit in artifact.hash_sets:
        category = "" if hit.category is None else f", {hit.category}"
        yield hit.hash_set, f"{label(hit.kind)}, {hit.algorithm.value}{category}"
    for match in artifact.examination.rules:
        yield tr("YARA rule"), f"{match.namespace}:{match.rule}"


def _marks(artifact: Artifact) -> Iterator[tuple[str, str]]:
    for tag in artifact.tags:
        yield tr(NC_("label", "Tag")), tag
    yield tr(NC_("label", "Note")), artifact.note or ""

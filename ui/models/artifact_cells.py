"""An artifact as cells of the table, and its words."""

from __future__ import annotations

from forensics_app.i18n import current, tr
from forensics_app.model.artifact import Artifact, ReadOutcome
from forensics_app.model.names import display, is_spoofed, visible
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from ui.models.cells import Cell
from ui.models.hash_set_words import hits_cell
from ui.models.rows import Column
from ui.models.time_words import declared_time, short_time, shown_time
from ui.widgets.facts import grouped
from ui.widgets.shapes import State

NAME, TAGS, SETS, SIZE, MODIFIED, DIGEST, TYPE, FOLDER = range(8)


def columns() -> tuple[Column, ...]:
    """Head and width of each column; the name is frozen, the rest scrolls."""
    return (
        Column(tr("Name"), 194),
        Column(tr("Tag"), 50),
        Column(tr("Hash set"), 104),
        Column(tr("Size"), 78, end=True),
        Column(tr("Modified"), 176),
        Column(tr("SHA-256, first 16 of 64"), 172),
        Column(tr("Type by content"), 150),
        Column(tr("Folder"), 260),
    )


def artifact_cells(artifact: Artifact, zone: str | None = None) -> tuple[Cell, ...]:
    """One row of the table; `zone` is the one declared for its local times."""
    entry, found, words = artifact.entry, artifact.examination, current()
    digest = found.digests.sha256
    modified = time_of(artifact, TimeKind.MODIFIED)
    size = "" if entry.size_bytes is None else words.size(entry.size_bytes)
    return (
        _name_cell(artifact),
        _tag_cell(artifact),
        hits_cell(artifact),
        Cell(size, end=True, raw=None if entry.size_bytes is None else str(entry.size_bytes)),
        Cell() if modified is None else _time_cell(modified, zone),
        Cell(grouped(digest[:16], 4), machine=True, raw=digest) if digest else _undigested(artifact),
        Cell(found.media_type or "", muted=True, ordered=True),
        Cell(visible(folder_of(artifact)), name=True, muted=True, raw=folder_of(artifact)),
    )


def name_of(artifact: Artifact) -> str:
    """Last component, with its stream; control characters as they are."""
    locator = artifact.entry.locator
    name = display(locator.components[-1]) if locator.components else "/"
    return name if locator.stream is None else f"{name}:{display(locator.stream)}"


def folder_of(artifact: Artifact) -> str:
    """The path of the folder it lies in."""
    path = artifact.entry.locator.path_display()
    return path.rsplit("/", 1)[0] or "/"


def _name_cell(artifact: Artifact) -> Cell:
    raw = name_of(artifact)
    if is_spoofed(raw):
        return Cell(visible(raw), name=True, state=State.BAD, raw=raw)
    if artifact.examination.extension_mismatch:
        return Cell(raw, name=True, state=State.WARN, raw=raw)
    glyph = None if artifact.entry.allocated else "recycle"
    return Cell(visible(raw), name=True, glyph=glyph, raw=raw)


def _tag_cell(artifact: Artifact) -> Cell:
    if not artifact.tags:
        return Cell()
    said = ", ".join(visible(tag) for tag in artifact.tags)
    return Cell(glyph="tag", glyph_color="accent", glyph_fill=True, said=said, raw=said)


def _time_cell(time: EvidenceTime, zone: str | None) -> Cell:
    """Short, so that the zone is never what is cut off."""
    if time.zone is TimeZoneKnowledge.LOCAL_UNKNOWN:
        return Cell(short_time(time, zone), ordered=True, raw=time.value, said=declared_time(time, zone))
    return Cell(shown_time(time), ordered=True, raw=time.value)


def _undigested(artifact: Artifact) -> Cell:
    if artifact.examination.read.outcome is ReadOutcome.UNREADABLE:
        return Cell(tr("unreadable"), state=State.WARN)
    return Cell("", muted=True)


def time_of(artifact: Artifact, kind: TimeKind) -> EvidenceTime | None:
    """The time of that kind, if the file system has one."""
    return next((t for t in artifact.entry.times if t.kind is kind and t.value), None)

"""An artifact as cells of the table, and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import Artifact, ArtifactKind, ReadOutcome, has_no_size
from forensics_app.model.hash_sets import HashSetKind
from forensics_app.model.names import display, is_spoofed, visible
from forensics_app.model.times import EXIF_OFFSETS, EvidenceTime, TimeKind, TimeZoneKnowledge
from ui.models.artifacts.hash_set_words import hits_cell, kind_cell
from ui.models.artifacts.tag_marks import MARKS, TagMark
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.theme.state import State
from ui.words.digests import grouped
from ui.words.times import declared_time, short_time, shown_time

(
    NAME, TAGS, SETS, SIZE, MODIFIED, DIGEST, TYPE, FOLDER, NOTE, KIND, ACCESSED, CREATED, CHANGED, TAKEN,
    PATH, EXHIBIT, VOLUME, MD5,
) = range(18)  # fmt: skip
COLUMN_NAMES = (
    "name", "tags", "hash_sets", "size", "modified", "sha256", "type", "folder", "note", "kind", "accessed",
    "created", "changed", "taken", "path", "exhibit", "volume", "md5",
)  # fmt: skip
USUAL = COLUMN_NAMES[: FOLDER + 1]
WITHHELD_GLYPH = "lock-key"
_EXIF_TAKEN = "EXIF DateTimeOriginal"


@dataclass(frozen=True, slots=True)
class Context:
    """What cells need besides the artifact: the zone declared for its layer, the marks of tags, whether its
    content was not read in full."""

    zone: str | None = None
    marks: Mapping[str, TagMark] = field(default_factory=dict)
    incomplete: bool = False


NO_CONTEXT = Context()


def columns() -> tuple[Column, ...]:
    """Head and usual width of each column; the name is frozen, the rest scrolls."""
    return (
        Column(tr(NC_("column", "Name")), 194),
        Column(tr(NC_("column", "Tag")), 54),
        Column(tr("Hash set"), 104),
        Column(tr(NC_("column", "Size")), 78, end=True),
        Column(tr(NC_("column", "Modified")), 176),
        Column(tr("SHA-256 (first 16)"), 180),
        Column(tr("Type by content"), 150),
        Column(tr(NC_("column", "Folder")), 260),
        Column(tr(NC_("column", "Note")), 180),
        Column(tr(NC_("column", "Kind")), 90),
        Column(tr(NC_("column", "Accessed")), 176),
        Column(tr(NC_("column", "Created")), 176),
        Column(tr("Metadata changed"), 176),
        Column(tr("Taken (EXIF)"), 176),
        Column(tr(NC_("column", "Path")), 320),
        Column(tr(NC_("column", "Exhibit")), 80),
        Column(tr(NC_("column", "Volume")), 80),
        Column(tr(NC_("column", "MD5")), 260),
    )


def fixed_cells(zones: Iterable[str] = ()) -> dict[int, tuple[Cell, ...]]:
    """By column, cells as wide as any of those whose form this program decides: none of them is ever cut.

    `zones`: the time zones that are declared for what is listed.
    """
    example = "2021-12-31T23:59:59"
    local = EvidenceTime(TimeKind.MODIFIED, "", example, "1s", TimeZoneKnowledge.LOCAL_UNKNOWN)
    times = (
        _time_cell(EvidenceTime(TimeKind.MODIFIED, "", f"{example}Z", "1s", TimeZoneKnowledge.UTC), None),
        _time_cell(
            EvidenceTime(TimeKind.MODIFIED, "", f"{example}+02:00", "1s", TimeZoneKnowledge.OFFSET), None
        ),
        *(_time_cell(local, zone) for zone in (None, *zones)),
    )
    return {
        **dict.fromkeys((MODIFIED, ACCESSED, CREATED, CHANGED), times),
        TAKEN: times[:3],
        SETS: tuple(kind_cell(kind) for kind in HashSetKind),
        SIZE: (Cell(current().size(1023 << 40)),),
        DIGEST: (_doubtful_hash(grouped("8" * 16, 4), "", ""), _unreadable_cell()),
        KIND: tuple(_kind_cell(kind) for kind in ArtifactKind),
        MD5: (_doubtful_hash(grouped("8" * 32, 8), "", ""),),
    }


def artifact_cell(artifact: Artifact, column: int, context: Context = NO_CONTEXT) -> Cell:
    """One cell of the table."""
    return _MAKERS[column](artifact, context)


def name_of(artifact: Artifact) -> str:
    """Last component, with its stream; control characters as they are."""
    locator = artifact.entry.locator
    name = display(locator.components[-1]) if locator.components else "/"
    return name if locator.stream is None else f"{name}:{display(locator.stream)}"


def folder_of(artifact: Artifact) -> str:
    """The path of the folder it lies in."""
    path = artifact.entry.locator.path_display()
    return path.rsplit("/", 1)[0] or "/"


def is_in_part(artifact: Artifact) -> bool:
    """Whether a part of its content could not be read here."""
    return artifact.examination.read.outcome is ReadOutcome.PARTIAL


def _name_cell(artifact: Artifact, context: Context) -> Cell:
    cell = _plain_name_cell(artifact)
    if not context.incomplete:
        return cell
    name = current().isolate(visible(cell.text))
    return replace(cell, said=f"{name}, {tr(NC_('type of files', 'Not read in full'))}")


def _plain_name_cell(artifact: Artifact) -> Cell:
    raw = name_of(artifact)
    if is_spoofed(raw):
        return Cell(visible(raw), name=True, state=State.BAD, raw=raw)
    if artifact.examination.extension_mismatch:
        return Cell(raw, name=True, state=State.WARN, raw=raw)
    glyph = "recycle" if artifact.entry.deleted else None
    return Cell(visible(raw), name=True, glyph=glyph, raw=raw)


def _tag_cell(artifact: Artifact, context: Context) -> Cell:
    """That it is withheld, else the first tag with its mark; how many more there are."""
    if artifact.marks:
        words = [tr("Withheld: {mark}", mark=label(one.mark)) for one in artifact.marks]
        said = ", ".join((*words, *(visible(tag) for tag in artifact.tags)))
        more = len(artifact.marks) + len(artifact.tags) - 1
        text = f"+{current().number(more)}" if more else ""
        return Cell(text, glyph=WITHHELD_GLYPH, glyph_color="bad", glyph_fill=True, said=said, raw=said)
    if not artifact.tags:
        return Cell()
    said = ", ".join(visible(tag) for tag in artifact.tags)
    mark = context.marks.get(artifact.tags[0], MARKS[0])
    more = len(artifact.tags) - 1
    text = f"+{current().number(more)}" if more else ""
    return Cell(text, glyph=mark.glyph, glyph_color=mark.color, glyph_fill=True, said=said, raw=said)


def _size_cell(artifact: Artifact, context: Context) -> Cell:
    size = artifact.entry.size_bytes
    if size is None or has_no_size(artifact.entry.kind, size):
        return Cell(end=True)
    return Cell(current().size(size), end=True, raw=str(size))


def _digest_cell(artifact: Artifact, context: Context) -> Cell:
    digest = artifact.examination.digests.sha256
    if digest:
        return _hash_cell(grouped(digest[:16], 4), digest, artifact, context)
    if artifact.examination.read.outcome is ReadOutcome.UNREADABLE:
        return _unreadable_cell()
    return Cell("", muted=True)


def _hash_cell(shown: str, digest: str, artifact: Artifact, context: Context) -> Cell:
    """With a sign where the hash is of something else than the medium held: parts could not be read."""
    if is_in_part(artifact):
        return _doubtful_hash(shown, digest, label(ReadOutcome.PARTIAL))
    if context.incomplete:
        return _doubtful_hash(shown, digest, tr(NC_("type of files", "Not read in full")))
    return Cell(shown, machine=True, raw=digest)


def _doubtful_hash(shown: str, digest: str, why: str) -> Cell:
    return Cell(shown, machine=True, raw=digest, state=State.WARN, said=f"{shown}, {why}")


def _unreadable_cell() -> Cell:
    return Cell(tr(NC_("state", "unreadable")), state=State.WARN)


def _kind_cell(kind: ArtifactKind) -> Cell:
    return Cell(label(kind), muted=True)


def _md5_cell(artifact: Artifact, context: Context) -> Cell:
    digest = artifact.examination.digests.md5
    return _hash_cell(grouped(digest, 8), digest, artifact, context) if digest else Cell()


def _note_cell(artifact: Artifact, context: Context) -> Cell:
    note = artifact.note or ""
    return Cell(visible(note.replace("\n", " · ")), name=True, raw=note)


def _folder_cell(artifact: Artifact, context: Context) -> Cell:
    return Cell(visible(folder_of(artifact)), name=True, ordered=True, muted=True, raw=folder_of(artifact))


def _path_cell(artifact: Artifact, context: Context) -> Cell:
    path = artifact.entry.locator.path_display()
    return Cell(visible(path), name=True, ordered=True, muted=True, raw=path)


def _taken_cell(artifact: Artifact, context: Context) -> Cell:
    """As the camera wrote it; few say which zone their clock was in."""
    values = dict(artifact.examination.exif)
    taken = values.get(_EXIF_TAKEN, "")
    if not taken:
        return Cell()
    day, _, rest = taken.partition(" ")
    shown = visible(f"{day.replace(':', '-')} {rest}".strip())
    offset = values.get(EXIF_OFFSETS[_EXIF_TAKEN], "").strip()
    shown = f"{shown} {visible(offset)}" if offset else tr("{time} local", time=shown)
    return Cell(shown, ordered=True, raw=f"{taken} {offset}".rstrip())


def _time_maker(kind: TimeKind) -> Callable[[Artifact, Context], Cell]:
    def make(artifact: Artifact, context: Context) -> Cell:
        time = time_of(artifact, kind)
        return Cell() if time is None else _time_cell(time, context.zone)

    return make


def _time_cell(time: EvidenceTime, zone: str | None) -> Cell:
    """Short, so that the zone is never what is cut off."""
    if time.zone is TimeZoneKnowledge.LOCAL_UNKNOWN:
        return Cell(short_time(time, zone), ordered=True, raw=time.value, said=declared_time(time, zone))
    return Cell(shown_time(time), ordered=True, raw=time.value)


def time_of(artifact: Artifact, kind: TimeKind) -> EvidenceTime | None:
    """The time of that kind, if the file system has one."""
    return next((t for t in artifact.entry.times if t.kind is kind and t.value), None)


_MAKERS: tuple[Callable[[Artifact, Context], Cell], ...] = (
    _name_cell,
    _tag_cell,
    lambda artifact, context: hits_cell(artifact),
    _size_cell,
    _time_maker(TimeKind.MODIFIED),
    _digest_cell,
    lambda artifact, context: Cell(artifact.examination.media_type or "", muted=True, ordered=True),
    _folder_cell,
    _note_cell,
    lambda artifact, context: _kind_cell(artifact.entry.kind),
    _time_maker(TimeKind.ACCESSED),
    _time_maker(TimeKind.CREATED),
    _time_maker(TimeKind.CHANGED),
    _taken_cell,
    _path_cell,
    lambda artifact, context: Cell(visible(artifact.exhibit), name=True),
    lambda artifact, context: Cell(artifact.entry.locator.layer_id, ordered=True, muted=True),
    _md5_cell,
)

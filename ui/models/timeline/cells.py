"""An event as cells of the list under the histogram, and its words."""

from __future__ import annotations

from dataclasses import replace

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.names import is_spoofed, visible
from forensics_app.model.timeline import Event, EventZone
from ui.models.artifacts.cells import folder_of, name_of
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.models.timeline.kinds import GROUPS, PLACE, TimeGroup, kind_words
from ui.theme.state import State
from ui.words.codes import kind_label

TIME, ZONE, TIMES, NAME, WHERE, EXHIBIT, KIND = range(7)


def columns() -> tuple[Column, ...]:
    """Head and width of each column, and what it is cut to."""
    return (
        Column(tr(NC_("column", "Time")), 148, whole=True),
        Column(tr(NC_("column", "Zone")), 96, whole=True),
        Column(tr("Time type"), 170, least=120),
        Column(tr(NC_("column", "Name")), 150, least=110),
        Column(tr(NC_("column", "Location")), 130, least=80),
        Column(tr(NC_("column", "Exhibit")), 70),
        Column(tr(NC_("column", "Kind")), 64, least=52),
    )


def fixed_cells() -> dict[int, tuple[Cell, ...]]:
    """By column, cells as wide as any of those whose form this program decides."""
    return {
        TIME: (Cell("2021-12-31 23:59:59", ordered=True),),
        ZONE: (Cell("UTC", ordered=True), _unknown_cell(), _ambiguous_cell(), _nonexistent_cell()),
        KIND: tuple(_kind_cell(kind) for kind in ArtifactKind),
    }


def event_cells(event: Event) -> tuple[Cell, ...]:
    """One row of the list."""
    artifact = event.artifact
    raw = name_of(artifact)
    glyph = "recycle" if artifact.entry.deleted else None
    state = State.BAD if is_spoofed(raw) else None
    folder, times = folder_of(artifact), times_words(event)
    return (
        _time_cell(event),
        zone_cell(event),
        Cell(times, raw=" ".join(kind.value for kind in event.kinds), said=times),
        Cell(visible(raw), name=True, raw=raw, state=state, glyph=glyph),
        Cell(visible(folder), name=True, ordered=True, muted=True, raw=folder),
        Cell(visible(artifact.exhibit), name=True, muted=True, raw=artifact.exhibit),
        _kind_cell(artifact.entry.kind),
    )


def groups_of(event: Event) -> tuple[TimeGroup, ...]:
    """The kinds of times that fall on this moment, each once, in their order."""
    return tuple(GROUPS[at] for at in sorted({PLACE[kind] for kind in event.kinds}))


def times_words(event: Event) -> str:
    """Which of its times fall on this moment."""
    words = current().listed(kind_words(kind) for kind in event.kinds)
    return words[:1].upper() + words[1:]


def zone_cell(event: Event) -> Cell:
    """What the moment rests on; a second reading stands in what is said."""
    zone, other = event.moment.zone, event.moment.other
    match zone:
        case EventZone.UTC:
            return Cell("UTC", ordered=True, muted=True)
        case EventZone.OFFSET:
            return Cell(
                "UTC", ordered=True, muted=True, said=tr("UTC, from the offset that is stored with it")
            )
        case EventZone.UNKNOWN:
            return _unknown_cell()
        case EventZone.DECLARED if _is_a_day(event):
            return Cell(_place(event), ordered=True, said=_local_day(event))
        case EventZone.DECLARED:
            return Cell(
                "UTC",
                ordered=True,
                said=tr("UTC, calculated from declared zone {zone}", zone=event.declared or ""),
            )
    fields = {"zone": event.declared or "", "other": "" if other is None else f"{_moment(other)} UTC"}
    if zone is EventZone.AMBIGUOUS:
        said = tr("UTC, calculated from declared zone {zone}, or {other}: the clocks were set back", **fields)
        return replace(_ambiguous_cell(), said=said)
    said = tr(
        "UTC, calculated from declared zone {zone}, or {other}: its clocks never showed this time", **fields
    )
    return replace(_nonexistent_cell(), said=said)


def _unknown_cell() -> Cell:
    return Cell(tr(NC_("state", "unknown")), state=State.WARN, said=tr("zone unknown"))


def _ambiguous_cell() -> Cell:
    return Cell(tr(NC_("label", "ambiguous")), state=State.WARN)


def _nonexistent_cell() -> Cell:
    return Cell(tr(NC_("label", "nonexistent")), state=State.WARN)


def _kind_cell(kind: ArtifactKind) -> Cell:
    return Cell(kind_label(kind), muted=True)


def _time_cell(event: Event) -> Cell:
    stored = ", ".join(dict.fromkeys(time.value for time in event.times))
    return Cell(_moment(event.moment.text), ordered=True, raw=event.moment.text, said=_said(event, stored))


def _said(event: Event, stored: str) -> str:
    """The whole moment, with what the evidence holds where that is written differently."""
    whole = event.moment.text.replace("T", " ")
    if event.moment.zone is EventZone.UTC:
        return f"{whole} UTC"
    if event.moment.zone is EventZone.UNKNOWN:
        return tr("{time}, local time in an unknown zone", time=whole)
    if _is_a_day(event):
        return _local_day(event)
    return tr("{time} UTC, stored as {stored}", time=whole, stored=stored)


def _is_a_day(event: Event) -> bool:
    """A date without a time of day begins where the clock was: there is no telling its moment in UTC."""
    return len(event.moment.text) <= len("2021-07-30")


def _place(event: Event) -> str:
    return (event.declared or "").rsplit("/", 1)[-1]


def _local_day(event: Event) -> str:
    return tr("{time}, local time in declared zone {zone}", time=event.moment.text, zone=event.declared or "")


def _moment(text: str) -> str:
    """To the second."""
    return text[:19].replace("T", " ")

"""The timeline as text: a table for people, CSV, JSON lines, a body file for mactime."""

from __future__ import annotations

import json
from collections.abc import Iterator

from forensics_app.i18n import NC_, tr
from forensics_app.i18n.typography.columns import padded
from forensics_app.model.names import gated_json, visible
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.timeline import Event, EventKind, EventZone, Span
from forensics_app.model.zones import shown_in
from forensics_app.services.browsing.listing import ListFormat
from forensics_app.services.browsing.timeline import Timeline
from forensics_app.services.files.body_file import body_lines
from forensics_app.services.files.csv_cells import csv_line

# as mactime writes them, capitals for the name record of NTFS; then taken, deleted, backed up
_LETTERS = (
    (EventKind.MODIFIED, "m"), (EventKind.ACCESSED, "a"), (EventKind.CHANGED, "c"), (EventKind.CREATED, "b"),
    (EventKind.NAME_MODIFIED, "M"), (EventKind.NAME_ACCESSED, "A"), (EventKind.NAME_CHANGED, "C"),
    (EventKind.NAME_CREATED, "B"), (EventKind.TAKEN, "t"), (EventKind.DELETED, "d"), (EventKind.BACKUP, "k"),
)  # fmt: skip
_COLUMNS = (
    "time", "zone", "declared_zone", "other_time", "kinds", "id", "exhibit", "source", "volume", "path",
    "kind", "allocated", "size", "sha256", "raw",
)  # fmt: skip
_TIME_CHARACTERS = 35


def list_timeline(
    timeline: Timeline, span: Span, chosen: ArtifactFilter, form: ListFormat, zone: str | None
) -> Iterator[str]:
    """Lines of a span in order of time, each with its line end; moments shown in `zone`, or UTC.

    A body file has a line an artifact in the order of the evidence, as mactime sorts it itself. Times of
    unknown zone are never converted.
    """
    if form is ListFormat.BODYFILE:
        declared = timeline.declared()
        for artifact in timeline.artifacts(span, chosen):
            yield from body_lines(artifact, declared.get(artifact.entry.locator.layer_id))
        return
    if form is ListFormat.CSV:
        yield csv_line(_COLUMNS)
    if form is ListFormat.TABLE:
        yield _head()
    for event in timeline.stream(span, chosen):
        if form is ListFormat.JSONL:
            yield (
                gated_json(json.dumps(event_object(event, zone), ensure_ascii=False, separators=(",", ":")))
                + "\n"
            )
        elif form is ListFormat.CSV:
            yield _csv(event, zone)
        else:
            yield _row(event, zone)


def event_object(event: Event, zone: str | None) -> dict[str, object]:
    """The JSON object of one event.

    `time` has no zone mark where the zone is unknown or a date is all there is.
    """
    entry, moment = event.artifact.entry, event.moment
    return {
        "time": time_text(event, zone),
        "zone": moment.zone.value,
        "declared_zone": event.declared,
        "other_time": None if moment.other is None else shown_in(moment.other, zone),
        "kinds": [kind.value for kind in event.kinds],
        "id": event.artifact.artifact_id,
        "exhibit": event.artifact.exhibit,
        "source": entry.locator.source_id,
        "volume": entry.locator.layer_id,
        "path": entry.locator.path_display(),
        "kind": entry.kind.value,
        "allocated": entry.allocated,
        "size": None if entry.size_bytes is None else str(entry.size_bytes),
        "sha256": event.artifact.examination.digests.sha256,
        "raw": [
            {"kind": t.kind.value, "raw": t.raw, "value": t.value, "precision": t.precision}
            for t in event.times
        ],
    }


def time_text(event: Event, zone: str | None) -> str:
    """The moment in a zone; as stored where its own zone is unknown."""
    text = event.moment.text
    return text if event.moment.zone is EventZone.UNKNOWN else shown_in(text, zone)


def zone_words(event: Event) -> str:
    """What the moment rests on, in the current language."""
    match event.moment.zone:
        case EventZone.UTC | EventZone.OFFSET:
            return ""
        case EventZone.UNKNOWN:
            return tr("zone unknown")
        case EventZone.DECLARED:
            return tr("{zone} declared", zone=event.declared or "")
        case EventZone.AMBIGUOUS:
            return tr(
                "{zone} declared; the clocks went back: this time occurred twice", zone=event.declared or ""
            )
        case EventZone.NONEXISTENT:
            return tr(
                "{zone} declared; the clocks went forward: this time did not exist", zone=event.declared or ""
            )


def letters(event: Event) -> str:
    """The kinds as mactime shows them: `m.cb....`."""
    kinds = set(event.kinds)
    return "".join(letter if kind in kinds else "." for kind, letter in _LETTERS)


def _csv(event: Event, zone: str | None) -> str:
    values = event_object(event, zone)
    values["kinds"] = letters(event)
    values["raw"] = " ".join(f"{t.kind.value}:{t.value}" for t in event.times)
    return csv_line(tuple(values[column] for column in _COLUMNS))


def _head() -> str:
    return (
        "  ".join(
            (
                padded(tr(NC_("column", "Time")), _TIME_CHARACTERS),
                padded(tr(NC_("column", "Kinds")), 11),
                padded(tr(NC_("column", "Id")), 16),
                tr("Volume and path"),
            )
        )
        + "\n"
    )


def _row(event: Event, zone: str | None) -> str:
    entry = event.artifact.entry
    unknown = "?" if event.moment.zone is EventZone.UNKNOWN else ""
    words = zone_words(event)
    other = event.moment.other
    if other is not None:
        words = f"{words} ({tr('or {time}', time=shown_in(other, zone))})"
    deleted = f"  ({tr(NC_('state', 'deleted'))})" if entry.deleted else ""
    place = visible(f"{entry.locator.layer_id}:{entry.locator.path_display()}")
    cells = (
        f"{time_text(event, zone) + unknown:<{_TIME_CHARACTERS}}",
        letters(event),
        event.artifact.artifact_id,
        f"{place}{deleted}" + (f"  [{words}]" if words else ""),
    )
    return "  ".join(cells) + "\n"

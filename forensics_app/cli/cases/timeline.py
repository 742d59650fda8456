"""`sealwright timeline`: all times of a case in order."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from forensics_app.cli.commands import command as make_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.artifact_filters import chosen_by, filter_options, tag_option, warn_of_gaps
from forensics_app.cli.options.listing import list_format_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, tr, trn
from forensics_app.model.timeline import EventZone, Span
from forensics_app.model.zones import zone_named
from forensics_app.services.browsing.listing import ListFormat
from forensics_app.services.browsing.timeline import Timeline, prepare_timeline
from forensics_app.services.browsing.timeline_listing import list_timeline
from forensics_app.services.cases.opening import open_case

_DATE_CHARACTERS = len("2021-07-22")


@make_command(
    "timeline",
    help=N_("List all times of a case in order: what was created, modified or accessed, and when."),
)
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@option(
    "--from", "first", metavar="T", help=N_("Only from this day or time on (2021-07-22, or with a time).")
)
@option("--to", "last", metavar="T", help=N_("Only up to the end of this day, or before this time."))
@option("--zone", metavar="Z", help=N_("Show times in this zone, e.g. Europe/Paris. Default: UTC."))
@list_format_option
@option("--prepare", is_flag=True, help=N_("Only build the timeline, as the window does; list nothing."))
@filter_options
@tag_option
@pass_session
def command(
    session: Session,
    case: Path,
    first: str | None,
    last: str | None,
    zone: str | None,
    form: str,
    tag: str | None,
    prepare: bool,
    **filters: Any,
) -> None:
    rules = None if zone is None else zone_named(zone)
    span = Span(
        first=None if first is None else _moment("--from", first, rules, end=False),
        last=None if last is None else _moment("--to", last, rules, end=True),
    )
    written = ListFormat(form)
    with job(session) as running:
        prepare_timeline(case, clock=session.clock, report=running.report, cancelled=running.cancelled)
    if prepare:
        session.event("result")
        return
    with open_case(case, write=False, clock=session.clock) as opened:
        timeline = Timeline(opened)
        with job(session) as running:
            timeline.prepare(report=running.report, cancelled=running.cancelled)
        chosen = chosen_by(tag=tag, **filters)
        warn_of_gaps(session, opened, chosen)
        out = sys.stdout.buffer
        encoding = sys.stdout.encoding if written is ListFormat.TABLE else "utf-8"
        for line in list_timeline(timeline, span, chosen, written, zone):
            out.write(line.encode(encoding, "backslashreplace"))
        out.flush()
        _warn(session, timeline)


def _moment(name: str, text: str, zone: ZoneInfo | None, *, end: bool) -> str:
    """A day or time as the timeline sorts; without an offset of its own it is meant in `zone`, or UTC."""
    try:
        moment = datetime.fromisoformat(text)
        if end and len(text) <= _DATE_CHARACTERS:
            moment += timedelta(days=1)
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone or UTC)
        utc = aware.astimezone(UTC)
    except (ValueError, OverflowError) as e:
        raise UsageError(name=name, value=text) from e
    shown = f"{utc.year:04d}-{utc:%m-%dT%H:%M:%S}"
    return shown + (f".{utc.microsecond:06d}".rstrip("0") if utc.microsecond else "")


def _warn(session: Session, timeline: Timeline) -> None:
    """How far to trust the order."""
    unknown = timeline.zones().get(EventZone.UNKNOWN, 0)
    if unknown:
        session.warn(
            trn(
                "{count} time of the case has no known zone: it is shown as stored, and "
                "may be up to 14 hours earlier or later. If you know the zone, declare "
                "it with “sealwright case zone”.",
                "{count} times of the case have no known zone: they are shown as stored, "
                "and may be up to 14 hours earlier or later. If you know the zone, "
                "declare it with “sealwright case zone”.",
                unknown,
            )
        )
    without = timeline.without_time()
    if without:
        session.warn(
            trn(
                "{count} artifact of the case has no time at all.",
                "{count} artifacts of the case have no time at all.",
                without,
            )
        )
    declared = timeline.declared()
    if declared:
        session.warn(
            tr(
                "Times of {layers} are interpreted in zones that the examiner declared.",
                layers=", ".join(f"{layer} ({zone})" for layer, zone in sorted(declared.items())),
            )
        )

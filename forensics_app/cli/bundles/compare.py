"""`sealwright compare`: what two cases, bundles or lists have in common, and what not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import json_option, option, pass_session
from forensics_app.cli.options.output import listing_option
from forensics_app.cli.options.trust import trust_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.comparison import count_rows, kind_label, show_label
from forensics_app.model.comparison import ComparedRow, ComparedSide, Comparison, Show
from forensics_app.model.names import visible
from forensics_app.services.cases.outside_evidence import refuse_in_evidence_of
from forensics_app.services.exchange.compare import Compared, compare, row_fields
from forensics_app.services.trust.trust import trust_for_run

_FILE = click.Path(path_type=Path, dir_okay=False)
_PATH = click.Path(path_type=Path)
_SHOWN = 20


@new_command(
    "compare",
    help=N_(
        "Compare two cases, sealed bundles or lists of files (DFXML, hashdeep, CSV, "
        "sha256sum) by their digests: what both contain, what only one contains, and "
        "what differs under the same path."
    ),
)
@click.argument("a", metavar="A", type=_PATH)
@click.argument("b", metavar="B", type=_PATH)
@option("-o", "--output", type=_FILE, metavar="FILE.csv", help=N_("Write every row to this new CSV file."))
@listing_option
@trust_option
@json_option
@pass_session
def command(
    session: Session,
    a: Path,
    b: Path,
    output: Path | None,
    listing: Path | None,
    trusted: tuple[Path, ...],
    as_json: bool,
) -> None:
    trust = trust_for_run(trusted, (), clock=session.clock)
    if output is not None:
        for one in (a, b):
            refuse_in_evidence_of(one, output, clock=session.clock)
    with job(session) as running:
        report, cancelled = running.report, running.cancelled
        with compare(
            a, b, trust=trust, clock=session.clock, keep=listing, report=report, cancelled=cancelled
        ) as done:
            if output is not None:
                done.write_csv(output, report=report, cancelled=cancelled)
            with running.paused():
                for line in _json_lines(done) if as_json else _text_lines(done):
                    session.say(line)
            summary = done.summary
    if output is not None and not as_json:
        session.say(tr("Written to {path}.", path=output))
    session.event(
        "result",
        path=None if output is None else str(output),
        listing=None if listing is None else str(listing),
        **summary_fields(summary),
    )


def summary_fields(summary: Comparison) -> dict[str, Any]:
    """The summary as JSON holds it."""
    fields: dict[str, Any] = msgspec.to_builtins(summary)
    return fields


def _json_lines(done: Compared) -> Iterator[str]:
    """One document, written as it comes: there may be millions of rows."""
    yield json.dumps(summary_fields(done.summary), ensure_ascii=True, indent=2).removesuffix("\n}") + ","
    shown = tuple(Show)
    for show in shown:
        yield f'  "{show.value}": ['
        before = ""
        for row in done.everything(show):
            if before:
                yield f"    {before},"
            before = json.dumps(row_fields(row), ensure_ascii=True)
        if before:
            yield f"    {before}"
        yield "  ]" + ("," if show is not shown[-1] else "")
    yield "}"


def _text_lines(done: Compared) -> Iterator[str]:
    summary = done.summary
    yield from _side_lines("A", summary.a)
    yield from _side_lines("B", summary.b)
    yield ""
    yield from _counts(summary)
    yield ""
    yield trn(
        "{count} content is in both ({size}).",
        "{count} different contents are in both ({size}).",
        summary.shared_contents,
        size=current().size(summary.shared_bytes),
    )
    for algorithm, items in summary.by:
        yield trn(
            "By {algorithm}: {count} item of A",
            "By {algorithm}: {count} items of A",
            items,
            algorithm=algorithm.value.upper(),
        )
    for name, side in (("A", summary.a), ("B", summary.b)):
        if side.counts.uncertain:
            yield trn(
                "{count} item found only in {side} may still be in the other: not all "
                "items there have a digest of the same kind.",
                "{count} items found only in {side} may still be in the other: not all "
                "items there have a digest of the same kind.",
                side.counts.uncertain,
                side=name,
            )
    for show in (Show.SHARED, Show.ONLY_A, Show.ONLY_B, Show.DIFFERS):
        yield from _list(done, show)


def _side_lines(name: str, side: ComparedSide) -> Iterator[str]:
    yield current().labelled(name, f"{visible(side.name)} ({kind_label(side.kind)})")
    if side.sentence is not None:
        yield f"   {side.sentence}"


def _counts(summary: Comparison) -> Iterator[str]:
    rows = count_rows(summary.a.counts, summary.b.counts)
    width = max(len(words) for words, _, _ in rows)
    number = current().number
    yield f"{'':{width}}  {'A':>12}  {'B':>12}"
    for words, a, b in rows:
        yield f"{words:{width}}  {number(a):>12}  {number(b):>12}"


def _list(done: Compared, show: Show) -> Iterator[str]:
    total = done.count(show)
    if not total:
        return
    yield ""
    yield f"{show_label(show)}:"
    for row in done.rows(show, 0, _SHOWN):
        yield f"  {_row_text(row, show)}"
    if total > _SHOWN:
        yield trn(
            "  ... and {count} more, see --json or --output.",
            "  ... and {count} more, see --json or --output.",
            total - _SHOWN,
        )


def _row_text(row: ComparedRow, show: Show) -> str:
    digest = (row.digest or "")[:16]
    path = visible(row.path or "-")
    place = f"{visible(row.shown_place)}:" if row.shown_place else ""
    if show is Show.SHARED and row.other_path is not None and row.other_path != row.path:
        return f"{digest}  {place}{path} = {visible(row.other_path)}"
    if show is Show.DIFFERS:
        return f"{digest} / {(row.other_digest or '')[:16]}  {place}{path}"
    return f"{digest}  {place}{path}"

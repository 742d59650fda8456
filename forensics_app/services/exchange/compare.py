"""Compare two cases, bundles or lists by their digests: what both hold, what only one, what differs.

Neither side's contents are opened: catalogues and lists alone are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from forensics_app.catalog.temporary.comparison_rows import ComparisonRows
from forensics_app.catalog.temporary.comparison_table import ComparisonTable
from forensics_app.errors import CancelledError, ManifestNotReadableError
from forensics_app.i18n.verdicts import verdict_sentence
from forensics_app.model.comparison import ComparedRow, ComparedSide, Comparison, Show, Side, SideCounts
from forensics_app.model.findings import VerificationReport
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.exchange.compared_side import open_side
from forensics_app.services.files.csv_cells import csv_line
from forensics_app.services.files.list_file import write_list

CSV_COLUMNS = (
    "relation", "side", "path", "volume", "id", "size", "deleted", "algorithm", "digest", "same_path",
    "differs", "other_path", "other_size", "other_digest",
)  # fmt: skip
_SUMMARY = "summary"
_REPORT_EVERY = 1000


class Compared:
    """A comparison that was made: its summary and its rows. It belongs to the thread that opened it."""

    def __init__(self, rows: ComparisonRows) -> None:
        self._rows = rows
        self.summary = msgspec.json.decode(rows.about(_SUMMARY), type=Comparison)

    @classmethod
    def open(cls, path: Path) -> Compared:
        """What `compare` kept in the file `path`. Raises ListingLostError."""
        return cls(ComparisonRows(path))

    def count(self, show: Show, text: str = "") -> int:
        """How many rows a list shows."""
        return self._rows.count(show, text)

    def rows(self, show: Show, first: int, count: int, text: str = "") -> list[ComparedRow]:
        """Rows of a list."""
        return self._rows.rows(show, first, count, text)

    def everything(self, show: Show | None = None) -> Iterator[ComparedRow]:
        """All rows of a list, or of everything."""
        return self._rows.everything(show)

    def write_csv(
        self,
        out: Path,
        show: Show | None = None,
        *,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
    ) -> int:
        """All rows as CSV in a new file, whole or not at all. Raises as `write_list`."""
        counts = (self.summary.a.counts.items, self.summary.b.counts.items)
        total = sum(counts) if show is None else self.count(show)
        lines = csv_lines(self.everything(show))
        return write_list(
            lines, out, marked=True, total=total, report=report, cancelled=cancelled, stage="compare-write"
        )

    def close(self) -> None:
        """Close the file."""
        self._rows.close()


@contextmanager
def compare(
    a: Path,
    b: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    keep: Path | None = None,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> Iterator[Compared]:
    """Read both sides and compare them; `keep` is a new file for `Compared.open`, else nothing stays.

    Raises VerificationFailedError (a bundle is bad), ManifestNotReadableError, NotABundleError,
    OutputExistsError, DiskFullError, OutputNotWritableError, CancelledError, and what opening a case raises.
    """
    table = ComparisonTable(keep)
    done = False
    try:
        sides = {
            side: _read(table, side, path, trust=trust, clock=clock, report=report, cancelled=cancelled)
            for side, path in ((Side.A, a), (Side.B, b))
        }
        table.compare(report=report, cancelled=cancelled)
        rows = ComparisonRows(table)
        summary = _summary(rows, {side: _counted(table, rows, side, one) for side, one in sides.items()})
        table.remember(_SUMMARY, msgspec.json.encode(summary).decode())
        table.finish()
        done = True
        yield Compared(rows)
    finally:
        table.close()
        if keep is not None and not done:
            keep.unlink(missing_ok=True)


def csv_lines(rows: Iterator[ComparedRow]) -> Iterator[str]:
    """The rows as CSV, with a head."""
    yield csv_line(CSV_COLUMNS)
    for row in rows:
        yield csv_line(tuple(row_fields(row).values()))


def row_fields(row: ComparedRow) -> dict[str, object]:
    """A row by the names of CSV_COLUMNS; sizes are decimal strings."""
    return {
        "relation": row.relation.value,
        "side": row.side.value,
        "path": row.path,
        "volume": row.place or None,
        "id": row.item_id or None,
        "size": _text(row.size_bytes),
        "deleted": row.deleted,
        "algorithm": None if row.algorithm is None else row.algorithm.value,
        "digest": row.digest,
        "same_path": row.same_path,
        "differs": row.differs,
        "other_path": row.other_path,
        "other_size": _text(row.other_size_bytes),
        "other_digest": row.other_digest,
    }


def _read(
    table: ComparisonTable,
    side: Side,
    path: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    report: Report,
    cancelled: IsCancelled,
) -> ComparedSide:
    """Everything of a side into the table."""
    with open_side(path, trust=trust, clock=clock, report=report, cancelled=cancelled) as opened:
        read = unread = 0
        for seen, item in enumerate(opened.items):
            if seen % _REPORT_EVERY == 0:
                report(Progress("compare-read", path.name, items=seen))
                if cancelled():
                    raise CancelledError
            if item is None:
                unread += 1
            else:
                read += 1
                table.add(side, item, rooted=opened.rooted)
        if not read and unread:
            raise ManifestNotReadableError(path=str(path), detail="not a list of contents")
        verdict, sentence = _verdict(opened.report)
        return ComparedSide(str(path), opened.kind, SideCounts(unread=unread), verdict, sentence)


def _verdict(report: VerificationReport | None) -> tuple[str | None, str | None]:
    return (None, None) if report is None else (report.verdict.value, verdict_sentence(report))


def _counted(table: ComparisonTable, rows: ComparisonRows, side: Side, one: ComparedSide) -> ComparedSide:
    counts = replace(rows.counts(side), unread=one.counts.unread)
    return replace(one, counts=counts, algorithms=table.algorithms(side))


def _summary(rows: ComparisonRows, sides: dict[Side, ComparedSide]) -> Comparison:
    contents, size, by = rows.shared()
    return Comparison(sides[Side.A], sides[Side.B], contents, size, by, rows.differing_paths())


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)

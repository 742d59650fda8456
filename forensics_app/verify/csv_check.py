"""catalog.csv, the table for people, against the catalogue, row for row (section 3.2 of the format)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from forensics_app.verify.catalog_lines import CatalogLine
from forensics_app.verify.collector import Findings
from forensics_app.verify.reading import DigestedFile

CSV_COLUMNS = [
    "id", "exhibit", "source", "path", "kind", "allocated", "size", "modified", "sha256", "media_type",
    "tags", "data",
]  # fmt: skip
_ID, _SIZE, _SHA256, _DATA = (CSV_COLUMNS.index(name) for name in ("id", "size", "sha256", "data"))
_BOM = "\ufeff"


class Rows:
    """The rows of the table, taken one for each line of the catalogue. The first difference is reported."""

    def __init__(self, file: DigestedFile, findings: Findings) -> None:
        """Raises FileUnreadableError, LineTooLongError, as every method does."""
        self._file = file
        self._findings = findings
        self._told = False
        self._number = 0
        self._source = self._texts()
        self._rows = csv.reader(chain.from_iterable(self._source), strict=True)
        header = next(iter(self._take(1)), [])
        if header[:1] != [_BOM + CSV_COLUMNS[0]] or header[1:] != CSV_COLUMNS[1:]:
            self._differs(1)

    def compare(self, artifacts: Sequence[CatalogLine | None]) -> None:
        """Take a row for each artifact and compare what must equal the catalogue; None matches any row."""
        rows = self._take(len(artifacts))
        if self._told:
            return
        for number, (artifact, row) in enumerate(zip(artifacts, rows, strict=False), start=self._number):
            if artifact is not None and not _agree(artifact, row):
                self._differs(number)
                return
        if len(rows) != len(artifacts):
            self._differs(self._number + len(rows))

    def end(self) -> None:
        """No row is left. The file is read to its end, for its digest."""
        while rows := self._take(1000):
            if any(rows):
                self._differs(self._number)
        for _ in self._source:  # whatever csv left unread after an error
            pass

    def _take(self, count: int) -> list[list[str]]:
        self._number = self._rows.line_num + 1
        try:
            return list(islice(self._rows, count))
        except csv.Error:
            self._differs(self._rows.line_num)
            return []

    def _texts(self) -> Iterator[list[str]]:
        """The lines with their LF, as text; bytes that aren't UTF-8 equal nothing in a catalogue."""
        for lines in self._file.batches():
            text = b"\n".join(lines).decode("utf-8", "surrogateescape")
            yield [line + "\n" for line in text.split("\n")]
        if self._file.unfinished:
            self._differs(self._rows.line_num)

    def _differs(self, number: int) -> None:
        if not self._told:
            self._findings.code("csv-differs", f"{self._file.path}:{number}")
        self._told = True


def _agree(artifact: CatalogLine, row: list[str]) -> bool:
    return (
        len(row) == len(CSV_COLUMNS)
        and row[_ID] == artifact.id
        and row[_SIZE] == (artifact.size or "")
        and row[_SHA256] == (artifact.sha256 or "")
        and row[_DATA] == (artifact.data or "")
    )

"""catalog.csv, the table for people, against the catalogue, row for row (section 3.2 of the format)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter

from forensics_app.verify.catalog_lines import CatalogLine
from forensics_app.verify.collector import Findings
from forensics_app.verify.reading import DigestedFile

CSV_COLUMNS = [
    "id", "exhibit", "source", "path", "kind", "allocated", "size", "modified", "sha256", "media_type",
    "tags", "data",
]  # fmt: skip
_ID, _SIZE, _SHA256, _DATA = (CSV_COLUMNS.index(name) for name in ("id", "size", "sha256", "data"))
_COMPARED = itemgetter(_ID, _SIZE, _SHA256, _DATA)
_BOM = "\ufeff"


class Rows:
    """The rows of the table, taken one for each line of the catalogue. The first difference is reported."""

    def __init__(self, file: DigestedFile, findings: Findings) -> None:
        """Raises FileUnreadableError, LineTooLongError, as every method does."""
        self._file = file
        self._findings = findings
        self._told = False
        self._number = 0
        self._plain_lines = 0
        self._source = self._texts()
        self._reader = csv.reader([], strict=True)
        self._rows = self._all_rows()
        header = next(iter(self._take(1)), [])
        if header[:1] != [_BOM + CSV_COLUMNS[0]] or header[1:] != CSV_COLUMNS[1:]:
            self._differs(1)

    def compare(self, artifacts: Sequence[CatalogLine | None]) -> None:
        """Take a row for each artifact and compare what must equal the catalogue; None matches any row."""
        rows = self._take(len(artifacts))
        if self._told:
            return
        if _all_agree(artifacts, rows):
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
        self._number = self._lines_read + 1
        try:
            return list(islice(self._rows, count))
        except csv.Error:
            self._differs(self._lines_read)
            return []

    @property
    def _lines_read(self) -> int:
        return self._plain_lines + self._reader.line_num

    def _all_rows(self) -> Iterator[list[str]]:
        """Cells are what is between commas, until something comes that takes a closer look."""
        for text in self._source:
            lines = text.split("\n")
            if not _is_plain(text, lines):
                with_ends = map(_as_opened, chain((text,), self._source))
                self._reader = csv.reader(chain.from_iterable(with_ends), strict=True)
                yield from self._reader
                return
            for line in lines:
                self._plain_lines += 1
                yield line[:-1].split(",")

    def _texts(self) -> Iterator[str]:
        """Lines as text. The table is UTF-8 also where the catalogue says nothing of a cell."""
        for block in self._file.blocks():
            try:
                text = block.decode("utf-8")
            except UnicodeDecodeError as e:
                self._differs(self._lines_read + 1 + block.count(b"\n", 0, e.start))
                text = block.decode("utf-8", "surrogateescape")
            yield text
        if self._file.unfinished:
            self._differs(self._lines_read)

    def _differs(self, number: int) -> None:
        if not self._told:
            self._findings.code("csv-differs", f"{self._file.path}:{number}")
        self._told = True


def _as_opened(text: str) -> Iterator[str]:
    """Its lines as the csv module asks for them, of a file opened with newline="": a lone CR ends one too."""
    return io.StringIO(text + "\n", newline="")


def _is_plain(text: str, lines: list[str]) -> bool:
    """Whether each of these lines is a row that ends with CR (and LF), and none is empty, which to the csv
    module is a row without cells, and no cell is quoted or too long for that module.
    """
    ends = len(lines) == text.count("\r") == text.count("\r\n") + text.endswith("\r")
    none_empty = not text.startswith("\r") and "\n\r" not in text
    return ends and none_empty and '"' not in text and max(map(len, lines)) <= csv.field_size_limit()


def _all_agree(artifacts: Sequence[CatalogLine | None], rows: Sequence[list[str]]) -> bool:
    """Whether every one can be told to agree, at once."""
    if None in artifacts or len(artifacts) != len(rows) or set(map(len, rows)) != {len(CSV_COLUMNS)}:
        return False
    wanted = [(a.id, a.size or "", a.sha256 or "", a.data or "") for a in artifacts if a is not None]
    return wanted == list(map(_COMPARED, rows))


def _agree(artifact: CatalogLine, row: list[str]) -> bool:
    return (
        len(row) == len(CSV_COLUMNS)
        and row[_ID] == artifact.id
        and row[_SIZE] == (artifact.size or "")
        and row[_SHA256] == (artifact.sha256 or "")
        and row[_DATA] == (artifact.data or "")
    )

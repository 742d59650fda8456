"""catalog.csv, the table for people, against the catalogue, row for row (section 3.2 of the format)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, repeat
from operator import itemgetter

from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import MAX_LINE_BYTES, DigestedFile, LineTooLongError
from forensics_app.verify.lists.catalog_columns import Columns
from forensics_app.verify.lists.catalog_lines import CatalogLine
from forensics_app.verify.lists.csv_rows import plain_rows

CSV_COLUMNS = [
    "id", "exhibit", "source", "path", "kind", "allocated", "size", "modified", "sha256", "media_type",
    "tags", "data",
]  # fmt: skip
_ID, _SIZE, _SHA256, _DATA = (CSV_COLUMNS.index(name) for name in ("id", "size", "sha256", "data"))
_COMPARED = itemgetter(_ID, _SIZE, _SHA256, _DATA)
_BOM = "\ufeff"
_CELL = re.compile(r'"((?:[^"]++|"")*+)"|([^",\r\n]*+)')  # RFC 4180, section 2
_FORMULA = re.compile(r",[=+\-@\t]")  # a first cell is an id, which must equal the catalogue's
_DANGEROUS_FIRST = frozenset("=+-@\t\r")


class _NotTheFormError(ValueError):
    """A row that RFC 4180 doesn't know, or a cell that a spreadsheet would carry out."""


class Rows:
    """The rows of the table, taken one for each line of the catalogue. The first difference is reported."""

    def __init__(self, file: DigestedFile, findings: Findings) -> None:
        """Raises FileUnreadableError, LineTooLongError, as every method does."""
        self._file = file
        self._findings = findings
        self._reported = False
        self._number = 0
        self._lines_read = 0
        self._source = self._texts()
        self._plain: deque[str] = deque()
        self._lines_seen = 0
        self._rows: Iterator[list[str]] | None = None
        header = next(iter(self._take(1)), [])
        if header[:1] != [_BOM + CSV_COLUMNS[0]] or header[1:] != CSV_COLUMNS[1:]:
            self._differs(1)

    def compare(
        self, artifacts: Sequence[CatalogLine | None], columns: Columns | None = None
    ) -> list[list[str]]:
        """Take a row for each artifact and compare what must equal the catalogue; None matches any row.

        The rows; none where the table differs or differed before, and where all their cells are simply those
        of the `columns`.
        """
        if columns is not None and not self._reported and self._take_simple(columns, len(artifacts)):
            return []
        rows = self._take(len(artifacts))
        if self._reported:
            return []
        if _all_agree(artifacts, rows):
            return rows
        for number, (artifact, row) in enumerate(zip(artifacts, rows, strict=False), start=self._number):
            if artifact is not None and not _agree(artifact, row):
                self._differs(number)
                return []
        if len(rows) != len(artifacts):
            self._differs(self._number + len(rows))
        return [] if self._reported else rows

    def end(self) -> None:
        """No row is left. The file is read to its end, for its digest."""
        while self._take(1000):
            self._differs(self._number)
        for _ in self._source:  # what is left unread after an error
            pass

    def count_alone(self) -> int:
        """How many rows there are, where no catalogue is at hand to compare them with: each still has its
        form."""
        count = 0
        while rows := self._take(1000):
            for number, row in enumerate(rows, start=self._number):
                if len(row) != len(CSV_COLUMNS) or row[_ID][:1] in _DANGEROUS_FIRST:
                    self._differs(number)
            count += len(rows)
        for _ in self._source:  # what is left unread after an error
            pass
        return count

    def _take(self, count: int) -> list[list[str]]:
        self._number = self._lines_read + 1
        self._fill(count)
        plain = [self._plain.popleft() for _ in range(min(count, len(self._plain)))]
        self._lines_read += len(plain)
        rows = [line[:-1].split(",") for line in plain]
        if len(rows) == count or self._rows is None:
            return rows
        try:
            return rows + list(islice(self._rows, count - len(rows)))
        except _NotTheFormError:
            self._differs(self._lines_read)
            return []

    def _take_simple(self, columns: Columns, count: int) -> bool:
        """Take rows that are, letter for letter, those of the columns, with as many cells; False where any
        may not be, and then none is taken.
        """
        self._fill(count)
        wanted = plain_rows(columns) if len(self._plain) >= count else None
        if wanted is None or list(islice(self._plain, count)) != wanted:
            return False
        if sum(map(str.count, wanted, repeat(","))) != count * (len(CSV_COLUMNS) - 1):
            return False  # a comma in a cell, which would have to be quoted
        for _ in range(count):
            self._plain.popleft()
        self._number = self._lines_read + 1
        self._lines_read += count
        return True

    def _fill(self, count: int) -> None:
        """Have that many plain lines, whose cells are what is between commas; fewer where the table ends, or
        something comes that takes a closer look.
        """
        while self._rows is None and len(self._plain) < count:
            text = next(self._source, None)
            if text is None:
                return
            lines = text.split("\n")
            self._lines_seen += len(lines)
            if _is_plain(text, lines):
                self._plain.extend(lines)
            else:
                self._rows = self._quoted_rows(chain(lines, self._lines_after()))

    def _lines_after(self) -> Iterator[str]:
        for text in self._source:
            lines = text.split("\n")
            self._lines_seen += len(lines)
            yield from lines

    def _quoted_rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Rows that may go over several lines; together they are no longer than a line may be.

        Raises _NotTheFormError, LineTooLongError.
        """
        row: list[str] = []
        size, quotes = 0, 0
        for line in lines:
            self._lines_read += 1
            row.append(line)
            size += 1 + (len(line) if line.isascii() else len(line.encode("utf-8", "surrogateescape")))
            quotes += line.count('"')
            if size - 1 > MAX_LINE_BYTES:
                raise LineTooLongError(self._file.path)
            if quotes % 2 == 0:
                yield _cells("\n".join(row))
                row, size, quotes = [], 0, 0
        if row:
            raise _NotTheFormError

    def _texts(self) -> Iterator[str]:
        """Lines as text. The table is UTF-8 also where the catalogue says nothing of a cell."""
        for block in self._file.blocks():
            try:
                text = block.decode("utf-8")
            except UnicodeDecodeError as e:
                self._differs(self._lines_seen + 1 + block.count(b"\n", 0, e.start))
                text = block.decode("utf-8", "surrogateescape")
            yield text
        if self._file.unfinished:
            self._differs(self._lines_seen)

    def _differs(self, number: int) -> None:
        if not self._reported:
            self._findings.code("csv-differs", f"{self._file.path}:{number}")
        self._reported = True


def _is_plain(text: str, lines: list[str]) -> bool:
    """Whether each of these lines is a row that ends with CR (and LF), and none has a quoted cell, or one
    that a spreadsheet would carry out.
    """
    ends = len(lines) == text.count("\r") == text.count("\r\n") + text.endswith("\r")
    return ends and '"' not in text and _FORMULA.search(text) is None


def _cells(row: str) -> list[str]:
    """The cells of a row that ends with CR. Raises _NotTheFormError."""
    cells: list[str] = []
    at, end = 0, len(row) - 1
    if not row.endswith("\r"):
        raise _NotTheFormError
    while True:
        match = _CELL.match(row, at, end)
        if match is None:
            raise _NotTheFormError
        cell = match[2] if match[1] is None else match[1].replace('""', '"')
        if cells and cell[:1] in _DANGEROUS_FIRST:
            raise _NotTheFormError
        cells.append(cell)
        at = match.end()
        if at == end:
            return cells
        if row[at] != ",":
            raise _NotTheFormError
        at += 1


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

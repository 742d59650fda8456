"""Rows of catalog.csv are those that the csv module reads, whichever way they are read; what RFC 4180 doesn't
know, and formulas, are no rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import cast

from hypothesis import example, given
from hypothesis import strategies as st

from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.lists.csv_check import CSV_COLUMNS, Rows

HEADER = "\ufeff" + ",".join(CSV_COLUMNS) + "\r\n"
texts = st.text(st.sampled_from('aé,"=\r\n '), max_size=4)
plain = st.text(st.sampled_from("aé= '"), max_size=4)


class Read:
    """What `Rows` needs of a file: whole lines, a few at a time."""

    path = "metadata/catalog.csv"

    def __init__(self, data: bytes, together: int) -> None:
        self._lines = data.split(b"\n")
        self.unfinished = self._lines[-1] != b""
        self._together = together

    def blocks(self) -> Iterator[bytes]:
        lines = self._lines if self.unfinished else self._lines[:-1]
        for at in range(0, len(lines), self._together):
            yield b"\n".join(lines[at : at + self._together])


def rows_of(text: str, together: int) -> list[list[str]] | None:
    """What `Rows` makes of it, None where it finds that it can't be the table."""
    findings = Findings()
    rows = Rows(cast(DigestedFile, Read(text.encode(), together)), findings)
    found: list[list[str]] = []
    while some := rows._take(3):
        found += some
    return None if findings.count("csv-differs") else found


CELL = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
TABLE = re.compile(rf"(?:{CELL}(?:,{CELL})*\r\n)*")


def is_table(text: str) -> bool:
    """Whether it is rows of RFC 4180 that no spreadsheet carries out (a row's first cell is an id)."""
    if TABLE.fullmatch(text) is None:
        return False
    rows = read_by_csv(HEADER + text) or []
    return not any(cell[:1] in tuple("=+-@\t\r") for row in rows for cell in row[1:])


def read_by_csv(text: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]
    except csv.Error:
        return None


@given(st.lists(st.lists(plain | texts, min_size=12, max_size=12), max_size=8), st.integers(1, 4))
def test_written_rows_are_read_as_the_csv_module_reads_them(table: list[list[str]], together: int) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(table)
    text = HEADER + out.getvalue()
    assert read_by_csv(text) == table
    assert rows_of(text, together) == (table if is_table(out.getvalue()) else None)


@given(st.lists(texts, max_size=12).map("".join), st.integers(1, 4))
@example("\r=\n", 1)
@example("a,b\r\n\r\n\r\n", 4)
@example('a,"=1"\r\n', 1)
@example("a,b\n", 1)
@example('a,b"c"\r\n', 1)
def test_any_text_is_a_table_as_the_csv_module_reads_it_or_none(text: str, together: int) -> None:
    read = rows_of(HEADER + text, together)
    if is_table(text):
        # an empty line is a row of one empty cell, which that module leaves out
        assert [[] if row == [""] else row for row in read or []] == read_by_csv(HEADER + text)
    else:
        assert read is None

"""Rows of catalog.csv are those that the csv module reads, whichever way they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import cast

from hypothesis import example, given
from hypothesis import strategies as st

from forensics_app.verify.collector import Findings
from forensics_app.verify.csv_check import CSV_COLUMNS, Rows
from forensics_app.verify.reading import DigestedFile

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
    assert rows_of(text, together) == read_by_csv(text) == table


@given(st.lists(texts, max_size=12).map("".join), st.integers(1, 4))
@example("\r\n", 1)
@example("\r=\n", 1)
@example("a,b\r\n\r\n\r\n", 4)
def test_any_text_is_read_as_the_csv_module_reads_it(text: str, together: int) -> None:
    text = HEADER + text
    expected = read_by_csv(text)
    assert rows_of(text, together) == (expected if text.endswith("\n") else None)

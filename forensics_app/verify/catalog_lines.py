"""The lines of catalog.jsonl, each in its one form, and what is compared with the rest of the bundle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from forensics_app.verify.collector import Findings
from forensics_app.verify.plain_form import plain_form
from forensics_app.verify.reading import DigestedFile
from forensics_app.verify.records import Artifact, Reader
from forensics_app.verify.sealed_lists import end_of_list, read_one

_MAX_PLAIN_CHARACTERS = 1 << 16  # a pattern remembers each turn of a list; longer lines are decoded


class CatalogLine(NamedTuple):
    """Some values of one line, in the order in which they stand in it."""

    data: str | None
    sha256: str | None
    exhibit: str
    id: str
    size: str | None


_WANTED = frozenset({("data",), ("digests", "sha256"), ("exhibit",), ("id",), ("size",)})


@cache
def plain_line() -> re.Pattern[str]:
    """What nearly all lines match, with a group for each value of CatalogLine."""
    return plain_form(Artifact, _WANTED)


def read_catalog(
    file: DigestedFile, findings: Findings
) -> Iterator[tuple[list[bytes], list[CatalogLine | None]]]:
    """Lines without their LF, and their values; None where a line isn't in its form. Many lines at once.

    Raises FileUnreadableError, LineTooLongError.
    """
    reader = Reader(Artifact)
    plain, new = plain_line().fullmatch, tuple.__new__  # as `_make`, without a call of Python's own
    before = 0
    for lines in file.batches():
        values: list[CatalogLine | None] = []
        for number, (line, text) in enumerate(zip(lines, _texts(lines), strict=True), start=before + 1):
            found = plain(text) if len(text) <= _MAX_PLAIN_CHARACTERS else None
            if found is not None:
                values.append(new(CatalogLine, found.groups()))
            else:
                artifact = read_one(file.path, number, line, reader, findings)
                values.append(None if artifact is None else _line(artifact))
        yield lines, values
        before += len(lines)
    end_of_list(file, before, findings)


def _texts(lines: list[bytes]) -> list[str]:
    """The lines as text; where one of them isn't UTF-8, texts that no pattern matches."""
    try:
        return b"\n".join(lines).decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return [""] * len(lines)


def _line(artifact: Artifact) -> CatalogLine:
    return CatalogLine(artifact.data, artifact.digests.sha256, artifact.exhibit, artifact.id, artifact.size)

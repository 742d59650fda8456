"""The columns of catalog.csv that catalog.jsonl decides, made again from it (docs/bundle-format.md, 3.2)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from forensics_app.model.names import encoded_path, spelled_out
from forensics_app.verify.lists.catalog_lines import CatalogLine
from forensics_app.verify.lists.csv_rows import modified, tags_cell

COLUMNS = ("exhibit", "source", "path", "kind", "allocated", "modified", "media_type", "tags")
_PLACES = (1, 2, 3, 4, 5, 7, 9, 10)
_DANGEROUS_FIRST = frozenset("=+-@\t\r")


def shown_otherwise(line: CatalogLine, row: Sequence[str]) -> tuple[str, str, str] | None:
    """The first column in which a row shows something else than its line: its name, what it should show, and
    what it does. Which characters are spelled out is the writer's choice.
    """
    if len(row) <= _PLACES[-1]:
        return None
    stream = json.loads(line.stream)
    should = (
        line.exhibit,
        line.source,
        "/" + encoded_path(json.loads(line.names), None if stream is None else stream["bytes"]),
        line.kind,
        line.allocated,
        modified(line.times),
        line.media_type or "",
        tags_cell(line.tags),
    )
    for name, text, place in zip(COLUMNS, should, _PLACES, strict=True):
        cell = row[place]
        if cell not in (text, f"'{text}") and _spelled(cell) != _spelled(text):
            return name, text or "-", cell or "-"
    return None


def _spelled(text: str) -> str:
    """With nothing but printable ASCII, and without the apostrophe before a formula."""
    plain = spelled_out(text)
    return plain[1:] if plain[:1] == "'" and plain[1:2] in _DANGEROUS_FIRST else plain

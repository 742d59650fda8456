"""The columns of catalog.csv that catalog.jsonl decides, made again from it (docs/bundle-format.md, 3.2)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from forensics_app.model.names import encoded_path, spelled_out
from forensics_app.verify.consistency.columns import Columns
from forensics_app.verify.lists.catalog_lines import CatalogLine

COLUMNS = ("exhibit", "source", "path", "kind", "allocated", "modified", "media_type", "tags")
_PLACES = (1, 2, 3, 4, 5, 7, 9, 10)
_SHOWN = itemgetter(*_PLACES)
_MODIFIED = re.compile(r'\{"kind":"modified","precision":"[^"]*","raw":"[^"]*","value":"([^"\\]+)"')
_DANGEROUS_FIRST = frozenset("=+-@\t\r")


def all_as_catalogued(lines: Columns, rows: Sequence[Sequence[str]]) -> bool:
    """Whether each row shows its line, at once; False where any may not."""
    shown = zip(
        lines.exhibit,
        lines.source,
        map(_plain_path, lines.display, lines.stream),
        lines.kind,
        lines.allocated,
        map(_modified, lines.times),
        [media_type or "" for media_type in lines.media_type],
        map(_tags, lines.tags),
        strict=True,
    )
    return list(map(_SHOWN, rows)) == list(shown)


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
        _modified(line.times),
        line.media_type or "",
        _tags(line.tags),
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


def _plain_path(display: str, stream: str) -> str | None:
    """The path of a line whose names need nothing spelled out; None for others, which no cell is."""
    if stream != "null" or "\\" in display or "/" in display:
        return None
    return "/" + display[2:-2].replace('","', "/")


def _modified(times: str) -> str:
    if "\\" not in times:
        found = _MODIFIED.search(times)
        return "" if found is None else found[1]
    return next((t["value"] for t in json.loads(times) if t["kind"] == "modified" and t["value"]), "")


@lru_cache(maxsize=4096)
def _tags(tags: str) -> str:
    return ";".join(json.loads(tags))

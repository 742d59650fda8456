"""Rows of catalog.csv as every writer makes them of lines in which nothing is spelled out or quoted."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from forensics_app.verify.lists.catalog_columns import Columns

_MODIFIED = re.compile(r'\{"kind":"modified","precision":"[^"]*","raw":"[^"]*","value":"([^"\\]+)"')
_DISPLAY = '"display":"'


def plain_rows(columns: Columns) -> list[str] | None:
    """A row with its CR for each line; None where a name has an escape or a `/`, which a table spells out.

    Where a cell would have to be quoted, it isn't, and no table has such a row.
    """
    shown = "".join(columns.display)
    if "/" in shown or "\\" in shown or "\\" in "".join(columns.stream):
        return None
    return [
        f"{artifact_id},{exhibit},{source},/{names[2:-2].replace(_BETWEEN, '/')}{_stream(stream)},{kind},"
        f"{allocated},{size or ''},{modified(times)},{sha256 or ''},{media_type or ''},{tags_cell(tags)},"
        f"{data or ''}\r"
        for artifact_id, exhibit, source, names, stream, kind, allocated, size, times, sha256, media_type,
        tags, data in zip(
            columns.id, columns.exhibit, columns.source, columns.display, columns.stream, columns.kind,
            columns.allocated, columns.size, columns.times, columns.sha256, columns.media_type, columns.tags,
            columns.data, strict=True,
        )
    ]  # fmt: skip


_BETWEEN = '","'


def _stream(stream: str) -> str:
    return "" if stream == "null" else ":" + stream[stream.index(_DISPLAY) + len(_DISPLAY) : -2]


def modified(times: str) -> str:
    """The first time of that kind that has a value; `times` is JSON text, as sealed."""
    if "\\" not in times:
        found = _MODIFIED.search(times)
        return "" if found is None else found[1]
    return next((t["value"] for t in json.loads(times) if t["kind"] == "modified" and t["value"]), "")


@lru_cache(maxsize=4096)
def tags_cell(tags: str) -> str:
    """The cell of a line's tags, which are JSON text."""
    return ";".join(json.loads(tags))

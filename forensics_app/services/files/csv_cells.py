"""CSV (RFC 4180) that no spreadsheet takes for formulas: names of files come from suspects."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.model.names import gated

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTED = frozenset('",\r\n')


def csv_line(values: Sequence[object]) -> str:
    """One line with CRLF. None is empty, True and False are `true` and `false`."""
    return ",".join(csv_cell(v) for v in values) + "\r\n"


def csv_cell(value: object) -> str:
    """One cell: an apostrophe before what a spreadsheet would run, quotes where the format needs them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = gated(str(value))
    if text.startswith(_FORMULA):
        text = "'" + text
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'

"""What may stand in the identifiers of a bundle from `sealwright/4` on (docs/bundle-format.md, section 3.11).

The characters are a closed list of code points and no property of Unicode's tables, so that every
implementation, with whatever version of them, judges alike for ever.
"""

from __future__ import annotations

import re

from forensics_app.model.names import spelled_out

IDENTIFIER_CHARACTERS = 200
LINE_CHARACTERS = 4_000

NEVER_THERE = (
    "\\x00-\\x1f\\x7f-\\x9f\\xad"  # controls, soft hyphen
    "\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u3164\\uffa0"  # without width or ink
    "\\u061c\\u070f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff"  # direction, joiners, line ends
    "\\ud800-\\uf8ff\\ufdd0-\\ufdef\\ufff0-\\ufffc\\ufffe\\uffff"  # surrogates, private, no characters
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff\\U000f0000-\\U0010ffff"
    + "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 15))
)
"""The inside of a character class: what no identifier and no line has."""

_FORBIDDEN = re.compile(f"[{NEVER_THERE}]")
_LAYER = re.compile(r"s[1-9][0-9]*(?:\.[a-z][a-z0-9-]*)*\Z")


def identifier_fault(text: str) -> str | None:
    """Why `text` is no identifier: `length` (none, or more than 200 characters), `characters`; else None."""
    if not 0 < len(text) <= IDENTIFIER_CHARACTERS:
        return "length"
    return _characters_fault(text)


def line_fault(text: str) -> str | None:
    """The same of a line, which may be empty and have 4,000 characters."""
    return "length" if len(text) > LINE_CHARACTERS else _characters_fault(text)


def layer_fault(text: str) -> str | None:
    """The same of the id of a source or layer, which besides has a form of its own: `form`."""
    if not 0 < len(text) <= IDENTIFIER_CHARACTERS:
        return "length"
    return None if _LAYER.match(text) else "form"


def as_line(text: str) -> str:
    """`text` from the evidence as a line: what can't stand there spelled out, cut with `…`."""
    if not (text.isascii() and text.isprintable()):
        text = _FORBIDDEN.sub(lambda found: spelled_out(found[0]), text)
    return text if len(text) <= LINE_CHARACTERS else text[: LINE_CHARACTERS - 1] + "…"


def _characters_fault(text: str) -> str | None:
    if text.isascii() and text.isprintable():
        return None
    return "characters" if _FORBIDDEN.search(text) else None

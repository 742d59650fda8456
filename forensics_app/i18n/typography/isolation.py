"""Puts values into sentences so that they can't be misread: hostile characters spelled out, direction kept.

In right-to-left text the order on the screen changes otherwise: `2024-05-01` is drawn as `01-05-2024` and
`1024–2048` as `2048–1024` (measured, shared glossary). Machine values get LRI..PDI, names FSI..PDI (UAX #9).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePath

from forensics_app.model.names import visible

LRI, FSI, PDI = "\u2066", "\u2068", "\u2069"
_MARKS = frozenset((LRI, FSI, PDI))
_BETWEEN = " ,،、;·…()"

PATH_FIELDS = frozenset({"path", "folder", "output"})
"""Fields that hold paths: always left to right, whatever script the names in them have."""


def isolated(value: str, *, left_to_right: bool | None = None) -> str:
    """`value` in isolates: left to right if asked, if plain ASCII or a path, else by its own first letter.

    What is a list of isolates already stays as it is, so that it goes on in the direction of its sentence.
    """
    if left_to_right is None:
        if _is_list(value):
            return value
        left_to_right = value.isascii() or _PATH.match(value) is not None
    return f"{LRI if left_to_right else FSI}{value}{PDI}"


def without_isolates(text: str) -> str:
    """The text alone, to compare what two languages show of it."""
    return "".join(c for c in text if c not in _MARKS)


def field_text(value: object) -> str:
    """The text of a value for a sentence. Isolates that an earlier sentence put there, in pairs, stay."""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    if not _paired(text):
        return visible(text)
    return "".join(c if c in _MARKS else visible(c) for c in text)


_PATH = re.compile(r"(?:[A-Za-z]:|\.{1,2})?[/\\]")
_LITERAL = re.compile(r"\\x[0-9a-f]{2}|(?<![\w-])(?:--?[A-Za-z][\w-]*|\.[A-Za-z][\w-]*)")


@cache
def with_literals_isolated(template: str) -> str:
    """A right-to-left message in which options (`--trust`), endings (`.zip`) and bytes (`\\x00`) begin with
    their sign.

    Translations hold no direction marks themselves: they would be invisible to whoever edits them.
    """
    return _LITERAL.sub(lambda found: f"{LRI}{found[0]}{PDI}", template)


def is_path(name: str, value: object) -> bool:
    """Whether the field `name` with `value` is to be drawn left to right in any language."""
    return isinstance(value, PurePath) or name in PATH_FIELDS


def _is_list(text: str) -> bool:
    """Whether it is isolates alone, and what stands between the parts of a list."""
    if not text.startswith((LRI, FSI)):
        return False
    depth = 0
    for c in text:
        depth += (c in (LRI, FSI)) - (c == PDI)
        if depth < 0 or (depth == 0 and c != PDI and c not in _BETWEEN):
            return False
    return depth == 0


def _paired(text: str) -> bool:
    depth = 0
    for c in text:
        depth += (c in (LRI, FSI)) - (c == PDI)
        if depth < 0:
            return False
    return depth == 0

"""Text on a terminal and in a plain file: how many columns it takes, padded and wrapped by that.

A Chinese character takes two columns, a direction mark or an accent of its own none.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata

from forensics_app.i18n.typography.isolation import FSI, LRI, PDI

# A wide character may end a line anywhere, unless what follows closes something or it opens something itself.
_CLOSING = "，。：；？！、）》”」』】…"
_PIECES = re.compile(
    rf"[（《“「『【]*(?:[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60])[{_CLOSING}]*|\s+"
    rf"|[^\s\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]+[{_CLOSING}]*"
)


def columns(text: str) -> int:
    """How many columns a terminal of a fixed-width font gives it (Unicode UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, width: int, *, right: bool = False) -> str:
    """`text` with spaces after it (before it, when it is to stand on the `right`) up to `width` columns."""
    spaces = " " * (width - columns(text))
    return spaces + text if right else text + spaces


def wrapped(text: str, width: int, *, indent: str = "") -> list[str]:
    """Lines of at most `width` columns, those after the first with an indent; words are never cut.

    An isolate that goes on in the next line is closed at the end of this one and opened there again.
    """
    if columns(text) == len(text):
        return textwrap.wrap(
            text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if line.strip() and columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = indent
            if piece.isspace():
                continue
        line += piece
    return _with_whole_isolates([*lines, line.rstrip()])


def _with_whole_isolates(lines: list[str]) -> list[str]:
    whole: list[str] = []
    opened: list[str] = []
    for line in lines:
        body = line.lstrip()
        begun = "".join(opened)
        for character in body:
            if character in (LRI, FSI):
                opened.append(character)
            elif character == PDI and opened:
                opened.pop()
        whole.append(line[: len(line) - len(body)] + begun + body + PDI * len(opened))
    return whole

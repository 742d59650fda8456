r"""Paths of lists as they can be compared: parts joined by `/`, whatever system wrote them.

`./a/b`, `/a/b`, `C:\a\b` and `\\?\C:\a\b` are `a/b`, `a/b`, `C:/a/b` and `C:/a/b`.
"""

from __future__ import annotations

import re

_WINDOWS = re.compile(r"(?:\\\\[?.]\\)?[A-Za-z]:\\|\\(?!x[0-9A-Fa-f]{2})")
_DRIVE = re.compile(r"[A-Za-z]:/")
LONGEST_PATH = 1 << 16


def plain_path(text: str, *, posix: bool = False) -> str | None:
    """A path as it is compared; None for what is none. `posix`: a backslash is known to be one of a name."""
    text = text.strip("\r\n")
    if not text or len(text) > LONGEST_PATH:
        return None
    if not posix and "/" not in text and _WINDOWS.search(text):
        text = text.removeprefix("\\\\?\\").removeprefix("\\\\.\\").replace("\\", "/")
    while text.startswith("./"):
        text = text[2:]
    return text if text.startswith("/") or _DRIVE.match(text) else text.lstrip("/")

"""What is typed into the search field, as bytes to look for."""

from __future__ import annotations

import re
from contextlib import suppress

from forensics_app.model.contents import Needle

_HEX = re.compile(r"(?:[0-9a-f]{2})+\Z", re.IGNORECASE)
MOST_BYTES = 4096


def hex_needle(text: str) -> Needle | None:
    """`89 50 4E 47` or `0x89504E47`; None for anything else."""
    plain = re.sub(r"[\s,]+", "", text).removeprefix("0x").removeprefix("0X")
    if not _HEX.match(plain) or len(plain) > 2 * MOST_BYTES:
        return None
    return Needle((bytes.fromhex(plain),))


def text_needle(text: str, codec: str) -> Needle | None:
    """The words in UTF-8, UTF-16 in both orders, and the encoding chosen in the tab Text; None for no words.

    ASCII letters match in either case, others as typed, all small, all large, or large where words begin.
    """
    if not text or len(text) > MOST_BYTES:
        return None
    found: list[bytes] = []
    cases = (text,) if text.isascii() else (text, text.lower(), text.upper(), text.capitalize(), text.title())
    for name in ("utf-8", "utf-16-le", "utf-16-be", codec):
        with suppress(UnicodeEncodeError):  # the chosen encoding has no such letter
            found += [case.encode(name) for case in cases]
    return Needle(tuple(dict.fromkeys(found)), fold=True)

"""Digests as people compare them."""

from __future__ import annotations

import re

from forensics_app.i18n import current, tr


def hidden() -> str:
    """Stands for a fingerprint whose lettered rows are shown elsewhere, some of them hidden. The words keep
    their own direction in a text that runs from the left, as the digits do that they stand for.
    """
    return current().isolate(tr("(rows A–D of the fingerprint)"))


def grouped(digest: str, size: int) -> str:
    """`9f2c41d0 77ab0e63 ...`: groups of `size` digits."""
    return " ".join(digest[i : i + size] for i in range(0, len(digest), size))


def without(text: str, *fingerprints: str | None) -> str:
    """A text in which none of these fingerprints can be read, however their digits are grouped there.

    Of the signers of a bundle and of its addenda: they still have to be compared by telephone, and what can
    be read elsewhere on the page needn't be read out. Brackets around it go with it: the words that stand
    instead have their own.
    """
    for fingerprint in filter(None, fingerprints):
        digits = r"[\s:]*".join(map(re.escape, fingerprint))
        bracketed = rf"[(（][\u2066\u2068]?{digits}\u2069?[)）]"
        text = re.sub(f"{bracketed}|{digits}", lambda _found: hidden(), text, flags=re.IGNORECASE)
    return text

"""Digests as people compare them."""

from __future__ import annotations

import re

HIDDEN = "A–D"
"""Stands for a fingerprint whose lettered rows are shown elsewhere, some of them hidden."""


def grouped(digest: str, size: int) -> str:
    """`9f2c41d0 77ab0e63 ...`: groups of `size` digits."""
    return " ".join(digest[i : i + size] for i in range(0, len(digest), size))


def without(text: str, fingerprint: str | None) -> str:
    """A text in which a fingerprint can't be read, however its digits are grouped there.

    Of the signer of a bundle: it still has to be compared by telephone, and what can be read elsewhere on the
    page needn't be read out.
    """
    if not fingerprint:
        return text
    digits = r"[\s:]*".join(map(re.escape, fingerprint))
    return re.sub(digits, HIDDEN, text, flags=re.IGNORECASE)

"""Digests as people compare them."""

from __future__ import annotations


def grouped(digest: str, size: int) -> str:
    """`9f2c41d0 77ab0e63 ...`: groups of `size` digits."""
    return " ".join(digest[i : i + size] for i in range(0, len(digest), size))

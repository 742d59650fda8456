"""The Merkle tree over the lines of catalog.jsonl (docs/bundle-format.md, section 6; RFC 9162 section 2.1).

Leaves are sorted by their hashes, so the tree says nothing about the order of the catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def leaf_hash(line: bytes) -> bytes:
    """The leaf of one catalog.jsonl line, given without its line feed."""
    return hashlib.sha256(b"\x00" + line).digest()


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in any order; of none, SHA-256 of nothing.

    Pairing neighbours level by level, with an odd last one carried up, is the tree that splits at the largest
    power of two below n.
    """
    level = sorted(leaves)
    if not level:
        return hashlib.sha256().digest()
    while len(level) > 1:
        parents = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        if len(level) % 2:
            parents.append(level[-1])
        level = parents
    return level[0]

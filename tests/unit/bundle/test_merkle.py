"""The Merkle root is RFC 9162's, over leaves sorted by hash."""

from __future__ import annotations

import hashlib
import random

import pytest

from forensics_app.bundle.merkle import LeafHashes, leaf_hash, tree_root


def rfc9162(leaves: list[bytes]) -> bytes:
    """Section 2.1.1, word for word: split at the largest power of two smaller than n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + rfc9162(leaves[:k]) + rfc9162(leaves[k:])).digest()


@pytest.mark.parametrize("count", [*range(20), 31, 32, 33, 100, 255, 256, 257])
def test_equals_the_recursive_definition(count: int) -> None:
    leaves = [leaf_hash(b"%d" % i) for i in range(count)]
    random.Random(count).shuffle(leaves)
    assert tree_root(leaves) == rfc9162(sorted(leaves))


def test_known_answers() -> None:
    """RFC 6962's test leaves: the empty tree, and the leaf of an empty entry."""
    assert tree_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@pytest.mark.parametrize("count", [*range(20), 31, 32, 33, 100, 255, 256, 257, 1000])
def test_leaves_kept_in_little_room_give_the_same_root(count: int) -> None:
    lines = [b"%d" % i for i in range(count)]
    leaves = LeafHashes()
    leaves.add(lines[: count // 3])
    leaves.add(lines[count // 3 :])
    assert leaves.root() == tree_root(map(leaf_hash, lines))
    assert len(leaves) == count

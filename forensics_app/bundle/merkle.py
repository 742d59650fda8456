"""The Merkle tree over the lines of catalog.jsonl (docs/bundle-format.md, section 6; RFC 9162 section 2.1).

Leaves are sorted by their hashes, so the tree says nothing about the order of the catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_hash(line: bytes) -> bytes:
    """The leaf of one catalog.jsonl line, given without its line feed."""
    return hashlib.sha256(b"\x00" + line).digest()


class LeafHashes:
    """Leaf hashes of any number of lines in 32 bytes each, where a list of them would be too large.

    `sha256` gives the digest of some bytes: another library's, where one is to vouch for the other.
    """

    def __init__(self, sha256: Callable[[bytes], bytes] = _sha256) -> None:
        self._sha256 = sha256
        self._by_first_byte = [bytearray() for _ in range(256)]
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, lines: Iterable[bytes]) -> None:
        """More lines, without their line feeds."""
        buckets, sha256 = self._by_first_byte, self._sha256
        for line in lines:
            leaf = sha256(b"\x00" + line)
            buckets[leaf[0]] += leaf
            self._count += 1

    def root(self) -> bytes:
        """The same as `tree_root` of these leaves: equal subtrees are joined as soon as they are complete."""
        if not self._count:
            return self._sha256(b"")
        waiting: list[tuple[int, bytes]] = []  # complete subtrees by height, the largest first
        for leaf in self._sorted():
            height, node = 0, leaf
            while waiting and waiting[-1][0] == height:
                node = self._sha256(b"\x01" + waiting.pop()[1] + node)
                height += 1
            waiting.append((height, node))
        _, root = waiting.pop()
        while waiting:
            root = self._sha256(b"\x01" + waiting.pop()[1] + root)
        return root

    def _sorted(self) -> Iterator[bytes]:
        for bucket in self._by_first_byte:
            yield from sorted(bytes(bucket[i : i + 32]) for i in range(0, len(bucket), 32))


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

"""The Merkle tree over the lines of catalog.jsonl (docs/bundle-format.md, section 6; RFC 9162 section 2.1).

Leaves are sorted by their hashes, so the tree says nothing about the order of the catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

_NODE_BYTES = 32
_PAIR_BYTES = 2 * _NODE_BYTES
_TOGETHER = 4096 * _PAIR_BYTES


class _Digest(Protocol):
    def digest(self) -> bytes: ...


def leaf_hash(line: bytes) -> bytes:
    """The leaf of one catalog.jsonl line, given without its line feed."""
    return hashlib.sha256(b"\x00" + line).digest()


class LeafHashes:
    """Leaf hashes of any number of lines in 32 bytes each, where a list of them would be too large.

    `sha256` begins a digest with some bytes: another library's, where one is to vouch for the other.
    """

    def __init__(self, sha256: Callable[[bytes], _Digest] = hashlib.sha256) -> None:
        self._sha256 = sha256
        self._by_first_byte = [bytearray() for _ in range(256)]
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, lines: Iterable[bytes]) -> None:
        """More lines, without their line feeds."""
        buckets, sha256 = self._by_first_byte, self._sha256
        leaves = [sha256(b"\x00" + line).digest() for line in lines]
        for leaf in leaves:
            buckets[leaf[0]] += leaf
        self._count += len(leaves)

    def root(self) -> bytes:
        """The same as `tree_root` of these leaves, level by level in 32 bytes a node."""
        sha256 = self._sha256
        level = b"".join(self._sorted())
        if not level:
            return sha256(b"").digest()
        while len(level) > _NODE_BYTES:
            whole = len(level) // _PAIR_BYTES * _PAIR_BYTES  # what is over is carried up
            parents = [
                b"".join(
                    [
                        sha256(b"\x01" + level[i : i + _PAIR_BYTES]).digest()
                        for i in range(begin, min(begin + _TOGETHER, whole), _PAIR_BYTES)
                    ]
                )
                for begin in range(0, whole, _TOGETHER)
            ]
            level = b"".join([*parents, level[whole:]])
        return level

    def _sorted(self) -> Iterator[bytes]:
        for bucket in filter(None, self._by_first_byte):
            yield b"".join(sorted([bytes(bucket[i : i + 32]) for i in range(0, len(bucket), 32)]))


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

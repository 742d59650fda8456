"""B-trees of APFS ("Apple File System Reference", B-Trees).

Nodes are parsed once and kept while they are in use. A node whose checksum differs is used as far as its
structure is sound, and told; one that can't be read costs the records in it, not those beside it.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.apfs.object import checksum_agrees
from forensics_app.evidence.filesystems.trees.btree_range import records_between
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

_HEADER_BYTES, _INFO_BYTES = 56, 40
_ROOT, _LEAF, _FIXED, _NO_HEADER = 0x1, 0x2, 0x4, 0x10
_NO_VALUE = 0xFFFF
_DEEPEST = 16
_KEPT_NODES = 1024

Order: TypeAlias = Callable[[bytes], int]
"""The part of a key that searches go by, as a number that orders like the keys."""
Places: TypeAlias = Callable[[int], int]
"""Offset in bytes of the node that a child pointer means. Raises MalformedError."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node: `orders` of its keys, ascending, and where each key and value lies in `raw`."""

    offset: int
    raw: bytes
    leaf: bool
    level: int
    orders: list[int]
    keys: list[tuple[int, int]]
    values: list[tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Record:
    """Key and value, and the offset of the value in the file system."""

    key: bytes
    value: bytes
    value_offset: int


class BTree:
    """One tree. `root` is the offset of its root, `fixed` the sizes of key and value where all are alike."""

    def __init__(
        self,
        source: ByteSource,
        node_bytes: int,
        root: int,
        *,
        order: Order,
        places: Places,
        fixed: tuple[int, int] | None = None,
    ) -> None:
        self._source = source
        self._node_bytes = node_bytes
        self._root = root
        self._order = order
        self._places = places
        self._fixed = fixed
        self._nodes: OrderedDict[int, Node] = OrderedDict()

    def between(
        self, first: int, last: int, problem: Problem, *, lost: OmissionCode | None = None
    ) -> Iterator[Record]:
        """Records whose order is `first` to `last`, in order. Raises MalformedError, ReadFailedError.

        With `lost`, a node below the root that can't be read is told by that code and passed over.
        """
        met: set[int] = set()
        yield from records_between(
            self._node(self._root, None, problem),
            first,
            last,
            record=_record,
            below=lambda node, index: self._below(node, index, problem, met),
            problem=problem,
            lost=lost,
        )

    def floor(self, order: int, problem: Problem) -> Record | None:
        """The last record whose order is `order` at most. Raises MalformedError, ReadFailedError."""
        node = self._node(self._root, None, problem)
        while True:
            index = bisect_right(node.orders, order) - 1
            if index < 0:
                return None
            if node.leaf:
                return _record(node, index)
            node = self._node(self._child(node, index), node.level - 1, problem)

    def _below(self, node: Node, index: int, problem: Problem, met: set[int]) -> Node:
        place = self._child(node, index)
        if place in met:  # a tree that meets itself would list without end
            raise MalformedError(f"the node at {place} stands twice in its tree")
        met.add(place)
        return self._node(place, node.level - 1, problem)

    def _child(self, node: Node, index: int) -> int:
        value = node.values[index]
        if value is None or value[1] < 8:
            raise MalformedError("an index without a child")
        return self._places(struct.unpack_from("<Q", node.raw, value[0])[0])

    def _node(self, offset: int, level: int | None, problem: Problem) -> Node:
        """The node at an offset. `level`: where it must stand in the tree, None for the root."""
        node = self._nodes.get(offset)
        if node is None:
            node = self._parse(offset, problem)
            self._nodes[offset] = node
            if len(self._nodes) > _KEPT_NODES:
                self._nodes.popitem(last=False)
        else:
            self._nodes.move_to_end(offset)
        if (level is not None and node.level != level) or node.level >= _DEEPEST:
            raise MalformedError(f"the node at {offset} has level {node.level}")
        return node

    def _parse(self, offset: int, problem: Problem) -> Node:
        raw = self._source.read(offset, self._node_bytes)
        flags, level, count, table_at, table_bytes = struct.unpack_from("<HHIHH", raw, 32)
        # nodes of sealed volumes have no header: what holds them says their hash
        if not flags & _NO_HEADER and not checksum_agrees(raw):
            problem(OmissionCode.CHECKSUM_DIFFERS, f"the checksum of the node at {offset} differs")
        leaf, fixed = bool(flags & _LEAF), bool(flags & _FIXED)
        if leaf != (level == 0) or (fixed and self._fixed is None):
            raise MalformedError(f"the node at {offset} has flags {flags:#x} and level {level}")
        keys_at = _HEADER_BYTES + table_at + table_bytes
        values_end = len(raw) - (_INFO_BYTES if flags & _ROOT else 0)
        entry_bytes = 4 if fixed else 8
        begin = _HEADER_BYTES + table_at
        if count * entry_bytes > table_bytes or keys_at > values_end:
            raise MalformedError(f"the node at {offset} counts {count} records")
        keys: list[tuple[int, int]] = []
        values: list[tuple[int, int] | None] = []
        table = raw[begin : begin + count * entry_bytes]
        for entry in self._entries(table, leaf) if fixed else struct.iter_unpack("<HHHH", table):
            key_at, key_bytes, value_at, value_bytes = entry
            begin, end = keys_at + key_at, keys_at + key_at + key_bytes
            value = values_end - value_at
            if end > values_end or (
                value_at != _NO_VALUE and not keys_at <= value <= values_end - value_bytes
            ):
                raise MalformedError(f"the node at {offset} has a record outside itself")
            keys.append((begin, key_bytes))
            values.append(None if value_at == _NO_VALUE else (value, value_bytes))
        orders = [self._order(raw[at : at + length]) for at, length in keys]
        if any(one > two for one, two in pairwise(orders)):
            raise MalformedError(f"the node at {offset} is out of order")
        return Node(offset, raw, leaf, level, orders, keys, values)

    def _entries(self, table: bytes, leaf: bool) -> Iterator[tuple[int, int, int, int]]:
        key_bytes, value_bytes = self._fixed or (0, 0)
        for key_at, value_at in struct.iter_unpack("<HH", table):
            yield key_at, key_bytes, value_at, value_bytes if leaf else 8


def _record(node: Node, index: int) -> Record:
    at, length = node.keys[index]
    value = node.values[index] or (0, 0)
    return Record(
        node.raw[at : at + length],
        node.raw[value[0] : value[0] + value[1]],
        node.offset + value[0],
    )

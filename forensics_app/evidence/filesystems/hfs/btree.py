"""B-trees of HFS+ (TN1150, "B-Trees"): the catalogue, the extents overflow and the attributes.

Nodes are parsed once and kept while they are in use.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from forensics_app.evidence.filesystems.trees.btree_range import records_between
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

_LEAF, _INDEX, _HEADER = -1, 0, 1
_DESCRIPTOR_BYTES, _HEAD_BYTES = 14, 106
_SMALLEST_NODE, _LARGEST_NODE = 512, 32768
_BIG_KEYS, _VARIABLE_INDEX_KEYS = 2, 4
_DEEPEST = 16
_KEPT_NODES = 512

OrderT = TypeVar("OrderT", int, tuple[int, bytes], tuple[int, int, int])


class Record(NamedTuple):
    """A key without its length, the value, and where the value lies in the file of the tree."""

    key: bytes
    value: bytes
    value_offset: int


@dataclass(frozen=True, slots=True)
class _Node(Generic[OrderT]):
    number: int
    height: int
    leaf: bool
    orders: list[OrderT]
    records: list[Record]


class HfsBTree(Generic[OrderT]):
    """One tree in the file that `read` gives. `order`: what searches go by, of a key without its length.

    Opening raises MalformedError, ReadFailedError.
    """

    def __init__(
        self, read: Callable[[int, int], bytes], size_bytes: int, order: Callable[[bytes], OrderT]
    ) -> None:
        self._read = read
        self._order: Callable[[bytes], OrderT] = order
        self._nodes: OrderedDict[int, _Node[OrderT]] = OrderedDict()
        if size_bytes < _SMALLEST_NODE:
            raise MalformedError(f"a B-tree of {size_bytes} bytes")
        head = read(0, _DESCRIPTOR_BYTES + _HEAD_BYTES)
        if struct.unpack_from(">b", head, 8)[0] != _HEADER:
            raise MalformedError("a B-tree without a header node")
        self._depth, self._root = struct.unpack_from(">HI", head, 14)
        self._node_bytes, self._longest_key = struct.unpack_from(">HH", head, 32)
        self._attributes = struct.unpack_from(">I", head, 14 + 38)[0]
        self.compares_binary = head[14 + 37] == 0xBC
        sound = _SMALLEST_NODE <= self._node_bytes <= _LARGEST_NODE
        if not sound or self._node_bytes & (self._node_bytes - 1) or self._depth > _DEEPEST:
            raise MalformedError(
                f"a B-tree with nodes of {self._node_bytes} bytes, {self._depth} levels deep"
            )
        self._count = size_bytes // self._node_bytes

    def between(
        self, first: OrderT, last: OrderT, problem: Problem, *, lost: OmissionCode | None = None
    ) -> Iterator[Record]:
        """Records whose order is `first` to `last`, in order. Raises MalformedError, ReadFailedError.

        With `lost`, a node below the root that can't be read is told by that code and passed over.
        """
        if not self._root:
            return
        met: set[int] = set()
        yield from records_between(
            self._node(self._root, self._depth),
            first,
            last,
            record=lambda node, index: node.records[index],
            below=lambda node, index: self._below(node, index, met),
            problem=problem,
            lost=lost,
        )

    def _below(self, node: _Node[OrderT], index: int, met: set[int]) -> _Node[OrderT]:
        value = node.records[index].value
        if len(value) < 4:
            raise MalformedError("an index without a child")
        number = struct.unpack_from(">I", value)[0]
        if number in met:  # a tree that meets itself would list without end
            raise MalformedError(f"node {number} stands twice in its tree")
        met.add(number)
        return self._node(number, node.height - 1)

    def _node(self, number: int, height: int) -> _Node[OrderT]:
        node = self._nodes.get(number)
        if node is None:
            node = self._parse(number)
            self._nodes[number] = node
            if len(self._nodes) > _KEPT_NODES:
                self._nodes.popitem(last=False)
        else:
            self._nodes.move_to_end(number)
        if node.height != height or node.leaf != (height == 1):
            raise MalformedError(f"node {number} has height {node.height} instead of {height}")
        return node

    def _parse(self, number: int) -> _Node[OrderT]:
        if not 0 < number < self._count:
            raise MalformedError(f"node {number} of {self._count}")
        size = self._node_bytes
        raw = self._read(number * size, size)
        kind, height, count = struct.unpack_from(">bBH", raw, 8)
        if kind not in (_LEAF, _INDEX):
            raise MalformedError(f"node {number} is of kind {kind}")
        if not count or _DESCRIPTOR_BYTES + 2 * (count + 1) > size:
            raise MalformedError(f"node {number} counts {count} records")
        # offsets stand backwards at the end, the last is of what is free
        offsets = struct.unpack_from(f">{count + 1}H", raw, size - 2 * (count + 1))[::-1]
        records: list[Record] = []
        for begin, end in pairwise(offsets):
            if not _DESCRIPTOR_BYTES <= begin < end <= size - 2 * (count + 1):
                raise MalformedError(f"node {number} has a record outside itself")
            records.append(self._record(number, raw, begin, end, leaf=kind == _LEAF))
        orders = [self._order(record.key) for record in records]
        return _Node(number, height, kind == _LEAF, orders, records)

    def _record(self, number: int, raw: bytes, begin: int, end: int, *, leaf: bool) -> Record:
        big = self._attributes & _BIG_KEYS
        prefix = 2 if big else 1
        length = int.from_bytes(raw[begin : begin + prefix], "big")
        room = length
        if not leaf and not self._attributes & _VARIABLE_INDEX_KEYS:
            room = self._longest_key
        at = begin + prefix + room
        at += (at - begin) % 2
        if length > room or at > end:
            raise MalformedError(f"node {number} has a key of {length} bytes")
        key = raw[begin + prefix : begin + prefix + length]
        return Record(key, raw[at:end], number * self._node_bytes + at)

"""Records of a B-tree between two orders, whatever the layout of its nodes: of APFS and of HFS+.

Searches go from the root, not along the leaves: a node that can't be read costs the records below it, not
those behind it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode


class RangedNode(Protocol):
    """A node: `orders` of its keys, ascending, are what searches go by."""

    @property
    def orders(self) -> Sequence[Any]: ...
    @property
    def leaf(self) -> bool: ...


NodeT = TypeVar("NodeT", bound=RangedNode)
RecordT = TypeVar("RecordT")


def records_between(
    node: NodeT,
    first: object,
    last: object,
    *,
    record: Callable[[NodeT, int], RecordT],
    below: Callable[[NodeT, int], NodeT],
    problem: Problem,
    lost: OmissionCode | None,
) -> Iterator[RecordT]:
    """Records at and below a node whose order is `first` to `last`, in order.

    `record` and `below` give the record, or the child, at an index of a node; what `below` raises is raised,
    unless it is MalformedError or ReadFailedError and `lost` is given: then it is told by that code.
    """
    begin, end = bisect_left(node.orders, first), bisect_right(node.orders, last)
    if node.leaf:
        for index in range(begin, end):
            yield record(node, index)
        return
    # what comes before the first key of a child may still hold the beginning
    for index in range(max(0, begin - 1), end):
        try:
            child = below(node, index)
        except (MalformedError, ReadFailedError) as e:
            if lost is None:
                raise
            problem(lost, f"a node of the tree: {detail_of(e)}")
            continue
        yield from records_between(child, first, last, record=record, below=below, problem=problem, lost=lost)

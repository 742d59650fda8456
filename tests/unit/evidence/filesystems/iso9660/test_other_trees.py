"""Which names of a disc's other trees lead to something that is listed already."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.filesystems.iso9660.descriptors import Names
from forensics_app.evidence.filesystems.iso9660.other_trees import Side, only_in_each
from forensics_app.evidence.filesystems.trees.inode_tree import Problem, TreeName

_DEPTH, _FILES, _ALONE = 1000, 8, 50_000


class Deep:
    """Directories 0, 1, 2, ... inside of one another, each with some files; file n begins at byte n."""

    root = 0

    def __init__(self, more: int) -> None:
        self._more = more

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        for index in range(_FILES):
            yield TreeName(b"file*%d" % index, 10_000 + _FILES * number + index, NodeType.REGULAR)
        if number < _DEPTH:
            yield TreeName(b"folder", number + 1, NodeType.DIRECTORY)
        elif self._more:
            yield TreeName(b"more", self._more, NodeType.REGULAR)

    def glance(self, number: int) -> tuple[NodeType, int, int, bytes]:
        kind = NodeType.DIRECTORY if number <= _DEPTH else NodeType.REGULAR
        return kind, 10, number, b""

    def attributes(self, number: int, problem: Problem) -> tuple[()]:
        return ()


def test_what_a_deep_tree_has_alone_is_found_in_little_time() -> None:
    sides = [
        Side(Names.ROCK_RIDGE, 16, lambda: Deep(0)),  # type: ignore[arg-type, return-value]
        Side(Names.JOLIET, 17, lambda: Deep(_ALONE)),  # type: ignore[arg-type, return-value]
    ]
    (found,) = only_in_each(sides)
    # every name of the second leads to what the first has, but one at the bottom
    assert found.other_count == 0
    assert found.kept == {_ALONE, *range(_DEPTH + 1)}

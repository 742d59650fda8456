"""The files of a bundle, wherever they lie: in a ZIP or in a folder. What a verifier reads from.

A tree is a table, not a list of objects: a million files fit in memory. It never judges by raising: every
broken rule is a `Problem` with a stable code, and reading goes on.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

READ_BYTES = 1 << 20
_MAX_DICTIONARY = 200_000


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken rule. `code` is a finding code of docs/bundle-format.md, section 10."""

    code: str
    subject: str | None = None
    expected: str | None = None
    actual: str | None = None


AddProblem = Callable[[Problem], None]


class FileUnreadableError(Exception):
    """The operating system could not give the bytes; the argument is its reason. Caught by the verifier."""


class PathTable:
    """Paths in the order they lie, found by name: by a dictionary while that is small, else by bisection."""

    def __init__(self, paths: list[str]) -> None:
        self.paths = paths
        self._by_path: dict[str, int] | None = None
        self._order = array("I")
        if len(paths) <= _MAX_DICTIONARY:
            backwards = range(len(paths) - 1, -1, -1)  # so that of a repeated path the first one stays
            self._by_path = dict(zip(reversed(paths), backwards, strict=True))
        else:
            self._order = array("I", sorted(range(len(paths)), key=paths.__getitem__))

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def position(self, path: str) -> int | None:
        """Where the first file of this path lies, or None."""
        if self._by_path is not None:
            return self._by_path.get(path)
        at = bisect_left(self._order, path, key=self.paths.__getitem__)
        if at == len(self._order):
            return None
        position = self._order[at]
        return position if self.paths[position] == path else None


class Tree(Protocol):
    """`table` holds paths below the top folder; `sizes` in bytes, by position in the table."""

    table: PathTable
    sizes: array[int]
    top: str | None

    def chunks(self, position: int, buffer: memoryview, add: AddProblem) -> Iterator[memoryview]:
        """The content, piece by piece, each valid until the next; rules that show while reading go to `add`.

        Raises FileUnreadableError.
        """
        ...

    def close(self) -> None:
        """Release the files."""
        ...


def read_whole(tree: Tree, position: int, limit_bytes: int, add: AddProblem) -> bytes | None:
    """The whole content, or None where it is longer than `limit_bytes`. Raises FileUnreadableError."""
    size = tree.sizes[position]
    if size > limit_bytes:
        return None
    buffer = memoryview(bytearray(min(max(size, 1) + 512, READ_BYTES)))
    return b"".join(bytes(chunk) for chunk in tree.chunks(position, buffer, add))

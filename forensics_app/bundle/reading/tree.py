"""The files of a bundle, wherever they lie: in a ZIP or in a folder. What a verifier reads from.

A tree is a table, not a list of objects: a million files fit in memory. It never judges by raising: every
broken rule is a `Problem` with a stable code, and reading goes on.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from forensics_app.bundle.reading.digest_helper import DigestHelper

READ_BYTES = 1 << 20
_DICTIONARY_PATHS = 200_000  # about 20 MB


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
    """Paths in the order they lie, found by name: of many through an index of four bytes a slot, of fewer
    through a dictionary, which is larger and quicker.

    Of a repeated path the first one is found. `position` says where that is, or None.
    """

    def __init__(self, paths: list[str]) -> None:
        self.paths = paths
        self.position: Callable[[str], int | None] = self._in_slots
        if len(paths) <= _DICTIONARY_PATHS:
            last = len(paths) - 1
            self.position = dict(zip(reversed(paths), range(last, -1, -1), strict=True)).get
            return
        slots = 8
        while slots < 2 * len(paths):
            slots *= 2
        self._mask = slots - 1
        self._slots = array("I", bytes(4 * slots))  # position + 1, or 0 for a free slot
        for position, path in enumerate(paths):
            slot = hash(path) & self._mask
            while (taken := self._slots[slot]) and paths[taken - 1] != path:
                slot = (slot + 1) & self._mask
            if not taken:
                self._slots[slot] = position + 1

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def _in_slots(self, path: str) -> int | None:
        slot = hash(path) & self._mask
        while taken := self._slots[slot]:
            if self.paths[taken - 1] == path:
                return taken - 1
            slot = (slot + 1) & self._mask
        return None


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

    def together(self, positions: Sequence[int], buffer: memoryview) -> Iterator[tuple[int, memoryview]]:
        """Position and whole content of those of these files that one reading gives and in which nothing
        that `chunks` would tell is wrong; the others are for `chunks`. Each is valid until the next call.
        """
        ...

    def digest_in_helper(self, order: array[int], starts: array[int]) -> DigestHelper | None:
        """Have a process digest the files at the positions `order`, run after run, which begin at `starts`
        (the end of the last one comes last); None where there is no such process.
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

"""What the other trees of a disc have beside the one that is listed: names of their own, and none twice.

Most discs name every file two or three times: by Rock Ridge, by Joliet, by short names of ISO 9660 alone; and
each session repeats what it takes over from the one before. Of such a tree those names are listed that lead
to something not listed yet, and folders on the way to them. Names that differ and lead to what is listed
already are counted, so that they can be told.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.file_system import NodeType, TskError
from forensics_app.evidence.inode_tree import TreeName, no_problem
from forensics_app.evidence.iso_descriptors import Names, Tree
from forensics_app.evidence.iso_tree import IsoTree
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.names import Components, display

_DAMAGE = (TskError, ReadFailedError, ValueError, IndexError, OverflowError, struct.error)
_DEEPEST = 4096
_JOLIET_REPLACES = re.compile(r"[*/:;?\\\x00-\x1f]")
_JOLIET_KEEPS = 50  # characters; programs cut at 64 or 103, some before the extension
_SHORT = re.compile(r"[^A-Z0-9_]")
_TOLD = 3

What: TypeAlias = tuple[object, ...]
_CONTENT = "content"
_FOLDER: What = ("folder",)
_EMPTY: What = ("file",)


@dataclass(frozen=True, slots=True)
class _Found:
    number: int
    parent: int
    name: bytes
    path: Components
    what: What
    recorded: bytes


@dataclass(slots=True)
class Listed:
    """What of a disc is listed so far: contents by their place, and under which names."""

    contents: set[What] = field(default_factory=set)
    names: set[tuple[bytes, What]] = field(default_factory=set)
    paths: set[tuple[tuple[str, ...], What, bytes]] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    has_long_names: bool = False

    def add(self, found: _Found, names: Names) -> None:
        """Count one name, of a tree of such names, as listed."""
        self.has_long_names |= names is not Names.PLAIN
        self.contents.add(found.what)
        self.names.add((found.name, found.what))
        path = tuple(map(_alike, found.path))
        self.paths.add((path, found.what, found.recorded))
        if found.what[0] == _CONTENT:
            return
        self.short.add(_short(found.name))
        if found.what != _FOLDER:
            self.paths.add((path, _EMPTY, found.recorded))  # as Joliet shows links and devices

    def has(self, found: _Found, names: Names) -> bool:
        """Whether this leads to what is listed, under a name that says the same."""
        if (tuple(map(_alike, found.path)), found.what, found.recorded) in self.paths:
            return True
        if names is not Names.PLAIN or not self.has_long_names:
            return False
        # short names are made from the long ones, by rules of each program
        return found.what in self.contents if found.what[0] == _CONTENT else _short(found.name) in self.short


@dataclass(frozen=True, slots=True)
class Beside:
    """What a tree has alone: the numbers of its names and of the folders on the way to them.

    `others`: the first of `other_count` names that differ from those under which the same is listed.
    """

    tree: Tree
    kept: frozenset[int]
    others: tuple[str, ...]
    other_count: int


def beside(source: ByteSource, trees: Sequence[Tree], alive: Callable[[int], None]) -> Iterator[Beside]:
    """What each tree but the first has that none before it lists. Raises ReadFailedError."""
    listed = Listed()
    for index, tree in enumerate(trees):
        found = list(_walk(IsoTree(source, tree.sector, alive)))
        if index:
            yield _only_here(tree, found, listed)
        for one in found:
            listed.add(one, tree.names)


def _only_here(tree: Tree, found_here: list[_Found], listed: Listed) -> Beside:
    parents: dict[int, int] = {}
    for found in found_here:
        parents.setdefault(found.number, found.parent)
    filled = set(parents.values())
    kept: set[int] = set()
    others: list[str] = []
    for found in found_here:
        if not listed.has(found, tree.names):
            # a folder is of this tree alone where something in it is, or nothing is in it
            number = found.number
            while (found.what != _FOLDER or found.number not in filled) and number not in kept:
                kept.add(number)
                number = parents.get(number, tree.root)
        elif found.what[0] == _CONTENT and (found.name, found.what) not in listed.names:
            others.append(display(found.name))
    return Beside(tree, frozenset(kept), tuple(others[:_TOLD]), len(others))


def _walk(tree: IsoTree) -> Iterator[_Found]:
    """Every name of a tree, and each folder again that can't be read as it should: walking it tells why."""
    entered = {tree.root}
    waiting: list[tuple[int, int, Components]] = [(tree.root, tree.root, ())]
    while waiting:
        number, parent, path = waiting.pop()
        damaged: list[OmissionCode] = []

        def problem(code: OmissionCode, text: str, told: list[OmissionCode] = damaged) -> None:
            told.append(code)

        try:
            for name in tree.names(number, problem):
                inner = (*path, name.name)
                what, recorded = _what(tree, name)
                yield _Found(name.number, number, name.name, inner, what, recorded)
                if what == _FOLDER and name.number not in entered and len(inner) < _DEEPEST:
                    entered.add(name.number)
                    waiting.append((name.number, number, inner))
        except _DAMAGE:
            damaged.append(OmissionCode.DIRECTORY_UNREADABLE)
        if damaged:
            yield _Found(number, parent, b"", path, ("damaged", number), b"")


def _what(tree: IsoTree, name: TreeName) -> tuple[What, bytes]:
    """What a name leads to, and when it was recorded."""
    try:
        kind, size, offset, recorded = tree.glance(name.number)
        if kind is NodeType.DIRECTORY:
            return _FOLDER, b""
        if kind is NodeType.LINK:
            return ("link", tree.link_target(name.number, no_problem)), recorded
    except _DAMAGE:
        return ("damaged", name.number), b""
    if kind is not NodeType.REGULAR:
        return ("special", kind), recorded
    return ((_CONTENT, offset, size) if size else _EMPTY), recorded


def _alike(name: bytes) -> str:
    """A name as Joliet would have it: with what it can't hold replaced, and cut."""
    return _JOLIET_REPLACES.sub("_", name.decode("utf-8", "replace"))[:_JOLIET_KEEPS]


def _short(name: bytes) -> str:
    """About what a program makes of a name that has to fit 8 and 3 letters."""
    stem, _, extension = name.decode("utf-8", "replace").upper().rpartition(".")
    return f"{_SHORT.sub('_', stem or extension)[:8]}.{_SHORT.sub('_', extension if stem else '')[:3]}"

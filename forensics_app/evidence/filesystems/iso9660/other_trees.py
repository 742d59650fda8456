"""What the other trees of a disc have beside the one that is listed: names of their own, and none twice.

Most discs name every file two or three times: by Rock Ridge, UDF or Joliet, by short names of ISO 9660 alone;
and each session repeats what it takes over from the one before. Of such a tree those names are listed that
lead to something not listed yet, and folders on the way to them. Names that differ and lead to what is listed
already are counted, so that they can be told. Deleted names and files with streams, of UDF, are all listed.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol, TypeAlias

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.filesystems.iso9660.descriptors import Names
from forensics_app.evidence.filesystems.trees.inode_tree import InodeTree, TreeName, no_problem
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.names import display

_DAMAGE = (TskError, ReadFailedError, ValueError, IndexError, OverflowError, struct.error)
_DEEPEST = 4096
_JOLIET_REPLACES = re.compile(r"[*/:;?\\\x00-\x1f]")
_JOLIET_KEEPS = 50  # characters; programs cut at 64 or 103, some before the extension
_SHORT = re.compile(r"[^A-Z0-9_]")
_MOST_SHOWN = 3

What: TypeAlias = tuple[object, ...]
_CONTENT, _DELETED = "content", "deleted"
_FOLDER: What = ("folder",)
_EMPTY: What = ("file",)


class GlancedTree(InodeTree, Protocol):
    """A tree that gives what can be compared of a file without opening it whole."""

    def glance(self, number: int) -> tuple[NodeType, int, int, bytes]:
        """Type, stored size, `place_of` its content, and the time as stored; empty where no other tree stores
        times so.
        """
        ...


@dataclass(frozen=True, slots=True)
class Side:
    """One tree of a disc. `sector`: of its volume descriptor, 0 of UDF; `open` raises as InodeTree."""

    names: Names
    sector: int
    open: Callable[[], GlancedTree]


@dataclass(frozen=True, slots=True)
class _Found:
    number: int
    parent: int
    name: bytes
    path: bytes
    what: What
    recorded: bytes


@dataclass(slots=True)
class Listed:
    """What of a disc is listed so far: contents by their place, and under which names."""

    contents: set[What] = field(default_factory=set)
    names: set[tuple[bytes, What]] = field(default_factory=set)
    paths: set[tuple[bytes, What, bytes]] = field(default_factory=set)
    places: set[tuple[bytes, What]] = field(default_factory=set)
    untimed: set[tuple[bytes, What]] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    has_long_names: bool = False

    def add(self, found: _Found, names: Names) -> None:
        """Count one name, of a tree of such names, as listed."""
        self.has_long_names |= names is not Names.PLAIN
        self.contents.add(found.what)
        self.names.add((found.name, found.what))
        self._add(found.path, found.what, found.recorded)
        if found.what[0] == _CONTENT:
            return
        self.short.add(_short(found.name))
        if found.what != _FOLDER:
            self._add(found.path, _EMPTY, found.recorded)  # as Joliet shows links and devices

    def _add(self, path: bytes, what: What, recorded: bytes) -> None:
        self.paths.add((path, what, recorded))
        self.places.add((path, what))
        if not recorded:
            self.untimed.add((path, what))

    def has(self, found: _Found, names: Names) -> bool:
        """Whether this leads to what is listed, under a name that says the same."""
        place = found.path, found.what
        if (*place, found.recorded) in self.paths or place in self.untimed:
            return True
        if not found.recorded and place in self.places:
            return True
        if names is not Names.PLAIN or not self.has_long_names:
            return False
        # short names are made from the long ones, by rules of each program
        return found.what in self.contents if found.what[0] == _CONTENT else _short(found.name) in self.short


@dataclass(frozen=True, slots=True)
class OnlyInTree:
    """What a tree has alone: the numbers of its names and of the folders on the way to them.

    `others`: the first of `other_count` names that differ from those under which the same is listed.
    """

    side: Side
    kept: frozenset[int]
    others: tuple[str, ...]
    other_count: int


def only_in_each(sides: Sequence[Side]) -> Iterator[OnlyInTree]:
    """What each tree but the first has that none before it lists. Raises ReadFailedError."""
    listed = Listed()
    for index, side in enumerate(sides):
        tree = side.open()
        found = list(_walk(tree))
        if index:
            yield _only_here(side, tree.root, found, listed)
        for one in found:
            listed.add(one, side.names)


def _only_here(side: Side, root: int, found_here: list[_Found], listed: Listed) -> OnlyInTree:
    parents: dict[int, int] = {}
    for found in found_here:
        parents.setdefault(found.number, found.parent)
    filled = set(parents.values())
    kept: set[int] = set()
    others: list[str] = []
    for found in found_here:
        if not listed.has(found, side.names):
            # a folder is of this tree alone where something in it is, or nothing is in it
            # the number of a deleted name may lead to a file that has another one
            number = found.parent if found.what[0] == _DELETED else found.number
            while (found.what != _FOLDER or found.number not in filled) and number not in kept:
                kept.add(number)
                number = parents.get(number, root)
        elif found.what[0] == _CONTENT and (found.name, found.what) not in listed.names:
            others.append(display(found.name))
    return OnlyInTree(side, frozenset(kept), tuple(others[:_MOST_SHOWN]), len(others))


def _walk(tree: GlancedTree) -> Iterator[_Found]:
    """Every name of a tree, and each folder again that can't be read as it should: walking it tells why."""
    with suppress(*_DAMAGE):
        if _has_streams(tree, tree.root):
            yield _Found(tree.root, tree.root, b"", b"", ("streams", tree.root), b"")
    entered = {tree.root}
    waiting: list[tuple[int, int, bytes, int]] = [(tree.root, tree.root, b"", 1)]
    while waiting:
        number, parent, path, depth = waiting.pop()
        damaged: list[OmissionCode] = []

        def problem(code: OmissionCode, text: str, codes: list[OmissionCode] = damaged) -> None:
            codes.append(code)

        try:
            for name in tree.names(number, problem):
                inner = _below(path, name.name)
                what, recorded = _what(tree, name)
                yield _Found(name.number, number, name.name, inner, what, recorded)
                if what == _FOLDER and name.number not in entered and depth < _DEEPEST:
                    entered.add(name.number)
                    waiting.append((name.number, number, inner, depth + 1))
        except _DAMAGE:
            damaged.append(OmissionCode.DIRECTORY_UNREADABLE)
        if damaged:
            yield _Found(number, parent, b"", path, ("damaged", number), b"")


def _what(tree: GlancedTree, name: TreeName) -> tuple[What, bytes]:
    """What a name leads to, and when it was recorded."""
    if name.deleted:
        return (_DELETED, name.number), b""
    try:
        if _has_streams(tree, name.number):
            return ("streams", name.number), b""  # which no other tree has
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


def _has_streams(tree: GlancedTree, number: int) -> bool:
    return any(attribute.is_stream for attribute in tree.attributes(number, no_problem))


def _below(path: bytes, name: bytes) -> bytes:
    """What stands for a path as Joliet would have it: its digest, as deep paths are long."""
    return blake2b(path + _alike(name).encode(), digest_size=16).digest()


def _alike(name: bytes) -> str:
    """A name as Joliet would have it: with what it can't hold replaced, and cut."""
    return _JOLIET_REPLACES.sub("_", name.decode("utf-8", "replace"))[:_JOLIET_KEEPS]


def _short(name: bytes) -> str:
    """About what a program makes of a name that has to fit 8 and 3 letters."""
    stem, _, extension = name.decode("utf-8", "replace").upper().rpartition(".")
    return f"{_SHORT.sub('_', stem or extension)[:8]}.{_SHORT.sub('_', extension if stem else '')[:3]}"

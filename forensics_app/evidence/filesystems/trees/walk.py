"""Walking a tree of inodes: every name with its attributes, as entries.

Depth first, each directory right after its name, names in the order in which they are stored; extended
attributes right after the name of what they belong to. A directory is entered once: only HFS+ lets one have
two names, so else a second one comes of damage or of malice, and would multiply what lies below. Names that
hard links to folders show again are listed up to a bound, and what is behind it is told.
What lies in a deleted directory is deleted too.
"""

from __future__ import annotations

import stat
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.contents.extents import Place
from forensics_app.evidence.contents.layer_files import WalkPlace
from forensics_app.evidence.contents.nodes import EXTENDED_ATTRIBUTE, NodeType
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import (
    InodeTree,
    Stored,
    TreeAttribute,
    TreeName,
    TreeNode,
    extents_of_stored,
)
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind, Entry, Extent, ExtentClass
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.locator import Locator
from forensics_app.model.names import Components, display_path

_KINDS = {
    NodeType.REGULAR: ArtifactKind.FILE,
    NodeType.DIRECTORY: ArtifactKind.DIRECTORY,
    NodeType.LINK: ArtifactKind.LINK,
}
_DEEPEST = 4096  # components
_MOST_TEXTS = 3
_MOST_AGAIN = 1_000_000  # names in folders that were listed under another name before
_DAMAGE = (TskError, ReadFailedError, ValueError, IndexError, OverflowError, struct.error)


class _Problems:
    """What is wrong with one directory or inode that could be read all the same: counted by code."""

    def __init__(self) -> None:
        self._texts: dict[OmissionCode, list[str]] = {}
        self._counts: Counter[OmissionCode] = Counter()

    def add(self, code: OmissionCode, text: str) -> None:
        """Record damage that doesn't end the walk: the code for the ledger, and technical words."""
        self._counts[code] += 1
        texts = self._texts.setdefault(code, [])
        if len(texts) < _MOST_TEXTS:
            texts.append(text)

    def found(self) -> Iterator[tuple[OmissionCode, int, str]]:
        """Code, count and the first texts, in the order in which the codes came."""
        for code, texts in self._texts.items():
            yield code, self._counts[code], "; ".join(texts)


@dataclass(slots=True)
class _Frame:
    number: int
    components: Components
    names: Iterator[TreeName]
    directory: int
    deleted: bool = False
    again: bool = False
    done: int = 0
    seen: Counter[tuple[bytes, int]] = field(default_factory=Counter)
    problems: _Problems = field(default_factory=_Problems)


class TreeWalk:
    """One walk. `stops` and `at` as of Walk."""

    def __init__(
        self,
        tree: InodeTree,
        *,
        source_id: str,
        layer_id: str,
        place: Place,
        stops: dict[int, int],
        at: Callable[[WalkPlace, Components], None],
    ) -> None:
        self._tree = tree
        self._source_id = source_id
        self._layer_id = layer_id
        self._place = place
        self._stops = stops
        self._at = at
        self._opened = 0
        self._sequence = 0
        self._again = 0
        self._entered: set[int] = set()
        self._stack: list[_Frame] = []
        self._omissions: list[Omission] = []

    def run(self) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """Entries and omissions, one name at a time. Never raises for evidence that can't be read."""
        root = self._tree.root
        own = self._with_attributes([], (), root, 0, _Problems())
        self._enter(root, ())
        yield own, self._taken()
        while self._stack:
            entries = self._next(self._stack[-1])
            if entries is None:
                frame = self._stack.pop()
                self._report(frame.components, frame.problems)
            yield entries or [], self._taken()

    def _enter(
        self, number: int, components: Components, *, deleted: bool = False, linked: bool = False
    ) -> None:
        below = bool(self._stack) and self._stack[-1].again
        again = number in self._entered and (linked or below)
        again = again and all(frame.number != number for frame in self._stack)
        if again and self._again >= _MOST_AGAIN:
            self._omit(OmissionCode.SECOND_NAMES_NOT_LISTED, components, f"inode {number}")
            return
        if (number in self._entered and not again) or len(components) >= _DEEPEST:
            why = f"inode {number} is listed elsewhere" if number in self._entered else "too deep"
            if not deleted:  # a directory may have left several names behind
                self._omit(OmissionCode.DIRECTORY_UNREADABLE, components, why)
            return
        self._entered.add(number)
        directory = self._opened
        self._opened += 1
        self._at(WalkPlace(directory, 0), components)
        if self._stops.get(directory) == 0:
            return
        frame = _Frame(number, components, iter(()), directory, deleted, again)
        try:
            frame.names = self._tree.names(number, frame.problems.add)
        except _DAMAGE as e:
            self._omit(OmissionCode.DIRECTORY_UNREADABLE, components, _text(e))
            return
        self._stack.append(frame)

    def _next(self, frame: _Frame) -> list[Entry] | None:
        """Entries of the next name; None at the end of the directory."""
        if self._stops.get(frame.directory, -1) == frame.done:
            return None
        try:
            name = next(frame.names, None)
        except _DAMAGE as e:
            code = OmissionCode.DIRECTORY_INCOMPLETE if frame.done else OmissionCode.DIRECTORY_UNREADABLE
            self._omit(code, frame.components, _text(e))
            return None
        if name is None:
            return None
        frame.done += 1
        self._again += frame.again
        self._at(WalkPlace(frame.directory, frame.done), frame.components)
        frame.seen[name.name, name.number] += 1
        components = (*frame.components, name.name)
        ordinal = frame.seen[name.name, name.number] - 1
        problems = _Problems()
        deleted = name.deleted or frame.deleted
        entry, node = self._entry(components, name, ordinal, problems, deleted=deleted)
        if node is None:
            return [entry]
        entries = self._with_attributes([entry], components, name.number, ordinal, problems)
        if node.type is NodeType.DIRECTORY:
            self._enter(name.number, components, deleted=deleted, linked=name.linked)
        return entries

    def _entry(
        self, components: Components, name: TreeName, ordinal: int, problems: _Problems, *, deleted: bool
    ) -> tuple[Entry, TreeNode | None]:
        """The entry of a name; where its inode can't be read, of the name alone."""
        node: TreeNode | None = None
        stored: Stored | None = None
        target: bytes | None = None
        try:
            node = None if name.reused else self._tree.node(name.number, problems.add)
            if node is not None and node.type is NodeType.LINK:
                target = self._tree.link_target(name.number, problems.add)
        except _DAMAGE as e:
            if not deleted:  # of a deleted name nothing else may be left, which is no damage
                self._omit(OmissionCode.INODE_UNREADABLE, components, _text(e))
        if node is not None and node.type is NodeType.REGULAR:
            with suppress(*_DAMAGE):  # found again, and recorded, when the content is read
                stored = self._tree.content(name.number, problems.add)
        extents, extent_class = ((), ExtentClass.NONE) if stored is None else self._extents(stored)
        entry = Entry(
            locator=Locator(
                self._source_id, self._layer_id, components, address=str(name.number), ordinal=ordinal
            ),
            kind=_KINDS.get(name.type if node is None else node.type, ArtifactKind.OTHER),
            allocated=not deleted,
            reallocated=name.reused,
            size_bytes=_size(node, stored, target),
            times=() if node is None else node.times,
            sequence=self._next_sequence(),
            inode=str(name.number),
            extents=extents,
            extent_class=extent_class,
            link_target=target,
            mode=None if node is None else _mode_text(name, node),
            uid=None if node is None or node.uid is None else str(node.uid),
            gid=None if node is None or node.gid is None else str(node.gid),
        )
        return entry, node

    def _with_attributes(
        self, entries: list[Entry], components: Components, number: int, ordinal: int, problems: _Problems
    ) -> list[Entry]:
        """`entries` and those of an inode's extended attributes; what is wrong with the inode is told."""
        try:
            found = self._tree.attributes(number, problems.add)
        except _DAMAGE as e:
            self._omit(OmissionCode.ATTRIBUTES_UNREADABLE, components, _text(e))
            found = ()
        deleted = any(not entry.allocated for entry in entries)
        for index, attribute in enumerate(found):
            entries.append(self._attribute(components, number, index, attribute, ordinal, deleted=deleted))
        self._report(components, problems)
        return entries

    def _attribute(
        self,
        components: Components,
        number: int,
        index: int,
        attribute: TreeAttribute,
        ordinal: int,
        *,
        deleted: bool,
    ) -> Entry:
        extents, extent_class = self._extents(attribute.stored)
        kind, place = address_of(attribute, index)
        return Entry(
            locator=Locator(
                self._source_id,
                self._layer_id,
                components,
                stream=attribute.name,
                address=f"{number}-{kind}-{place}",
                ordinal=ordinal,
            ),
            kind=ArtifactKind.STREAM if attribute.is_stream else ArtifactKind.ATTRIBUTE,
            allocated=not deleted,
            size_bytes=attribute.stored.size_bytes,
            times=(),
            sequence=self._next_sequence(),
            inode=str(number),
            extents=extents,
            extent_class=extent_class,
        )

    def _extents(self, stored: Stored) -> tuple[tuple[Extent, ...], ExtentClass]:
        return extents_of_stored(stored, self._place)

    def _report(self, components: Components, problems: _Problems) -> None:
        for code, count, text in problems.found():
            self._omit(code, components, text, count)

    def _next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence - 1

    def _taken(self) -> list[Omission]:
        omissions, self._omissions = self._omissions, []
        return omissions

    def _omit(self, code: OmissionCode, components: Components, detail: str, count: int = 1) -> None:
        locator = f"{self._layer_id}:{display_path(components)}"
        self._omissions.append(Omission(code, self._source_id, locator, count, OmissionStage.WALK, detail))


def address_of(attribute: TreeAttribute, index: int) -> tuple[int, int]:
    """Type and number of an inode's `index`-th attribute, as its address has them behind the inode."""
    return attribute.address or (EXTENDED_ATTRIBUTE, index)


def _mode_text(name: TreeName, node: TreeNode) -> str:
    """As in a body file: types of name and inode, then the nine permission letters where there are any."""
    if node.mode is None:
        return f"{name.type}/{node.type}"
    return f"{name.type}/{node.type}{stat.filemode(node.mode & 0o7777)[1:]}"


def _size(node: TreeNode | None, stored: Stored | None, target: bytes | None) -> int | None:
    if node is None:
        return None
    if target is not None:
        return len(target)
    return node.size_bytes if stored is None else stored.size_bytes


def _text(e: Exception) -> str:
    known = isinstance(e, (TskError, ReadFailedError))
    return detail_of(e) if known else f"{type(e).__name__}: {e}"

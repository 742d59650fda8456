"""Directories of FAT and exFAT beside libtsk: what it takes for live behind the end, and what it passes over.

A first byte of zero ends a directory, and what stands behind it no system shows. libtsk goes on, and calls it
allocated. Entries that don't look right to it, it leaves out without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Protocol

from msgspec.structs import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.contents.extents import missing_of
from forensics_app.evidence.contents.nodes import UNIX_DATA, Attribute, Name, Node, NodeType
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError

ENTRY_BYTES = 32
_MADE_UP = (NodeType.VIRTUAL, NodeType.VIRTUAL_DIRECTORY)
_PIECE_BYTES = 1 << 20
_MOST_IMPOSSIBLE = 16  # more than these and what else is listed, and the directory is something else


class Reader(Protocol):
    """So many entries from an offset on, or fewer bytes."""

    def __call__(self, offset: int, count: int, /) -> bytes: ...


class Entries(Protocol):
    """What the kinds differ in. Offsets in bytes of the volume."""

    def address(self, offset: int) -> int:
        """libtsk's address of the entry at an offset."""
        ...

    def begins(self, head: bytes, *, root: bool) -> bool:
        """Whether a directory that is in use begins with these two entries."""
        ...

    def passed_over(self, piece: bytes) -> Iterator[int]:
        """Where in a piece of a directory an entry stands that can be a name."""
        ...

    def named(self, offset: int, directory: int) -> Name | None:
        """The name of the entry at an offset, by itself."""
        ...

    def broken(self, directory: int) -> str | None:
        """Why a directory in use may hold more than can be found, in technical words.

        Raises ReadFailedError.
        """
        ...

    def own(self, address: int, *, refused: bool) -> tuple[Node, tuple[Attribute, ...]] | None:
        """A node that libtsk gives wrongly or, if `refused`, not at all, with its content; None for any
        other."""
        ...


class ListedEntries:
    """The names of directories of one file system, as `entries` reads them."""

    def __init__(self, file_system: FileSystem, read: Reader, entries: Entries) -> None:
        self._file_system = file_system
        self._read = read
        self._entries = entries
        self._given: set[int] = set()

    def names(self, directory: int, listed: Iterator[Name]) -> Iterator[Name]:
        """`listed`, each as what it is, then what libtsk passes over.

        Raises what `listed` raises, and TskError at the end of a directory that can't be one as a whole.
        """
        places = self._places(directory)
        behind = self._behind_the_end(places)
        seen: set[int] = set()
        added: Iterator[Name] | None = None
        failure: TskError | None = None
        for name in listed:
            if name.type in _MADE_UP and added is None:  # behind the last entry
                try:
                    added = self._added(directory, places, seen)
                    yield from added
                except TskError as e:
                    failure = e  # which must not hide the orphans
            seen.add(name.address)
            if name.address not in self._given:  # to libtsk it is an orphan
                if name.allocated and name.address in behind:
                    yield self._as_deleted(name)
                else:
                    yield self._as_far_as_it_goes(name)
        if added is None:
            yield from self._added(directory, places, seen)
        if failure is not None:
            raise failure
        if (problem := self._entries.broken(directory)) is not None:
            raise TskError(f"directory {directory}: {problem}")

    def _added(self, directory: int, places: tuple[tuple[int, int], ...], seen: set[int]) -> Iterator[Name]:
        """What is not among `seen`."""
        offsets = (
            offset for offset in self._passed_over(places) if self._entries.address(offset) not in seen
        )
        added = [name for offset in offsets if (name := self._entries.named(offset, directory)) is not None]
        impossible = sum(map(_is_impossible, added))
        if impossible > len(seen) + _MOST_IMPOSSIBLE:
            raise TskError(f"{impossible} entries are none that a system writes")
        self._given.update(name.address for name in added)
        yield from added

    def _as_far_as_it_goes(self, name: Name) -> Name:
        """A file whose chain libtsk gives up for one bad link, with what of it comes before that."""
        node, block = name.node, self._file_system.block_size_bytes
        if not name.allocated or node is None or node.type is not NodeType.REGULAR or not node.size_bytes:
            return name
        found = next((a for a in name.attributes if a.type == UNIX_DATA), None)
        if found is not None and not missing_of(found, block, found.size_bytes):
            return name
        with suppress(ReadFailedError):
            own = self._entries.own(name.address, refused=True)
            if own is not None and own[1]:
                return replace(name, attributes=own[1])
        return name

    def _as_deleted(self, name: Name) -> Name:
        own = self._entries.own(name.address, refused=False)
        if own is not None:
            return replace(name, allocated=False, node=own[0], attributes=own[1])
        node = None if name.node is None else replace(name.node, allocated=False)
        return replace(name, allocated=False, node=node)

    def _places(self, directory: int) -> tuple[tuple[int, int], ...]:
        """Where a directory in use lies, in pieces; nothing of another."""
        try:
            node, attributes = self._file_system.node(directory)
        except (TskError, ReadFailedError):
            return ()
        if not node.allocated or node.type is not NodeType.DIRECTORY:
            return ()
        block = self._file_system.block_size_bytes
        places: list[tuple[int, int]] = []
        for run in next((a.runs for a in attributes if a.runs), ()):
            begin, end = run.address * block, (run.address + run.length) * block
            places += [(at, min(_PIECE_BYTES, end - at)) for at in range(begin, end, _PIECE_BYTES)]
        root = directory == self._file_system.root_address
        if places and not self._entries.begins(self._read(places[0][0], 2), root=root):
            return ()
        return tuple(places)

    def _behind_the_end(self, places: tuple[tuple[int, int], ...]) -> set[int]:
        """Addresses of what stands behind the first empty entry."""
        behind: set[int] = set()
        ended = False
        for at, size in places:
            first = self._read(at, size // ENTRY_BYTES)[::ENTRY_BYTES]
            begin = 0
            if not ended:
                begin = first.find(0)
                if begin < 0:
                    continue
                ended = True
            if any(first[begin:]):
                behind.update(
                    self._entries.address(at + index * ENTRY_BYTES)
                    for index in range(begin, len(first))
                    if first[index]
                )
        return behind

    def _passed_over(self, places: tuple[tuple[int, int], ...]) -> Iterator[int]:
        """Offsets of what can be names, up to the end of the directory."""
        for at, size in places:
            piece = self._read(at, size // ENTRY_BYTES)
            end = piece[::ENTRY_BYTES].find(0)
            shown = piece if end < 0 else piece[: end * ENTRY_BYTES]
            yield from (at + place for place in self._entries.passed_over(shown))
            if end >= 0:
                return


def _is_impossible(name: Name) -> bool:
    """Whether the volume has no place for what an entry says that it has."""
    return name.node is not None and name.node.size_bytes > 0 and not name.attributes

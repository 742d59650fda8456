"""A volume of HFS+ or HFSX as a tree of inodes: numbers are those of the catalogue, hard links followed.

The volume's own files stand in the root under the names that The Sleuth Kit gives them. Folders whose record
damage took, while names in them are left, stand behind its names, by their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.copies import HeaderCopy
from forensics_app.evidence.contents.nodes import EXTENDED_ATTRIBUTE, NodeType
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.hfs.records import CatalogueEntry, name_bytes
from forensics_app.evidence.filesystems.hfs.volume import (
    ALLOCATION_FILE,
    ATTRIBUTES_FILE,
    BAD_BLOCKS_FILE,
    CATALOGUE_FILE,
    EXTENTS_FILE,
    RESOURCE_FORK,
    ROOT,
    STARTUP_FILE,
    HfsVolume,
)
from forensics_app.evidence.filesystems.trees.decmpfs import DECMPFS, Fork, decoded_content
from forensics_app.evidence.filesystems.trees.decmpfs import RESOURCE_FORK as RESOURCE_NAME
from forensics_app.evidence.filesystems.trees.inode_tree import (
    PieceReader,
    Problem,
    Stored,
    TreeAttribute,
    TreeName,
    TreeNode,
)
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.names import display

_PRIVATE = "\0\0\0\0HFS+ Private Data".encode("utf-16-be")
_PRIVATE_FOLDERS = ".HFS+ Private Directory Data\r".encode("utf-16-be")
_MOST_HEADER_BYTES = 1 << 16
_RESOURCE, _COMPRESSION = (4353, 1), 4355  # as The Sleuth Kit counts them
_FIRST_ATTRIBUTE = 2
_OWN_FILES = (
    (b"$ExtentsFile", EXTENTS_FILE),
    (b"$CatalogFile", CATALOGUE_FILE),
    (b"$BadBlockFile", BAD_BLOCKS_FILE),
    (b"$AllocationFile", ALLOCATION_FILE),
    (b"$StartupFile", STARTUP_FILE),
    (b"$AttributesFile", ATTRIBUTES_FILE),
)
_OWN_NUMBERS = frozenset(number for _, number in _OWN_FILES)


class HfsTree:
    """The volume at byte 0 of `source`. Opening raises MalformedError, ReadFailedError."""

    def __init__(self, source: ByteSource, alive: Callable[[int], None]) -> None:
        self._volume = HfsVolume(source, alive)
        self._last: CatalogueEntry | None = None
        self._listed: set[int] = set()
        self._names_found = 0
        self._damaged = False
        self._lost: frozenset[int] = frozenset()  # folders
        root, files, folders = (
            self._found(lambda: self._volume.entry(ROOT)),
            self._found(lambda: self._volume.named(ROOT, _PRIVATE)),
            self._found(lambda: self._volume.named(ROOT, _PRIVATE_FOLDERS)),
        )
        self._files, self._folders = (None if one is None else one.number for one in (files, folders))
        self._link_times = {self._volume.header.created}
        self._link_times |= {one.created for one in (root, files, folders) if one is not None}

    @property
    def root(self) -> int:
        """The root directory's inode."""
        return ROOT

    @property
    def copies(self) -> HeaderCopy | None:
        """The copy of the volume header by which the volume opened; None where its own header was read."""
        return self._volume.copies

    @property
    def label(self) -> str | None:
        """The volume's name: the root's."""
        try:
            return display(name_bytes(self._volume.thread(ROOT)[1])) or None
        except (MalformedError, ReadFailedError):
            return None

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        """The names in a directory as stored; before the root's, the volume's own files."""
        try:
            folder = self._entry(number)
        except (MalformedError, ReadFailedError) as e:
            if number not in (ROOT, *self._lost):
                raise
            problem(OmissionCode.INODE_UNREADABLE, detail_of(e))  # its names may be there all the same
            return self._names(number, None, problem)
        if folder.type is not NodeType.DIRECTORY:
            raise MalformedError(f"{number} is no folder")
        return self._names(number, folder, problem)

    def node(self, number: int, problem: Problem) -> TreeNode:
        """An inode by its number."""
        if number in _OWN_NUMBERS:
            size = self._own_file(number).size_bytes
            return TreeNode(number, NodeType.REGULAR, None, None, None, size, ())
        if number in self._lost:
            return TreeNode(number, NodeType.DIRECTORY, None, None, None, 0, ())
        entry = self._entry(number)
        if self._is_link(entry):
            raise MalformedError(f"{number} is a hard link to {entry.link}, which isn't there")
        return TreeNode(
            number, entry.type, entry.mode, entry.uid, entry.gid, entry.data.size_bytes, entry.times
        )

    def content(self, number: int, problem: Problem) -> Stored:
        """The content of a regular file."""
        if number in _OWN_NUMBERS:
            return self._own_file(number)
        entry = self._entry(number)
        if entry.compressed:
            compressed = self._compressed(entry, problem)
            if compressed is not None:
                return compressed
        return self._volume.fork(entry.data, number)

    def attributes(self, number: int, problem: Problem) -> tuple[TreeAttribute, ...]:
        """Extended attributes as stored, with the resource fork behind them, as macOS shows it."""
        if number in _OWN_NUMBERS or number in self._lost:
            return ()
        entry = self._entry(number)
        shown: list[TreeAttribute] = []
        try:
            found = self._volume.attributes(number, problem)
            for index, (name, stored) in enumerate(found.items(), _FIRST_ATTRIBUTE):
                kind = _COMPRESSION if name == DECMPFS else EXTENDED_ATTRIBUTE
                shown.append(TreeAttribute(name, stored, address=(kind, index)))
            if entry.resource.size_bytes:
                fork = self._resource(entry)
                shown.append(TreeAttribute(RESOURCE_NAME, fork, address=_RESOURCE))
        except MalformedError as e:
            problem(OmissionCode.ATTRIBUTES_UNREADABLE, str(e))
        return tuple(shown)

    def link_target(self, number: int, problem: Problem) -> bytes:
        """Where a symbolic link leads."""
        stored = self._volume.fork(self._entry(number).data, number)
        if stored.size_bytes > _MOST_HEADER_BYTES:
            raise MalformedError(f"a link of {stored.size_bytes} bytes")
        return self._bytes(stored)

    def _names(self, number: int, folder: CatalogueEntry | None, problem: Problem) -> Iterator[TreeName]:
        if number == ROOT:
            for name, own in _OWN_FILES:
                if self._has(own):
                    yield TreeName(name, own, NodeType.REGULAR)
        found = 0
        for units, entry in self._volume.entries(number, problem):
            found += 1
            target = self._target(entry)
            self._last = target
            linked = target is not entry and target.type is NodeType.DIRECTORY
            yield TreeName(name_bytes(units), target.number, target.type, linked=linked)
        if folder is None:
            self._damaged = True
        elif found != folder.valence:
            self._damaged = True
            text = f"directory {number}: {found} names, {folder.valence} counted in its inode"
            problem(OmissionCode.DIRECTORY_INCOMPLETE, text)
        if number not in self._listed:
            self._listed.add(number)
            self._names_found += found
        if number == ROOT and (self._damaged or self._names_found != self._volume.header.names):
            # the walk is at its end here: depth first, the root's last name is the last of all
            self._lost = frozenset(self._volume.without_folder())
            for lost in sorted(self._lost):
                yield TreeName(b"OrphanFolder-%d" % lost, lost, NodeType.DIRECTORY)

    def _target(self, entry: CatalogueEntry) -> CatalogueEntry:
        """What a name leads to: itself, unless it is a hard link to something that is there."""
        if not self._is_link(entry):
            return entry
        folder = self._files if entry.file_link else self._folders
        name = f"{'iNode' if entry.file_link else 'dir_'}{entry.link}".encode("utf-16-be")
        if folder is None:
            return entry
        try:
            return self._volume.named(folder, name) or entry
        except MalformedError:
            return entry

    def _found(self, look: Callable[[], CatalogueEntry | None]) -> CatalogueEntry | None:
        """What damage doesn't hide; the walk tells of it."""
        try:
            return look()
        except (MalformedError, ReadFailedError):
            return None

    def _is_link(self, entry: CatalogueEntry) -> bool:
        return (entry.file_link or entry.folder_link) and entry.created in self._link_times

    def _entry(self, number: int) -> CatalogueEntry:
        """Asked for a few times in turn for each name of a walk."""
        if self._last is None or self._last.number != number:
            self._last = self._volume.entry(number)
        return self._last

    def _compressed(self, entry: CatalogueEntry, problem: Problem) -> Stored | None:
        """A compressed file's content; None where it has no header that says how."""
        header = self._volume.attributes(entry.number, problem).get(DECMPFS)
        if header is None:
            return None
        if header.size_bytes > _MOST_HEADER_BYTES:
            raise MalformedError(f"an attribute of {header.size_bytes} bytes")
        chunks = None
        if entry.resource.size_bytes:
            reader = PieceReader(self._volume.source, self._resource(entry).pieces)
            chunks = Fork(reader, entry.resource.size_bytes)
        return decoded_content(self._bytes(header), chunks)

    def _resource(self, entry: CatalogueEntry) -> Stored:
        return self._volume.fork(entry.resource, entry.number, RESOURCE_FORK)

    def _bytes(self, stored: Stored) -> bytes:
        return PieceReader(self._volume.source, stored.pieces).read(0, stored.size_bytes)

    def _has(self, number: int) -> bool:
        header = self._volume.header
        if number in (EXTENTS_FILE, BAD_BLOCKS_FILE):
            return bool(header.extents.extents)
        if number == STARTUP_FILE:
            return bool(header.startup.extents)
        return number != ATTRIBUTES_FILE or bool(header.attributes.extents)

    def _own_file(self, number: int) -> Stored:
        if number == BAD_BLOCKS_FILE:
            return self._volume.bad_blocks()
        header = self._volume.header
        fork = {
            EXTENTS_FILE: header.extents,
            CATALOGUE_FILE: header.catalogue,
            ALLOCATION_FILE: header.allocation,
            STARTUP_FILE: header.startup,
            ATTRIBUTES_FILE: header.attributes,
        }[number]
        return self._volume.fork(fork, number)

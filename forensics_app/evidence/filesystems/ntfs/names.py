"""Names in NTFS folders beside libtsk: what it calls live or deleted wrongly, cuts, makes up or loses.

libtsk reads an index cluster by cluster: blocks behind the first one of a cluster it takes for slack, without
their fix-up. It lists blocks that the index gave up as if they were in use, names in slack only where their
times are before 2020, and nothing of a folder with one bad block. A name that stands in the MFT alone it cuts
at 256 bytes. Measured with libtsk 4.15.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.nodes import Name, NodeType
from forensics_app.evidence.filesystems.ntfs.folders import IndexReader, Records, StoredIndex
from forensics_app.evidence.filesystems.ntfs.index import IndexName
from forensics_app.evidence.filesystems.ntfs.record import FileName
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError

Shown: TypeAlias = Callable[[bytes], bytes]
"""A name in UTF-16 as libtsk gives it."""

_CUT_BYTES = 256
_MOST_LEFT = 1_000_000
_BEAT = 1 << 10
_Key: TypeAlias = tuple[int, bytes]  # record and name, as libtsk shows it


class _Left(NamedTuple):
    sequence: int
    parent_sequence: int
    directory: bool


@dataclass(slots=True)
class _Folder:
    """What is known of one folder. `mixed`: libtsk mistakes some of its blocks; `given_up`: some are not in
    use; `live`: hashes of what is in use, where any of both; `listed`: what was listed, with all of `left`
    that was; `long`: names longer than libtsk's longest that were.
    """

    index: StoredIndex
    mixed: bool = False
    given_up: bool = False
    live: set[int] = field(default_factory=set)
    left: dict[_Key, _Left] = field(default_factory=dict)
    left_names: set[bytes] = field(default_factory=set)
    listed: set[_Key] = field(default_factory=set)
    long: set[_Key] = field(default_factory=set)

    def note_listed(self, key: _Key) -> None:
        """Remember that a name was listed, where that matters later."""
        if key[1] in self.left_names:
            self.listed.update((key, (0, key[1])))
        if len(key[1]) > _CUT_BYTES:
            self.long.add(key)


class NtfsNames:
    """Names of the folders of one volume. `mft_records`: how many records there are."""

    def __init__(
        self,
        file_system: FileSystem,
        source: ByteSource,
        records: Records,
        shown: Shown,
        mft_records: int,
    ) -> None:
        self._file_system = file_system
        self._records = records
        self._shown = shown
        self._mft_records = mft_records
        self._reader = IndexReader(file_system, source, records)
        self._by_parent: dict[int, array[int]] | None = None

    def names(self, directory: int, listed: Iterator[Name]) -> Iterator[Name]:
        """What libtsk lists of the directory at that address, mended, then what it leaves out."""
        if directory == self._file_system.orphans_address:
            yield from listed
            return
        folder = self._folder(directory)
        behind: list[Name] = []  # libtsk's own folder stands last
        given: set[int] = set()  # hashes of what is in use, of a folder that is listed here
        failure: TskError | None = None
        plain = not (folder.mixed or folder.given_up)
        try:
            for name in listed:
                if name.type is NodeType.VIRTUAL_DIRECTORY:
                    behind.append(name)
                elif plain and len(name.name) < _CUT_BYTES and name.name not in folder.left_names:
                    yield name  # almost always
                elif (mended := self._mended(name, directory, folder)) is not None:
                    folder.note_listed((mended.address, mended.name))
                    if folder.mixed and mended.allocated:
                        given.add(hash((mended.address, mended.name)))
                    yield mended
        except TskError as e:
            failure = e
        if failure is not None or folder.mixed:
            yield from self._live(directory, folder, given)
        if failure is not None:
            yield from self._in_the_mft(directory, folder, given)
        yield from self._left(directory, folder)
        if failure is not None:
            if directory == self._file_system.root_address:
                yield self._orphans()
            raise failure
        yield from behind

    # --- what libtsk lists ------------------------------------------------------------------------------

    def _mended(self, name: Name, directory: int, folder: _Folder) -> Name | None:
        """The name as what it is; None where there is none such, or it was given."""
        if name.name in (b".", b".."):
            return name
        if len(name.name) == _CUT_BYTES and (whole := self._whole(name, directory)):
            fresh = [shown for shown in whole if (name.address, shown) not in folder.long]
            if not fresh:
                return None
            name = replace(name, name=fresh[0])
        if not (folder.mixed or folder.given_up):
            return name
        key = name.address, name.name
        is_live = hash(key) in folder.live
        if name.allocated:
            return name if is_live or self._is_in_use(name, directory) else replace(name, allocated=False)
        if not folder.mixed:
            return name
        known = key in folder.left or (0, name.name) in folder.left or self._has_name(name, directory)
        return name if known and not is_live else None

    def _whole(self, name: Name, directory: int) -> list[bytes]:
        """The longer names of a file that this one can be the beginning of."""
        own = [shown for found, shown in self._own_names(name.address, directory) if not found.dos]
        return [shown for shown in own if len(shown) > _CUT_BYTES and shown.startswith(name.name)]

    def _is_in_use(self, name: Name, directory: int) -> bool:
        """Whether the MFT says by itself that this name is in use."""
        records = self._records(name.address)
        if not records or not records[0][1].in_use or records[0][1].sequence != name.sequence:
            return False
        return self._has_name(name, directory)

    def _has_name(self, name: Name, directory: int) -> bool:
        return any(shown == name.name for _, shown in self._own_names(name.address, directory))

    def _own_names(self, number: int, directory: int) -> Iterator[tuple[FileName, bytes]]:
        """The names of a file in a folder, and each as libtsk would show it."""
        for _, record in self._records(number):
            for found in record.file_names():
                if found.parent == directory:
                    yield found, self._shown(found.name_utf16)

    # --- what it doesn't --------------------------------------------------------------------------------

    def _live(self, directory: int, folder: _Folder, given: set[int]) -> Iterator[Name]:
        """What is in use in the index, if it wasn't given."""
        records = self._records(directory)
        allocated = not records or records[0][1].in_use
        for node, used in self._reader.nodes(folder.index):
            for found in node.live(directory) if used else ():
                key = found.number, self._shown(found.name)
                if not found.dos and hash(key) not in given:
                    given.add(hash(key))
                    folder.note_listed(key)
                    kind = NodeType.DIRECTORY if found.directory else NodeType.REGULAR
                    yield self._with_node(
                        Name(key[1], kind, allocated, found.number, found.sequence, None, ())
                    )

    def _in_the_mft(self, directory: int, folder: _Folder, given: set[int]) -> Iterator[Name]:
        """Files that say that they are in this folder."""
        life = self._life(directory)
        for number in self._children().get(directory, ()):
            records = self._records(number)
            if not records:
                continue
            base = records[0][1]
            sequence = base.sequence if base.in_use else (base.sequence - 1) & 0xFFFF
            for found, shown in self._own_names(number, directory):
                key = number, shown
                if found.dos or hash(key) in given or life not in (None, found.parent_sequence):
                    continue
                given.add(hash(key))
                folder.note_listed(key)
                name = Name(shown, NodeType.UNKNOWN, base.in_use, number, sequence, None, ())
                yield self._with_node(name)

    def _with_node(self, name: Name) -> Name:
        """The name with what it leads to, as libtsk gives those in use."""
        if name.allocated:
            with suppress(TskError, ReadFailedError):  # told where the walk asks for it
                node, attributes = self._file_system.node(name.address)
                if node.allocated and node.sequence == name.sequence:
                    return replace(name, node=node, attributes=attributes)
        return name

    def _left(self, directory: int, folder: _Folder) -> Iterator[Name]:
        """Names that the index left behind, of which nothing else tells."""
        life = self._life(directory) if folder.left else None
        for (number, shown), left in folder.left.items():
            if (number, shown) not in folder.listed and left.parent_sequence == life:
                kind = NodeType.DIRECTORY if left.directory else NodeType.REGULAR
                yield Name(shown, kind, False, number, left.sequence, None, ())

    def _children(self) -> dict[int, array[int]]:
        """The files in each folder, as their records name it; every record of the MFT is looked at, once."""
        if self._by_parent is None:
            self._by_parent = defaultdict(lambda: array("Q"))
            for number in range(self._mft_records):
                if number % _BEAT == 0:
                    self._file_system.alive()
                records = self._records(number)
                if not records or records[0][1].base is not None:
                    continue
                names = [found for _, record in records for found in record.file_names()]
                for parent in {found.parent for found in names} - {number}:
                    self._by_parent[parent].append(number)
        return self._by_parent

    def _orphans(self) -> Name:
        """libtsk's folder of what has no name, which it lists in the root."""
        address = self._file_system.orphans_address
        node, attributes = self._file_system.node(address)
        return Name(b"$OrphanFiles", NodeType.VIRTUAL_DIRECTORY, True, address, 0, node, attributes)

    def _life(self, directory: int) -> int | None:
        """The sequence number by which names of this folder call it; None where that is not known."""
        records = self._records(directory)
        if not records:
            return None
        folder = records[0][1]
        return folder.sequence if folder.in_use else (folder.sequence - 1) & 0xFFFF

    def _folder(self, directory: int) -> _Folder:
        index = self._reader.index(directory)
        folder = _Folder(index, mixed=0 < index.block_bytes < self._file_system.block_size_bytes)
        for node, used in self._reader.nodes(index):
            folder.given_up |= not used
            for found in node.left(directory):
                self._leave(folder, found)
            for found in () if used else node.live(directory):
                self._leave(folder, found)
        if folder.mixed or folder.given_up:
            folder.live = {
                hash((found.number, self._shown(found.name)))
                for node, used in self._reader.nodes(index)
                if used
                for found in node.live(directory)
            }
            for number, shown in folder.left:
                if hash((number, shown)) in folder.live:
                    folder.listed.add((number, shown))
        return folder

    def _leave(self, folder: _Folder, found: IndexName) -> None:
        if not found.dos and len(folder.left) < _MOST_LEFT:
            key = found.number, self._shown(found.name)
            folder.left_names.add(key[1])
            folder.left[key] = _Left(found.sequence, found.parent_sequence, found.directory)

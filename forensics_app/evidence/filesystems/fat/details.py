"""FAT beyond libtsk: names as the directory entry's own bytes, times with their precision.

Layout: Microsoft's FAT specification of 2000.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import TriedTwice
from forensics_app.evidence.contents.nodes import Attribute, Name, Node, NodeType
from forensics_app.evidence.contents.times import dos_time
from forensics_app.evidence.filesystems.fat.boot import boot_sector
from forensics_app.evidence.filesystems.fat.directories import ENTRY_BYTES, FatDirectories
from forensics_app.evidence.filesystems.fat.entry_details import (
    FIRST_ADDRESS,
    EntryDetails,
    is_virtual,
    shown_utf8,
    wtf8,
)
from forensics_app.evidence.filesystems.fat.listed_entries import ListedEntries
from forensics_app.evidence.filesystems.fat.name_checks import (
    can_begin,
    checksum_of,
    first_byte,
    fits_extension,
)
from forensics_app.evidence.filesystems.fat.nodes import DELETED, DIRECTORY, FatNodes, entry_node
from forensics_app.evidence.filesystems.fat.tables import FatCopies
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.model.times import EvidenceTime, TimeKind

_LONG_NAME, _VOLUME_LABEL = 0x0F, 0x08
_LABEL_SUFFIX = b" (Volume Label Entry)"  # libtsk's own words
_LOWER_BASE, _LOWER_EXTENSION = 0x08, 0x10
_MOST_LONG_ENTRIES = 20
_LAST_PART = 0x40
_CUT = "the end of its long name is lost"
_ITSELF, _ABOVE = b".          ", b"..         "
# bytes of a long name: from which on libtsk may have cut it, and how many it then shows truly
_LIBTSK_CUTS_AT, _COMPARED = 247, 200
_KANJI, _KANJI_STORED = 0xE5, 0x05  # a first byte that would say deleted is stored as another
# libtsk writes `^` for whatever it can't show; without one its answer is exact
_INEXACT = frozenset((0x5E, _KANJI_STORED))


class FatDetails(EntryDetails):
    """FAT12, FAT16, FAT32."""

    def __init__(self, source: TriedTwice, file_system: FileSystem) -> None:
        boot = boot_sector(source)
        self._directories = FatDirectories(file_system, boot, self.entries)
        super().__init__(source, file_system.kind, self._directories.first_byte)
        table = file_system.copies.table if isinstance(file_system.copies, FatCopies) else 0
        self._nodes = FatNodes(source, file_system.kind, boot, table)
        self._listed = ListedEntries(file_system, self.entries, self)
        self._root_address = file_system.root_address
        self._own_names: dict[int, bytes] = {}

    def names(self, directory: int, listed: Iterator[Name]) -> Iterator[Name]:
        """What libtsk lists of the directory at that address, mended, then what it leaves out."""
        return self._listed.names(directory, listed)

    def broken(self, directory: int) -> str | None:
        """Why a directory in use may hold more than can be found, in technical words. Raises
        ReadFailedError."""
        if directory == self._root_address:
            return self._nodes.break_of(None)
        entry = self.entries(self.offset(directory), 1)
        if len(entry) < ENTRY_BYTES or entry[0] in (0, DELETED) or not entry[11] & DIRECTORY:
            return None
        return self._nodes.break_of(entry)

    def own(self, address: int, *, refused: bool) -> tuple[Node, tuple[Attribute, ...]] | None:
        """The node of an entry that libtsk refuses, or that stands behind the end of its directory."""
        offset = self.offset(address)
        entry = self.entries(offset, 1)
        if len(entry) < ENTRY_BYTES or not entry[0] or _is_part(entry):
            return None
        live = entry[0] != DELETED
        if live and self._is_behind_the_end(offset, entry):
            return self._nodes.node(address, entry, live=False)
        return self._nodes.node(address, entry, live=live) if refused else None

    def _is_behind_the_end(self, offset: int, entry: bytes) -> bool:
        """Whether an end stands before an entry in its cluster; in an earlier one if its content is nowhere.

        Where the table still has a chain for it, that is what is read.
        """
        if 0 in self._directories.cluster_before(offset)[::ENTRY_BYTES]:
            return True
        try:
            if entry[11] & DIRECTORY or not self._nodes.is_free(entry):
                return False
            return self._directories.ended_before(offset, self._nodes.before)
        except ReadFailedError:
            return False  # of the table: nothing says that the chain is lost

    def begins(self, head: bytes, *, root: bool) -> bool:
        """Whether a directory begins here: with `.` and `..`, if it isn't the root."""
        return root or (head[:11] == _ITSELF and head[ENTRY_BYTES : ENTRY_BYTES + 11] == _ABOVE)

    def passed_over(self, piece: bytes) -> Iterator[int]:
        """Where in a piece of a directory an entry stands that can be a name."""
        for index, attributes in enumerate(piece[11::ENTRY_BYTES]):
            at = index * ENTRY_BYTES
            # two bits that no system sets, and a name of nothing: the rest of what was wiped
            if attributes & 0xC0 or _is_part(piece[at : at + ENTRY_BYTES]):
                continue
            if piece[at : at + 11] not in (_ITSELF, _ABOVE) and piece[at + 1 : at + 11].strip(b"\0 "):
                yield at

    def named(self, offset: int, directory: int) -> Name | None:
        """The name of the entry at an offset, by itself."""
        address, entry = self.address(offset), self.entries(offset, 1)
        try:
            own = self.own(address, refused=True)
        except ReadFailedError:  # of the table, which costs the content and not the name
            own = entry_node(address, entry[11], int.from_bytes(entry[28:32], "little"), live=True), ()
        if own is None:
            return None
        name = _stored_name(entry)
        if entry[11] & _VOLUME_LABEL:
            name = entry[:11] + _LABEL_SUFFIX
        elif self._has_long_name(offset, entry, directory):
            name = self._long_name(offset, directory) or name
        self._own_names[address] = name
        return Name(name, own[0].type, entry[0] != DELETED, address, 0, *own)

    def name(self, name: Name, directory: int) -> bytes:
        """An 8.3 name as its OEM bytes; a long name as WTF-8, if its parts are those of this entry."""
        if name.address in self._own_names:
            return self._own_names[name.address]
        if name.address < FIRST_ADDRESS or name.type is NodeType.VIRTUAL or not name.name:
            return name.name
        if _is_short(name.name) and not any(c in _INEXACT or 97 <= c <= 122 for c in name.name):
            return name.name
        offset = self.offset(name.address)
        entry = self.entries(offset, 1)
        if len(entry) < ENTRY_BYTES:
            return name.name
        if entry[11] & _VOLUME_LABEL and name.name.endswith(_LABEL_SUFFIX):
            return entry[:11] + _LABEL_SUFFIX
        short = _short_name(entry)
        if _short_as_shown(entry, short) == name.name:
            return short
        if entry[0] == DELETED:
            problem = self._lost_name(offset, entry, directory, name.name)
            if problem is not None:
                detail = f"entry {name.address}: {problem}"
                self._source.failures.append(ReadFailedError(detail=detail))
                return name.name if problem == _CUT else short
        elif entry[0] and not self._has_long_name(offset, entry, directory):
            # libtsk takes any part for a name's; systems show the short one where they don't fit
            detail = f"entry {name.address}: long name {name.name!r} isn't this entry's"
            self._source.failures.append(ReadFailedError(detail=detail))
            return short
        is_cut = len(name.name) >= _LIBTSK_CUTS_AT
        if b"^" not in name.name and not is_cut:
            return name.name
        long = self._long_name(offset, directory)
        if long is None:
            return name.name
        shown, compared = shown_utf8(long), _COMPARED if is_cut else len(name.name)
        fits = shown[:compared] == name.name[:compared] or shown[-compared:] == name.name[-compared:]
        return long if fits and (is_cut or shown == name.name) else name.name

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """Written (2 s), accessed (a date), created (10 ms): all local, zone unknown."""
        entry = b"" if is_virtual(node) else self.entries(self.offset(node.address), 1)
        if len(entry) < ENTRY_BYTES:
            return ()
        hundredths = entry[13]
        created_time, created_date, accessed_date = struct.unpack_from("<HHH", entry, 14)
        time, date = struct.unpack_from("<HH", entry, 22)
        return (
            dos_time(TimeKind.MODIFIED, date, time, precision="2s"),
            dos_time(TimeKind.ACCESSED, accessed_date, None, precision="1d"),
            dos_time(TimeKind.CREATED, created_date, created_time, hundredths=hundredths, precision="10ms"),
        )

    def _lost_name(self, offset: int, entry: bytes, directory: int, shown: bytes) -> str | None:
        """What is wrong with the long name of a deleted entry, whose first byte and numbers are lost.

        The checksum of its parts gives that byte; parts of another entry give one that no name has.
        """
        nearest, end = None, False
        for part in self._directories.before(offset, directory, _MOST_LONG_ENTRIES):
            if part is None:
                return None  # nothing says that it isn't this entry's
            if part[0] != DELETED or not _is_part(part):
                break
            nearest = nearest or part
            if end := _end_of(_units(part)) is not None:
                break
        if nearest is None or not can_begin(first_byte(nearest[13], entry[:11]), shown):
            return f"long name {shown!r} isn't this entry's"
        # a name that fills its parts has no end; nor has one whose last part is another entry by now
        return None if end or fits_extension(entry[8:11], shown) else _CUT

    def _has_long_name(self, offset: int, entry: bytes, directory: int) -> bool:
        """Whether parts in their order, with this entry's checksum, lie right before it."""
        checksum = checksum_of(entry[:11])
        for step, part in enumerate(self._directories.before(offset, directory, _MOST_LONG_ENTRIES), start=1):
            if part is None:
                return True  # nothing says that it isn't there
            if part[11] != _LONG_NAME or part[13] != checksum or part[0] & ~_LAST_PART != step:
                return False
            if part[0] & _LAST_PART:
                return True
        return False

    def _long_name(self, offset: int, directory: int) -> bytes | None:
        """The long name whose entries lie right before the short one, last part first."""
        units = b""
        for entry in self._directories.before(offset, directory, _MOST_LONG_ENTRIES):
            if entry is None or entry[11] != _LONG_NAME:
                return None
            units += _units(entry)
            end = _end_of(units)
            if entry[0] == DELETED:
                if end is None:
                    continue  # the number of a deleted part is lost: its end is where the name ends
                return wtf8(units[:end])
            if entry[0] & _LAST_PART:
                return wtf8(units if end is None else units[:end])
        return None


def _is_part(entry: bytes) -> bool:
    """Whether an entry is a part of a long name, as libtsk sees it."""
    return entry[11] & _LONG_NAME == _LONG_NAME


def _short_name(entry: bytes) -> bytes:
    """The 8.3 name with its dot, the letters' case as bits of byte 12 say; a deleted one begins with `_`."""
    base, extension = _halves(entry)
    name = bytes(c for c in base if c not in (0x00, 0x20, 0xFF))
    ending = bytes(c for c in extension if c not in (0x00, 0x20, 0xFF))
    return name + b"." + ending if ending else name


def _stored_name(entry: bytes) -> bytes:
    """The 8.3 name with all that libtsk takes out of the entry: only padding is left away."""
    name, ending = (half.rstrip(b" ") for half in _halves(entry))
    return name + b"." + ending if ending else name


def _halves(entry: bytes) -> tuple[bytes, bytes]:
    base, extension = entry[:8], entry[8:11]
    if base[0] == DELETED:
        base = b"_" + base[1:]
    elif base[0] == _KANJI_STORED:
        base = bytes([_KANJI]) + base[1:]
    if entry[12] & _LOWER_BASE:
        base = base.lower()
    if entry[12] & _LOWER_EXTENSION:
        extension = extension.lower()
    return base, extension


def _short_as_shown(entry: bytes, short: bytes) -> bytes:
    """The 8.3 name of an entry as libtsk gives it."""
    shown = bytes(0x5E if c > 0x7E else c for c in short)
    return entry[:1] + shown[1:] if entry[0] == _KANJI_STORED else shown


def _is_short(name: bytes) -> bool:
    base, _, extension = name.partition(b".")
    return len(base) <= 8 and len(extension) <= 3 and b"." not in extension


def _end_of(units: bytes) -> int | None:
    """Where the terminating zero of a long name lies, if it has one."""
    for position in range(0, len(units) - 1, 2):
        if units[position : position + 2] == b"\x00\x00":
            return position
    return None


def _units(part: bytes) -> bytes:
    return part[1:11] + part[14:26] + part[28:32]

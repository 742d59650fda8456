"""Nodes of the index of an NTFS folder: the names in use, and those that stand behind them.

Layout as documented for ntfs-3g (layout.h): the index root lies in the folder's record, blocks of one size
in its $INDEX_ALLOCATION. An entry has 16 bytes (record, length, length of the name's attribute, flags) and
the name's attribute; what leaves an index is not wiped.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from forensics_app.evidence.filesystems.ntfs.record import fixed_up

_ROOT_HEADER, _BLOCK_HEADER = 16, 24
_ENTRY_BYTES, _PARENT_BYTES = 16, 6
# record, length, length of the name's attribute; in that: the folder, flags, length and kind of the name
_ENTRY, _NAME_PLACE = struct.Struct("<QHH4xQ48xI4xBB"), 82
_LAST_ENTRY = 2
_DIRECTORY = 0x10000000
_DOS, _MOST_NAMESPACE = 2, 3
_NUMBER = (1 << 48) - 1


class IndexName(NamedTuple):
    """A name of an index, in UTF-16. `number` is 0 where the end of the index stands over what said it."""

    number: int
    sequence: int
    parent_sequence: int
    name: bytes
    dos: bool
    directory: bool


class IndexNode(NamedTuple):
    """An index root or a block, its sectors made true; `header` is where it says what of it is in use."""

    data: bytes
    header: int

    def live(self, folder: int) -> Iterator[IndexName]:
        """The names in use, up to what is none."""
        end = self._end()
        at = self.header + struct.unpack_from("<I", self.data, self.header)[0]
        while at + _ENTRY_BYTES <= end:
            length, flags = struct.unpack_from("<H2xH", self.data, at + 8)
            if flags & _LAST_ENTRY or length < _ENTRY_BYTES or at + length > end:
                break
            found = _name(self.data, at, folder)
            if found is not None:
                yield found
            at += length

    def left(self, folder: int) -> Iterator[IndexName]:
        """What says behind these that it is a name in this folder."""
        parent = folder.to_bytes(_PARENT_BYTES, "little")
        at = self.data.find(parent, self._end())
        while at >= 0:
            if at % 8 == 0:
                found = _name(self.data, at - _ENTRY_BYTES, folder)
                if found is not None:
                    yield found
            at = self.data.find(parent, at + 1)

    def _end(self) -> int:
        used = struct.unpack_from("<I", self.data, self.header + 4)[0]
        return int(min(self.header + used, len(self.data)))


def node_of_root(value: bytes) -> IndexNode | None:
    """The node that the value of an index root is; None where it is too short."""
    return IndexNode(value, _ROOT_HEADER) if len(value) >= _ROOT_HEADER + 16 else None


def node_of_block(block: bytes) -> IndexNode | None:
    """The node in a block of an index; None where it is none, or was not written as a whole."""
    if len(block) < _BLOCK_HEADER + 16 or block[:4] != b"INDX":
        return None
    data = fixed_up(block, *struct.unpack_from("<HH", block, 4))
    return None if data is None else IndexNode(data, _BLOCK_HEADER)


def _name(data: bytes, at: int, folder: int) -> IndexName | None:
    if at + _NAME_PLACE > len(data):
        return None
    reference, _, stored, parent, flags, units, namespace = _ENTRY.unpack_from(data, at)
    name = data[at + _NAME_PLACE : at + _NAME_PLACE + 2 * units]
    if parent & _NUMBER != folder or namespace > _MOST_NAMESPACE or not 0 < units == len(name) // 2:
        return None
    if not stored:
        reference = 0
    is_directory = bool(flags & _DIRECTORY)
    return IndexName(
        reference & _NUMBER, reference >> 48, parent >> 48, name, namespace == _DOS, is_directory
    )

"""One MFT record: its attributes, where their values lie, and the fix-up of its sectors.

Layout as documented for ntfs-3g (layout.h). Every 512 bytes of a record end in two bytes of the update
sequence number; the true bytes stand in the array near its beginning. `value_ranges` accounts for that, so
that a resident value read by its ranges needs no fix-up afterwards.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

_END = 0xFFFFFFFF
_END_MARK = b"\xff" * 4
_STRIDE = 512
ATTRIBUTE_LIST, FILE_NAME, STANDARD_INFORMATION, DATA = 0x20, 0x30, 0x10, 0x80
INDEX_ROOT, INDEX_ALLOCATION, BITMAP, REPARSE_POINT = 0x90, 0xA0, 0xB0, 0xC0
_NAMESPACE_DOS = 2
_HEAD = struct.Struct("<IIBBH")  # type, length, whether it is stored outside; length and place of the name
_RESIDENT = struct.Struct("<IH")  # at 16: length and place of the value
_NUMBER = struct.Struct("<Q")
_NAME_HEAD = struct.Struct("<QQQQQ")  # the directory, then times: created, modified, changed, accessed


class RecordAttribute(NamedTuple):
    """`value` of a resident attribute (fixed up) and its offset in the record; else the valid length.

    Size, flags and packed runs are those of an attribute list that isn't resident: of others libtsk tells.
    """

    type: int
    name: str
    resident: bool
    value: bytes = b""
    value_offset: int = 0
    value_length: int = 0
    valid_length: int = 0
    first_cluster: int = 0
    size: int = 0
    flags: int = 0
    run_list: bytes = b""


class FileName(NamedTuple):
    """A $FILE_NAME attribute: one name in one directory. Times are FILETIMEs."""

    parent: int
    parent_sequence: int
    name: bytes
    name_utf16: bytes
    dos: bool
    created: int
    modified: int
    changed: int
    accessed: int


class Record(NamedTuple):
    """`base` is the record this one extends, or None; `base_sequence` the sequence number named with it.

    `whole`: its attributes go on up to the mark of their end.
    """

    sequence: int
    in_use: bool
    base: int | None
    attributes: tuple[RecordAttribute, ...]
    fixup_offset: int
    length: int
    base_sequence: int
    whole: bool = True

    def file_names(self) -> tuple[FileName, ...]:
        """Every name of the file, DOS names included."""
        return tuple(
            found
            for attribute in self.attributes
            if attribute.type == FILE_NAME and attribute.resident
            if (found := _file_name(attribute.value)) is not None
        )

    def value_ranges(self, offset: int, length: int) -> tuple[tuple[int, int], ...]:
        """Ranges of the stored record that give these bytes of the fixed-up one."""
        ranges: list[tuple[int, int]] = []
        position, end = offset, offset + length
        while position < end:
            sector = position // _STRIDE
            last_two = (sector + 1) * _STRIDE - 2
            if position < last_two:
                step = min(end, last_two) - position
                ranges.append((position, step))
            else:
                step = min(end, last_two + 2) - position
                ranges.append((self.fixup_offset + 2 + 2 * sector + position - last_two, step))
            position += step
        return tuple(ranges)


def parse_record(raw: bytes) -> Record | None:
    """The record, or None where the bytes are none or its sectors don't belong together."""
    if len(raw) < 48 or raw[:4] != b"FILE":
        return None
    fixup_offset, fixup_count = struct.unpack_from("<HH", raw, 4)
    data = fixed_up(raw, fixup_offset, fixup_count)
    if data is None:
        return None
    sequence, _, first, flags = struct.unpack_from("<HHHH", data, 16)
    base = struct.unpack_from("<Q", data, 32)[0]
    attributes, whole = _attributes(data, first)
    return Record(
        sequence,
        bool(flags & 1),
        base & 0xFFFFFFFFFFFF if base else None,
        attributes,
        fixup_offset,
        len(raw),
        base >> 48,
        whole,
    )


def fixed_up(raw: bytes, offset: int, count: int) -> bytes | None:
    """A record or a block of an index with its true bytes; None where its sectors don't belong together."""
    if count < 2 or (count - 1) * _STRIDE != len(raw) or offset + 2 * count > _STRIDE - 2:
        return None
    data = bytearray(raw)
    number = raw[offset : offset + 2]
    for sector in range(count - 1):
        end = (sector + 1) * _STRIDE
        if raw[end - 2 : end] != number:
            return None
        data[end - 2 : end] = raw[offset + 2 + 2 * sector : offset + 4 + 2 * sector]
    return bytes(data)


def _attributes(data: bytes, offset: int) -> tuple[tuple[RecordAttribute, ...], bool]:
    """The attributes of a record, and whether the mark of their end stands behind them."""
    found: list[RecordAttribute] = []
    whole = data[offset : offset + 4] == _END_MARK
    while offset + 24 <= len(data):
        number, length, non_resident, name_length, name_offset = _HEAD.unpack_from(data, offset)
        end = offset + length
        if number == _END or length < 24 or end > len(data):
            break
        name = ""
        if name_length:
            begin = offset + name_offset
            whole = max(0, min(name_length, (end - begin) // 2))
            name = data[begin : begin + 2 * whole].decode("utf-16-le", "surrogatepass")
        if non_resident:
            found.append(_stored_outside(data[offset:end], number, name))
        else:
            value_length, value_offset = _RESIDENT.unpack_from(data, offset + 16)
            at = offset + value_offset
            value = data[at : min(at + value_length, end)]
            found.append(RecordAttribute(number, name, True, value, at, value_length))
        offset = end
        whole = data[offset : offset + 4] == _END_MARK
    return tuple(found), whole


def _stored_outside(data: bytes, number: int, name: str) -> RecordAttribute:
    if len(data) < 64:
        return RecordAttribute(number, name, resident=False)
    first, valid = _NUMBER.unpack_from(data, 16)[0], _NUMBER.unpack_from(data, 56)[0]
    found = RecordAttribute(number, name, resident=False, valid_length=valid, first_cluster=first)
    return _with_runs(found, data) if number == ATTRIBUTE_LIST else found


def _with_runs(attribute: RecordAttribute, data: bytes) -> RecordAttribute:
    flags, runs_offset = struct.unpack_from("<H", data, 12)[0], struct.unpack_from("<H", data, 32)[0]
    size = struct.unpack_from("<Q", data, 48)[0]
    return attribute._replace(size=size, flags=flags, run_list=data[runs_offset:])


def _file_name(value: bytes) -> FileName | None:
    if len(value) < 66:
        return None
    parent, created, modified, changed, accessed = _NAME_HEAD.unpack_from(value)
    units = value[66 : 66 + 2 * min(value[64], (len(value) - 66) // 2)]
    return FileName(
        parent & 0xFFFFFFFFFFFF,
        parent >> 48,
        units.decode("utf-16-le", "surrogatepass").encode("utf-8", "surrogatepass"),
        units,
        value[65] == _NAMESPACE_DOS,
        created,
        modified,
        changed,
        accessed,
    )

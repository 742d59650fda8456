"""Strict reading of a ZIP's directory (docs/bundle-format.md, section 9; APPNOTE 6.3.10).

There is one allowed value for each header field, so anything else is a `Problem`; where the place of the
entries can still be told, reading goes on, since a verdict that can name the seal says more than none. Only a
file without an end record, or without a directory where that points, raises ZipRuleError.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass, field

from forensics_app.bundle.reading.random_access import RandomAccess
from forensics_app.bundle.reading.tree import AddProblem, Problem
from forensics_app.bundle.zip_headers import DATE_1980, LOCAL, MAX32
from forensics_app.errors import ZipRuleError

_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_END64 = struct.Struct("<4sQHHIIQQQQ")
_LOCATOR64 = struct.Struct("<4sIQI")

_CENTRAL_SIGNATURE = b"PK\x01\x02"
_END_SIGNATURE = b"PK\x05\x06"
_END64_SIGNATURE = b"PK\x06\x06"
_LOCATOR64_SIGNATURE = b"PK\x06\x07"

MAX16 = 0xFFFF
ATTRIBUTES = 0o100644 << 16
_BLOCK_BYTES = 1 << 20

# what each fixed field of a central header must be, without and with a ZIP64 field
_FIXED = (0x0314, 20, 0, 0, 0, DATE_1980)
# the same as bytes: up to the date; lengths of extra field and comment, disk, attributes; between them and
# behind them CRC, stored size, size, length of the name, and offset
_PLAIN_BEGIN = struct.pack("<4s6H", _CENTRAL_SIGNATURE, *_FIXED)
_PLAIN_REST = struct.pack("<4HI", 0, 0, 0, 0, ATTRIBUTES)
_PLAIN = struct.Struct("<IIIH12xI")
_FIXED64 = (0x032D, 45, 0, 0, 0, DATE_1980)
_FIXED_NAMES = ("made-by", "version-needed", "flags", "method", "time", "date")


@dataclass(slots=True)
class Directory:
    """The entries in directory order. Offsets and sizes in bytes of the file; `data_offsets` is where the
    content must begin by the directory's word. `raw_names` has those that aren't ASCII, by position."""

    names: list[str] = field(default_factory=list)
    sizes: array[int] = field(default_factory=lambda: array("Q"))
    crcs: array[int] = field(default_factory=lambda: array("I"))
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    data_offsets: array[int] = field(default_factory=lambda: array("Q"))
    raw_names: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _End:
    """Where the directory is, by the end records, and where the end records themselves begin."""

    entries: int
    directory_bytes: int
    directory_offset: int
    begins_at: int


def read_directory(source: RandomAccess, *, max_entries: int, add: AddProblem) -> Directory:
    """Every entry, with each broken rule given to `add`.

    Raises ZipRuleError (`zip-end-missing`, `zip-directory-unreadable`, `zip-too-many-entries`) where no
    directory can be read, and OSError.
    """
    end = _read_end(source, add)
    if end.entries > max_entries:
        raise ZipRuleError(rule="zip-too-many-entries", offset_bytes=end.begins_at)
    starts_at, shift = _find_directory(source, end, add)
    directory = Directory()
    ends_at = _read_entries(source, directory, starts_at, end, shift, max_entries, add)
    if len(directory.names) != end.entries:
        add(Problem("zip-count", None, str(end.entries), str(len(directory.names))))
    if ends_at != end.begins_at:
        add(Problem("zip-gap", _place(ends_at), str(end.begins_at), str(ends_at)))
    _check_accounting(directory, starts_at, add)
    return directory


def _place(offset: int) -> str:
    return f"@{offset}"


def _read_end(source: RandomAccess, add: AddProblem) -> _End:
    at = source.size_bytes - _END.size
    tail = source.read(at, _END.size) if at >= 0 else b""
    if not tail.startswith(_END_SIGNATURE):
        at = _search_end(source)
        tail = source.read(at, _END.size)
        if len(tail) < _END.size:
            raise ZipRuleError(rule="zip-end-missing", offset_bytes=source.size_bytes)
        after = source.size_bytes - at - _END.size
        add(Problem("zip-trailing-bytes", _place(at + _END.size), "0", str(after)))
    _, disk, directory_disk, on_disk, entries, size, offset, comment = _END.unpack(tail)
    for name, value in (("disk", disk), ("directory-disk", directory_disk), ("comment-length", comment)):
        if value != 0:
            add(Problem("zip-field", f"{name} {_place(at)}", "0", str(value)))
    if on_disk != entries:
        add(Problem("zip-field", f"entries-on-disk {_place(at)}", str(entries), str(on_disk)))
    return _read_end64(source, add, _End(entries, size, offset, at))


def _search_end(source: RandomAccess) -> int:
    window_at = max(0, source.size_bytes - _END.size - MAX16)
    found = source.read(window_at, source.size_bytes - window_at).rfind(_END_SIGNATURE)
    if found < 0:
        raise ZipRuleError(rule="zip-end-missing", offset_bytes=source.size_bytes)
    return window_at + found


def _read_end64(source: RandomAccess, add: AddProblem, end: _End) -> _End:
    """The ZIP64 end record, where there is one; it must be there exactly where a value needs it."""
    locator_at = end.begins_at - _LOCATOR64.size
    raw = source.read(locator_at, _LOCATOR64.size) if locator_at >= 0 else b""
    wanted = end.entries == MAX16 or MAX32 in (end.directory_bytes, end.directory_offset)
    if len(raw) < _LOCATOR64.size or not raw.startswith(_LOCATOR64_SIGNATURE):
        if wanted:
            add(Problem("zip-zip64", _place(end.begins_at), "zip64-end-record", None))
        return end
    _, disk, record_at, disks = _LOCATOR64.unpack(raw)
    if (disk, disks) != (0, 1):
        add(Problem("zip-field", f"zip64-locator-disks {_place(locator_at)}", "0 1", f"{disk} {disks}"))
    if record_at != locator_at - _END64.size:
        add(Problem("zip-gap", _place(locator_at), str(locator_at - _END64.size), str(record_at)))
        record_at = locator_at - _END64.size
    record = source.read(record_at, _END64.size) if record_at >= 0 else b""
    if len(record) < _END64.size or not record.startswith(_END64_SIGNATURE):
        add(Problem("zip-zip64", _place(max(record_at, 0)), "zip64-end-record", None))
        return _End(end.entries, end.directory_bytes, end.directory_offset, locator_at)
    _, length, made, needed, disk, directory_disk, on_disk, entries, size, offset = _END64.unpack(record)
    fixed = (length, made, needed, disk, directory_disk, on_disk)
    if fixed != (_END64.size - 12, 0x032D, 45, 0, 0, entries):
        add(Problem("zip-field", f"zip64-end-record {_place(record_at)}", None, None))
    shown = (min(entries, MAX16), min(size, MAX32), min(offset, MAX32))
    needs = entries >= MAX16 or size >= MAX32 or offset >= MAX32
    if not needs or shown != (end.entries, end.directory_bytes, end.directory_offset):
        add(Problem("zip-zip64", _place(record_at), None, None))
    return _End(entries, size, offset, record_at)


def _find_directory(source: RandomAccess, end: _End, add: AddProblem) -> tuple[int, int]:
    """Where the directory really starts, and how far every offset is off (bytes put in front)."""
    if end.directory_offset + end.directory_bytes == end.begins_at:
        first = source.read(end.directory_offset, 4)
        if first == _CENTRAL_SIGNATURE or end.entries == 0:
            return end.directory_offset, 0
        raise ZipRuleError(rule="zip-directory-unreadable", offset_bytes=end.directory_offset)
    by_size = end.begins_at - end.directory_bytes
    add(Problem("zip-directory-moved", _place(end.begins_at), str(end.directory_offset), str(by_size)))
    if by_size >= 0 and source.read(by_size, 4) == _CENTRAL_SIGNATURE:
        return by_size, max(0, by_size - end.directory_offset)
    if source.read(end.directory_offset, 4) == _CENTRAL_SIGNATURE:
        return end.directory_offset, 0
    raise ZipRuleError(rule="zip-directory-unreadable", offset_bytes=end.directory_offset)


def _read_entries(
    source: RandomAccess,
    directory: Directory,
    starts_at: int,
    end: _End,
    shift: int,
    max_entries: int,
    add: AddProblem,
) -> int:
    """Fill `directory`; returns where the entries end. Stops at the first header that isn't one."""
    at = starts_at
    block, block_at = b"", at
    while at + _CENTRAL.size <= end.begins_at:
        if at + _CENTRAL.size > block_at + len(block):
            block, block_at = source.read(at, _BLOCK_BYTES), at
        at = block_at + _read_plain(
            directory, block, at - block_at, end.begins_at - block_at, shift, max_entries
        )
        if at + _CENTRAL.size > min(block_at + len(block), end.begins_at):
            if at == block_at:
                break  # the file ends here
            continue
        if len(directory.names) >= max_entries:
            raise ZipRuleError(rule="zip-too-many-entries", offset_bytes=at)
        header = _CENTRAL.unpack_from(block, at - block_at)
        if header[0] != _CENTRAL_SIGNATURE:
            add(Problem("zip-directory-broken", _place(at)))
            return at
        length = _CENTRAL.size + header[10] + header[11] + header[12]
        if at + length > end.begins_at:
            add(Problem("zip-directory-broken", _place(at)))
            return at
        if at + length > block_at + len(block):
            block, block_at = source.read(at, max(_BLOCK_BYTES, length)), at
        variable = block[at - block_at + _CENTRAL.size : at - block_at + length]
        _add_entry(directory, header, variable, shift, add)
        at += length
    return at


def _read_plain(
    directory: Directory, block: bytes, at: int, ends_at: int, shift: int, max_entries: int
) -> int:
    """Take in entries of the one plain form (no ZIP64 field, a name in ASCII), as nearly all are, from `at`
    of the block on; where the first of another form begins, or one that is cut off.
    """
    names, sizes, crcs = directory.names, directory.sizes, directory.crcs
    offsets, data_offsets = directory.offsets, directory.data_offsets
    ends_at = min(ends_at, len(block))
    unpack, room, local = _PLAIN.unpack_from, max_entries - len(names), LOCAL.size
    while room > 0 and at + _CENTRAL.size <= ends_at:
        if block[at : at + 16] != _PLAIN_BEGIN or block[at + 30 : at + 42] != _PLAIN_REST:
            break
        crc, stored, size, length, offset = unpack(block, at + 16)
        begin = at + _CENTRAL.size
        name = block[begin : begin + length]
        if (
            begin + length > ends_at
            or stored != size
            or MAX32 in (size, offset)
            or not name.isascii()
            or name.endswith(b"/")
        ):
            break
        offset += shift
        names.append(name.decode("ascii"))
        sizes.append(size)
        crcs.append(crc)
        offsets.append(offset)
        data_offsets.append(offset + local + length)
        at = begin + length
        room -= 1
    return at


def _add_entry(
    directory: Directory, header: tuple[int, ...], variable: bytes, shift: int, add: AddProblem
) -> None:
    crc, stored, size, name_length, extra_length, comment_length = header[7:13]
    raw_name = variable[:name_length]
    name = raw_name.decode("ascii", "backslashreplace")
    extra = variable[name_length : name_length + extra_length]
    offset = header[16]
    fixed = _FIXED
    if extra or MAX32 in (size, stored, offset):
        fixed = _FIXED64
        size, stored, offset = _with_zip64(name, (size, stored, offset), extra, add)
    if header[1:7] != fixed:
        for label, want, got in zip(_FIXED_NAMES, fixed, header[1:7], strict=True):
            if want != got:
                add(Problem("zip-field", f"{label} {name}", f"{want:#06x}", f"{got:#06x}"))
    if comment_length:
        add(Problem("zip-field", f"comment-length {name}", "0", str(comment_length)))
    if header[13:16] != (0, 0, ATTRIBUTES):
        add(Problem("zip-field", f"attributes {name}", None, " ".join(f"{v:#x}" for v in header[13:16])))
    if stored != size:
        add(Problem("zip-field", f"stored-size {name}", str(size), str(stored)))
    if name.endswith("/"):
        add(Problem("zip-directory-entry", name))
    if not raw_name.isascii():
        directory.raw_names[len(directory.names)] = raw_name
    directory.names.append(name)
    directory.sizes.append(size)
    directory.crcs.append(crc)
    at = min(offset + shift, 1 << 62)
    directory.offsets.append(at)
    directory.data_offsets.append(at + LOCAL.size + name_length + (20 if size >= MAX32 else 0))


def _with_zip64(
    name: str, values: tuple[int, int, int], extra: bytes, add: AddProblem
) -> tuple[int, int, int]:
    """Size, stored size and offset with the ZIP64 field's values put in; any other extra field is refused."""
    missing = [i for i, value in enumerate(values) if value == MAX32]
    expected_length = 8 * len(missing)
    if (
        not missing
        or len(extra) != 4 + expected_length
        or extra[:4] != struct.pack("<HH", 1, expected_length)
    ):
        add(Problem("zip-extra-field", name, None, extra[:32].hex()))
        return values
    filled = list(values)
    for place, value in zip(missing, struct.unpack(f"<{len(missing)}Q", extra[4:]), strict=True):
        if value < MAX32:
            add(Problem("zip-zip64", name, None, str(value)))
        filled[place] = min(value, 1 << 62)
    return filled[0], filled[1], filled[2]


def _check_accounting(directory: Directory, directory_at: int, add: AddProblem) -> None:
    """Every byte before the directory belongs to exactly one entry, in the directory's own order."""
    cursor = 0
    for name, offset, data, size in zip(
        directory.names, directory.offsets, directory.data_offsets, directory.sizes, strict=True
    ):
        if offset != cursor:
            add(Problem("zip-gap" if offset > cursor else "zip-overlap", name, str(cursor), str(offset)))
        cursor = data + size
    if cursor != directory_at:
        code = "zip-gap" if cursor < directory_at else "zip-overlap"
        add(Problem(code, _place(directory_at), str(directory_at), str(cursor)))

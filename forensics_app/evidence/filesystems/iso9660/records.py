"""Directory records of ISO 9660, with what Rock Ridge says in them.

Sources: ECMA-119 9.1; the System Use Sharing Protocol (IEEE P1281) and Rock Ridge (IEEE P1282), drafts 1.12;
libisofs, doc/zisofs_format.txt and doc/zisofs2_format.txt.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

SECTOR_BYTES = 2048
DIRECTORY, MORE_EXTENTS = 0x02, 0x80
SELF, PARENT = b"\x00", b"\x01"
_HEADER = 33
_MOST_CONTINUATIONS = 32
_NAME_GOES_ON = 0x01
_TIMES = ("created", "modified", "accessed", "changed")
_LONG_TIMES = 0x80
_OWNER_BYTES = 32
_XA_BYTES = 14
_SHORT_TIME, _LONG_TIME = 7, 17
_ZISOFS = {b"pz": (1, "<I"), b"PZ": (2, "<Q")}
_COMPONENTS = {0x02: b".", 0x04: b"..", 0x08: b""}

Read = Callable[[int, int], bytes]


class Record(NamedTuple):
    """One directory record. `place`: its offset in the directory; `recorded`: the seven bytes of its time.

    `block`: where its content begins, behind its extended attribute record. `unit` and `gap`: blocks that are
    written and left out in turn, of an interleaved file; 0 for all others.
    """

    place: int
    length: int
    identifier: bytes
    block: int
    size_bytes: int
    flags: int
    unit: int
    gap: int
    recorded: bytes
    system_use: bytes


class Zisofs(NamedTuple):
    """How a content is stored compressed, and its size as it was. `version` 1 or 2."""

    version: int
    header_bytes: int
    block_log2: int
    size_bytes: int


class RockRidge(NamedTuple):
    """What Rock Ridge adds to a record; None and empty where it doesn't. Times as stored.

    `owner`: mode, user and group. A folder that lies too deep is kept elsewhere: `child` is its block in the
    record that stands in its place, `parent` that of the folder it belongs to, in its own record of it.
    """

    name: bytes | None
    link_target: bytes | None
    times: dict[str, bytes]
    owner: tuple[int, int, int] | None
    child: int | None
    parent: int | None
    zisofs: Zisofs | None


def records_of(directory: bytes, damaged: Callable[[int], None] | None = None) -> Iterator[Record]:
    """The records of a directory without those of itself and its parent, in their order.

    `damaged` is called with the place of what should be a record and is none; what follows it in its sector
    is lost. A directory begins with the record of itself.
    """
    position = 0
    while position + _HEADER <= len(directory):
        record = record_at(directory, position)
        lost = (position == 0 and (record is None or record.identifier != SELF)) or (
            record is None and directory[position] != 0
        )
        if lost and damaged is not None:
            damaged(position)
        if record is None:  # records don't cross sectors: the rest of this one is padding
            position += SECTOR_BYTES - position % SECTOR_BYTES
            continue
        if record.identifier not in (SELF, PARENT):
            yield record
        position += record.length


def record_at(data: bytes, position: int) -> Record | None:
    """The record that begins at this byte of a directory; None where none does."""
    length = data[position] if position < len(data) else 0
    if length <= _HEADER or position + _HEADER > len(data):
        return None
    own = data[position : position + length]
    name_bytes = own[32]
    block, size = struct.unpack_from("<I", own, 2)[0] + own[1], struct.unpack_from("<I", own, 10)[0]
    behind = _HEADER + name_bytes + (1 - name_bytes % 2)
    return Record(
        place=position,
        length=length,
        identifier=own[_HEADER : _HEADER + name_bytes],
        block=block,
        size_bytes=size,
        flags=own[25],
        unit=own[26],
        gap=own[27],
        recorded=own[18:25],
        system_use=own[behind:],
    )


def path_table(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Identifier and first block of each folder in a path table (type L) but the root."""
    position = 0
    while position + 8 < len(data) and data[position]:
        length = data[position]
        identifier = data[position + 8 : position + 8 + length]
        if identifier != SELF:
            yield identifier, struct.unpack_from("<I", data, position + 2)[0] + data[position + 1]
        position += 8 + length + length % 2


def plain_name(identifier: bytes, *, joliet: bool) -> bytes:
    """An identifier as libtsk shows it: without its version, Joliet's as UTF-8; others without the dot that
    stands where there is no extension.
    """
    if joliet:
        text = identifier[: len(identifier) // 2 * 2].decode("utf-16-be", "surrogatepass")
        identifier = text.encode("utf-8", "surrogatepass")
    stem, mark, version = identifier.rpartition(b";")
    name = stem if mark and version.isdigit() else identifier
    return name if joliet else name.removesuffix(b".")


def rock_ridge(record: Record, read: Read, *, skip: int = 0) -> RockRidge | None:
    """What Rock Ridge says in a record, continued where `read` gives it; None where it says nothing.

    `skip`: bytes of each record that belong to somebody else, as the root's own record says.
    """
    name: list[bytes] = []
    target: list[bytes] = []
    times: dict[str, bytes] = {}
    owner: tuple[int, int, int] | None = None
    moved: dict[bytes, int] = {}
    zisofs: Zisofs | None = None
    has_name = goes_on = False
    for signature, data in _fields(record.system_use[skip:], read):
        if signature == b"NM" and data:
            has_name = True
            name.append(data[1:])
        elif signature == b"SL" and data:
            goes_on = _add_components(target, data[1:], goes_on=goes_on)
        elif signature == b"TF" and data:
            times.update(_times(data))
        elif signature == b"PX" and len(data) >= _OWNER_BYTES:
            mode, _, _, _, user, _, group, _ = struct.unpack_from("<8I", data)
            owner = mode, user, group
        elif signature in (b"CL", b"PL") and len(data) >= 4:
            moved[signature] = struct.unpack_from("<I", data)[0]
        elif signature in (b"ZF", b"Z2"):
            zisofs = _zisofs(data)
    link = (b"/".join(target) or b"/") if target else None
    if not has_name and link is None and not times and owner is None and not moved and zisofs is None:
        return None
    shown = b"".join(name) if has_name else None
    return RockRidge(shown, link, times, owner, moved.get(b"CL"), moved.get(b"PL"), zisofs)


def sharing_protocol(root: Record, read: Read) -> tuple[bool, int]:
    """Whether the root's own record announces Rock Ridge or what it rests on, and how much each one skips."""
    # CD-XA puts 14 bytes of its own before the fields
    for skip in (0, _XA_BYTES):
        for signature, data in _fields(root.system_use[skip:], read):
            if signature == b"SP" and data[:2] == b"\xbe\xef":
                return True, data[2] if len(data) > 2 else 0
            if signature in (b"RR", b"PX", b"TF", b"ER"):
                return True, skip
    return False, 0


def _fields(area: bytes, read: Read) -> Iterator[tuple[bytes, bytes]]:
    """Signature and data of each field, in the record and in what continues it."""
    for _ in range(_MOST_CONTINUATIONS):
        following = None
        position = 0
        while position + 4 <= len(area):
            signature, length = area[position : position + 2], area[position + 2]
            if length < 4 or position + length > len(area) or signature == b"ST":
                break
            data = area[position + 4 : position + length]
            if signature == b"CE" and len(data) >= 20:
                block, _, offset, _, size = struct.unpack_from("<IIIII", data)
                following = block * SECTOR_BYTES + offset, min(size, SECTOR_BYTES)
            else:
                yield signature, data
            position += length
        if following is None:
            return
        area = read(*following)


def _add_components(target: list[bytes], data: bytes, *, goes_on: bool) -> bool:
    """The components of one SL field; whether the last one goes on in the next field."""
    position = 0
    while position + 2 <= len(data):
        flags, length = data[position], data[position + 1]
        text = _COMPONENTS.get(flags & 0x0E, data[position + 2 : position + 2 + length])
        if goes_on and target:
            target[-1] += text
        else:
            target.append(text)
        goes_on = bool(flags & 0x01)
        position += 2 + length
    return goes_on


def _zisofs(data: bytes) -> Zisofs | None:
    if len(data) < 12 or data[:2] not in _ZISOFS:
        return None
    version, number = _ZISOFS[data[:2]]
    return Zisofs(version, data[2] * 4, data[3], struct.unpack_from(number, data, 4)[0])


def _times(data: bytes) -> dict[str, bytes]:
    flags, length = data[0], _LONG_TIME if data[0] & _LONG_TIMES else _SHORT_TIME
    found: dict[str, bytes] = {}
    position = 1
    for bit, name in enumerate(_TIMES):
        if flags & 1 << bit and position + length <= len(data):
            found[name] = data[position : position + length]
            position += length
    return found

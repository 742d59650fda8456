"""Directory records of ISO 9660, with what Rock Ridge says in them: names, links, times.

Sources: ECMA-119 9.1; the System Use Sharing Protocol (IEEE P1281) and Rock Ridge (IEEE P1282), drafts 1.12.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

SECTOR_BYTES = 2048
DIRECTORY, MORE_EXTENTS = 0x02, 0x80
_HEADER = 33
_MOST_CONTINUATIONS = 32
_NAME_GOES_ON = 0x01
_TIMES = ("created", "modified", "accessed", "changed")
_LONG_TIMES = 0x80
_SHORT_TIME, _LONG_TIME = 7, 17
_COMPONENTS = {0x02: b".", 0x04: b"..", 0x08: b""}

Read = Callable[[int, int], bytes]


class Record(NamedTuple):
    """One directory record. `place`: its offset in the directory; `recorded`: the seven bytes of its time."""

    place: int
    identifier: bytes
    block: int
    size_bytes: int
    flags: int
    recorded: bytes
    system_use: bytes


class RockRidge(NamedTuple):
    """What Rock Ridge adds to a record; None and empty where it doesn't. Times as stored."""

    name: bytes | None
    link_target: bytes | None
    times: dict[str, bytes]


def records_of(directory: bytes) -> Iterator[Record]:
    """The records of a directory without those of itself and its parent, in their order."""
    position = 0
    while position + _HEADER <= len(directory):
        length = directory[position]
        if length <= _HEADER:  # records don't cross sectors: the rest of this one is padding
            position += SECTOR_BYTES - position % SECTOR_BYTES
            continue
        data = directory[position : position + length]
        name_bytes = data[32]
        identifier = data[_HEADER : _HEADER + name_bytes]
        if identifier not in (b"\x00", b"\x01"):
            block, size = struct.unpack_from("<I", data, 2)[0], struct.unpack_from("<I", data, 10)[0]
            behind = _HEADER + name_bytes + (1 - name_bytes % 2)
            yield Record(position, identifier, block, size, data[25], data[18:25], data[behind:])
        position += length


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


def rock_ridge(record: Record, read: Read) -> RockRidge | None:
    """What Rock Ridge says in a record, continued where `read` gives it; None where it says nothing."""
    name: list[bytes] = []
    target: list[bytes] = []
    times: dict[str, bytes] = {}
    has_name = goes_on = False
    for signature, data in _fields(record.system_use, read):
        if signature == b"NM" and data:
            has_name = True
            name.append(data[1:])
        elif signature == b"SL" and data:
            goes_on = _add_components(target, data[1:], goes_on=goes_on)
        elif signature == b"TF" and data:
            times.update(_times(data))
    link = (b"/".join(target) or b"/") if target else None
    if not has_name and link is None and not times:
        return None
    return RockRidge(b"".join(name) if has_name else None, link, times)


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


def _times(data: bytes) -> dict[str, bytes]:
    flags, length = data[0], _LONG_TIME if data[0] & _LONG_TIMES else _SHORT_TIME
    found: dict[str, bytes] = {}
    position = 1
    for bit, name in enumerate(_TIMES):
        if flags & 1 << bit and position + length <= len(data):
            found[name] = data[position : position + length]
            position += length
    return found

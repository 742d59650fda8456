"""Records of HFS+ and HFSX as values: volume header, forks, files and folders, extended attributes.

Sources: Apple's TN1150 ("HFS Plus Volume Format"); of attributes and links to folders, which it leaves out,
bsd/hfs/hfs_format.h of xnu.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.contents.times import hfs_time
from forensics_app.evidence.filesystems.trees.inode_tree import MOST_BYTES
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.model.times import EvidenceTime, TimeKind

HEADER_AT, HEADER_BYTES = 1024, 512
FORK_BYTES, EXTENTS_BYTES = 80, 64
SIGNATURES = (b"H+", b"HX")
_BLOCK_LEAST, _BLOCK_MOST = 512, 1 << 31
_FOLDER, _FILE, _FOLDER_THREAD, _FILE_THREAD = 1, 2, 3, 4
_FOLDER_BYTES, _FILE_BYTES = 88, 248
_COMPRESSED = 0x20  # UF_COMPRESSED, of the owner flags
_FORMAT = 0o170000
_TYPES = {
    0o010000: NodeType.FIFO,
    0o020000: NodeType.CHARACTER_DEVICE,
    0o060000: NodeType.BLOCK_DEVICE,
    0o100000: NodeType.REGULAR,
    0o120000: NodeType.LINK,
    0o140000: NodeType.SOCKET,
}
_FILE_LINK, _FOLDER_LINK = (b"hlnk", b"hfs+"), (b"fdrp", b"MACS")
_TIMES = (TimeKind.CREATED, TimeKind.MODIFIED, TimeKind.CHANGED, TimeKind.ACCESSED, TimeKind.BACKUP)
_SHOWN = (TimeKind.MODIFIED, TimeKind.ACCESSED, TimeKind.CHANGED, TimeKind.CREATED)
_INLINE, _FORK, _MORE = 0x10, 0x20, 0x30


class Fork(NamedTuple):
    """A fork's size in bytes, and its first eight extents of (first block, count of blocks)."""

    size_bytes: int
    extents: tuple[tuple[int, int], ...]


class VolumeHeader(NamedTuple):
    """What the volume says of itself. `created` as it stands there; `names` counts files and folders."""

    block_bytes: int
    blocks: int
    created: int
    names: int
    allocation: Fork
    extents: Fork
    catalogue: Fork
    attributes: Fork
    startup: Fork


class CatalogueEntry(NamedTuple):
    """A file or folder of the catalogue. `created` as it stands there; `link` as its special field counts.

    Mode and owner are None where none were ever set. `valence`: how many names a folder counts.
    """

    number: int
    type: NodeType
    mode: int | None
    uid: int | None
    gid: int | None
    times: tuple[EvidenceTime, ...]
    created: int
    compressed: bool
    file_link: bool
    folder_link: bool
    link: int
    valence: int
    data: Fork
    resource: Fork


class AttributePart(NamedTuple):
    """A record of an extended attribute: its bytes, or a fork, or more extents from a block on."""

    name: bytes
    inline_bytes: int | None
    inline_at: int
    fork: Fork | None
    start: int
    extents: tuple[tuple[int, int], ...]


NO_FORK = Fork(0, ())


def parse_header(raw: bytes) -> VolumeHeader:
    """The volume header. Raises MalformedError."""
    if len(raw) < HEADER_BYTES or raw[:2] not in SIGNATURES:
        raise MalformedError("no volume header")
    block_bytes, blocks = struct.unpack_from(">II", raw, 40)
    if not _BLOCK_LEAST <= block_bytes <= _BLOCK_MOST or block_bytes & (block_bytes - 1):
        raise MalformedError(f"blocks of {block_bytes} bytes")
    forks = [parse_fork(raw, 112 + FORK_BYTES * index) for index in range(5)]
    files, folders = struct.unpack_from(">II", raw, 32)
    return VolumeHeader(block_bytes, blocks, struct.unpack_from(">I", raw, 16)[0], files + folders, *forks)


def parse_fork(raw: bytes, at: int) -> Fork:
    """Fork data. Raises MalformedError."""
    size = struct.unpack_from(">Q", raw, at)[0]
    if size > MOST_BYTES:
        raise MalformedError(f"a size of {size} bytes")
    return Fork(size, parse_extents(raw, at + 16))


def parse_extents(raw: bytes, at: int) -> tuple[tuple[int, int], ...]:
    """Eight extents as they stand, up to the first without blocks."""
    numbers = struct.unpack_from(">16I", raw, at)
    found = []
    for first, count in zip(numbers[::2], numbers[1::2], strict=True):
        if not count:
            break
        found.append((first, count))
    return tuple(found)


def name_units(key: bytes) -> bytes:
    """The name in a key of the catalogue, in UTF-16. Raises MalformedError."""
    return _units(key, 4)


def _units(raw: bytes, at: int) -> bytes:
    if len(raw) < at + 2:
        raise MalformedError("a key without a name")
    units = raw[at + 2 : at + 2 + 2 * int.from_bytes(raw[at : at + 2], "big")]
    if len(units) != 2 * int.from_bytes(raw[at : at + 2], "big"):
        raise MalformedError("a name that ends early")
    return units


def name_bytes(units: bytes) -> bytes:
    """A name as macOS shows it, `:` where a slash is stored; NUL is `^`, as The Sleuth Kit has it.

    Halves of surrogate pairs stay what they are, so that no two names become one.
    """
    text = units.decode("utf-16-be", "surrogatepass")
    return text.replace("/", ":").replace("\0", "^").encode("utf-8", "surrogatepass")


def parse_thread(value: bytes) -> tuple[int, bytes] | None:
    """Parent and name (UTF-16) in a thread record; None for another record. Raises MalformedError."""
    if len(value) < 10 or int.from_bytes(value[:2], "big") not in (_FOLDER_THREAD, _FILE_THREAD):
        return None
    return int.from_bytes(value[4:8], "big"), _units(value, 8)


def parse_entry(value: bytes) -> CatalogueEntry | None:
    """A file or folder record; None for a thread. Raises MalformedError."""
    kind = int.from_bytes(value[:2], "big")
    if kind in (_FOLDER_THREAD, _FILE_THREAD):
        return None
    if kind not in (_FOLDER, _FILE) or len(value) < (_FOLDER_BYTES if kind == _FOLDER else _FILE_BYTES):
        raise MalformedError(f"a catalogue record of type {kind} in {len(value)} bytes")
    valence, number, *dates = struct.unpack_from(">7I", value, 4)
    uid, gid, _, flags, mode, special = struct.unpack_from(">IIBBHI", value, 32)
    finder = value[48:52], value[52:56]
    made = {what: hfs_time(what, date) for what, date in zip(_TIMES, dates, strict=True)}
    times = tuple(made[what] for what in _SHOWN) + ((made[TimeKind.BACKUP],) if dates[4] else ())
    is_file = kind == _FILE
    format_bits = mode & _FORMAT
    return CatalogueEntry(
        number,
        _TYPES.get(format_bits, NodeType.REGULAR) if is_file else NodeType.DIRECTORY,
        mode if format_bits else None,
        uid if format_bits else None,
        gid if format_bits else None,
        times,
        dates[0],
        is_file and bool(flags & _COMPRESSED),
        is_file and finder == _FILE_LINK,
        is_file and finder == _FOLDER_LINK,
        special,
        0 if is_file else valence,
        parse_fork(value, 88) if is_file else NO_FORK,
        parse_fork(value, 168) if is_file else NO_FORK,
    )


def parse_attribute(key: bytes, value: bytes, value_offset: int) -> AttributePart:
    """A record of the attributes file. Raises MalformedError."""
    if len(key) < 12 or len(value) < 16:
        raise MalformedError("a damaged attribute")
    start = struct.unpack_from(">I", key, 6)[0]
    name = _units(key, 10).decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
    kind = struct.unpack_from(">I", value)[0]
    if kind == _INLINE:
        size = struct.unpack_from(">I", value, 12)[0]
        if size > len(value) - 16:
            raise MalformedError("an attribute that ends early")
        return AttributePart(name, size, value_offset + 16, None, start, ())
    if kind == _FORK and len(value) >= 8 + FORK_BYTES:
        return AttributePart(name, None, 0, parse_fork(value, 8), start, ())
    if kind == _MORE and len(value) >= 8 + EXTENTS_BYTES:
        return AttributePart(name, None, 0, None, start, parse_extents(value, 8))
    raise MalformedError(f"an attribute of kind {kind:#x}")

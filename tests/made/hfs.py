"""Volumes of HFS Plus and HFSX, written by Apple's TN1150 ("HFS Plus Volume Format") and by nothing else.

The attributes file is laid out as bsd/hfs/hfs_format.h of xnu has it. Sizes and places are in allocation
blocks. Files get what a test says: forks in any extents, extended attributes of all three kinds, links.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

ROOT, FIRST_CNID = 2, 16
EPOCH = 2_082_844_800  # seconds from 1904 to 1970
TIME = 1_100_000_000 + EPOCH  # 2004-11-09T11:33:20Z
UNMOUNTED, JOURNALED = 1 << 8, 1 << 13
COMPRESSED = 0x20  # of the owner flags
PRIVATE = "\0\0\0\0HFS+ Private Data"
PRIVATE_FOLDERS = ".HFS+ Private Directory Data\r"
INLINE, FORK, MORE = 0x10, 0x20, 0x30
_NODE = 4096
_LEAF, _INDEX, _HEADER = -1, 0, 1


@dataclass
class Made:
    """A file or folder. `units` of the name where it isn't text; `fork` pieces are blocks of each extent."""

    number: int
    parent: int
    name: str | bytes
    folder: bool = False
    mode: int | None = None
    data: bytes = b""
    resource: bytes = b""
    pieces: int = 1
    times: tuple[int, int, int, int, int] = (TIME, TIME + 1, TIME + 2, TIME + 3, 0)
    kind: bytes = bytes(4)
    creator: bytes = bytes(4)
    special: int = 0
    owner_flags: int = 0
    flags: int = 0
    valence: int | None = None
    inline: dict[str, bytes] = field(default_factory=dict)
    forked: dict[str, bytes] = field(default_factory=dict)

    @property
    def units(self) -> bytes:
        """The name in UTF-16, big-endian."""
        return self.name if isinstance(self.name, bytes) else self.name.encode("utf-16-be")


class Volume:
    """One volume: `add` what it holds, then `image`."""

    def __init__(
        self, *, block_bytes: int = 4096, blocks: int = 2048, attributes: int = UNMOUNTED, hfsx: bool = False
    ) -> None:
        self.block_bytes = block_bytes
        self.blocks = blocks
        self.attributes = attributes
        self.hfsx = hfsx
        self.made: list[Made] = [Made(ROOT, 1, "Untitled", folder=True)]
        self.threads_left_out: set[int] = set()
        self._next = 0
        self._bytes = bytearray()
        self._overflow: list[tuple[bytes, bytes]] = []
        self.places: dict[str, int] = {}  # offsets of the special files

    def add(self, number: int, parent: int, name: str | bytes, **fields: object) -> Made:
        """A file or folder."""
        self.made.append(Made(number, parent, name, **fields))  # type: ignore[arg-type]
        return self.made[-1]

    def image(self) -> bytes:
        """The whole volume."""
        self._bytes = bytearray(self.block_bytes * self.blocks)
        self._overflow = []
        self._next = -(-1536 // self.block_bytes)
        bitmap = self._fork(bytes(-(-self.blocks // 8)), 0)
        catalogue: list[tuple[bytes, bytes]] = []
        attributes: list[tuple[bytes, bytes]] = []
        for one in self.made:
            catalogue += self._catalogue(one)
            attributes += self._attributes(one)
        forks = [
            bitmap,
            b"",
            self._special("catalogue", _tree(sorted(catalogue, key=self._order), 516, 6, self.hfsx)),
            self._special("attributes", _tree(sorted(attributes, key=_attribute_order), 266, 6))
            if attributes
            else bytes(80),
            bytes(80),
        ]
        extents = _tree(sorted(self._overflow, key=lambda r: (r[0][4:8], r[0][2], r[0][8:])), 10, 2)
        forks[1] = self._special("extents", extents)
        used = self._next
        place = struct.unpack_from(">I", bitmap, 16)[0] * self.block_bytes
        for block in [*range(used), self.blocks - 1]:
            self._bytes[place + block // 8] |= 0x80 >> (block % 8)
        header = struct.pack(
            ">2sHI4sI4I2I3I4I2IQ32s",
            b"HX" if self.hfsx else b"H+", 5 if self.hfsx else 4, self.attributes, b"10.0", 0,
            TIME, TIME, 0, TIME,
            sum(not m.folder for m in self.made), sum(m.folder for m in self.made) - 1,
            self.block_bytes, self.blocks, self.blocks - used - 1,
            used, 65536, 65536, max(m.number for m in self.made) + 1,
            1, 0, 1, bytes(32),
        )[:112]  # fmt: skip
        header += b"".join(forks)
        assert len(header) == 512, len(header)
        self._bytes[1024:1536] = header
        self._bytes[-1024:-512] = header
        return bytes(self._bytes)

    def _order(self, record: tuple[bytes, bytes]) -> tuple[int, tuple[int, ...]]:
        key = record[0]
        units = struct.unpack(f">{(len(key) - 8) // 2}H", key[8:])
        if not self.hfsx:
            units = tuple(0xFFFF if u == 0 else u + 32 if 65 <= u <= 90 else u for u in units)
        return struct.unpack_from(">I", key, 2)[0], units

    def _catalogue(self, one: Made) -> list[tuple[bytes, bytes]]:
        dates = struct.pack(">5I", *one.times)
        mode = one.mode if one.mode is not None else (0o40755 if one.folder else 0o100644)
        rights = struct.pack(">IIBBHI", 501, 20, 0, one.owner_flags, mode, one.special)
        finder = one.kind + one.creator + bytes(24)
        if one.folder:
            count = sum(m.parent == one.number for m in self.made) if one.valence is None else one.valence
            value = struct.pack(">HHII", 1, one.flags, count, one.number)
            value += dates + rights + finder + bytes(8)
        else:
            value = struct.pack(">HHII", 2, one.flags | 2, 0, one.number)
            value += dates + rights + finder + bytes(8)
            value += self._fork(one.data, one.number, pieces=one.pieces)
            value += self._fork(one.resource, one.number, kind=0xFF, pieces=one.pieces)
        found = [(_key(one.parent, one.units), value)]
        if one.number not in self.threads_left_out:
            name = struct.pack(">H", len(one.units) // 2) + one.units
            thread = struct.pack(">HhI", 3 if one.folder else 4, 0, one.parent) + name
            found.append((_key(one.number, b""), thread))
        return found

    def _attributes(self, one: Made) -> list[tuple[bytes, bytes]]:
        found = []
        for name, value in one.inline.items():
            record = struct.pack(">IQI", INLINE, 0, len(value)) + value
            found.append((_attribute_key(one.number, 0, name), record + bytes(len(record) % 2)))
        for name, value in one.forked.items():
            fork, more = self._extents(value, one.pieces)
            found.append((_attribute_key(one.number, 0, name), struct.pack(">II", FORK, 0) + fork))
            for start, extents in more:
                record = struct.pack(">II", MORE, 0) + extents
                found.append((_attribute_key(one.number, start, name), record))
        return found

    def _special(self, name: str, data: bytes) -> bytes:
        fork = self._fork(data, 0)
        self.places[name] = struct.unpack_from(">I", fork, 16)[0] * self.block_bytes
        return fork

    def _fork(self, data: bytes, number: int, *, kind: int = 0, pieces: int = 1) -> bytes:
        fork, more = self._extents(data, pieces)
        for start, extents in more:
            self._overflow.append((struct.pack(">HBBII", 10, kind, 0, number, start), extents))
        return fork

    def _extents(self, data: bytes, pieces: int) -> tuple[bytes, list[tuple[int, bytes]]]:
        """Fork data, then extents beyond the first eight with the block of the content they begin at."""
        blocks = -(-len(data) // self.block_bytes)
        each = max(1, -(-blocks // pieces))
        runs = []
        for begin in range(0, blocks, each):
            count = min(each, blocks - begin)
            at = self._next * self.block_bytes
            part = data[begin * self.block_bytes : (begin + count) * self.block_bytes]
            self._bytes[at : at + len(part)] = part
            runs.append((begin, self._next, count))
            self._next += count + (pieces > 1)  # nothing joins what is in pieces
        groups = [runs[i : i + 8] for i in range(0, len(runs), 8)]
        packed = [
            b"".join(struct.pack(">II", at, count) for _, at, count in group).ljust(64, b"\0")
            for group in groups
        ]
        fork = struct.pack(">QII", len(data), 0, blocks) + (packed[0] if packed else bytes(64))
        return fork, [(group[0][0], text) for group, text in zip(groups[1:], packed[1:], strict=True)]


def in_wrapper(volume: bytes) -> bytes:
    """The volume inside an old HFS volume, as Mac OS 8.1 made them (TN1150, "HFS Wrapper")."""
    first, unit, start = 8, 4096, 5  # sectors before block 0, bytes of a block, block of the volume
    begin = first * 512 + start * unit
    count = len(volume) // unit
    mdb = bytearray(162)
    mdb[:2] = b"BD"
    struct.pack_into(">H", mdb, 18, count + start)  # drNmAlBlks
    struct.pack_into(">I", mdb, 20, unit)  # drAlBlkSiz
    struct.pack_into(">H", mdb, 28, first)  # drAlBlSt
    mdb[36:46] = b"\x07Wrapper\0\0"
    mdb[124:126] = volume[1024:1026]  # drEmbedSigWord
    struct.pack_into(">HH", mdb, 126, start, count)  # drEmbedExtent
    front = bytes(1024) + bytes(mdb)
    return front.ljust(begin, b"\0") + volume + bytes(1024)


def decmpfs(kind: int, size: int, data: bytes = b"") -> bytes:
    """com.apple.decmpfs: how a file is compressed (bsd/sys/decmpfs.h)."""
    return struct.pack("<4sIQ", b"fpmc", kind, size) + data


def _key(parent: int, units: bytes) -> bytes:
    return struct.pack(">HIH", 6 + len(units), parent, len(units) // 2) + units


def _attribute_key(number: int, start: int, name: str) -> bytes:
    units = name.encode("utf-16-be")
    return struct.pack(">HHIIH", 12 + len(units), 0, number, start, len(units) // 2) + units


def _attribute_order(record: tuple[bytes, bytes]) -> tuple[bytes, bytes, bytes]:
    key = record[0]
    return key[4:8], key[14:], key[8:12]


def _tree(records: list[tuple[bytes, bytes]], longest: int, flags: int, binary: bool = False) -> bytes:
    """A B-tree of these records, in their order."""
    nodes: list[bytes] = [b""]
    level = [(key, key + value) for key, value in records]
    kind, height, depth, root = _LEAF, 1, 0, 0
    first = last = 0
    while level:
        groups = _groups([record for _, record in level])
        begin = len(nodes)
        above = []
        taken = 0
        for index, group in enumerate(groups):
            number = begin + index
            after = number + 1 if index + 1 < len(groups) else 0
            before = number - 1 if index else 0
            nodes.append(_node(after, before, kind, height, group))
            key = level[taken][0]
            above.append((key, key + struct.pack(">I", number)))
            taken += len(group)
        if kind == _LEAF:
            first, last = begin, begin + len(groups) - 1
        depth, root = height, begin
        if len(groups) == 1:
            break
        level, kind, height = above, _INDEX, height + 1
    header = struct.pack(
        ">HIIIIHHIIHIBBI64s",
        depth, root, len(records), first, last, _NODE, longest, len(nodes), 0, 0, _NODE, 0,
        (0xBC if binary else 0xCF) if longest == 516 else 0, flags, bytes(64),
    )  # fmt: skip
    bits = bytearray(_NODE - 14 - 106 - 128 - 8)
    for number in range(len(nodes)):
        bits[number // 8] |= 0x80 >> (number % 8)
    nodes[0] = _node(0, 0, _HEADER, 0, [header, bytes(128), bytes(bits)])
    return b"".join(nodes)


def _groups(records: list[bytes]) -> list[list[bytes]]:
    groups: list[list[bytes]] = [[]]
    room = _NODE - 14 - 2
    for record in records:
        if len(record) + 2 > room:
            groups.append([])
            room = _NODE - 14 - 2
        groups[-1].append(record)
        room -= len(record) + 2
    return groups


def _node(after: int, before: int, kind: int, height: int, records: list[bytes]) -> bytes:
    raw = bytearray(_NODE)
    struct.pack_into(">IIbBHH", raw, 0, after, before, kind, height, len(records), 0)
    at = 14
    for index, record in enumerate(records):
        raw[at : at + len(record)] = record
        struct.pack_into(">H", raw, _NODE - 2 * (index + 1), at)
        at += len(record)
    struct.pack_into(">H", raw, _NODE - 2 * (len(records) + 1), at)
    return bytes(raw)

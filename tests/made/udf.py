"""UDF file systems for tests, written byte by byte: there is no program that fills one without mounting it.

After ECMA-167 3rd edition and OSTA UDF 1.02 to 2.60, and sharing nothing with the reader; 7z and udfinfo are
the judges of what is made here. `kind` says on what the metadata lie: a plain partition, a virtual one (VAT),
a sparable one, or a metadata partition with its mirror.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

# a local time two hours east of UTC: 2026-11-24 12:34:56.123456
TIME = struct.pack("<HhBBBBBBBB", 1 << 12 | 120, 2026, 11, 24, 12, 34, 56, 12, 34, 56)
_PACKET = 32  # blocks of a sparable partition that move together
_HOLE = 2 << 30  # neither recorded nor allocated
_UNWRITTEN = 1 << 30
_MORE = 3 << 30


def _remainder(byte: int) -> int:
    value = byte << 8
    for _ in range(8):
        value = (value << 1 ^ (0x1021 if value & 0x8000 else 0)) & 0xFFFF
    return value


_REMAINDERS = [_remainder(byte) for byte in range(256)]


def crc(data: bytes) -> int:
    """CRC of ITU-T V.41."""
    value = 0
    for byte in data:
        value = (value << 8 & 0xFFFF) ^ _REMAINDERS[value >> 8 ^ byte]
    return value


def tagged(kind: int, location: int, body: bytes, version: int = 3) -> bytes:
    """A structure with the tag before it."""
    head = struct.pack("<HHBBHHHI", kind, version, 0, 0, 1, crc(body), len(body), location)
    return head[:4] + bytes([sum(head) & 0xFF]) + head[5:] + body


def text(name: str) -> bytes:
    """Compressed Unicode: in bytes where every character fits one."""
    if all(ord(c) < 256 for c in name):
        return b"\x08" + name.encode("latin-1")
    return b"\x10" + name.encode("utf-16-be", "surrogatepass")


def field_text(name: str, length: int) -> bytes:
    stored = text(name) if name else b""
    return stored.ljust(length - 1, b"\x00") + bytes([len(stored)])


def regid(name: bytes, suffix: bytes = b"") -> bytes:
    return b"\x00" + name.ljust(23, b"\x00") + suffix.ljust(8, b"\x00")


def short_ad(length: int, block: int) -> bytes:
    return struct.pack("<II", length, block)


def long_ad(length: int, block: int, partition: int, unique: int = 0) -> bytes:
    return struct.pack("<IIHHI", length, block, partition, 0, unique)


def program_attribute(name: bytes, value: bytes) -> bytes:
    """What a program keeps in a file entry."""
    size = 48 + len(value)
    return struct.pack("<IB3xII", 2048, 1, size, len(value)) + regid(name) + value


@dataclass
class File:
    """What a name leads to. `block`: of its entry, among those of the metadata."""

    block: int
    unique: int
    folder: Folder | None = None


@dataclass
class Folder:
    """A directory that is written at the end. `names`: file identifiers without their tags."""

    block: int
    parent: Folder | None
    kind: int = 4
    names: list[tuple[bytes, int, File]] = field(default_factory=list)
    spread: bool = False
    streams: Folder | None = None
    unique: int = 0


class Disc:
    """One UDF. Blocks are counted in its partition, which begins at sector 320."""

    START = 320

    def __init__(
        self,
        *,
        sector: int = 2048,
        revision: int = 0x0201,
        kind: str = "plain",
        blocks: int = 448,
        extended: bool | None = None,
    ) -> None:
        self.sector, self.revision, self.kind, self.blocks = sector, revision, kind, blocks
        self.extended = revision >= 0x0200 if extended is None else extended
        self.sectors = self.START + blocks + 272
        self.data = bytearray(self.sectors * sector)
        self._free = 32  # blocks before are for what partitions are made of
        self._metadata: list[int] = []  # blocks of the metadata, in its order
        self._unique = 16
        self._streams: list[Folder] = []
        self.moved: dict[int, int] = {}
        self.freed: list[int] = []
        self.system_streams: Folder | None = None
        self.root = self.folder(None)

    # --- blocks ------------------------------------------------------------------------------------

    @property
    def reference(self) -> int:
        """The number that the logical volume gives the partition of metadata."""
        return 1 if self.kind in ("virtual", "metadata") else 0

    def take(self, count: int = 1) -> int:
        """Blocks that follow each other, for content."""
        self._free += count
        assert self._free <= self.blocks
        return self._free - count

    def meta(self) -> int:
        """A block for metadata, by its number there."""
        if self.reference == 0:
            return self.take()
        if self.kind == "metadata" and len(self._metadata) % 8 == 7:
            self.take()  # so that the metadata file has several extents
        self._metadata.append(self.take())
        return len(self._metadata) - 1

    def at(self, block: int) -> int:
        """The byte at which a block of the partition lies."""
        packet = block - block % _PACKET
        if self.kind == "sparable" and packet in self.moved:
            return (self.moved[packet] + block % _PACKET) * self.sector
        return (self.START + block) * self.sector

    def meta_at(self, block: int) -> int:
        """The byte at which a block of metadata lies."""
        return self.at(self._metadata[block] if self.reference else block)

    def put(self, at: int, data: bytes) -> None:
        self.data[at : at + len(data)] = data

    def store(self, data: bytes) -> int:
        """Content in blocks that follow each other; the first of them."""
        block = self.take(max(1, -(-len(data) // self.sector)))
        for begin in range(0, len(data), self.sector):
            self.put(self.at(block + begin // self.sector), data[begin : begin + self.sector])
        return block

    # --- files -------------------------------------------------------------------------------------

    def file(self, data: bytes = b"", form: str = "short", **more: object) -> File:
        """A file. `form`: embedded, short, long, extended, pieces (two), chained (one listed elsewhere)."""
        size, step = len(data), self.sector
        if form == "embedded":
            return self.entry(size, data, 3, **more)
        if form == "short":
            ads = short_ad(size, self.store(data)) if data else b""
            if self.reference:
                return self.entry(size, long_ad(size, self.store(data), 0) if data else b"", 1, **more)
            return self.entry(size, ads, 0, **more)
        if form == "long":
            return self.entry(size, long_ad(size, self.store(data), 0), 1, **more)
        if form == "extended":
            block = self.store(data)
            return self.entry(size, struct.pack("<IIIIHH", size, size, size, block, 0, 0), 2, **more)
        first = self.store(data[:step])
        self.take()
        pieces = long_ad(step, first, 0) + long_ad(size - step, self.store(data[step:]), 0)
        if form == "pieces":
            return self.entry(size, pieces, 1, **more)
        assert form == "chained"
        block = self.meta()
        body = struct.pack("<II", 0, len(pieces[16:])) + pieces[16:]
        self.put(self.meta_at(block), tagged(258, block, body))
        return self.entry(size, pieces[:16] + long_ad(_MORE | step, block, self.reference), 1, **more)

    def holes(self, data: bytes, kind: int = _HOLE) -> File:
        """A block that reads as zeros, the data, two blocks of zeros, a byte behind them."""
        step = self.sector
        pieces = [
            long_ad(kind | step, 0, 0), long_ad(step, self.store(data.ljust(step, b"\x00")), 0),
            long_ad(_HOLE | 2 * step, 0, 0), long_ad(1, self.store(b"!"), 0),
        ]  # fmt: skip
        return self.entry(4 * step + 1, b"".join(pieces), 1)

    def entry(self, size: int, body: bytes, allocation: int, **more: object) -> File:
        """A file entry with these allocation descriptors, or this content."""
        block = self.meta()
        self._unique += 1
        self.write_entry(block, size, body, allocation, unique=self._unique, **more)
        return File(block, self._unique)

    def write_entry(
        self,
        block: int,
        size: int,
        body: bytes,
        allocation: int,
        *,
        at: int | None = None,
        location: int | None = None,
        kind: int = 5,
        unique: int = 0,
        uid: int = 1000,
        gid: int = 100,
        permissions: int = 0x7 << 10 | 0x5 << 5 | 0x4,
        flags: int = 0,
        strategy: int = 4,
        links: int = 1,
        times: bytes = TIME,
        attributes: bytes = b"",
        attribute_head: bool = True,
        streams: Folder | None = None,
        extended: bool | None = None,
    ) -> None:
        extended = self.extended if extended is None else extended
        location = block if location is None else location
        if attributes and attribute_head:
            attributes = tagged(262, location, struct.pack("<II", 24, 24 + len(attributes))) + attributes
        recorded = -(-size // self.sector)
        out = struct.pack("<IHHHBB6sH", 0, strategy, 0, 1, 0, kind, bytes(6), allocation | flags)
        out += struct.pack("<IIIHBBIQ", uid, gid, permissions, links, 0, 0, 0, size)
        where = bytes(16) if streams is None else long_ad(self.sector, streams.block, self.reference)
        if extended:
            out += struct.pack("<QQ", size, recorded) + times * 4 + struct.pack("<II", 1, 0)
            out += bytes(16) + where
        else:
            out += struct.pack("<Q", recorded) + times * 3 + struct.pack("<I", 1) + bytes(16)
        out += regid(b"*Sealwright tests") + struct.pack("<QII", unique, len(attributes), len(body))
        data = tagged(266 if extended else 261, location, out + attributes + body)
        assert len(data) <= self.sector
        self.put(self.meta_at(block) if at is None else at, data)

    def link(self, *components: tuple[int, str]) -> File:
        """A symbolic link, by kinds and names of its components."""
        stored = b""
        for kind, name in components:
            identifier = text(name) if name else b""
            stored += struct.pack("<BBH", kind, len(identifier), 0) + identifier
        return self.entry(len(stored), stored, 3, kind=12)

    def folder(self, parent: Folder | None, name: str = "", *, kind: int = 4, spread: bool = False) -> Folder:
        """A directory, named in its parent; `spread` keeps its names outside of its entry."""
        self._unique += 1
        made = Folder(self.meta(), parent, kind, spread=spread, unique=0 if parent is None else self._unique)
        if parent is not None and name:
            self.name(parent, name, File(made.block, made.unique, made))
        return made

    def streams(self, owner: Folder) -> Folder:
        """A directory of streams; who has it says so himself."""
        self._streams.append(self.folder(owner, kind=13))
        return self._streams[-1]

    def name(self, folder: Folder, name: str | bytes, file: File | Folder, flags: int = 0) -> None:
        """A name in a directory. `flags`: 1 hidden, 4 deleted."""
        if isinstance(file, Folder):
            file = File(file.block, file.unique, file)
        is_folder = 2 if file.folder is not None else 0
        folder.names.append((text(name) if isinstance(name, str) else name, flags | is_folder, file))

    # --- writing -----------------------------------------------------------------------------------

    def _directory(self, folder: Folder, spread_over: Sequence[int]) -> bytes:
        """The file identifiers. `spread_over`: blocks in which they lie, or the one of the entry."""
        parent = folder.parent or folder
        out = bytearray()
        listed = [(b"", 0x0A, File(parent.block, parent.unique)), *folder.names]
        for name, flags, file in listed:
            length = 0 if file.block < 0 else self.sector
            body = struct.pack("<HBB", 1, flags, len(name))
            body += long_ad(length, max(0, file.block), self.reference, file.unique)
            body += struct.pack("<H", 0) + name
            body += bytes(-(len(body) + 16) % 4)
            index = len(out) // self.sector if folder.spread else 0
            out += tagged(257, spread_over[index] if spread_over else 0, body)
        return bytes(out)

    def write_folder(self, folder: Folder) -> None:
        """Write a directory that no name leads to, or before the others."""
        size = len(self._directory(folder, []))
        folder.spread |= size > self.sector - 256
        more = {"kind": folder.kind, "unique": folder.unique, "streams": folder.streams, "links": 1}
        if not folder.spread:
            data = self._directory(folder, [folder.block])
            self.write_entry(folder.block, size, data, 3, **more)  # type: ignore[arg-type]
            return
        blocks = [self.meta() for _ in range(-(-size // self.sector))]
        data = self._directory(folder, blocks)
        for index, block in enumerate(blocks):
            self.put(self.meta_at(block), data[index * self.sector : (index + 1) * self.sector])
        lengths = [min(self.sector, size - index * self.sector) for index in range(len(blocks))]
        ads = b"".join(short_ad(length, block) for length, block in zip(lengths, blocks, strict=True))
        self.write_entry(folder.block, size, ads, 0, **more)  # type: ignore[arg-type]

    def _folders(self, folder: Folder) -> list[Folder]:
        found = [folder]
        for _, flags, file in folder.names:
            if file.folder is not None and not flags & 4:
                found += self._folders(file.folder)
        return found

    def image(self) -> bytes:
        """The bytes of the image, with everything that was added so far."""
        for folder in [*self._folders(self.root), *self._streams]:
            self.write_folder(folder)
        sets = self.meta()
        self.put(self.meta_at(sets), self._file_set(sets))
        self._write_partitions()
        self._write_volume(sets)
        return bytes(self.data)

    def write(self, path: Path) -> Path:
        path.write_bytes(self.image())
        return path

    def _domain(self) -> bytes:
        return regid(b"*OSTA UDF Compliant", struct.pack("<H", self.revision))

    def _file_set(self, block: int) -> bytes:
        charset = b"\x00" + b"OSTA Compressed Unicode".ljust(63, b"\x00")
        body = TIME + struct.pack("<HHIIII", 3, 3, 1, 1, 0, 0) + charset + field_text("Volume", 128)
        body += charset + field_text("Files", 32) + field_text("", 32) * 2
        body += long_ad(self.sector, self.root.block, self.reference) + self._domain() + bytes(16)
        streams = self.system_streams
        body += bytes(16) if streams is None else long_ad(self.sector, streams.block, self.reference)
        return tagged(256, block, body.ljust(496, b"\x00"))

    def _write_partitions(self) -> None:
        if self.kind == "virtual":
            table = b"".join(struct.pack("<I", block) for block in self._metadata)
            block = self.take()
            if self.revision >= 0x0200:
                head = struct.pack("<HH", 152, 0) + field_text("Volume", 128)
                table = head + struct.pack("<IIIHHHH", 0xFFFFFFFF, 0, 0, 0x150, 0x200, 0x201, 0) + table
            else:
                table += regid(b"*UDF Virtual Alloc Tbl") + struct.pack("<I", 0xFFFFFFFF)
            kind = 248 if self.revision >= 0x0200 else 0
            self.write_entry(0, len(table), table, 3, kind=kind, at=self.at(block), location=block)
            del self.data[self.at(block) + self.sector :]
        if self.kind == "metadata":
            for place, kind in ((0, 250), (1, 251)):
                blocks = self._metadata
                if kind == 251:  # a copy, in blocks of its own
                    blocks = [self.take() for _ in self._metadata]
                    for own, other in zip(blocks, self._metadata, strict=True):
                        self.put(self.at(own), self.data[self.at(other) : self.at(other) + self.sector])
                starts = [at for at in range(len(blocks)) if not at or blocks[at] != blocks[at - 1] + 1]
                ends = [*starts[1:], len(blocks)]
                ads = b"".join(
                    short_ad((end - begin) * self.sector, blocks[begin])
                    for begin, end in zip(starts, ends, strict=True)
                )
                size = len(blocks) * self.sector
                self.write_entry(0, size, ads, 0, kind=kind, at=self.at(place), location=place)

    def sparing_sector(self, index: int) -> int:
        """Where a sparing table is kept."""
        return 288 + 8 * index

    def move_packet(self, packet: int) -> None:
        """From now on this packet lies outside of the partition; where it was, there is nothing true."""
        new = self.START + self.blocks + _PACKET * len(self.moved)
        begin = (self.START + packet) * self.sector
        size = _PACKET * self.sector
        self.data[new * self.sector : new * self.sector + size] = self.data[begin : begin + size]
        self.data[begin : begin + size] = b"\xee" * size
        self.moved[packet] = new

    def _maps(self) -> list[bytes]:
        plain = struct.pack("<BBHH", 1, 6, 1, 0)
        if self.kind == "virtual":
            return [plain, self._map(b"*UDF Virtual Partition", b"")]
        if self.kind == "metadata":
            facts = struct.pack("<IIIIHB", 0, 1, 0xFFFFFFFF, _PACKET, 1, 1)
            return [plain, self._map(b"*UDF Metadata Partition", facts)]
        if self.kind == "sparable":
            pairs = [struct.pack("<II", packet, new) for packet, new in sorted(self.moved.items())]
            pairs.append(struct.pack("<II", 0xFFFFFFFF, 0))
            body = regid(b"*UDF Sparing Table") + struct.pack("<HHI", len(pairs), 0, 1) + b"".join(pairs)
            for index in range(2):
                sector = self.sparing_sector(index)
                self.put(sector * self.sector, tagged(0, sector, body))
            places = [self.sparing_sector(index) for index in range(2)]
            facts = struct.pack("<HBBIII", _PACKET, 2, 0, len(body) + 16, *places)
            return [self._map(b"*UDF Sparable Partition", facts)]
        return [plain]

    def _bitmap(self) -> bytes:
        """Where it is told which blocks are free: those of `freed`, and all that were never taken."""
        if self.kind != "plain":
            return bytes(8)
        block = 8
        free = [*self.freed, *range(self._free, self.blocks)]
        bits = sum(1 << number for number in set(free)).to_bytes(-(-self.blocks // 8), "little")
        self.put(self.at(block), tagged(264, block, struct.pack("<II", self.blocks, len(bits)) + bits))
        return struct.pack("<II", self.sector, block)

    def _map(self, name: bytes, facts: bytes) -> bytes:
        suffix = struct.pack("<H", self.revision)
        stored = struct.pack("<BBH", 2, 64, 0) + regid(name, suffix) + struct.pack("<HH", 1, 0) + facts
        return stored.ljust(64, b"\x00")

    def _write_volume(self, file_set: int) -> None:
        maps = self._maps()
        charset = b"\x00" + b"OSTA Compressed Unicode".ljust(63, b"\x00")
        own = regid(b"*Sealwright tests")
        nsr = b"+NSR03" if self.revision >= 0x0200 else b"+NSR02"
        access = {"virtual": 2, "sparable": 3}.get(self.kind, 4)
        where = long_ad(self.sector, file_set, self.reference)
        primary = (
            struct.pack("<II", 1, 0) + field_text("Volume", 32) + struct.pack("<HHHHII", 1, 1, 2, 3, 1, 1)
        )
        primary += field_text("0123456789abcdefSet", 128) + charset * 2 + bytes(16) + own + TIME + own
        partition = struct.pack("<IHH", 2, 1, 0) + regid(nsr) + bytes(8) + self._bitmap() + bytes(112)
        partition += struct.pack("<III", access, self.START, self.blocks) + own
        logical = struct.pack("<I", 3) + charset + field_text("Volume", 128) + struct.pack("<I", self.sector)
        logical += self._domain() + where + struct.pack("<II", sum(map(len, maps)), len(maps)) + own
        logical += bytes(128) + struct.pack("<II", self.sector, 280) + b"".join(maps)
        unallocated = struct.pack("<II", 4, 0)
        for first in (272, 304):
            kinds = ((1, primary), (5, partition), (6, logical), (7, unallocated), (8, bytes(496)))
            for sector, (kind, body) in enumerate(kinds, start=first):
                body = body if kind == 6 else body.ljust(496, b"\x00")
                self.put(sector * self.sector, tagged(kind, sector, body))
        integrity = TIME + struct.pack("<I8xQ", 1, self._unique + 1) + bytes(24)
        integrity += struct.pack("<II", len(maps), 46) + b"".join([struct.pack("<I", 0)] * len(maps))
        integrity += b"".join([struct.pack("<I", self.blocks)] * len(maps)) + own
        integrity += struct.pack("<IIHHH", 1, 1, self.revision, self.revision, self.revision)
        self.put(280 * self.sector, tagged(9, 280, integrity))
        extents = struct.pack("<IIII", 8 * self.sector, 272, 8 * self.sector, 304)
        last = len(self.data) // self.sector - 1
        for sector in (256, last) if self.kind != "virtual" else (256,):
            self.put(sector * self.sector, tagged(2, sector, extents.ljust(496, b"\x00")))
        recognised = 2048 if self.sector < 2048 else self.sector
        for index, name in enumerate((b"BEA01", nsr[1:], b"TEA01")):
            self.put(0x8000 + index * recognised, b"\x00" + name + b"\x01")


def on_one_disk(path: Path, volumes: Sequence[bytes]) -> Path:
    """A disk with these volumes as partitions 1, 2, ... of a GPT: one takes as long to read as many."""
    unit = 1 << 20
    entries, body, at = bytearray(128 * 128), bytearray(), 1 << 20
    for index, volume in enumerate(volumes):
        kind = bytes.fromhex("a2a0d0ebe5b9334487c068b6b72699c7") + bytes([index + 1]) * 16
        place = struct.pack("<QQQ", at // 512, (at + len(volume)) // 512 - 1, 0)
        entries[index * 128 : index * 128 + 56] = kind + place
        padded = len(volume) + -len(volume) % unit
        body += volume.ljust(padded, b"\x00")
        at += padded
    last = at // 512 + 32

    def header(own: int, other: int, table: int) -> bytes:
        fields = struct.pack("<QQQQ16sQIII", own, other, 34, last - 34, b"\x09" * 16, table, 128, 128, 0)
        fields = fields[:-4] + struct.pack("<I", zlib.crc32(entries))
        head = b"EFI PART" + struct.pack("<IIII", 0x10000, 92, 0, 0) + fields
        return (head[:16] + struct.pack("<I", zlib.crc32(head)) + head[20:]).ljust(512, b"\x00")

    protective = bytes(446) + struct.pack("<8BII", 0, 0, 2, 0, 0xEE, 255, 255, 255, 1, last)
    front = protective.ljust(510, b"\x00") + b"\x55\xaa" + header(1, last, 2) + bytes(entries)
    path.write_bytes(front.ljust(unit, b"\x00") + body + bytes(entries) + header(last, 1, last - 32))
    return path

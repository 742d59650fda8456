"""Archives made byte by byte, so that they can lie: what no archiver writes, and hostile people do."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

STORED, DEFLATED = 0, 8
DOS_DATE, DOS_TIME = (2023 - 1980) << 9 | 11 << 5 | 14, 22 << 11 | 13 << 5 | 10  # 2023-11-14T22:13:20
UNIX, DOS = 3, 0


@dataclass(frozen=True)
class Zipped:
    """One member. What is None is what an honest archiver would write; `packed` are the bytes as stored."""

    name: bytes
    data: bytes = b""
    method: int = STORED
    packed: bytes | None = None
    size: int | None = None
    packed_size: int | None = None
    crc: int | None = None
    flags: int = 0
    local_name: bytes | None = None
    extra: bytes = b""
    local_extra: bytes = b""
    mode: int = 0
    offset: int | None = None  # where the directory says the local header is
    local: bool = True  # False: only the directory has it

    def stored(self) -> bytes:
        """The bytes behind the local header."""
        if self.packed is not None:
            return self.packed
        if self.method == DEFLATED:
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            return packer.compress(self.data) + packer.flush()
        return self.data


def make_zip(
    *members: Zipped,
    count: int | None = None,
    front: bytes = b"",
    behind: bytes = b"",
    directory: bool = True,
) -> bytes:
    """A ZIP (APPNOTE.TXT) with these members in this order; without `directory` it is cut off before that."""
    out = bytearray(front)
    central = bytearray()
    for member in members:
        packed = member.stored()
        size = len(member.data) if member.size is None else member.size
        packed_size = len(packed) if member.packed_size is None else member.packed_size
        crc = zlib.crc32(member.data) if member.crc is None else member.crc
        at = len(out) - len(front) if member.offset is None else member.offset
        facts = (member.flags, member.method, DOS_TIME, DOS_DATE, crc, packed_size, size)
        if member.local:
            name = member.name if member.local_name is None else member.local_name
            out += struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *facts, len(name), len(member.local_extra))
            out += name + member.local_extra + packed
        central += struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            (UNIX if member.mode else DOS) << 8 | 20,
            20,
            *facts,
            len(member.name),
            len(member.extra),
            *(0, 0, 0),
            member.mode << 16,
            at,
        )
        central += member.name + member.extra
    if not directory:
        return bytes(out)
    told = len(members) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, told, told, len(central), len(out) - len(front), 0)
    return bytes(out + central + end + behind)


def field(kind: int, data: bytes) -> bytes:
    """One extra field."""
    return struct.pack("<HH", kind, len(data)) + data


def tar_header(
    name: bytes,
    *,
    size: int | bytes = 0,
    kind: bytes = b"0",
    link: bytes = b"",
    mtime: int | bytes = 1_700_000_000,
    mode: int = 0o644,
    magic: bytes = b"ustar\x0000",
) -> bytes:
    """One 512-byte header with a right checksum. Numbers as octal text, or as the bytes given."""

    def number(value: int | bytes, width: int) -> bytes:
        return value.ljust(width, b"\x00") if isinstance(value, bytes) else b"%0*o\x00" % (width - 1, value)

    block = b"".join(
        (
            name.ljust(100, b"\x00"),
            number(mode, 8),
            number(1000, 8),
            number(1000, 8),
            number(size, 12),
            number(mtime, 12),
            b" " * 8,
            kind,
            link.ljust(100, b"\x00"),
            magic,
        )
    ).ljust(512, b"\x00")
    return block[:148] + b"%06o\x00 " % sum(block) + block[156:]


def tar_member(name: bytes, data: bytes = b"", *, kind: bytes = b"0", link: bytes = b"") -> bytes:
    """Header and content, padded."""
    return tar_header(name, size=len(data), kind=kind, link=link) + padded(data)


def padded(data: bytes) -> bytes:
    """Filled up to whole blocks."""
    return data + bytes(-len(data) % 512)


def pax(*records: tuple[bytes, bytes], kind: bytes = b"x") -> bytes:
    """A pax extended header with these records."""
    data = b""
    for key, value in records:
        length = len(key) + len(value) + 3
        digits = len(str(length))
        while len(str(length + digits)) != digits:
            digits += 1
        data += b"%d %s=%s\n" % (length + digits, key, value)
    return tar_member(b"PaxHeaders/x", data, kind=kind)


TAR_END = bytes(1024)

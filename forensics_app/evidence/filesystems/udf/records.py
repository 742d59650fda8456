"""What every structure of UDF is made of: tags with their checks, addresses, extents, names.

Sources: ECMA-167 3rd edition 1/7, 3/7 and 4/7; OSTA UDF 1.02 to 2.60, chapter 2.1 (names) and 2.2 (tags).
"""

from __future__ import annotations

import struct
from binascii import crc_hqx
from collections.abc import Collection
from typing import NamedTuple

from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

TAG_BYTES = 16
RECORDED, ALLOCATED, NOT_ALLOCATED, CONTINUED = range(4)  # kinds of extents, in the two bits above its length
_LENGTH_BITS = 30
_EIGHT_BITS, _SIXTEEN_BITS = (8, 254), (16, 255)
_MOST_WRONG = 2  # one damaged byte of a tag spoils two of its checks; where none fits it is something else


class Address(NamedTuple):
    """A block of one of the partitions that the logical volume names."""

    block: int
    partition: int


class Reach(NamedTuple):
    """An extent as a descriptor of it says; `kind` is one of the four above."""

    length_bytes: int
    kind: int
    address: Address


class Tag(NamedTuple):
    """The sixteen bytes before a structure. `wrong`: what of it doesn't fit; empty where everything does."""

    identifier: int
    location: int
    wrong: tuple[str, ...]


def tag_of(data: bytes, location: int, at: int = 0) -> Tag:
    """The tag at byte `at`, of a structure that should say that it lies at block `location`.

    Raises struct.error where a tag needs more bytes than there are.
    """
    identifier, _, checksum, _, crc, crc_bytes, own = struct.unpack_from("<HHBxHHHI", data, at)
    wrong: list[str] = []
    if (sum(data[at : at + TAG_BYTES]) - checksum) & 0xFF != checksum:
        wrong.append("the checksum of its tag")
    if own != location:
        wrong.append(f"its place, {own}")
    body = data[at + TAG_BYTES : at + TAG_BYTES + crc_bytes]
    if len(body) < crc_bytes or crc_hqx(body, 0) != crc:
        wrong.append("its CRC")
    return Tag(identifier, own, tuple(wrong))


def checked(data: bytes, location: int, kinds: Collection[int], what: str, problem: Problem) -> Tag:
    """The tag of a structure of one of these kinds; `problem` hears where a check of it fails.

    Raises MalformedError where it is of another kind, or not one check fits.
    """
    if len(data) < TAG_BYTES:
        raise MalformedError(f"{what}: {len(data)} bytes")
    tag = tag_of(data, location)
    if tag.identifier not in kinds or len(tag.wrong) > _MOST_WRONG:
        raise MalformedError(f"{what}: no such descriptor (tag {tag.identifier})")
    if tag.wrong:
        problem(OmissionCode.CHECKSUM_DIFFERS, f"{what}: {', '.join(tag.wrong)}")
    return tag


def short_reach(data: bytes, at: int, partition: int) -> Reach:
    """A short allocation descriptor, of 8 bytes: it counts in the partition that it lies in itself."""
    length, block = struct.unpack_from("<II", data, at)
    return _reach(length, block, partition)


def long_reach(data: bytes, at: int) -> Reach:
    """A long allocation descriptor, of 16 bytes."""
    length, block, partition = struct.unpack_from("<IIH", data, at)
    return _reach(length, block, partition)


def _reach(length: int, block: int, partition: int) -> Reach:
    return Reach(length & ((1 << _LENGTH_BITS) - 1), length >> _LENGTH_BITS, Address(block, partition))


def identifier_of(data: bytes, at: int) -> bytes:
    """The name in an entity identifier (regid) without its padding."""
    return data[at + 1 : at + 24].rstrip(b"\x00")


def compressed_unicode(data: bytes) -> bytes | None:
    """OSTA's compressed Unicode as UTF-8, lone surrogates encoded like any other; None where it is none."""
    if not data:
        return b""
    body = data[1:]
    if data[0] in _EIGHT_BITS:
        return body.decode("latin-1").encode()
    if data[0] in _SIXTEEN_BITS and len(body) % 2 == 0:
        return body.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
    return None


def fixed_text(field: bytes) -> bytes:
    """A name in a field of fixed length (dstring), whose last byte says how much of it is used."""
    used = field[: min(field[-1], len(field) - 1)]
    text = compressed_unicode(used)
    return used.rstrip(b"\x00") if text is None else text

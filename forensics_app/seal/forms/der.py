"""The little DER (ITU-T X.690) that the seal's one encoding needs: writing it, and reading nothing else.

The reader is strict about lengths and takes single-byte tags only; what it accepts, `tlv` writes back to the
same bytes. Everything above it compares the rebuilt whole with what was read.
"""

from __future__ import annotations

SEQUENCE, SET = 0x30, 0x31
INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x02, 0x03, 0x04, 0x05, 0x06
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
_LENGTH_BYTES = 4


class DerError(ValueError):
    """Not DER, or not the type that must stand here; the argument is a short code."""


def context(number: int) -> int:
    """The tag of a constructed context-specific type, such as `[0]`."""
    return 0xA0 | number


def tlv(tag: int, *contents: bytes) -> bytes:
    """One value in DER: tag, shortest length, the contents one after the other."""
    body = b"".join(contents)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def set_of(tag: int, members: tuple[bytes, ...]) -> bytes:
    """A SET OF in DER: the members sorted by their encodings (X.690 clause 11.6)."""
    return tlv(tag, *sorted(members))


def integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(OID, *(_base128(arc) for arc in (first * 40 + second, *rest)))


def _base128(arc: int) -> bytes:
    groups = [arc & 0x7F]
    while arc := arc >> 7:
        groups.append(0x80 | (arc & 0x7F))
    return bytes(reversed(groups))


class Reader:
    """Reads DER values one after the other from a piece of bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at == len(self._data)

    def peek(self) -> int | None:
        """The next value's tag, or None at the end."""
        return None if self.at_end else self._data[self._at]

    def raw(self, tag: int) -> bytes:
        """The next value with its tag and length. Raises DerError when it isn't of type `tag`."""
        start, _, stop = self._measure(tag)
        self._at = stop
        return self._data[start:stop]

    def body(self, tag: int) -> bytes:
        """The contents of the next value. Raises DerError when it isn't of type `tag`."""
        _, inner, stop = self._measure(tag)
        self._at = stop
        return self._data[inner:stop]

    def inside(self, tag: int) -> Reader:
        """A reader of the contents of the next value. Raises DerError when it isn't of type `tag`."""
        return Reader(self.body(tag))

    def natural(self) -> int:
        """The next INTEGER, which must not be negative and must be written in its shortest form."""
        body = self.body(INTEGER)
        if not body or body[0] & 0x80 or (len(body) > 1 and body[0] == 0 and not body[1] & 0x80):
            raise DerError("integer")
        return int.from_bytes(body, "big")

    def end(self) -> None:
        """Raises DerError unless everything was read."""
        if not self.at_end:
            raise DerError("trailing-bytes")

    def _measure(self, tag: int) -> tuple[int, int, int]:
        start = self._at
        head = self._data[start : start + 2]
        if len(head) < 2:
            raise DerError("too-short")
        if head[0] != tag:
            raise DerError("unexpected-type")
        size, inner = head[1], start + 2
        if size & 0x80:
            count = size & 0x7F
            length = self._data[inner : inner + count]
            if not 1 <= count <= _LENGTH_BYTES or len(length) < count or length[0] == 0:
                raise DerError("length")
            size, inner = int.from_bytes(length, "big"), inner + count
            if size < 0x80:
                raise DerError("length")
        if inner + size > len(self._data):
            raise DerError("too-short")
        return start, inner, inner + size

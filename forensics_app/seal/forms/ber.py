"""BER into DER (ITU-T X.690): for answers of authorities that write indefinite or longer lengths than needed.

Only how values are wrapped changes: lengths, and strings in pieces (clause 8.7.3). Contents are never looked
at, so nothing that is signed changes; DER comes out as it went in. Sets keep their order: what must be sorted
is for the reader of the type to say.
"""

from __future__ import annotations

from forensics_app.seal.forms.der import OCTET_STRING, DerError, tlv

_CONSTRUCTED = 0x20
_INDEFINITE = 0x80
_DEEPEST = 32
_END = b"\x00\x00"
_MORE_TAG = 0x1F  # clause 8.1.2.4: a tag number of several bytes


def to_der(data: bytes) -> bytes:
    """The one value in `data`, in DER but for the order of sets. Raises DerError for what is not BER."""
    value, stop = _value(data, 0, len(data), _DEEPEST)
    if stop != len(data):
        raise DerError("trailing-bytes")
    return value


def _value(data: bytes, at: int, end: int, depth: int) -> tuple[bytes, int]:
    """The value at `at` in DER, and where it ends."""
    if not depth:
        raise DerError("too-deep")
    tag, inner = _tag(data, at, end)
    size, inner = _length(data, inner, end)
    if not tag & _CONSTRUCTED:
        if size is None:
            raise DerError("length")
        return tlv(tag, data[inner : inner + size]), inner + size
    members, stop = _members(data, inner, end if size is None else inner + size, size is None, depth)
    if tag == OCTET_STRING | _CONSTRUCTED:
        return tlv(OCTET_STRING, *(_piece(m) for m in members)), stop
    return tlv(tag, *members), stop


def _members(data: bytes, at: int, end: int, open_ended: bool, depth: int) -> tuple[list[bytes], int]:
    found: list[bytes] = []
    while True:
        if open_ended and data[at : at + 2] == _END and at + 2 <= end:
            return found, at + 2
        if at == end:
            if open_ended:
                raise DerError("too-short")
            return found, at
        value, at = _value(data, at, end, depth - 1)
        found.append(value)


def _piece(member: bytes) -> bytes:
    """The contents of one piece of a string, which by now is in DER."""
    if member[0] != OCTET_STRING:
        raise DerError("unexpected-type")
    size, inner = _length(member, 1, len(member))
    return member[inner : inner + (size or 0)]


def _tag(data: bytes, at: int, end: int) -> tuple[int, int]:
    """A tag of one byte, which is all that time-stamps and certificates hold outside of strings."""
    if at >= end:
        raise DerError("too-short")
    if data[at] & _MORE_TAG == _MORE_TAG:
        raise DerError("unexpected-type")
    return data[at], at + 1


def _length(data: bytes, at: int, end: int) -> tuple[int | None, int]:
    """A length, None where it is indefinite, and where the contents begin."""
    if at >= end:
        raise DerError("too-short")
    first, at = data[at], at + 1
    if first < _INDEFINITE:
        size = first
    elif first == _INDEFINITE:
        return None, at
    else:
        count = first & 0x7F
        if at + count > end:
            raise DerError("too-short")
        size, at = int.from_bytes(data[at : at + count], "big"), at + count
    if at + size > end:
        raise DerError("too-short")
    return size, at

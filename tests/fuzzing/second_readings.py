"""Other readings of the same bytes, by code that shares nothing with the product's: what must hold of all
that the product takes.

Each says whether the bytes stand in the form, as the standard library and the vectors' own writers see it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from typing import Any

import rfc8785

from tests.vectors.zipform import Entry, write


def is_sealed_json(line: bytes) -> bool:
    """Whether these bytes are one value in its RFC 8785 form, without a number and without a repeated key."""
    try:
        value = json.loads(line.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse)
        return not _has_number(value) and bytes(rfc8785.dumps(value)) == line
    except (ValueError, RecursionError):
        return False


def are_sealed_lines(data: bytes) -> bool:
    """Whether every line is such a value and ends with LF."""
    return not data or (data.endswith(b"\n") and all(map(is_sealed_json, data[:-1].split(b"\n"))))


def is_unbroken_ledger(data: bytes) -> bool:
    """Whether the lines are numbered and each holds the head of those before it (section 4 of the format)."""
    if not are_sealed_lines(data):
        return False
    head, seen = bytes(32), set()
    for number, line in enumerate(data.splitlines(), start=1):
        event = json.loads(line)
        if event["sequence"] != str(number) or event["previous"] != head.hex():
            return False
        seen.add(event["event_id"])
        head = hashlib.sha256(head + hashlib.sha256(line).digest()).digest()
    return len(seen) == len(data.splitlines())


def same_table(sound: bytes, data: bytes) -> bool:
    """Whether two catalog.csv have the same rows, as far as the catalogue vouches for them."""
    return _vouched(sound) == _vouched(data)


def is_plain_zip(data: bytes) -> bool:
    """Whether these bytes are the one ZIP of the names and contents that the standard library finds in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            entries = [Entry(_stored_name(info), found.read(info)) for info in found.infolist()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError, OSError, EOFError):
        return False
    return write(entries) == data


def _stored_name(info: zipfile.ZipInfo) -> str:
    """The name as it is stored; without the flag of UTF-8 the standard library reads code page 437."""
    return info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode("utf-8")


def is_one_der_value(data: bytes) -> bool:
    """Whether these bytes are one DER value with nothing after it, and so are those directly in it."""
    return _is_der(data, levels=2, opaque_at=2)


def is_signed_data(data: bytes) -> bool:
    """The same for a CMS signature, as deep as its signer's attributes go; certificates and revocation lists,
    which others made, are not looked into.
    """
    return _is_der(data, levels=8, opaque_at=3)


def _is_der(data: bytes, *, levels: int, opaque_at: int) -> bool:
    try:
        return _end_of_value(data, 0, len(data), 0, levels, opaque_at) == len(data)
    except (ValueError, IndexError):
        return False


def _end_of_value(data: bytes, at: int, limit: int, level: int, levels: int, opaque_at: int) -> int:
    """Where the value that begins at `at` ends (X.690, sections 8 and 10). What has a tag of its context at
    the level `opaque_at` is not looked into. Raises ValueError, IndexError.
    """
    tag, length, begin = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise ValueError("long tag")
    if length & 0x80:
        octets = data[begin : begin + (length & 0x7F)]
        length, begin = int.from_bytes(octets), begin + len(octets)
        if not octets or octets[0] == 0 or length < 0x80:
            raise ValueError("length")
    end = begin + length
    if end > limit:
        raise ValueError("length")
    if level == levels or (level == opaque_at and tag & 0x80):
        return end
    if tag & 0x20:
        while begin < end:
            begin = _end_of_value(data, begin, end, level + 1, levels, opaque_at)
    elif tag == 0x01 and data[begin:end] not in (b"\0", b"\xff"):
        raise ValueError("boolean")
    elif tag == 0x02 and (not length or _has_needless_octet(data[begin : begin + 2])):
        raise ValueError("integer")
    return end


def _has_needless_octet(first: bytes) -> bool:
    return len(first) > 1 and (first[0], first[1] >> 7) in ((0x00, 0), (0xFF, 1))


def _vouched(table: bytes) -> list[list[str]] | None:
    try:
        rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), strict=True))
        places = [rows[0].index(name) for name in ("id", "size", "sha256", "data")]
        return [[row[at] for at in places] for row in rows]
    except (ValueError, IndexError, csv.Error):
        return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("repeated key")
    return dict(pairs)


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _has_number(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_number, value.values()))
    if isinstance(value, list):
        return any(map(_has_number, value))
    return isinstance(value, int | float) and not isinstance(value, bool)

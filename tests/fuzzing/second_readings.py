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
from asn1crypto import core

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
            entries = [Entry(info.filename, found.read(info)) for info in found.infolist()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError, OSError, EOFError):
        return False
    return write(entries) == data


def is_one_der_value(data: bytes) -> bool:
    """Whether these bytes are one DER value to asn1crypto, with nothing after it."""
    try:
        return len(core.load(data, strict=True).dump()) == len(data)
    except (ValueError, TypeError):
        return False


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

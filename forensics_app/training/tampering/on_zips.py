"""Attacks on the ZIP: bytes that belong to nothing, and entries that two programs unpack differently."""

from __future__ import annotations

import struct

from forensics_app.bundle.checksum import crc32
from forensics_app.bundle.zip_headers import local_header
from forensics_app.model.findings import Axis, Verdict
from forensics_app.training.tampering.attack import Attack, Reason
from forensics_app.training.tampering.workshop import NotApplicableError, Received, Workshop, sent

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_BYTES = 22
_DIRECTORY_AT = 16  # in the end record: where the directory begins, 4 bytes
_NAME_AT = 30  # in a local header
_HIDDEN = b"Second set of books: see the safe.\n"


def _directory_start(data: bytes) -> int:
    """Where the directory of a ZIP without ZIP64 and comment begins."""
    if data[-_END_BYTES : -_END_BYTES + 4] != _END:
        raise NotApplicableError
    start: int = struct.unpack_from("<I", data, len(data) - _END_BYTES + _DIRECTORY_AT)[0]
    if data[start : start + 4] != _CENTRAL:
        raise NotApplicableError
    return start


def _trailing(shop: Workshop) -> Received:
    held = shop.sound()
    return sent(held.name, held.zipped() + _HIDDEN)


def _hidden_entry(shop: Workshop) -> Received:
    """An entry before the directory that the directory doesn't list: `unzip` of a repaired copy gives it."""
    held = shop.sound()
    data = held.zipped()
    start = _directory_start(data)
    name = f"{held.name}/data/books.txt"
    hidden = local_header(name.encode("ascii"), len(_HIDDEN), crc32(_HIDDEN)) + _HIDDEN
    moved = struct.pack("<I", start + len(hidden))
    at = len(data) - _END_BYTES + _DIRECTORY_AT
    end = data[start:at] + moved + data[at + 4 :]
    return sent(held.name, data[:start] + hidden + end, "data/books.txt")


def _two_names(shop: Workshop) -> Received:
    """One name where the entry lies, another in the directory: some programs show the one, some the other."""
    path = shop.content()
    held = shop.sound()
    data = held.zipped()
    name = f"{held.name}/{path}".encode("ascii")
    at = data.index(name)
    if data[at - _NAME_AT : at - _NAME_AT + 4] != _LOCAL:
        raise NotApplicableError
    last = at + len(name) - 1
    other = b"0" if data[last : last + 1] != b"0" else b"1"
    return sent(held.name, data[:last] + other + data[last + 1 :], path)


ATTACKS = (
    Attack(
        "trailing-bytes",
        2,
        _trailing,
        Verdict.ALTERED,
        Axis.COMPLETENESS,
        "zip-trailing-bytes",
        Reason.HIDDEN_DATA,
        "9",
    ),
    Attack(
        "hidden-entry",
        3,
        _hidden_entry,
        Verdict.ALTERED,
        Axis.COMPLETENESS,
        "zip-gap",
        Reason.HIDDEN_DATA,
        "9",
    ),
    Attack(
        "two-names", 3, _two_names, Verdict.ALTERED, Axis.CONTENT, "zip-local-differs", Reason.TWO_NAMES, "9"
    ),
)

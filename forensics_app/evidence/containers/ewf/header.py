"""What an E01 says about its making, of images that are whole and of those that are not.

Sections `header2` (UTF-16) and `header` (ASCII), deflated: lines of tab-separated values, tags in the third
and values in the fourth. Dates of `header2` are seconds since 1970, thus UTC; those of `header` are the local
time of the acquiring system, year to second, without a zone ("Expert Witness Compression Format", libewf's
documentation). libewf turns both into text in the zone of the computer it runs on, so its times are not used.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

from forensics_app.errors import SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.bytes.byte_source import read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.ewf.sections import FILE_HEADER, section_at
from forensics_app.model.evidence import AcquisitionFacts

HEADERS = ("header2", "header")
MOST_HEADER_BYTES = 1 << 20
_MOST_BYTES = 1 << 20
_MOST_SECTIONS = 8  # the headers are the first ones
_MOST_DIGITS = 11  # the year 5138
_NAMES = {
    "a": "description",
    "c": "case_number",
    "n": "evidence_number",
    "e": "examiner",
    "t": "notes",
    "av": "tool_version",
    "ov": "operating_system",
    "m": "acquired_at",
    "u": "system_date",
    "md": "model",
    "sn": "serial_number",
}


def read_facts(file: ReadOnlyFile) -> AcquisitionFacts | None:
    """Of the first header of a segment that can be read; None where none can."""
    offset = FILE_HEADER.size
    for _ in range(_MOST_SECTIONS):
        try:
            section = section_at(file, offset)
        except (SourceTruncatedError, SourceDamagedError):
            return None
        if section.type not in HEADERS:
            return None
        stored = read_up_to(file, section.data_offset, min(section.size, MOST_HEADER_BYTES))
        facts = facts_of(stored, section.type)
        if facts is not None:
            return facts
        offset = section.next
    return None


def facts_of(stored: bytes, kind: str) -> AcquisitionFacts | None:
    """Of the data of one section `header2` or `header`, as it is written there; None where it is damaged."""
    try:
        text = (
            zlib.decompressobj()
            .decompress(stored, _MOST_BYTES)
            .decode("utf-16" if kind == "header2" else "cp1252")
        )
    except (zlib.error, UnicodeDecodeError):
        return None
    lines = text.split("\n")
    if len(lines) < 4:
        return None
    tags, values = (line.rstrip("\r").split("\t") for line in lines[2:4])
    found = {_NAMES[tag]: value for tag, value in zip(tags, values, strict=False) if tag in _NAMES and value}
    for name in ("acquired_at", "system_date"):
        if name in found:
            found[name] = time_of(found[name])
    return AcquisitionFacts(**found)


def time_of(text: str) -> str:
    """Seconds since 1970, which are UTC, as ISO 8601; what isn't such a number stays as it is written."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return text
    return datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""What an E01 says about its making: by an own reader, for images that pyewf doesn't open.

Sections `header2` (UTF-16) and `header` (ASCII), deflated: lines of tab-separated values, tags in the third
and values in the fourth.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

from forensics_app.model.evidence import AcquisitionFacts

_MOST_BYTES = 1 << 20
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

"""Where the chain of an E01's sections goes on behind a damaged descriptor."""

from __future__ import annotations

import re
from collections.abc import Callable

from forensics_app.errors import SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.bytes.byte_source import read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.ewf.sections import DESCRIPTOR, Section, section_at

_NAME = re.compile(
    rb"(?:header2?|xheader|volume|disk|data|sectors|table2?|next|done|hash|xhash|digest|error2|session|ltree)"
    rb"\x00+"
)
_WINDOW_BYTES = 8 << 20
_TYPE_BYTES = 16


def next_section(file: ReadOnlyFile, offset: int, alive: Callable[[], None]) -> Section | None:
    """The first section that begins behind `offset` and whose own words fit its place.

    An image that holds an image is no trap: the sections of the inner one lead to other offsets.
    """
    at = offset + 1
    while at < file.size_bytes:
        alive()
        window = read_up_to(file, at, _WINDOW_BYTES + DESCRIPTOR.size)
        for match in _NAME.finditer(window):
            if match.start() < _WINDOW_BYTES:
                found = _fitting(file, at + match.start())
                if found is not None:
                    return found
        at += _WINDOW_BYTES
    return None


def _fitting(file: ReadOnlyFile, at: int) -> Section | None:
    try:
        section = section_at(file, at)
    except (SourceDamagedError, SourceTruncatedError):
        return None
    if section.type in ("next", "done"):
        return section if section.next in (at, at + DESCRIPTOR.size, 0) else None
    return section if section.next == section.data_offset + section.size else None

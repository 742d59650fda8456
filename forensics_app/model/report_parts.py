"""The parts of an evidence report that whoever makes it can leave out. Others always stand in it."""

from __future__ import annotations

from enum import StrEnum


class ReportPart(StrEnum):
    """What is left out by choice is named among the report's limits."""

    REQUEST = "request"
    SOURCES = "sources"
    COUNTS = "counts"
    ARTIFACTS = "artifacts"
    EXIF = "exif"
    POSITIONS = "positions"
    TIMES = "times"
    HASH_SETS = "hash-sets"
    CUSTODY = "custody"

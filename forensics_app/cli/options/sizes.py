"""Sizes in bytes as people type them: `20MiB`."""

from __future__ import annotations

import re

from forensics_app.errors import UsageError

_SIZE = re.compile(r"([1-9][0-9]{0,12})(?:\s*(KiB|MiB|GiB|TiB))?\Z")
_UNITS = {None: 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}


def size_of(option_name: str, typed: str) -> int:
    """Bytes. Raises UsageError for what is no such size."""
    match = _SIZE.match(typed.strip())
    if match is None:
        raise UsageError(name=option_name, value=typed)
    return int(match[1]) * _UNITS[match[2]]

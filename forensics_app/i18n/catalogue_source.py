"""Compiles a `.po` in memory, for a source tree whose `.mo` is missing or older than its source.

`translator` loads this module only in that case, because Babel is slow to import.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compiled(source: Path) -> BytesIO:
    """The `.mo` of `source`, positioned at its start. Fuzzy entries are left out, as msgfmt does."""
    with source.open("rb") as stream:
        catalogue = read_po(stream)
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return buffer

"""Names in ASCII made from words of a case, and the folder of an exhibit's contents under `data/`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from forensics_app.bundle.reading.grammar import is_reference

_OTHERS = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_EXHIBIT = 60
_TAKEN_FOLDERS = frozenset({"documents", "seal-nonce.bin"})


def ascii_form(text: str, longest: int) -> str:
    """`text` in letters, digits, `.`, `_` and `-`: accents dropped, anything else `_`; may come out empty."""
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _OTHERS.sub("_", plain)
    return plain.lstrip(".-_")[:longest].rstrip("._")


@lru_cache(maxsize=1024)
def exhibit_folder(exhibit: str) -> str:
    """The folder of an exhibit's files under `data/`."""
    folder = ascii_form(exhibit, _LONGEST_EXHIBIT) or "exhibit"
    if folder.lower() in _TAKEN_FOLDERS or not is_reference(folder):
        folder = f"exhibit_{folder}"
    return folder

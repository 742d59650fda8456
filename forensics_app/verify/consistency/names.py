"""What the catalogue shows of names, against their bytes; and where an artifact's content must lie."""

from __future__ import annotations

import json
from binascii import b2a_base64
from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat

from forensics_app.bundle.exhibit_folder import exhibit_folder
from forensics_app.model.names import display_encoded
from forensics_app.verify.lists.catalog_lines import CatalogLine

_BETWEEN = '","'
_FOLDERS = 1024


def all_shown(names: Sequence[str], display: Sequence[str]) -> bool:
    """Whether each of these paths (JSON lists of base64, and of what is shown) shows its bytes, at once;
    False where any may not, or has an escape.
    """
    if list(map(str.count, names, repeat(_BETWEEN))) != list(map(str.count, display, repeat(_BETWEEN))):
        return False
    encoded, shown = _BETWEEN.join([n[2:-2] for n in names]), _BETWEEN.join([d[2:-2] for d in display])
    if "\\" in shown:
        return False
    return all(
        b2a_base64(text.encode("utf-8"), newline=False) == name.encode("ascii")
        for name, text in set(zip(encoded.split(_BETWEEN), shown.split(_BETWEEN), strict=True))
    )


def shown_otherwise(line: CatalogLine) -> tuple[str, str] | None:
    """What one line should show, and what it does, where these differ."""
    names, display = json.loads(line.names), json.loads(line.display)
    should = list(map(display_encoded, names))
    return None if should == display else ("/" + "/".join(should), "/" + "/".join(display))


def stream_shown_otherwise(stream: str) -> tuple[str, str] | None:
    """The same of a stream's name (JSON text, or null)."""
    name = json.loads(stream)
    if name is None:
        return None
    should = display_encoded(name["bytes"])
    return None if should == name["display"] else (should or "-", name["display"] or "-")


@lru_cache(maxsize=_FOLDERS)
def content_folder(exhibit: str) -> str:
    """Where contents of an exhibit lie."""
    return f"data/{exhibit_folder(exhibit)}/"

"""Many lines of the catalogue as columns: of each value of CatalogLine those of all lines, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from forensics_app.verify.lists.catalog_lines import CatalogLine

_Texts: TypeAlias = "tuple[str, ...]"
_OptionalTexts: TypeAlias = "tuple[str | None, ...]"


class Columns(NamedTuple):
    """The fields of CatalogLine, in its order."""

    allocated: _Texts
    data: _OptionalTexts
    derivable: _Texts
    md5: _OptionalTexts
    sha1: _OptionalTexts
    sha256: _OptionalTexts
    exhibit: _Texts
    extent_class: _Texts
    extents: _Texts
    id: _Texts
    inode: _OptionalTexts
    kind: _Texts
    layer: _Texts
    media_type: _OptionalTexts
    names: _Texts
    display: _Texts
    read: _Texts
    salt: _Texts
    size: _OptionalTexts
    source: _Texts
    stream: _Texts
    tags: _Texts
    times: _Texts


def columns_of(lines: Sequence[CatalogLine]) -> Columns:
    """At least one line."""
    return Columns(*zip(*lines, strict=True))

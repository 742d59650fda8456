"""What the sources and volumes of a sealed bundle are called, by their ids."""

from __future__ import annotations

from collections import Counter

from forensics_app.i18n.labels import layer_name
from forensics_app.services.sealed_bundles.artifacts import layer_of
from forensics_app.services.sealed_bundles.contents import SealedContents
from forensics_app.verify.files.records import Source


def sealed_places(contents: SealedContents) -> dict[str, str]:
    """`EX-001` for a source, `EX-001 · 2 · System` for what lies in it, by source and layer id.

    Where an exhibit has several sources each is called by its file too: `EX-001 · usb.raw`.
    """
    sources = contents.sources()
    by_id = {one.id: one for one in sources}
    several = Counter(one.exhibit for one in sources if one.parent is None)
    found: dict[str, str] = {}
    for sealed in sources:
        top = _top(sealed, by_id)
        called = sealed.exhibit
        if several[called] > 1 and top.name is not None:
            called = f"{called} · {top.name.shown}"
        inside = "" if sealed.parent is None else layer_name(layer_of(sealed))
        found[sealed.id] = f"{called} · {inside}" if inside else called
    return found


def _top(sealed: Source, by_id: dict[str, Source]) -> Source:
    """The source that a layer lies in; a list that names no end of its parents is followed no further."""
    top = sealed
    for _ in by_id:
        above = by_id.get(top.parent or "")
        if above is None:
            break
        top = above
    return top

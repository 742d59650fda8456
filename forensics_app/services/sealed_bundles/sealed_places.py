"""What the sources and volumes of a sealed bundle are called, by their ids."""

from __future__ import annotations

from forensics_app.i18n.labels import layer_name
from forensics_app.services.sealed_bundles.artifacts import layer_of
from forensics_app.services.sealed_bundles.contents import SealedContents


def sealed_places(contents: SealedContents) -> dict[str, str]:
    """`EX-001` for a source, `EX-001 · 2 · System` for what lies in it, by source and layer id."""
    found: dict[str, str] = {}
    for sealed in contents.sources():
        inside = "" if sealed.parent is None else layer_name(layer_of(sealed))
        found[sealed.id] = f"{sealed.exhibit} · {inside}" if inside else sealed.exhibit
    return found

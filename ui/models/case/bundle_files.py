"""The files that stand next to a sealed bundle and belong to it by their name: seal, cover sheet, addenda,
reports, the folder of its parcel."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from forensics_app.model.bundle import bundle_stem
from forensics_app.services.addenda.adjacent import named_addenda
from ui.models.case.sealed_bundles import SealedBundle

_MOST_LOOKED_AT = 5000
_MOST_LISTED = 24


def bundle_files(bundle: Path) -> tuple[Path, ...]:
    """The bundle first, then what has its name before a `.` or `-`; of a crowded folder only the first
    ones."""
    stem = bundle_stem(bundle.name)
    try:
        others = [
            path
            for path in islice(bundle.parent.iterdir(), _MOST_LOOKED_AT)
            if path.name.startswith((f"{stem}.", f"{stem}-")) and path.name != bundle.name
        ]
    except OSError:
        others = []
    return (bundle, *sorted(others)[:_MOST_LISTED])


def addenda_outside(bundle: SealedBundle) -> tuple[Path, ...]:
    """Files next to the bundle that have the name of an addendum of it, and that the case does not keep."""
    if bundle.path is None:
        return ()
    known = {facts.name for facts in bundle.report.addenda}
    return tuple(one for one in named_addenda(bundle.path.parent, bundle.name) if one.name not in known)

"""The files that stand next to a sealed bundle and belong to it by their name: seal, cover sheet, addenda,
reports, the folder of its parcel."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from forensics_app.model.bundle import bundle_stem

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

"""A bundle in a folder of drills is told from one that somebody received."""

from __future__ import annotations

import re
from pathlib import Path

from forensics_app.training.drills.folder_names import DRILL_SET, DRILL_TRUST

_NUMBER = re.compile(r"[0-9]{2}\Z")


def is_of_drill(path: Path) -> bool:
    """Whether a file lies in the folder of a drill. All signs are asked for: a bundle that was received must
    not pass for practice because a class set lies near it."""
    place = path.absolute().parent
    return (
        _NUMBER.match(place.name) is not None
        and (place.parent / DRILL_SET).is_file()
        and (place.parent / DRILL_TRUST).is_dir()
    )

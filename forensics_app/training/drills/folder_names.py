"""A folder of drills: the set that is answered, those whom trainees trust, a folder for each drill."""

from __future__ import annotations

DRILL_SET = "drills.sealwright-class"
DRILL_TRUST = "trust"


def drill_folder(number: int) -> str:
    """The name of the folder of one drill."""
    return f"{number:02}"

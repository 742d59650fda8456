"""What is known of each time-stamp authority since it was tried in this run of the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forensics_app.model.findings import KNOWN_BY
from forensics_app.model.names import visible
from ui.jobs.desk import Ending


@dataclass(frozen=True, slots=True)
class AuthorityCheck:
    """`works` None: not tried, or cancelled. `lines` say what it answered, or why it did not.

    Its fingerprint is not among them: whoever trusts it has to learn that by another way than by asking it.
    """

    works: bool | None = None
    trusted: bool = False
    lines: tuple[str, ...] = ()


def check_of(ending: Ending) -> AuthorityCheck:
    """What the child that tried it found."""
    if ending.trouble is not None:
        return AuthorityCheck(works=False, lines=(ending.trouble.sentence,))
    if ending.result is None:
        return AuthorityCheck()
    values: dict[str, Any] = ending.result.values
    lines = [f"{visible(values['authority'])} · {values['time'].replace('T', ' ').removesuffix('Z')} UTC"]
    lines.append(values["trust_shown"])
    if values["clock_fault"]:
        lines.append(values["clock_fault"])
    return AuthorityCheck(
        works=not values["clock_fault"],
        trusted=values["trust"] in KNOWN_BY,
        lines=tuple(lines),
    )

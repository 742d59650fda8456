"""The places of the window as data: number (its shortcut is Alt and that digit), label, icon, group.

Numbers are fixed for good, also of a place that does not exist yet (Training 8); it is simply not listed.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.i18n import N_


@dataclass(frozen=True, slots=True)
class Place:
    """`group` sets places apart in the rail; `needs_case` dims the place while no case is open."""

    number: int
    label: str
    glyph: str
    group: int
    needs_case: bool


START = 0
CASE, EVIDENCE, ARTIFACTS, TIMELINE, CUSTODY, EXPORT, VERIFY = 1, 2, 3, 4, 5, 6, 7

HELP_NAMES = {
    START: "start",
    CASE: "case",
    EVIDENCE: "evidence",
    ARTIFACTS: "artifacts",
    TIMELINE: "timeline",
    CUSTODY: "custody",
    EXPORT: "export",
    VERIFY: "verify",
}
"""What the user guide calls each page in its comments; never shown."""

PLACES = (
    Place(CASE, N_("Case"), "folder-open", 1, needs_case=True),
    Place(EVIDENCE, N_("Evidence"), "hard-drives", 1, needs_case=True),
    Place(ARTIFACTS, N_("Artifacts"), "table", 1, needs_case=True),
    Place(TIMELINE, N_("Timeline"), "chart-bar", 1, needs_case=True),
    Place(CUSTODY, N_("Custody"), "link", 2, needs_case=True),
    Place(EXPORT, N_("Export"), "package", 2, needs_case=True),
    Place(VERIFY, N_("Verify"), "shield-check", 3, needs_case=False),
)

"""The places of the window as data: number (its shortcut is Alt and that digit), label, icon, group.

Numbers are fixed for good.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.i18n.translator import NC_


@dataclass(frozen=True, slots=True)
class Place:
    """`group` sets places apart in the rail; `needs_case` dims the place while no case is open."""

    number: int
    label: str
    glyph: str
    group: int
    needs_case: bool


START = 0
CASE, EVIDENCE, ARTIFACTS, TIMELINE, CUSTODY, EXPORT, VERIFY, TRAINING = 1, 2, 3, 4, 5, 6, 7, 8

HELP_NAMES = {
    START: "start",
    CASE: "case",
    EVIDENCE: "evidence",
    ARTIFACTS: "artifacts",
    TIMELINE: "timeline",
    CUSTODY: "custody",
    EXPORT: "export",
    VERIFY: "verify",
    TRAINING: "training",
}
"""What the user guide calls each page in its comments; never shown."""

PLACES = (
    Place(CASE, NC_("page", "Case"), "folder-open", 1, needs_case=True),
    Place(EVIDENCE, NC_("page", "Evidence"), "hard-drives", 1, needs_case=True),
    Place(ARTIFACTS, NC_("page", "Artifacts"), "table", 1, needs_case=True),
    Place(TIMELINE, NC_("page", "Timeline"), "chart-bar", 1, needs_case=True),
    Place(CUSTODY, NC_("page", "Custody"), "link", 2, needs_case=True),
    Place(EXPORT, NC_("page", "Export"), "package", 2, needs_case=True),
    Place(VERIFY, NC_("page", "Verify"), "shield-check", 3, needs_case=False),
    Place(TRAINING, NC_("page", "Training"), "graduation-cap", 3, needs_case=False),
)

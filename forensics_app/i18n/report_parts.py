"""Labels of the parts of an evidence report that can be left out."""

from __future__ import annotations

from forensics_app.i18n.translator import NC_, Translator, current
from forensics_app.model.report_parts import ReportPart

_LABELS: dict[ReportPart, str] = {
    ReportPart.REQUEST: NC_("part of a report", "legal request"),
    ReportPart.SOURCES: NC_("part of a report", "exhibits and volumes"),
    ReportPart.COUNTS: NC_("part of a report", "counts by kind"),
    ReportPart.ARTIFACTS: NC_("part of a report", "list of artifacts"),
    ReportPart.EXIF: NC_("part of a report", "picture data (EXIF)"),
    ReportPart.POSITIONS: NC_("part of a report", "positions in pictures"),
    ReportPart.TIMES: NC_("part of a report", "times"),
    ReportPart.HASH_SETS: NC_("part of a report", "hash sets"),
    ReportPart.CUSTODY: NC_("part of a report", "custody ledger"),
}


def part_label(part: ReportPart, translator: Translator | None = None) -> str:
    """In `translator`'s language or the current one."""
    return (translator or current()).text(_LABELS[part])

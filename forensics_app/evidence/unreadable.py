"""An entry whose content can't be had: its examination, and its line for the ledger."""

from __future__ import annotations

from forensics_app.evidence.messages import Target
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Examination, Read, ReadOutcome
from forensics_app.model.digests import NO_DIGESTS
from forensics_app.model.evidence import Omission, OmissionStage


def unreadable(
    source_id: str, target: Target, code: OmissionCode, detail: str | None
) -> tuple[Examination, tuple[Omission, ...]]:
    """Nothing of the content, and the line that says so."""
    found = Examination(NO_DIGESTS, Read(ReadOutcome.UNREADABLE, (), code.value))
    return found, (omission_of(source_id, target, code, OmissionStage.READ, detail),)


def omission_of(
    source_id: str, target: Target, code: OmissionCode, stage: OmissionStage, detail: str | None
) -> Omission:
    """One line about one entry; its locator is `layer:path`."""
    return Omission(code, source_id, f"{target.layer_id}:{target.shown}", 1, stage, detail)

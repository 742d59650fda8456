"""Examining one entry in a worker: content in, examination and omissions out. Types alone are kept."""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.errors import SourceChangedError
from forensics_app.evidence.contents.double_reading import DoubleRead
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target, omission_of, unreadable
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.examine.examination import TypeMemory, examine
from forensics_app.examine.options import ExamineOptions
from forensics_app.examine.yara_rules import RuleScanner
from forensics_app.model.artifact import Examination, Read, ReadOutcome
from forensics_app.model.evidence import Omission, OmissionStage


def examine_target(
    content: StoredContent,
    target: Target,
    options: ExamineOptions,
    memory: TypeMemory,
    *,
    source_id: str,
    alive: Callable[[int], None],
    double: DoubleRead | None = None,
    scanner: RuleScanner | None = None,
) -> tuple[Examination, tuple[Omission, ...]]:
    """The examination of an opened content, with a line for the ledger for whatever it lacks.

    `double` reads the same content and compares it with what its extents give; `scanner` has YARA rules.
    """
    try:
        found, problems = examine(
            double or content, target.extension, options, memory, alive=alive, scanner=scanner
        )
    finally:
        changed = _close(content)
    if changed is not None:
        return results_of_failure(source_id, target, changed)
    omissions = [
        omission_of(source_id, target, OmissionCode(p.value), OmissionStage.EXAMINE, None) for p in problems
    ]
    omissions += [omission_of(source_id, target, c, OmissionStage.READ, d) for c, d in content.problems]
    if double is not None:
        found = found._replace(derivable=double.derivable)
        if double.difference is not None:
            code = OmissionCode.DOUBLE_READ_DIFFERS
            omissions.append(omission_of(source_id, target, code, OmissionStage.READ, double.difference))
    if found.read.outcome is not ReadOutcome.COMPLETE:
        partial = found.read.outcome is ReadOutcome.PARTIAL
        code = OmissionCode.CONTENT_PARTIAL if partial else OmissionCode.CONTENT_UNREADABLE
        lost = sum(gap.length_bytes for gap in found.read.gaps)
        # the error is of one read; how much the content lacks is said too
        said = (
            f"{lost} bytes not read: {content.error}" if partial and lost and content.error else content.error
        )
        omissions.append(omission_of(source_id, target, code, OmissionStage.READ, said))
        found = found._replace(read=Read(found.read.outcome, found.read.gaps, code.value))
    return found, tuple(omissions)


def results_of_failure(
    source_id: str, target: Target, e: Exception
) -> tuple[Examination, tuple[Omission, ...]]:
    """The examination of an entry whose content can't be opened at all."""
    changed = isinstance(e, SourceChangedError)
    code = OmissionCode.SOURCE_CHANGED if changed else OmissionCode.CONTENT_UNREADABLE
    return unreadable(source_id, target, code, detail_of(e))


def _close(content: StoredContent) -> SourceChangedError | None:
    try:
        content.close()
    except SourceChangedError as e:
        return e
    return None

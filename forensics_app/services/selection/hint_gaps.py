"""What a filter by rule or by entropy can't answer: contents that were never looked at for it."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.catalog.lists.content_hints import ANY_RULE
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case


@dataclass(frozen=True, slots=True)
class HintGaps:
    """Ids of sources that were read without the rules, or without looking at types.

    `not_scanned` counts contents that rules did not see as a whole.
    """

    without_rules: tuple[str, ...] = ()
    not_scanned: int = 0
    without_types: tuple[str, ...] = ()


def hint_gaps(case: Case, chosen: ArtifactFilter) -> HintGaps:
    """What to say beside the answer of a filter; empty where it asks neither for rules nor for entropy."""
    queries = case.store.queries
    sources = [
        source
        for source in queries.sources()
        if source.state is not SourceState.FAILED and chosen.source in (None, source.source_id)
    ]
    without_rules: tuple[str, ...] = ()
    not_scanned = 0
    if chosen.rule is not None:
        rule = chosen.rule
        without_rules = tuple(s.source_id for s in sources if not _compared(s, rule))
        code = OmissionCode.YARA_NOT_SCANNED
        not_scanned = sum(queries.omission_count(s.source_id, code=code) for s in sources)
    without_types: tuple[str, ...] = ()
    if chosen.high_entropy is not None:
        without_types = tuple(s.source_id for s in sources if not s.request.media_types)
    return HintGaps(without_rules, not_scanned, without_types)


def _compared(source: SourceRecord, rule: str) -> bool:
    """Whether a source was read with the file of rules that is meant, or with any."""
    namespace = rule.rpartition(":")[0]
    if rule == ANY_RULE or not namespace:
        return bool(source.request.rules)
    return any(file.namespace == namespace for file in source.request.rules)

"""A re-derivation in the custody ledger of a case: of the laboratory that sealed, or of one that received."""

from __future__ import annotations

from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEvent,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.digests import NO_DIGESTS, Digests
from forensics_app.model.rederivation import ProofOutcome
from forensics_app.services.cases.case import Case
from forensics_app.services.rederiving.lines import sealed_sources
from forensics_app.services.rederiving.rederive import Rederivation


def record_rederivation(case: Case, result: Rederivation) -> CustodyEvent | None:
    """Record what came of it, with the seal code of the bundle and the digest of the image where it is known.

    None, and nothing recorded, where nothing at all could be asked of the image. Raises CaseErrors.
    """
    proved, failed = result.counts[ProofOutcome.PROVED], result.failed
    if not proved and not failed:
        return None
    seal = result.bundle.report.seal
    digests = [("seal_code", Digests(sha256=seal.code))] if seal.code is not None else []
    if result.image.digests != NO_DIGESTS:
        digests.append((result.image.sources[0], result.image.digests))
    exhibits = {s.exhibit for s in sealed_sources(result.bundle) if s.id in result.image.sources}
    reference = result.bundle.report.bundle.reference or ""
    return case.record(
        EventDraft(
            event=CustodyEventType.VERIFIED,
            reason=CustodyReason.CONTENTS_NOT_REDERIVED if failed else CustodyReason.CONTENTS_REDERIVED,
            persons=(case.examiner(),),
            exhibits=tuple(sorted(exhibits)),
            digests_after=tuple(digests) or None,
            notes=(Note(NO_LANGUAGE, f"{reference} {proved}/{proved + failed}"),),
        )
    )

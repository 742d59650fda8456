"""What an ingest writes into the custody ledger."""

from __future__ import annotations

from forensics_app.model.case import HashState, SourceRecord, SourceState
from forensics_app.model.custody import CustodyEventType, CustodyReason, EventDraft, SubjectDigests
from forensics_app.model.digests import NO_DIGESTS, Digests
from forensics_app.services.cases import Case

_BEGINNINGS = {
    None: CustodyReason.INGEST_BEGUN,
    SourceState.READING: CustodyReason.INGEST_RESUMED,
    SourceState.COMPLETE: CustodyReason.INGEST_EXTENDED,
}


class IngestCustody:
    """The events of reading one source."""

    def __init__(self, case: Case, source: SourceRecord) -> None:
        self._case = case
        self._source = source
        self._stored = NO_DIGESTS if source.opened is None else source.opened.stored_digests

    def begun(self, before: SourceState | None) -> None:
        """Reading begins; `before`: what it was when it was read before."""
        self._record(CustodyEventType.ACCESSED, _BEGINNINGS[before], before=self._subject(self._stored))

    def stopped(self) -> None:
        """Reading was stopped before its end."""
        self._record(CustodyEventType.ACCESSED, CustodyReason.INGEST_STOPPED)

    def completed(self, computed: Digests, hashes: HashState, *, extended: bool) -> None:
        """Everything was read. The medium was compared before where more was read of it (`extended`)."""
        compared = {
            HashState.AGREE: CustodyReason.STORED_DIGESTS_AGREE,
            HashState.DIFFER: CustodyReason.STORED_DIGESTS_DIFFER,
        }.get(hashes)
        after = self._subject(computed)
        if compared is not None and not extended:
            before = self._subject(self._stored)
            self._record(CustodyEventType.VERIFIED, compared, before=before, after=after)
        self._record(CustodyEventType.ANALYSED, CustodyReason.INGEST_COMPLETED, after=after)

    def _subject(self, digests: Digests) -> SubjectDigests | None:
        return None if digests == NO_DIGESTS else ((self._source.source_id, digests),)

    def _record(
        self,
        event: CustodyEventType,
        reason: CustodyReason,
        *,
        before: SubjectDigests | None = None,
        after: SubjectDigests | None = None,
    ) -> None:
        self._case.record(
            EventDraft(
                event=event,
                reason=reason,
                persons=(self._case.examiner(),),
                exhibits=(self._source.exhibit,),
                digests_before=before,
                digests_after=after,
            )
        )

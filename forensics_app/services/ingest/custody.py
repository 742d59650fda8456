"""What an ingest writes into the custody ledger."""

from __future__ import annotations

import hashlib

from forensics_app.model.case import HashState, SourceRecord, SourceState
from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
    SubjectDigests,
)
from forensics_app.model.digests import NO_DIGESTS, Digests
from forensics_app.model.rules import RuleFileFacts
from forensics_app.services.cases.case import Case

_BEGINNINGS = {
    None: CustodyReason.INGEST_BEGUN,
    SourceState.READING: CustodyReason.INGEST_RESUMED,
    SourceState.COMPLETE: CustodyReason.INGEST_EXTENDED,
}


_NAMED = 20


def rules_line(rules: tuple[RuleFileFacts, ...]) -> str:
    """Files of rules in a form that needs no translation: each with its digest, many by one digest of all.

    That is the SHA-256 of the lines that sha256sum writes for them, in the order of their names.
    """
    from importlib import metadata  # loads much, and is asked where rules were used

    values = [("yara-x", metadata.version("yara-x")), ("files", str(len(rules)))]
    if len(rules) > _NAMED:
        lines = "".join(f"{file.sha256}  {file.name}\n" for file in rules)
        values.append(("sha256-of-list", hashlib.sha256(lines.encode()).hexdigest()))
    else:
        values += [pair for file in rules for pair in (("rules", file.name), ("sha256", file.sha256))]
    return "; ".join(f"{name}={value}" for name, value in values)


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

    def rules_applied(self) -> None:
        """The contents were compared with YARA rules; says which, by their digests."""
        rules = self._source.request.rules
        if not rules:
            return
        matching = self._case.store.rules.matching(self._source.number)
        self._case.record(
            EventDraft(
                event=CustodyEventType.ANALYSED,
                reason=CustodyReason.RULES_APPLIED,
                persons=(self._case.examiner(),),
                exhibits=(self._source.exhibit,),
                notes=(Note(lang=NO_LANGUAGE, text=f"{rules_line(rules)}; matching={matching}"),),
            )
        )

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

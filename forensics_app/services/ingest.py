"""Reading sources into a case: the use case behind `sealwright ingest` and the Evidence page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.errors import (
    CancelledError,
    EvidenceError,
    FormatNotSupportedError,
    ReadFailedError,
    SegmentMissingError,
    SourceChangedError,
    SourceDamagedError,
    SourceEmptyError,
    SourceNotFoundError,
    SourceTruncatedError,
    UsageError,
    WorkerLostError,
)
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.case import HashState, IngestOptions, SourceRecord, SourceState
from forensics_app.model.custody import CustodyEventType, CustodyReason, EventDraft, SubjectDigests
from forensics_app.model.digests import NO_DIGESTS, Digests
from forensics_app.model.evidence import ContainerFormat, Omission, OmissionStage, OpenedSource, SourceSpec
from forensics_app.model.names import is_spoofed
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.cases import Case
from forensics_app.services.ingest_source import SourceIngest
from forensics_app.services.source_fingerprint import (
    fingerprint_of_files,
    fingerprint_of_path,
    fingerprint_of_tree,
    is_unchanged,
)

# these say something about evidence that is there, so the case keeps them; the others are slips of the hand
KEPT_FAILURES = (
    FormatNotSupportedError,
    ReadFailedError,
    SegmentMissingError,
    SourceDamagedError,
    SourceEmptyError,
    SourceTruncatedError,
    WorkerLostError,
)


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What became of one source. `error` is None unless it could not be read to its end.

    `already` means that everything was stored before and nothing was done now.
    """

    path: str
    source: SourceRecord | None
    artifacts: int = 0
    omissions: int = 0
    already: bool = False
    error: EvidenceError | None = None


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """All sources in the order given. Omissions are counted over the whole case."""

    outcomes: tuple[SourceOutcome, ...]
    omissions: int

    @property
    def errors(self) -> tuple[EvidenceError, ...]:
        """Why sources could not be read, in order."""
        return tuple(o.error for o in self.outcomes if o.error is not None)


def ingest(
    case: Case, paths: Sequence[str], options: IngestOptions, *, report: Report, cancelled: IsCancelled
) -> IngestSummary:
    """Read every source that isn't stored yet; one that can't be read doesn't keep back the others.

    Raises CancelledError, DiskFullError, OutputNotWritableError; what was stored until then stays. Raises
    UsageError before anything is read: an exhibit's number that can't be one, a source that holds the case.
    """
    _check(case, paths, options)
    case.store.prepare_load()
    try:
        outcomes = tuple(_Ingest(case, p, options, report, cancelled).run() for p in paths)
    except CancelledError:
        case.store.finish_interrupted_load()
        raise
    report(Progress(stage="index", subject=case.facts.reference))
    case.store.finish_load()
    return IngestSummary(outcomes=outcomes, omissions=case.store.queries.omission_count())


def _check(case: Case, paths: Sequence[str], options: IngestOptions) -> None:
    exhibit = options.exhibit
    if exhibit is not None and (not exhibit.strip() or exhibit != exhibit.strip() or is_spoofed(exhibit)):
        raise UsageError(name="--exhibit", value=exhibit)
    for shown in paths:  # a case that reads itself would never come to an end that stays true
        if case.path.resolve().is_relative_to(Path(shown).resolve()):
            raise UsageError(name="SOURCE", value=shown)


class _Ingest:
    """One source, from its path to its outcome."""

    def __init__(
        self, case: Case, shown: str, options: IngestOptions, report: Report, cancelled: IsCancelled
    ) -> None:
        self._case = case
        self._queries = case.store.queries
        self._shown = shown
        self._path = Path(os.path.abspath(shown))  # noqa: PTH100 - resolve() would follow links
        self._options = options
        self._report = report
        self._cancelled = cancelled

    def run(self) -> SourceOutcome:
        if self._cancelled():
            raise CancelledError
        known = self._queries.registered(self._path)
        try:
            if known is not None and known.state is not SourceState.FAILED:
                if not self._path.exists():
                    raise SourceNotFoundError(path=self._shown)
                if not is_unchanged(self._path, known.fingerprint):
                    raise SourceChangedError(path=self._shown)
                if known.state is SourceState.COMPLETE:
                    return self._outcome(known.source_id, already=True)
            return self._read(known)
        except EvidenceError as e:
            failed = self._queries.registered(self._path)
            return replace(self._outcome(None if failed is None else failed.source_id), error=e)

    def _read(self, known: SourceRecord | None) -> SourceOutcome:
        draft = known or self._new_source()
        self._report(Progress(stage="open", subject=self._shown))
        spec = SourceSpec(
            path=self._shown,
            exhibit=draft.exhibit,
            source_id=draft.source_id,
            accept_truncated=self._options.accept_truncated,
        )
        with EvidenceReader(spec, workers=self._options.workers) as reader:
            try:
                opened, omissions = reader.open()
            except KEPT_FAILURES as e:
                self._keep_failure(draft, e)
                raise
            opened = replace(opened, path=self._shown)
            fingerprint = self._fingerprint(reader, opened)
            twin = self._same_files(fingerprint)
            if twin is not None and known is None:  # another part of a set that is stored already
                return replace(self._outcome(twin.source_id, already=True), source=twin)
            resumed = known is not None and known.state is SourceState.READING
            if resumed and known is not None and known.opened is not None:
                self._same_layers(known.opened, opened)
            source = replace(
                draft,
                state=SourceState.READING,
                opened=opened,
                fingerprint=draft.fingerprint if resumed else fingerprint,
                error_code=None,
            )
            self._case.store.register_source(source, omissions, path=self._path)
            self._begun(source, resumed=resumed)
            work = SourceIngest(
                self._case, reader, opened, source.request, report=self._report, cancelled=self._cancelled
            )
            try:
                computed, hashes = work.run()
            except (CancelledError, EvidenceError):
                self._record(source, CustodyEventType.ACCESSED, CustodyReason.INGEST_STOPPED)
                raise
        self._completed(source, computed, hashes)
        self._report(Progress(stage="index", subject=self._shown))
        self._case.store.complete_source(source.source_id)
        return self._outcome(source.source_id)

    def _new_source(self) -> SourceRecord:
        number = self._queries.next_source_number()
        return SourceRecord(
            number=number,
            source_id=f"s{number}",
            exhibit=self._options.exhibit or f"EX-{number:03d}",
            path=self._shown,
            state=SourceState.READING,
            opened=None,
            computed=NO_DIGESTS,
            hashes=HashState.NOT_COMPUTED,
            fingerprint="",
            request=self._options.request,
        )

    def _fingerprint(self, reader: EvidenceReader, opened: OpenedSource) -> str:
        if opened.format is ContainerFormat.FOLDER:
            return fingerprint_of_tree(self._path)
        if not reader.files:
            return fingerprint_of_path(self._path)
        return fingerprint_of_files(
            (Path(os.fsdecode(f.path)), f.size_bytes, f.mtime_ns) for f in reader.files
        )

    def _same_files(self, fingerprint: str) -> SourceRecord | None:
        """A complete source that consists of the very same files."""
        return next(
            (
                s
                for s in self._queries.sources()
                if s.fingerprint == fingerprint and s.state is SourceState.COMPLETE
            ),
            None,
        )

    def _same_layers(self, before: OpenedSource, now: OpenedSource) -> None:
        """A resumed ingest goes on only in the same layers: their numbers are part of every place."""
        if [(x.layer_id, x.offset_bytes, x.length_bytes) for x in before.layers] != [
            (x.layer_id, x.offset_bytes, x.length_bytes) for x in now.layers
        ]:
            raise SourceChangedError(path=self._shown)

    def _keep_failure(self, draft: SourceRecord, error: EvidenceError) -> None:
        """Enter a source that is there and can't be read, and the omission that says so."""
        details = " ".join(f"{k}={v}" for k, v in error.fields().items() if k != "path" and v)
        omission = Omission(error.code, draft.source_id, None, 1, OmissionStage.OPEN, details or None)
        failed = replace(
            draft,
            state=SourceState.FAILED,
            fingerprint=fingerprint_of_path(self._path),
            error_code=error.code,
        )
        self._case.store.register_source(failed, [omission], path=self._path)

    # --- custody -----------------------------------------------------------------------------------------

    def _begun(self, source: SourceRecord, *, resumed: bool) -> None:
        stored = NO_DIGESTS if source.opened is None else source.opened.stored_digests
        self._record(
            source,
            CustodyEventType.ACCESSED,
            CustodyReason.INGEST_RESUMED if resumed else CustodyReason.INGEST_BEGUN,
            before=_subject(source, stored),
        )

    def _completed(self, source: SourceRecord, computed: Digests, hashes: HashState) -> None:
        stored = NO_DIGESTS if source.opened is None else source.opened.stored_digests
        compared = {
            HashState.AGREE: CustodyReason.STORED_DIGESTS_AGREE,
            HashState.DIFFER: CustodyReason.STORED_DIGESTS_DIFFER,
        }.get(hashes)
        if compared is not None:
            self._record(
                source,
                CustodyEventType.VERIFIED,
                compared,
                before=_subject(source, stored),
                after=_subject(source, computed),
            )
        self._record(
            source,
            CustodyEventType.ANALYSED,
            CustodyReason.INGEST_COMPLETED,
            after=_subject(source, computed),
        )

    def _record(
        self,
        source: SourceRecord,
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
                exhibits=(source.exhibit,),
                digests_before=before,
                digests_after=after,
            )
        )

    def _outcome(self, source_id: str | None, *, already: bool = False) -> SourceOutcome:
        if source_id is None:
            return SourceOutcome(path=self._shown, source=None)
        return SourceOutcome(
            path=self._shown,
            source=self._queries.registered(self._path),
            artifacts=self._queries.total(source_id),
            omissions=self._queries.omission_count(source_id),
            already=already,
        )


def _subject(source: SourceRecord, digests: Digests) -> SubjectDigests | None:
    return None if digests == NO_DIGESTS else ((source.source_id, digests),)

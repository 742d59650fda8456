"""Reading sources into a case: the use case behind `sealwright ingest` and the Evidence page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from forensics_app.bundle.identifiers import identifier_fault
from forensics_app.catalog.rows import MOST_SOURCES
from forensics_app.errors import (
    CancelledError,
    CaseFullError,
    EvidenceError,
    EvidenceHoldsCaseError,
    FormatNotSupportedError,
    ReadFailedError,
    SegmentMissingError,
    SourceChangedError,
    SourceDamagedError,
    SourceEmptyError,
    SourceNotFoundError,
    SourcePartlyReadError,
    SourceTruncatedError,
    UsageError,
    WorkerLostError,
)
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.case import HashState, IngestOptions, SourceRecord, SourceState
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.digests import NO_DIGESTS
from forensics_app.model.evidence import (
    ContainerFormat,
    LayerKind,
    Omission,
    OmissionStage,
    OpenedSource,
    SourceSpec,
)
from forensics_app.model.incomplete import is_of_source
from forensics_app.model.names import is_spoofed
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.received import refuse_received
from forensics_app.services.clusters.connecting import ReadingCluster, connected
from forensics_app.services.ingest.custody import IngestCustody
from forensics_app.services.ingest.exhibit_numbers import assigned_number
from forensics_app.services.ingest.layers import omissions_of_opening, volumes_done, with_stored_layers
from forensics_app.services.ingest.outcome import IngestSummary, SourceOutcome
from forensics_app.services.ingest.rule_files import compiled
from forensics_app.services.ingest.source import SourceIngest
from forensics_app.services.sources.fingerprint import (
    fingerprint_of_opened,
    fingerprint_of_path,
    fingerprint_of_tree,
    is_unchanged,
)
from forensics_app.services.sources.opening import Answers, AskCredential, open_source
from forensics_app.services.sources.segments import source_with_segment

ASSIGNED = "-"  # as an exhibit's number on the command line: the program assigns it
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
_NOT_READ = (
    OmissionCode.DIRECTORY_UNREADABLE,
    OmissionCode.NAME_UNREADABLE,
    OmissionCode.CONTENT_UNREADABLE,
    OmissionCode.CONTENT_PARTIAL,
)
_PLACES_SHOWN = 5


def ingest(
    case: Case,
    paths: Sequence[str],
    options: IngestOptions,
    *,
    report: Report,
    cancelled: IsCancelled,
    ask: AskCredential | None = None,
) -> IngestSummary:
    """Read every source that isn't stored yet; one that can't be read doesn't keep back the others.

    `ask` is called for each encrypted volume that a credential could open and none of the options did, again
    where its answer does not fit, and for all sources before the first of them is read.
    A source that is stored is opened again where that may read volumes which were left out; they come
    behind everything stored.

    Raises CancelledError, DiskFullError, OutputNotWritableError; what was stored until then stays. Raises
    before anything is read UsageError for an exhibit's number that can't be one, EvidenceHoldsCaseError and,
    where the cluster asked for can't be had, a ClusterError.
    """
    refuse_received(case.path)
    _check(case, paths, options)
    with connected(options.cluster) as cluster:
        return _ingest(case, paths, options, cluster, report=report, cancelled=cancelled, ask=ask)


def _ingest(
    case: Case,
    paths: Sequence[str],
    options: IngestOptions,
    cluster: ReadingCluster | None,
    *,
    report: Report,
    cancelled: IsCancelled,
    ask: AskCredential | None,
) -> IngestSummary:
    case.store.rules.keep(options.rules)
    case.store.prepare_load()
    try:
        if ask is not None and len(paths) > 1:  # nobody waits for hours to be asked about the second
            answers = Answers(ask)
            for place, path in enumerate(paths):
                queued = _in_queue(report, place, len(paths))
                _Ingest(case, path, options, queued, cancelled, answers.first, place=place).ask_only()
            ask = answers.again
        outcomes = tuple(
            _Ingest(
                case,
                path,
                options,
                _in_queue(report, place, len(paths)),
                cancelled,
                ask,
                place=place,
                last=place == len(paths) - 1,
                cluster=cluster,
            ).run()
            for place, path in enumerate(paths)
        )
    except CancelledError:
        case.store.finish_interrupted_load()
        raise
    report(Progress(stage="index", subject=case.facts.reference))
    case.store.finish_load()
    return IngestSummary(
        outcomes=outcomes,
        omissions=case.store.queries.omission_count(),
        refused=() if cluster is None else cluster.refused,
    )


def _in_queue(report: Report, place: int, count: int) -> Report:
    """`report` that also tells which of several sources is at work."""
    if count == 1:
        return report
    return lambda progress: report(replace(progress, source=place + 1, sources=count))


def _check(case: Case, paths: Sequence[str], options: IngestOptions) -> None:
    for exhibit in options.exhibits:
        if exhibit is not None and (
            exhibit != exhibit.strip() or is_spoofed(exhibit) or identifier_fault(exhibit) is not None
        ):
            raise UsageError(name="--exhibit", value=exhibit)
    if len(options.exhibits) > 1 and len(options.exhibits) != len(paths):
        raise UsageError(name="--exhibit", value=" ".join(one or ASSIGNED for one in options.exhibits))
    for shown in paths:  # a case that reads itself would never come to an end that stays true
        if case.path.resolve().is_relative_to(Path(shown).resolve()):
            raise EvidenceHoldsCaseError(path=shown, case=str(case.path))


class _Ingest:
    """One source, from its path to its outcome."""

    def __init__(
        self,
        case: Case,
        shown: str,
        options: IngestOptions,
        report: Report,
        cancelled: IsCancelled,
        ask: AskCredential | None,
        *,
        place: int = 0,
        last: bool = False,
        cluster: ReadingCluster | None = None,
    ) -> None:
        """`place` among the sources, from 0; `last`: nothing is read into the case behind it."""
        self._case = case
        self._exhibit = options.exhibit(place)
        self._last = last
        self._cluster = cluster
        self._queries = case.store.queries
        self._shown = shown
        self._path = Path(os.path.abspath(shown))  # noqa: PTH100 - resolve() would follow links
        self._options = options
        self._report = report
        self._cancelled = cancelled
        self._ask = ask

    def run(self) -> SourceOutcome:
        if self._cancelled():
            raise CancelledError
        known = self._queries.registered(self._path)
        try:
            if known is not None and known.state is not SourceState.FAILED:
                if not self._path.exists():
                    raise SourceNotFoundError(path=self._shown)
                if not is_unchanged(self._path, known.fingerprint):
                    raise self._changed(known)
                if known.state is SourceState.COMPLETE and not self._may_read_more(known):
                    return self._outcome(known.source_id, already=True)
            return self._read(known)
        except EvidenceError as e:
            failed = self._queries.registered(self._path)
            return replace(self._outcome(None if failed is None else failed.source_id), error=e)

    def _changed(self, known: SourceRecord) -> SourceChangedError:
        """Of a folder that was away in part, it says where the rest is to be had: rows that are stored keep
        their places, so nothing is put between them.
        """
        places = self._not_read(known)
        if not places:
            return SourceChangedError(path=self._shown)
        more = [f"+{len(places) - _PLACES_SHOWN}"] if len(places) > _PLACES_SHOWN else []
        shown = ", ".join((*places[:_PLACES_SHOWN], *more))
        return SourcePartlyReadError(path=self._shown, exhibit=known.exhibit, places=shown)

    def _not_read(self, source: SourceRecord) -> tuple[str, ...]:
        """Files and folders of a folder that could not be read, each once, as paths of this computer."""
        if source.opened is None or source.opened.format is not ContainerFormat.FOLDER:
            return ()
        omissions = self._queries.omissions(source.source_id)
        places = [(o.locator or "").partition(":")[2].strip("/") for o in omissions if o.code in _NOT_READ]
        return tuple(str(Path(self._shown, place)) for place in dict.fromkeys(places) if place)

    def ask_only(self) -> None:
        """Open the source for nothing but the questions about its encrypted volumes."""
        known = self._queries.registered(self._path)
        done = known is not None and known.state is SourceState.COMPLETE and not self._may_read_more(known)
        if done or self._cancelled():
            return
        draft = self._draft(known)
        self._report(Progress(stage="open", subject=self._shown))
        try:
            with ExitStack() as stack:
                open_source(stack, self._spec(draft), workers=1, ask=self._ask_for(draft))
        except EvidenceError:
            return  # it is told of when the source is read

    def _read(self, known: SourceRecord | None) -> SourceOutcome:
        draft = self._draft(known)
        self._report(Progress(stage="open", subject=self._shown))
        with ExitStack() as stack:
            try:
                reader, opened, omissions = open_source(
                    stack,
                    self._spec(draft),
                    workers=self._options.workers,
                    ask=self._ask_for(draft),
                    cluster=self._cluster,
                )
            except KEPT_FAILURES as e:
                whole = self._with_this_segment(known, "")
                if whole is not None:
                    return self._outcome(whole.source_id, already=True, whole=whole)
                if known is None or known.state is not SourceState.COMPLETE:
                    self._keep_failure(draft, e)
                raise
            found = replace(opened, path=self._shown)
            fingerprint = self._fingerprint(reader, found)
            whole = self._with_this_segment(known, fingerprint)
            if whole is not None:
                return self._outcome(whole.source_id, already=True, whole=whole)
            stored = self._queries.layers(draft.source_id)
            again = known is not None and known.opened is not None and known.state is not SourceState.FAILED
            opened = with_stored_layers(found, stored, path=self._shown) if again else found
            if draft.state is SourceState.COMPLETE and len(opened.layers) == len(stored):
                return replace(self._outcome(draft.source_id, already=True), locked=reader.locked)
            if again:
                before = self._queries.omissions(draft.source_id)
                omissions = tuple(omissions_of_opening(omissions, before, opened, found))
            source = replace(
                draft,
                state=SourceState.READING,
                opened=opened,
                fingerprint=draft.fingerprint if again else fingerprint,
                error_code=None,
            )
            self._case.store.register_source(source, omissions, path=self._path)
            custody = IngestCustody(self._case, source)
            custody.begun(draft.state if again else None)
            work = SourceIngest(
                self._case,
                reader,
                opened,
                source.request,
                report=self._report,
                cancelled=self._cancelled,
                meanwhile=partial(self._index, source.source_id) if self._last else None,
            )
            try:
                computed, hashes = work.run()
            except (CancelledError, EvidenceError):
                custody.stopped()
                raise
            locked = reader.locked
            kept_from_cluster = self._cluster is not None and reader.reads_here
        custody.rules_applied()
        custody.completed(computed, hashes, extended=draft.state is SourceState.COMPLETE)
        self._report(Progress(stage="index", subject=self._shown))
        self._case.store.complete_source(source.source_id)
        return replace(self._outcome(source.source_id), locked=locked, kept_from_cluster=kept_from_cluster)

    def _index(self, source_id: str) -> None:
        """What is done once all names are there, before the source is complete."""
        self._report(Progress(stage="index", subject=self._shown))
        self._case.store.index_names(source_id)
        self._case.store.finish_load()

    def _spec(self, draft: SourceRecord) -> SourceSpec:
        layers = () if draft.opened is None else draft.opened.layers
        begun = draft.opened is not None and draft.state is not SourceState.FAILED
        return SourceSpec(
            path=self._shown,
            exhibit=draft.exhibit,
            source_id=draft.source_id,
            accept_truncated=self._options.accept_truncated or begun,  # as it was when it was begun
            archives=draft.request.archives,
            rules=compiled(self._case.store.rules.get(draft.request.rules)),
            credentials=self._options.credentials,
            shadow_copies=self._options.shadow_copies or any(x.kind is LayerKind.SNAPSHOT for x in layers),
        )

    def _ask_for(self, draft: SourceRecord) -> Callable[[LockedVolume], Credential | None]:
        """Asks about a volume of this source, unless everything in it was read before."""
        done = volumes_done(self._queries.layers(draft.source_id))

        def ask(volume: LockedVolume) -> Credential | None:
            return None if self._ask is None or volume.layer_id in done else self._ask(self._shown, volume)

        return ask

    def _may_read_more(self, known: SourceRecord) -> bool:
        """Whether opening a complete source again, as it is asked for now, may read what was left out."""
        codes = {o.code for o in self._queries.omissions(known.source_id) if o.stage is OmissionStage.OPEN}
        unlocks = bool(self._options.credentials) or self._ask is not None
        return (
            (unlocks and OmissionCode.ENCRYPTED_VOLUME in codes)
            or (self._options.shadow_copies and OmissionCode.SNAPSHOTS_NOT_READ in codes)
            or self._opens_archives(known)
        )

    def _opens_archives(self, known: SourceRecord) -> bool:
        """Whether archives in files are asked for now and were not before."""
        return self._options.request.archives.inside and not known.request.archives.inside

    def _asks_other_rules(self, source: SourceRecord) -> bool:
        """Whether rules are asked for now that its contents were not compared with."""
        wanted = self._options.request.rules
        return source.state is not SourceState.FAILED and not set(wanted) <= set(source.request.rules)

    def _asked_too_late(self, source: SourceRecord) -> Iterator[str]:
        """Options that are asked for now, act while a source is read, and were not asked for then."""
        if source.state is SourceState.FAILED:
            return
        wanted, had = self._options.request, source.request
        missing = [a.value for a in wanted.algorithms if a not in had.algorithms]
        if missing:
            yield f"--digests {','.join(missing)}"
        if wanted.double_read and not had.double_read:
            yield "--double-read"
        if wanted.unallocated and not had.unallocated:
            yield "--unallocated"
        if wanted.slack and not had.slack:
            yield "--slack"

    def _draft(self, known: SourceRecord | None) -> SourceRecord:
        """The source as it is to be read: as it was asked for first, and archives in its files besides."""
        if known is None:
            return self._new_source()
        if known.state is SourceState.FAILED:  # nothing of it is stored
            return replace(known, request=self._options.request)
        if not self._opens_archives(known):
            return known
        known_as = known.request.archives
        archives = self._options.request.archives
        archives = replace(archives, as_file=known_as.as_file, as_image=known_as.as_image)
        return replace(known, request=replace(known.request, archives=archives))

    def _new_source(self) -> SourceRecord:
        number = self._queries.next_source_number()
        if number > MOST_SOURCES:
            raise CaseFullError(path=str(self._case.path), sources=MOST_SOURCES)
        return SourceRecord(
            number=number,
            source_id=f"s{number}",
            exhibit=self._exhibit or assigned_number(number, self._numbers_taken()),
            path=self._shown,
            state=SourceState.READING,
            opened=None,
            computed=NO_DIGESTS,
            hashes=HashState.NOT_COMPUTED,
            fingerprint="",
            request=self._options.request,
        )

    def _numbers_taken(self) -> set[str]:
        """The exhibit numbers of the case, and those given for other sources that are still to be read."""
        return self._queries.exhibits() | {one for one in self._options.exhibits if one is not None}

    def _fingerprint(self, reader: EvidenceReader, opened: OpenedSource) -> str:
        if opened.format is ContainerFormat.FOLDER:
            return fingerprint_of_tree(self._path)
        return fingerprint_of_opened(reader.files, self._path)

    def _with_this_segment(self, known: SourceRecord | None, fingerprint: str) -> SourceRecord | None:
        """The complete source that this is another segment of; None where this is stored itself."""
        if known is not None and known.state is not SourceState.FAILED:
            return None
        complete = (s for s in self._queries.sources() if s.state is SourceState.COMPLETE)
        found = source_with_segment(complete, self._path, fingerprint)
        return found if found is not None and is_unchanged(self._path, found.fingerprint) else None

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

    def _outcome(
        self, source_id: str | None, *, already: bool = False, whole: SourceRecord | None = None
    ) -> SourceOutcome:
        """`whole`: the source that this is another segment of."""
        if source_id is None:
            return SourceOutcome(path=self._shown, source=None)
        source = whole or self._queries.registered(self._path)
        twice = source is not None and source.request.double_read
        code = OmissionCode.DOUBLE_READ_DIFFERS
        incomplete = tuple(
            o.detail for o in self._queries.omissions(source_id) if is_of_source(o.code, o.locator, source_id)
        )
        late = [] if source is None else list(self._asked_too_late(source))
        if incomplete and not self._options.accept_truncated:
            late.append("--strict")
        return SourceOutcome(
            path=self._shown,
            source=source,
            artifacts=self._queries.total(source_id),
            omissions=self._queries.omission_count(source_id),
            already=already,
            differing=self._queries.omission_count(source_id, code=code) if twice else None,
            without_rules=source is not None and self._asks_other_rules(source),
            without=tuple(late),
            other_exhibit=None
            if source is None or self._exhibit in (None, source.exhibit)
            else self._exhibit,
            matching=self._case.store.rules.matching(source.number)
            if source is not None and source.request.rules
            else None,
            segment_of=None if whole is None else whole.path,
            incomplete=incomplete,
            not_read=() if source is None else self._not_read(source),
        )

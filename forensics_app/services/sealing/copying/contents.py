"""Copying contents into a bundle: from the original source, and only what is still as it was catalogued.

Content that can't be read, or that differs by a single byte, is left out and stands in the omission ledger.
Every copied artifact whose place on the medium is known is proved to lie there, by its extents alone: those
of a raw image whose files haven't moved are read there and nowhere else, others through the file system too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from contextlib import ExitStack

from forensics_app.bundle.writing.bag import BagWriter
from forensics_app.bundle.writing.journal import Journal
from forensics_app.bundle.writing.resume import Finished
from forensics_app.model.artifact import Artifact
from forensics_app.model.evidence import ContainerFormat
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.services.sealing.catalogue import CatalogueLines
from forensics_app.services.sealing.choosing import has_content
from forensics_app.services.sealing.copying.in_order import InOrder
from forensics_app.services.sealing.copying.lanes import Hands, Lane
from forensics_app.services.sealing.copying.plain_lane import PlainLane
from forensics_app.services.sealing.copying.progress import CopyProgress
from forensics_app.services.sealing.copying.record import ContentRecorder, Contents, SealOmissionCode
from forensics_app.services.sealing.copying.single_content import LoneCopier
from forensics_app.services.sealing.copying.worker_lane import WorkerLane
from forensics_app.services.sources.sealing_sources import SealingSources

_MOST_LATER = 10_000  # artifacts that are held in memory


class ContentCopier:
    """Copies contents in the order given; artifacts of one source should come together."""

    def __init__(
        self,
        bag: BagWriter,
        journal: Journal,
        finished: deque[Finished],
        lines: CatalogueLines,
        *,
        media: frozenset[str],
        without: frozenset[str] = frozenset(),
        total_bytes: int,
        sources: SealingSources,
        report: Report,
        cancelled: IsCancelled,
    ) -> None:
        self._record = ContentRecorder(bag, journal, lines)
        self._sources = sources
        self._bag = bag
        self._journal = journal
        self._finished = finished
        self._media = media
        self._without = without
        self._source: _Source | None = None
        self._writer = InOrder()
        self._runs: deque[_Run] = deque()
        self._kept_bytes = journal.size_bytes - sum(f.step_bytes for f in finished)
        self._progress = CopyProgress(total_bytes, report, cancelled)

    def add_bytes(self, item: str, path: str, data: bytes) -> None:
        """A payload file that is made here. Where an earlier run made one already, that stays."""
        if not self._take_finished(item, None):
            entry = self._bag.payload(path, len(data))
            entry.write(data)
            self._record.made(item, entry)

    def copy(self, artifacts: Iterable[Artifact]) -> None:
        """Copy what has content.

        Raises the EvidenceErrors of opening when a whole source can't be opened, SourceChangedError,
        CancelledError, and OSError where the bundle can't be written.
        """
        with ExitStack() as stack:
            self._source, self._writer = None, InOrder()
            try:
                self._copy_all(artifacts, stack)
            finally:
                self._stop()

    def finish(self) -> Contents:
        """Everything was copied; steps of an earlier run that nothing asked for are forgotten."""
        self._forget_finished()
        return self._record.contents

    # --- one after the other -------------------------------------------------------------------------

    def _copy_all(self, artifacts: Iterable[Artifact], stack: ExitStack) -> None:
        for artifact in artifacts:
            self._progress.check()
            if not has_content(artifact):
                self._record.without_content(artifact)
                continue
            source_id = artifact.entry.locator.source_id
            source = self._source
            if source is None or source.source_id != source_id:
                self._end_source(source)
                stack.close()
                hands = Hands(
                    self._bag, self._record, self._writer, self._progress, self._media, self._copy_alone
                )
                source = _Source(self._sources, stack, source_id, artifact.exhibit, hands)
                if source_id not in self._without:
                    source.read_plainly()
                self._source = source
            if source.plain is None:
                self._copy_one(source, artifact)
            elif source.plain.takes(artifact):
                if not self._take_finished(artifact.artifact_id, artifact):
                    self._ask(source.plain, artifact)
            else:
                source.leave_for_later(artifact)
                if len(source.later) >= _MOST_LATER:
                    self._copy_later(source)
        self._end_source(self._source)

    def _copy_one(self, source: _Source, artifact: Artifact) -> None:
        if self._take_finished(artifact.artifact_id, artifact):
            return
        if source.source_id in self._without:
            self._drain()
            self._record.omit(artifact, SealOmissionCode.EVIDENCE_NOT_AT_HAND, source.source_id)
            return
        self._ask_worker(source, artifact)

    def _copy_later(self, source: _Source) -> None:
        """What extents don't tell, after what they tell: a worker needs time to open the source."""
        later, source.later = source.later, []
        for artifact in later:
            self._copy_one(source, artifact)

    def _end_source(self, source: _Source | None) -> None:
        if source is not None:
            self._copy_later(source)
        self._drain()

    def _ask_worker(self, source: _Source, artifact: Artifact) -> None:
        layer_id = artifact.entry.locator.layer_id
        source.open()
        if self._sources.is_closed(layer_id):
            self._drain()
            self._record.omit(artifact, SealOmissionCode.VOLUME_LOCKED, layer_id)
            self._progress.advance(artifact.entry.size_bytes or 0, artifact, items=1)
        elif source.worker is not None:
            self._ask(source.worker, artifact)
        else:
            self._drain()
            source.alone.copy(artifact)

    def _copy_alone(self, artifact: Artifact) -> None:
        """After everything before it is written."""
        self._writer.drain()
        if self._source is not None:
            self._source.alone.copy(artifact)

    def _ask(self, lane: Lane, artifact: Artifact) -> None:
        runs = self._runs
        if not runs or runs[-1].lane is not lane:
            if runs:
                runs[-1].lane.flush()
            runs.append(_Run(lane))
        runs[-1].asked += 1
        if lane.ask(artifact):
            self._take(everything=False)

    def _take(self, *, everything: bool) -> None:
        """Pass on what has come; wait until something has, where `everything` or enough is asked for."""
        while self._runs:
            run = self._runs[0]
            busy = everything or any(run.lane.waiting for run in self._runs)
            run.asked -= run.lane.take(wait=busy, most=run.asked)
            self._writer.check()
            self._progress.check()
            if not run.asked:
                self._runs.popleft()
            elif not busy:
                return

    def _drain(self) -> None:
        """Everything that was asked for is written."""
        if self._runs:
            self._runs[-1].lane.flush()
            self._take(everything=True)
        self._writer.drain()
        self._progress.check()

    def _stop(self) -> None:
        """Whatever comes next, nothing half written stays, and no thread goes on writing."""
        source, self._source = self._source, None
        self._runs.clear()
        self._writer.close()
        if source is not None:
            source.stop()

    # --- going on after a kill -----------------------------------------------------------------------

    def _take_finished(self, item: str, artifact: Artifact | None) -> bool:
        """Whether an earlier run did this item; its result is then taken over."""
        if not self._finished:
            return False
        if self._finished[0].item != item:  # another selection: what follows is of no use
            self._forget_finished()
            return False
        done = self._finished.popleft()
        self._kept_bytes += done.step_bytes
        self._record.found(artifact, done)
        if done.file is not None:
            self._progress.found(done.file.size_bytes)
        return True

    def _forget_finished(self) -> None:
        if self._finished:
            self._finished.clear()
            self._journal.rewind(self._kept_bytes)


class _Run:
    """Contents asked of one lane in a row, that have not ended."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.asked = 0


class _Source:
    """The source that contents are copied from. A worker opens it only for what can't be had otherwise."""

    def __init__(
        self, sources: SealingSources, stack: ExitStack, source_id: str, exhibit: str, hands: Hands
    ) -> None:
        self.source_id = source_id
        self.later: list[Artifact] = []  # of an image that is read plainly: what has to come by a worker
        self.plain: PlainLane | None = None
        self.worker: WorkerLane | None = None
        self._sources = sources
        self._stack = stack
        self._exhibit = exhibit
        self._hands = hands
        self._alone: LoneCopier | None = None
        self._prepared = False

    def read_plainly(self) -> None:
        """Read it at the extents of contents, where it is a raw image that is as it was."""
        pool = self._sources.plain_pool(self._stack, self.source_id)
        if pool is not None:
            self.plain = PlainLane(pool, self.source_id, self._hands)

    def leave_for_later(self, artifact: Artifact) -> None:
        """What has to come by a worker, which is made ready for the first of them: many sources need none."""
        if not self._prepared:
            self._prepared = True
            self._sources.prepare(self._stack, self.source_id, self._exhibit)
        self.later.append(artifact)

    def open(self) -> None:
        """Have a worker open it. Raises the EvidenceErrors of opening."""
        if self._alone is not None:
            return
        reader, opened = self._sources.open(self._stack, self.source_id, self._exhibit)
        pool, hands = reader.copy_pool(), self._hands
        self.worker = None if pool is None else WorkerLane(pool, hands)
        logical = opened.format in (ContainerFormat.FOLDER, ContainerFormat.FILE)
        self._alone = LoneCopier(
            reader, hands.bag, hands.record, hands.progress, media=hands.media, logical=logical
        )

    @property
    def alone(self) -> LoneCopier:
        """Copies one artifact by itself. Raises the EvidenceErrors of opening."""
        self.open()
        if self._alone is None:
            raise RuntimeError("not opened")
        return self._alone

    def stop(self) -> None:
        """Leave no trace of what is half written."""
        for lane in (self.plain, self.worker):
            if lane is not None:
                lane.stop()

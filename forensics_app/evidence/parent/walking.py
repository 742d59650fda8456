"""Listing one layer through a worker, with the worker replaced when it is lost.

A first loss is repeated with a careful worker, which tells each name before it looks at it; what loses that
one too is left out from there on, with an omission, and the walk goes on behind it. A walk always gives the
same entries in the same order, so what was delivered before is dropped by its number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from forensics_app.errors import ForensicsError, SourceChangedError
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.parent.reading_worker import ReadingWorker, WorkerLost
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.protocol.messages import At, Batch, Done, Failed, Walk
from forensics_app.evidence.protocol.packed_entries import batch_of
from forensics_app.model.evidence import Omission, OmissionStage

_AHEAD_FRAMES = 64


@dataclass(slots=True)
class _Progress:
    """How far the walk of one layer is, over all its workers."""

    layer_id: str
    delivered: int = 0
    omissions: int = 0
    stops: dict[int, int] = field(default_factory=dict)
    careful: bool = False
    at: At | None = None
    answered: bool = False
    restarts: int = 0


class WalkReader:
    """`attach` starts a worker that has the source open; `fail` makes an error of a worker's failure."""

    def __init__(
        self,
        source_id: str,
        limits: Limits,
        *,
        attach: Callable[[Inbox], ReadingWorker],
        fail: Callable[[Failed], ForensicsError],
    ) -> None:
        self._source_id = source_id
        self._limits = limits
        self._attach = attach
        self._fail = fail
        self.inbox = Inbox(limits, most=_AHEAD_FRAMES)
        self._worker: ReadingWorker | None = None
        self._listing = False

    def hand_over(self) -> ReadingWorker | None:
        """A worker that has listed everything it was asked to; the next walk starts another one."""
        if self._listing:
            return None
        worker, self._worker = self._worker, None
        return worker

    def adopt(self, worker: ReadingWorker) -> None:
        """Go on with a worker that has the source open already and answers into `inbox`."""
        self.close()
        self._worker = worker

    def close(self) -> None:
        """End the worker, also one that was only prepared."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None
        self.inbox.close()

    def run(self, layer_id: str) -> Iterator[Batch]:
        """Entries of a layer in packed batches, always in the same order. Raises SourceChangedError,
        WorkerLostError."""
        progress = _Progress(layer_id)
        while True:
            lost = None
            for item in self._once(progress):
                if isinstance(item, WorkerLost):
                    lost = item
                else:
                    yield item
            if lost is None:
                return
            omission, go_on = self._after_loss(progress, lost)
            if omission is not None:
                yield batch_of((), (omission,))
            if not go_on:
                return

    def _once(self, progress: _Progress) -> Iterator[Batch | WorkerLost]:
        """Batches of one worker, new ones only; a WorkerLost as the last item when it was lost."""
        worker = self._worker = self._worker or self._attach(self.inbox)
        worker.send(Walk(progress.layer_id, dict(progress.stops), progress.careful))
        heard = 0
        finished = False
        self._listing = True
        try:
            while not finished:
                came = self.inbox.next([worker])
                match came[1] if came else None:
                    case Batch() as batch:
                        first = bisect_left(batch.sequences, progress.delivered)
                        unheard = batch.omissions[max(0, progress.omissions - heard) :]
                        heard += len(batch.omissions)
                        progress.omissions = max(progress.omissions, heard)
                        progress.delivered += len(batch.entries) - first
                        progress.answered = True
                        if unheard or first < len(batch.entries):
                            yield _from(batch, first, unheard)
                    case At() as at:
                        progress.at, progress.answered = at, False
                    case Done():
                        finished = True
                    case Failed() as failed:
                        error = self._fail(failed)
                        if isinstance(error, SourceChangedError) or failed.code != "worker-lost":
                            raise error
                        finished = True
                        self.close()
                        yield WorkerLost(OmissionCode.WORKER_CRASHED, str(failed.fields.get("reason", "")))
                    case WorkerLost() as lost:
                        finished = True
                        self.close()
                        yield lost
        finally:
            self._listing = False
            if not finished:
                self.close()

    def _after_loss(self, progress: _Progress, lost: WorkerLost) -> tuple[Omission | None, bool]:
        """The omission to record, and whether to go on."""
        progress.restarts += 1
        if progress.restarts > 2 * self._limits.restarts:
            code = OmissionCode.WALK_ABANDONED
            return self._omission(code, progress.layer_id, lost.detail), False
        if not progress.careful:
            progress.careful = True
            return None, True
        at = progress.at
        if at is None:
            return self._omission(lost.code, progress.layer_id, lost.detail), False
        progress.stops[at.directory] = at.names if progress.answered else max(0, at.names - 1)
        progress.at = None
        return self._omission(lost.code, f"{progress.layer_id}:{at.path}", lost.detail), True

    def _omission(self, code: OmissionCode, locator: str, detail: str) -> Omission:
        return Omission(code, self._source_id, locator, 1, OmissionStage.WALK, detail)


def _from(batch: Batch, first: int, omissions: tuple[Omission, ...]) -> Batch:
    """The entries of a batch from the `first`-th on."""
    return Batch(
        batch.entries[first:], batch.sequences[first:], batch.sizes[first:], batch.places[first:], omissions
    )

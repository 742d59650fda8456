"""The one worker that is kept for requests answered in a row: digests, and contents one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from forensics_app.errors import CancelledError, ForensicsError, WorkerLostError
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.parent.reading_worker import ReadingWorker, WorkerLost
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.protocol.messages import Answer, Beat, Digest, Digested, Done, Failed, Request
from forensics_app.model.artifact import Gap
from forensics_app.model.digests import Digests
from forensics_app.model.progress import IsCancelled, Progress, Report

_STREAM_FRAMES = 16  # a bounded inbox: a slow writer of a bundle must not fill memory


def to_the_end(done_bytes: int) -> int | None:
    """No pace: all at once."""
    return None


class KeptWorker:
    """`attach` starts a worker that has the source open; `fail` makes an error of a worker's failure."""

    def __init__(
        self,
        path: str,
        limits: Limits,
        *,
        attach: Callable[[Inbox], ReadingWorker],
        fail: Callable[[Failed], ForensicsError],
    ) -> None:
        self._path = path
        self._attach = attach
        self._fail = fail
        self.inbox = Inbox(limits, most=_STREAM_FRAMES)
        self._worker: ReadingWorker | None = None

    def start(self) -> ReadingWorker:
        """A worker to keep, which has not opened the source yet."""
        self._worker = self.inbox.start()
        return self._worker

    def adopt(self, worker: ReadingWorker) -> bool:
        """Take a worker that has the source open and nothing to do; False where there is one already."""
        if self._worker is not None:
            return False
        worker.answer_into(self.inbox.queue)
        self._worker = worker
        return True

    def end(self) -> None:
        """Kill the worker; `close` then waits until it is gone."""
        if self._worker is not None:
            self._worker.end()

    def close(self) -> None:
        """End the worker, also one that was only prepared."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None
        self.inbox.close()

    def ask(self, request: Request, cancelled: IsCancelled) -> Iterator[Answer]:
        """Every answer to one request, and no other request meanwhile.

        Raises SourceChangedError, WorkerLostError, CancelledError, and what the request fails with.
        """
        if self._worker is None:
            self._worker = self._attach(self.inbox)
        worker = self._worker
        finished = False
        worker.send(request)
        try:
            while not finished:
                if cancelled():
                    raise CancelledError
                came = self.inbox.next([worker])
                if came is None:
                    continue
                answer = came[1]
                if isinstance(answer, WorkerLost):
                    raise WorkerLostError(path=self._path, reason=answer.detail) from answer
                finished = isinstance(answer, (Done, Failed, Digested))
                if isinstance(answer, Failed):
                    raise self._fail(answer)
                yield answer
        finally:
            if not finished:
                # the rest of the answer would be taken for the answer to the next request
                worker.close()
                self._worker = None

    def digest(
        self,
        request: Digest,
        total: int,
        report: Report,
        cancelled: IsCancelled,
        unread: Callable[[Gap], None] | None,
        pace: Callable[[int], int | None] = to_the_end,
    ) -> Digests:
        """Digests of `total` bytes, as EvidenceReader.digest_medium and digest_layer."""
        stage = "digest-medium" if request.layer_id is None else "digest-areas"
        until: int | None = 0
        while until is not None:
            if until:  # a step may be over before the worker gives a sign of life
                report(Progress(stage, self._path, min(until, total), total))
            until = pace(until)
            step = msgspec.structs.replace(request, until_bytes=until)
            for answer in self.ask(step, cancelled):
                if isinstance(answer, Beat):
                    report(Progress(stage, self._path, answer.done_bytes, total))
                elif isinstance(answer, Digested):
                    report(Progress(stage, self._path, total, total))
                    if unread is not None:
                        for gap in answer.gaps:
                            unread(gap)
                    return answer.digests
        raise WorkerLostError(path=self._path, reason="no digest came")

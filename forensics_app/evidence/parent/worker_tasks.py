"""The workers of a pool, and what each of them was given and has not answered yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from forensics_app.errors import ForensicsError, WorkerLostError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.parent.reading_worker import ReadingWorker, WorkerLost
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.protocol.messages import Answer, Failed, Request

_T = TypeVar("_T")


class WorkerTasks(Generic[_T]):
    """At most `most` workers with their tasks, of each worker the oldest first.

    `attach` starts a worker that has the source open; `fail` makes an error of a worker's failure.
    """

    def __init__(
        self,
        most: int,
        *,
        inbox: Inbox,
        attach: Callable[[], ReadingWorker],
        fail: Callable[[Failed], ForensicsError],
    ) -> None:
        self.most = most
        self.of: dict[ReadingWorker, deque[_T]] = {}
        self._inbox = inbox
        self._attach = attach
        self._fail = fail

    @property
    def at_work(self) -> bool:
        """Whether any worker has something to do."""
        return any(self.of.values())

    @property
    def is_full(self) -> bool:
        """Whether there are as many workers as there may be."""
        return len(self.of) >= self.most

    @property
    def heard(self) -> bool:
        """Whether an answer is here that nobody has looked at."""
        return not self._inbox.queue.empty()

    def start(self) -> ReadingWorker:
        """One more worker, with nothing to do. Raises what opening the source in it raises."""
        worker = self._attach()
        self.of[worker] = deque()
        return worker

    def adopt(self, worker: ReadingWorker) -> None:
        """Take a worker that has the source open and nothing to do."""
        worker.answer_into(self._inbox.queue)
        self.of[worker] = deque()

    def free(self, most_each: int) -> ReadingWorker | None:
        """Who is to have the next task: one with nothing to do, else a new worker, else one that has fewer
        than `most_each` tasks; None where there is none. Raises what `start` does."""
        idle = next((worker for worker, tasks in self.of.items() if not tasks), None)
        if idle is not None:
            return idle
        if not self.is_full:
            return self.start()
        return next((worker for worker, tasks in self.of.items() if len(tasks) < most_each), None)

    def give(self, worker: ReadingWorker, task: _T, request: Request) -> None:
        """Ask a worker to do a task."""
        self.of[worker].append(task)
        worker.send(request)

    def hear(self) -> tuple[ReadingWorker, Answer | WorkerLost] | None:
        """The next answer of a worker with a task, or that it is lost; None after a short time without.

        A worker whose own helper was lost is closed and counts as lost too. Raises the ForensicsError of any
        other failure, which ends all reading.
        """
        came = self._inbox.next([worker for worker, tasks in self.of.items() if tasks])
        if came is None or not isinstance(answer := came[1], Failed):
            return came
        if answer.code != WorkerLostError.code:
            raise self._fail(answer)
        came[0].close()
        return came[0], WorkerLost(OmissionCode.WORKER_CRASHED, str(answer.fields.get("reason", "")))

    def end(self) -> None:
        """Kill every worker; `close` then waits until they are gone."""
        for worker in self.of:
            worker.end()

    def close(self) -> None:
        """Kill every worker and wait until they are gone."""
        self.end()
        for worker in self.of:
            worker.close()
        self.of.clear()

"""Examining many entries on several worker processes, with the results in the order the entries came.

Entries travel in small tasks. When a worker is lost, what it had not answered is given out again one by one,
so that the entry which loses a worker a second time is known: it costs itself and nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from forensics_app.errors import ForensicsError
from forensics_app.evidence.messages import Done, Examine, Examined, Failed, Options, Target
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.unreadable import unreadable
from forensics_app.evidence.worker_process import Inbox, WorkerLost, WorkerProcess
from forensics_app.model.artifact import Entry, Examination
from forensics_app.model.evidence import Omission

_TASK_ENTRIES = 64
_TASK_BYTES = 8 << 20
_AHEAD_ENTRIES = 16384  # results that may wait behind a large file
_TASKS_EACH = 2  # one at work, one waiting in the pipe


@dataclass(slots=True)
class Slot:
    """One entry and its result. `target` is None where there is nothing to read."""

    entry: Entry
    target: Target | None
    result: tuple[Examination, tuple[Omission, ...]] | None = None


@dataclass(slots=True)
class _Task:
    number: int
    slots: deque[Slot]
    careful: bool = False


class ExaminePool:
    """`attach` starts a worker that has the source open; `fail` makes an error of a worker's failure."""

    def __init__(
        self,
        source_id: str,
        workers: int,
        *,
        inbox: Inbox,
        attach: Callable[[], WorkerProcess],
        fail: Callable[[Failed], ForensicsError],
    ) -> None:
        self._source_id = source_id
        self._wanted = workers
        self._inbox = inbox
        self._attach = attach
        self._fail = fail
        self._busy: dict[WorkerProcess, deque[_Task]] = {}
        self._ready: deque[_Task] = deque()
        self._order: deque[Slot] = deque()
        self._numbers = 0

    def run(self, slots: Iterable[Slot], options: Options) -> Iterator[Slot]:
        """Every slot with its result, in order. Raises the ForensicsError that ends all reading."""
        source = iter(slots)
        more = True
        while True:
            while more and len(self._ready) < self._wanted and len(self._order) < _AHEAD_ENTRIES:
                more = self._take(source)
            self._give(options)
            while self._order and self._order[0].result is not None:
                yield self._order.popleft()
            if not self._order and not more:
                return
            if any(self._busy.values()):
                self._listen()

    def close(self) -> None:
        """End every worker."""
        for worker in self._busy:
            worker.close()
        self._busy.clear()

    def _take(self, source: Iterator[Slot]) -> bool:
        """Fill one task; False at the end of the entries."""
        wanted: deque[Slot] = deque()
        size = 0
        more = True
        while len(wanted) < _TASK_ENTRIES and size < _TASK_BYTES and len(self._order) < _AHEAD_ENTRIES:
            slot = next(source, None)
            if slot is None:
                more = False
                break
            self._order.append(slot)
            if slot.result is None:
                wanted.append(slot)
                size += slot.target.size_bytes if slot.target else 0
        if wanted:
            self._ready.append(self._task(wanted))
        return more

    def _task(self, slots: deque[Slot], *, careful: bool = False) -> _Task:
        self._numbers += 1
        return _Task(self._numbers, slots, careful)

    def _give(self, options: Options) -> None:
        while self._ready:
            free = [worker for worker, tasks in self._busy.items() if len(tasks) < _TASKS_EACH]
            idle = [worker for worker in free if not self._busy[worker]]
            if not idle and len(self._busy) < self._wanted:
                worker = self._attach()
                self._busy[worker] = deque()
            elif idle or free:
                worker = (idle or free)[0]
            else:
                return
            task = self._ready.popleft()
            self._busy[worker].append(task)
            targets = tuple(slot.target for slot in task.slots if slot.target is not None)
            worker.send(Examine(task.number, targets, options))

    def _listen(self) -> None:
        came = self._inbox.next([worker for worker, tasks in self._busy.items() if tasks])
        if came is None:
            return
        worker, answer = came
        tasks = self._busy[worker]
        match answer:
            case Examined():
                for result in answer.results:
                    tasks[0].slots.popleft().result = result
            case Done():
                tasks.popleft()
            case Failed():
                self._failed(worker, answer)
            case WorkerLost():
                self._lost(worker, answer)
            case _:
                pass

    def _failed(self, worker: WorkerProcess, answer: Failed) -> None:
        error = self._fail(answer)
        if answer.code != "worker-lost":
            raise error
        worker.close()
        self._lost(worker, WorkerLost(OmissionCode.WORKER_CRASHED, str(answer.fields.get("reason", ""))))

    def _lost(self, worker: WorkerProcess, lost: WorkerLost) -> None:
        tasks = self._busy.pop(worker)
        first = tasks.popleft()
        again: list[_Task] = []
        if first.careful:
            slot = first.slots.popleft()
            if slot.target is not None:
                slot.result = unreadable(self._source_id, slot.target, lost.code, lost.detail)
        again.extend(self._task(deque([slot]), careful=True) for slot in first.slots)
        again.extend(tasks)
        self._ready.extendleft(reversed(again))

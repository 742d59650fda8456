"""Digesting many contents by their extents, on several worker processes.

Items come in the order in which they lie on the medium and are given out in that order, so that the workers
stay close to each other on the disk. Results come as they are ready. An item that loses a worker twice, the
second time alone, is unreadable; the others are not affected.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from forensics_app.errors import CancelledError, ForensicsError, WorkerLostError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.parent.worker_process import Inbox, WorkerLost, WorkerProcess
from forensics_app.evidence.protocol.messages import (
    Beat,
    Derivations,
    Derive,
    Derived,
    DeriveItem,
    Done,
    Failed,
)
from forensics_app.model.progress import IsCancelled
from forensics_app.model.rederivation import DerivationProblem

_TASK_ITEMS = 512
_TASK_BYTES = 16 << 20
_TASK_EXTENTS = 65536
_MOST_LOSSES = 8
_TASKS_EACH = 2  # one at work, one waiting in the pipe


@dataclass(slots=True)
class _Task:
    number: int
    items: dict[int, DeriveItem]
    size_bytes: int
    careful: bool = False
    done_bytes: int = 0


class ExtentDigestPool:
    """`attach` starts a worker that has the image open; `fail` makes an error of a worker's failure."""

    def __init__(
        self,
        workers: int,
        *,
        inbox: Inbox,
        attach: Callable[[], WorkerProcess],
        fail: Callable[[Failed], ForensicsError],
    ) -> None:
        self._wanted = workers
        self._inbox = inbox
        self._attach = attach
        self._fail = fail
        self._busy: dict[WorkerProcess, deque[_Task]] = {}
        self._again: deque[_Task] = deque()
        self._losses = 0  # until the first result
        self._answered = False
        self._numbers = 0
        self._finished_bytes = 0

    @property
    def done_bytes(self) -> int:
        """Bytes of contents digested until now, those at work included."""
        return self._finished_bytes + sum(tasks[0].done_bytes for tasks in self._busy.values() if tasks)

    def run(self, items: Iterable[DeriveItem], cancelled: IsCancelled) -> Iterator[tuple[Derived, ...]]:
        """A result for every item, some at once, none now and then while a large one is read.

        Raises CancelledError, and the ForensicsError that ends all reading.
        """
        source = iter(items)
        following = self._next(source)
        while following is not None or self._again or any(self._busy.values()):
            while self._free() is not None and (self._again or following is not None):
                if self._again:
                    self._give(self._again.popleft())
                elif following is not None:
                    self._give(following)
                    following = self._next(source)
            yield self._listen()
            if cancelled():
                raise CancelledError

    def close(self) -> None:
        """End every worker."""
        for worker in self._busy:
            worker.close()
        self._busy.clear()

    # --- giving out ----------------------------------------------------------------------------------

    def _next(self, source: Iterator[DeriveItem]) -> _Task | None:
        items: dict[int, DeriveItem] = {}
        size = extents = 0
        while len(items) < _TASK_ITEMS and size < _TASK_BYTES and extents < _TASK_EXTENTS:
            item = next(source, None)
            if item is None:
                break
            items[item.number] = item
            size += item.size_bytes
            extents += len(item.extents)
        return self._task(items) if items else None

    def _task(self, items: dict[int, DeriveItem], *, careful: bool = False) -> _Task:
        self._numbers += 1
        return _Task(self._numbers, items, sum(item.size_bytes for item in items.values()), careful)

    def _free(self) -> WorkerProcess | None:
        """A worker that can take a task, idle ones first; a new one while fewer run than are wanted."""
        idle = next((worker for worker, tasks in self._busy.items() if not tasks), None)
        if idle is not None:
            return idle
        if len(self._busy) < self._wanted:
            worker = self._attach()
            self._busy[worker] = deque()
            return worker
        return next((worker for worker, tasks in self._busy.items() if len(tasks) < _TASKS_EACH), None)

    def _give(self, task: _Task) -> None:
        worker = self._free()
        if worker is None:
            self._again.appendleft(task)
            return
        self._busy[worker].append(task)
        worker.send(Derive(task.number, tuple(task.items.values())))

    # --- listening -----------------------------------------------------------------------------------

    def _listen(self) -> tuple[Derived, ...]:
        came = self._inbox.next([worker for worker, tasks in self._busy.items() if tasks])
        if came is None:
            return ()
        worker, answer = came
        tasks = self._busy[worker]
        match answer:
            case Derivations():
                self._answered = self._answered or bool(answer.results)
                for result in answer.results:
                    tasks[0].items.pop(result.number, None)
                return answer.results
            case Beat():
                tasks[0].done_bytes = answer.done_bytes
            case Done():
                task = tasks.popleft()
                self._finished_bytes += task.size_bytes
            case Failed():
                if answer.code != WorkerLostError.code:
                    raise self._fail(answer)
                worker.close()
                reason = str(answer.fields.get("reason", ""))
                return self._given_up(worker, WorkerLost(OmissionCode.WORKER_CRASHED, reason))
            case WorkerLost():
                return self._given_up(worker, answer)
            case _:
                pass
        return ()

    def _given_up(self, worker: WorkerProcess, lost: WorkerLost) -> tuple[Derived, ...]:
        """What a lost worker had not answered goes out again, one by one; what was alone has its result."""
        tasks = self._busy.pop(worker)
        self._losses += 1
        if (
            self._losses > _MOST_LOSSES and not self._answered
        ):  # it is the container itself, not what is read from it
            raise self._fail(Failed(WorkerLostError.code, {"reason": f"{lost.code.value}: {lost.detail}"}))
        first = tasks.popleft()
        found: tuple[Derived, ...] = ()
        if first.careful:
            problem = DerivationProblem.UNREADABLE.value
            found = tuple(
                Derived(number, None, problem, f"{lost.code.value}: {lost.detail}") for number in first.items
            )
        else:
            self._again.extend(self._task({n: item}, careful=True) for n, item in first.items.items())
        self._again.extend(tasks)
        return found

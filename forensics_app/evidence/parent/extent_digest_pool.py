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
from forensics_app.evidence.parent.reading_worker import ReadingWorker, WorkerLost
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.parent.worker_tasks import WorkerTasks
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
        attach: Callable[[], ReadingWorker],
        fail: Callable[[Failed], ForensicsError],
    ) -> None:
        self._tasks: WorkerTasks[_Task] = WorkerTasks(workers, inbox=inbox, attach=attach, fail=fail)
        self._fail = fail
        self._again: deque[_Task] = deque()
        self._losses = 0  # until the first result
        self._answered = False
        self._numbers = 0
        self._finished_bytes = 0

    @property
    def done_bytes(self) -> int:
        """Bytes of contents digested until now, those at work included."""
        return self._finished_bytes + sum(tasks[0].done_bytes for tasks in self._tasks.of.values() if tasks)

    def run(self, items: Iterable[DeriveItem], cancelled: IsCancelled) -> Iterator[tuple[Derived, ...]]:
        """A result for every item, some at once, none now and then while a large one is read.

        Raises CancelledError, and the ForensicsError that ends all reading.
        """
        source = iter(items)
        following = self._next(source)
        while following is not None or self._again or self._tasks.at_work:
            while self._again or following is not None:
                worker = self._tasks.free(_TASKS_EACH)
                if worker is None:
                    break
                if self._again:
                    self._give(worker, self._again.popleft())
                elif following is not None:
                    self._give(worker, following)
                    following = self._next(source)
            yield self._listen()
            if cancelled():
                raise CancelledError

    def close(self) -> None:
        """End every worker."""
        self._tasks.close()

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

    def _give(self, worker: ReadingWorker, task: _Task) -> None:
        self._tasks.give(worker, task, Derive(task.number, tuple(task.items.values())))

    # --- listening -----------------------------------------------------------------------------------

    def _listen(self) -> tuple[Derived, ...]:
        came = self._tasks.hear()
        if came is None:
            return ()
        worker, answer = came
        tasks = self._tasks.of[worker]
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
            case WorkerLost():
                return self._given_up(worker, answer)
            case _:
                pass
        return ()

    def _given_up(self, worker: ReadingWorker, lost: WorkerLost) -> tuple[Derived, ...]:
        """What a lost worker had not answered goes out again, one by one; what was alone has its result."""
        tasks = self._tasks.of.pop(worker)
        self._losses += 1
        # it is the container itself, not what is read from it
        if self._losses > _MOST_LOSSES and not self._answered:
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

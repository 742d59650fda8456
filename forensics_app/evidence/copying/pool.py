"""Contents for a bundle, read on worker processes and given back in the order in which they were asked for.

Small contents travel many at a time, large ones in windows; each worker fills slots of memory that it shares
with its parent. What a worker can't read plainly, and what a lost worker had in hand, comes back without its
bytes: whoever asked reads that by itself. A large content stays with one worker, which keeps it open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from forensics_app.errors import ForensicsError
from forensics_app.evidence.parent.reading_worker import ReadingWorker, WorkerLost
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.parent.worker_tasks import WorkerTasks
from forensics_app.evidence.processes.slots import SLOT_BYTES, SLOTS
from forensics_app.evidence.protocol.messages import Copied, CopiedItem, Copy, CopyItem, Failed

_TASK_ITEMS = 256
_TASK_EXTENTS = 65536
_AHEAD = 2  # tasks each worker may be ahead of the one that is awaited, beside those in its slots


@dataclass(frozen=True, slots=True)
class Part:
    """Contents that were read, one behind the other in `data`, or one window of a large one.

    `results` in the order of the asking; `window`: part of a large content; `last` is False where
    others follow.
    """

    results: tuple[CopiedItem, ...]
    data: bytes
    window: bool
    last: bool


@dataclass(slots=True)
class _Task:
    """`number` is its place in the order, given with the first slot; windows of a large content follow one
    from the other."""

    items: list[CopyItem] = field(default_factory=list)
    size_bytes: int = 0
    extents: int = 0
    offset: int = 0
    length: int = 0
    slot: int = -1
    number: int = -1

    @property
    def last(self) -> bool:
        return not self.length or self.offset + self.length >= self.items[0].size_bytes

    def following(self) -> _Task:
        """The next window of the same content."""
        offset = self.offset + self.length
        length = min(SLOT_BYTES, self.items[0].size_bytes - offset)
        return _Task(self.items, length, offset=offset, length=length)

    def allows(self, results: tuple[CopiedItem, ...]) -> bool:
        """Whether these are results of this task: of its items, each whole or not there at all."""
        if [result.number for result in results] != [item.number for item in self.items]:
            return False
        return all(
            result.size_bytes in (None, self.length or item.size_bytes)
            for result, item in zip(results, self.items, strict=True)
        )


class CopyPool:
    """`attach` starts a worker that has the source open; `fail` makes an error of a worker's failure."""

    def __init__(
        self,
        workers: int,
        *,
        inbox: Inbox,
        attach: Callable[[], ReadingWorker],
        fail: Callable[[Failed], ForensicsError],
    ) -> None:
        self._tasks: WorkerTasks[_Task] = WorkerTasks(workers, inbox=inbox, attach=attach, fail=fail)
        self._free: dict[ReadingWorker, list[int]] = {}
        self._ready: deque[_Task] = deque()
        self._filling = _Task()
        self._numbers = 0
        self._next = 0
        self._done: dict[int, Part] = {}
        self._holder: tuple[int, ReadingWorker] | None = None  # of a large content: its number and worker

    def adopt(self, worker: ReadingWorker) -> None:
        """Take a worker that has the source open, memory to share and nothing to do."""
        self._tasks.adopt(worker)
        self._free[worker] = list(range(SLOTS))

    def close(self) -> None:
        """End every worker."""
        self._tasks.close()
        self._free.clear()

    # --- asking --------------------------------------------------------------------------------------

    def ask(self, item: CopyItem) -> bool:
        """One more content, to come after those asked for before. Whether there is now more to give out."""
        before = len(self._ready)
        if item.size_bytes > SLOT_BYTES // 2:
            self.flush()
            length = min(SLOT_BYTES, item.size_bytes)
            self._ready.append(_Task([item], length, length=length))
            return True
        task = self._filling
        if task.size_bytes + item.size_bytes > SLOT_BYTES or task.extents > _TASK_EXTENTS:
            self.flush()
            task = self._filling
        task.items.append(item)
        task.size_bytes += item.size_bytes
        task.extents += len(item.extents)
        if len(task.items) >= _TASK_ITEMS:
            self.flush()
        return len(self._ready) > before

    def flush(self) -> None:
        """Nothing more comes for now: give out what has been gathered."""
        if self._filling.items:
            self._ready.append(self._filling)
            self._filling = _Task()

    @property
    def waiting(self) -> bool:
        """Whether enough is asked for, for now."""
        return len(self._ready) >= self._tasks.most

    def cut(self, number: int) -> int | None:
        """Read no more of the large content of this number; how many of its windows still come.

        None where all of it is at work already.
        """
        task = self._ready[0] if self._ready else None
        if task is None or not task.offset or task.number >= 0 or task.items[0].number != number:
            return None  # what waits in front is of another content: that one goes on
        self._ready.popleft()
        return self._numbers - self._next

    # --- answers -------------------------------------------------------------------------------------

    def parts(self, *, wait: bool) -> Iterator[Part]:
        """What has come and is next in order; `wait` to listen for a while where nothing has.

        Raises the ForensicsError that ends all reading.
        """
        self._give()
        if wait and self._next not in self._done and self._tasks.at_work:
            self._listen()
        while self._tasks.heard and self._tasks.at_work:
            self._listen()
        while (part := self._done.pop(self._next, None)) is not None:
            self._next += 1
            self._give()
            yield part

    def _give(self) -> None:
        """Hand out tasks in order, as long as slots are free and nobody gets too far ahead."""
        while self._ready:
            task = self._ready[0]
            place = self._numbers if task.number < 0 else task.number
            worker = None
            if place - self._next < self._tasks.most * (SLOTS + _AHEAD):
                worker = self._worker_for(task)
            if worker is None:
                return
            self._ready.popleft()
            if task.number < 0:
                task.number = place
                self._numbers += 1
                if not task.last:
                    self._ready.appendleft(task.following())
            task.slot = self._free[worker].pop()
            request = Copy(task.number, task.slot, tuple(task.items), task.offset, task.length)
            self._tasks.give(worker, task, request)

    def _worker_for(self, task: _Task) -> ReadingWorker | None:
        """Who is to do it, None where that has to wait. Starts workers while fewer run than are wanted."""
        if task.length and task.offset and self._holder is not None:
            number, holder = self._holder
            if number == task.items[0].number and holder in self._tasks.of:
                return holder if self._free[holder] else None
        worker = min(
            (worker for worker, free in self._free.items() if free),
            key=lambda worker: len(self._tasks.of[worker]),
            default=None,
        )
        if (worker is None or self._tasks.of[worker]) and not self._tasks.is_full:
            worker = self._tasks.start()
            self._free[worker] = list(range(SLOTS))
        if worker is not None and task.length:
            self._holder = task.items[0].number, worker
        return worker

    def _listen(self) -> None:
        came = self._tasks.hear()
        if came is None:
            return
        worker, answer = came
        match answer:
            case Copied():
                self._came(worker, answer)
            case WorkerLost():
                self._lost(worker)
            case _:
                pass

    def _came(self, worker: ReadingWorker, answer: Copied) -> None:
        task = self._tasks.of[worker].popleft()
        memory = worker.slots
        if memory is None or answer.task != task.number or not task.allows(answer.results):
            worker.close()  # it no longer knows what it was asked
            self._tasks.of[worker].appendleft(task)
            self._lost(worker)
            return
        data = memory.take(task.slot, sum(r.size_bytes or 0 for r in answer.results))
        self._free[worker].append(task.slot)
        self._done[task.number] = Part(answer.results, data, bool(task.length), task.last)

    def _lost(self, worker: ReadingWorker) -> None:
        """What it was at comes back unread; what it had not begun is given to another one."""
        tasks = self._tasks.of.pop(worker)
        del self._free[worker]
        first = tasks.popleft()
        unread = tuple(CopiedItem(item.number, None, False) for item in first.items)
        self._done[first.number] = Part(unread, b"", bool(first.length), first.last)
        self._ready.extendleft(reversed(tasks))

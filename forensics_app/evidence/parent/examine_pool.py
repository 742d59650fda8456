"""Examining many entries on several worker processes.

Entries travel packed, in small tasks, and come back as records in whatever order the workers finish. When a
worker is lost, what it had not answered is given out again one by one, so that the entry which loses a worker
a second time is known: it costs itself and nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from forensics_app.errors import ForensicsError
from forensics_app.evidence.contents.targets import target_of, unreadable
from forensics_app.evidence.parent.reading_worker import ReadingWorker, WorkerLost
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.parent.worker_tasks import WorkerTasks
from forensics_app.evidence.protocol.messages import Done, Examine, Examined, Failed, Options
from forensics_app.evidence.protocol.packed_entries import unpack
from forensics_app.examine.record import Record, record_of
from forensics_app.model.evidence import Omission

_TASKS_EACH = 2  # one at work, one waiting in the pipe

Found: TypeAlias = tuple[tuple[Record, ...], tuple[tuple[int, Omission], ...]]
"""Records, and omissions of their contents with the place in the walk."""


@dataclass(frozen=True, slots=True)
class TaskSizes:
    """A task has so many entries at most, and ends with the one that makes it this large."""

    entries: int = 64
    size_bytes: int = 8 << 20


_NEAR = TaskSizes()


@dataclass(slots=True)
class _Task:
    number: int
    entries: deque[bytes]
    careful: bool = False


class ExaminePool:
    """`attach` starts a worker that has the source open; `fail` makes an error of a worker's failure."""

    def __init__(
        self,
        source_id: str,
        workers: int,
        *,
        inbox: Inbox,
        attach: Callable[[], ReadingWorker],
        fail: Callable[[Failed], ForensicsError],
        sizes: TaskSizes = _NEAR,
    ) -> None:
        self._source_id = source_id
        self._sizes = sizes
        self._tasks: WorkerTasks[_Task] = WorkerTasks(workers, inbox=inbox, attach=attach, fail=fail)
        self._ready: deque[_Task] = deque()
        self._numbers = 0

    def run(self, entries: Iterable[tuple[bytes, int]], options: Options) -> Iterator[Found]:
        """Records of all entries, each given packed and with its size in bytes, as they come.

        Raises the ForensicsError that ends all reading.
        """
        source = iter(entries)
        more = True
        while True:
            while more and len(self._ready) < self._tasks.most:
                more = self._take(source)
            self._give(options)
            if self._tasks.at_work:
                yield self._listen()
            elif not more and not self._ready:
                return

    def adopt(self, worker: ReadingWorker) -> bool:
        """Take a worker that has the source open and nothing to do; False where there are enough."""
        if self._tasks.is_full:
            return False
        self._tasks.adopt(worker)
        return True

    def end(self) -> None:
        """Kill every worker; `close` then waits until they are gone."""
        self._tasks.end()

    def close(self) -> None:
        """End every worker."""
        self._tasks.close()

    def _take(self, source: Iterator[tuple[bytes, int]]) -> bool:
        """Fill one task; False at the end of the entries."""
        wanted: deque[bytes] = deque()
        size = 0
        for entry, size_bytes in source:
            wanted.append(entry)
            size += size_bytes
            if len(wanted) >= self._sizes.entries or size >= self._sizes.size_bytes:
                break
        else:
            if not wanted:
                return False
        self._ready.append(self._task(wanted))
        return True

    def _task(self, entries: deque[bytes], *, careful: bool = False) -> _Task:
        self._numbers += 1
        return _Task(self._numbers, entries, careful)

    def _give(self, options: Options) -> None:
        while self._ready and (worker := self._tasks.free(_TASKS_EACH)) is not None:
            task = self._ready.popleft()
            self._tasks.give(worker, task, Examine(task.number, tuple(task.entries), options))

    def _listen(self) -> Found:
        """The next records, none where something else was heard or nothing."""
        came = self._tasks.hear()
        if came is None:
            return (), ()
        worker, answer = came
        tasks = self._tasks.of[worker]
        match answer:
            case Examined():
                for _ in answer.records:
                    tasks[0].entries.popleft()
                return answer.records, answer.omissions
            case Done():
                tasks.popleft()
            case WorkerLost():
                return self._lost(worker, answer)
            case _:
                pass
        return (), ()

    def _lost(self, worker: ReadingWorker, lost: WorkerLost) -> Found:
        """Give out again what it had not answered; the record of an entry that lost its second worker."""
        tasks = self._tasks.of.pop(worker)
        first = tasks.popleft()
        records: tuple[Record, ...] = ()
        omissions: tuple[tuple[int, Omission], ...] = ()
        if first.careful and first.entries:
            entry = unpack(first.entries.popleft())
            found, omitted = unreadable(self._source_id, target_of(entry), lost.code, lost.detail)
            records = (record_of(entry, found),)
            omissions = tuple((entry.sequence, omission) for omission in omitted)
        again = [self._task(deque([entry]), careful=True) for entry in first.entries]
        again.extend(tasks)
        self._ready.extendleft(reversed(again))
        return records, omissions

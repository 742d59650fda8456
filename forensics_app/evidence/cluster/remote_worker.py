"""A cluster's workers as the pools see them: asked like a process of this computer, answering in their order.

Nothing is kept on the other side. Each request goes out with all that its answer depends on, to whichever
worker is free; the answers of one RemoteWorker come in the order of its requests, each once.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from forensics_app.evidence.cluster.work import Bounds, Lost, Readable, SeenFile, Work, decode_outcome, encode
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.parent.reading_worker import Frames, ReadingWorker, Watch, WorkerLost
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.processes.slots import SlotMemory
from forensics_app.evidence.protocol.messages import (
    Answer,
    Attach,
    Derive,
    Digest,
    Examine,
    ExamineSpace,
    Failed,
    Request,
)

_URGENT = 10  # the digest of a medium is one long chain: nothing may wait in front of it
_OF_ONE_ITEM, _OF_WHOLE_AREAS = 2, 4  # rounds of the scheduler's counting of dead workers


@dataclass(frozen=True, slots=True)
class WorkersDied:
    """The scheduler gave a task up, since so many workers of the cluster ended while they had it."""

    workers: int


Result = bytes | WorkersDied | Failed
"""An encoded Answered or Lost; or that there is none, and why."""


class Handed(Protocol):
    """Work that was handed in."""

    def take_back(self) -> None:
        """Its result is of no use any more."""
        ...


class Cluster(Protocol):
    """Whoever brings work to workers and results back."""

    @property
    def program(self) -> dict[str, str]:
        """What reads, by name and version."""
        ...

    @property
    def waits_for(self) -> str | None:
        """`scheduler`, `workers` or `evidence`, while nothing can go on for the lack of it."""
        ...

    @property
    def threads(self) -> int:
        """How many tasks its workers do at a time, at least 1."""
        ...

    def hand_in(
        self, work: bytes, evidence: bytes, deliver: Callable[[Result], None], *, priority: int, rounds: int
    ) -> Handed:
        """Have it done, and `deliver` called once, in any thread. `evidence` names the source that a worker
        has to see. After so many `rounds` in which the scheduler gave it up, as workers died of it, it is
        lost; in all but the first of them nothing else is read that workers died of."""
        ...


class RemoteWorker:
    """Handles requests about the source that an Attach names, in order."""

    def __init__(self, cluster: Cluster, limits: Limits, inbox: Frames, files: tuple[SeenFile, ...]) -> None:
        self.patience: Watch = _Patient()
        self.ended = False
        self.slots: SlotMemory | None = None
        self._cluster = cluster
        self._bounds = Bounds(limits.silence_s, limits.stall_s, limits.memory_bytes)
        self._inbox = inbox
        self._files = files
        self._attach: Attach | None = None
        self._lock = threading.Lock()
        self._asked: deque[_Asked] = deque()
        self._lost: WorkerLost | None = None
        self._closed = False
        self._encoder = msgspec.msgpack.Encoder()

    def send(self, request: Request) -> None:
        """Give it something to do; an Attach says what all later requests are about."""
        if isinstance(request, Attach):
            self._attach = request
            return
        if self._attach is None or not isinstance(request, Examine | ExamineSpace | Digest | Derive):
            raise TypeError(type(request).__name__)
        self._hand_in(self._attach, request)

    def _hand_in(self, attach: Attach, request: Readable) -> None:
        asked = _Asked()
        with self._lock:
            self._asked.append(asked)
        work = Work(self._cluster.program, self._files, self._bounds, attach, request)
        divisible = isinstance(request, Examine | Derive)
        asked.handed = self._cluster.hand_in(
            encode(work),
            attach.path,
            lambda result: self._came(asked, result),
            priority=0 if divisible else _URGENT,
            rounds=_rounds_of(request),
        )

    def answer_into(self, inbox: Frames) -> None:
        """From now on."""
        self._inbox = inbox

    def lost(self, why_silent: str | None) -> WorkerLost:
        """How the last request was lost."""
        self.close()
        return self._lost or WorkerLost(OmissionCode.WORKER_CRASHED, why_silent or "given up")

    def end(self) -> None:
        """Take back what was not answered."""
        with self._lock:
            self._closed = True
            waiting, self._asked = list(self._asked), deque()
        for asked in waiting:
            if asked.handed is not None:
                asked.handed.take_back()

    close = end

    def _came(self, asked: _Asked, result: Result) -> None:
        with self._lock:
            asked.result = result
            while self._asked and self._asked[0].result is not None and not self._closed:
                self._give(self._asked.popleft().result)

    def _give(self, result: Result | None) -> None:
        frames: tuple[bytes, ...] = ()
        if isinstance(result, Failed):
            frames = (self._encoder.encode(result),)
        elif isinstance(result, WorkersDied):
            detail = f"{result.workers} workers of the cluster ended while they read it"
            self._lost = WorkerLost(OmissionCode.WORKER_CRASHED, detail)
        elif result is not None:
            outcome = decode_outcome(result)
            frames = getattr(outcome, "frames", ())
            if isinstance(outcome, Lost):
                self._lost = WorkerLost(OmissionCode(outcome.code), outcome.detail)
        for frame in frames:
            self._inbox.put((self, frame))
        if self._lost is not None:
            self._closed = True
            self._inbox.put((self, None))


class RemoteInbox(Inbox):
    """Answers of workers of a cluster; of processes here where `here` says so."""

    def __init__(self, cluster: Cluster, limits: Limits) -> None:
        super().__init__(limits)
        self.here = False
        self.files: tuple[SeenFile, ...] = ()  # what a worker has to see
        self._cluster = cluster

    def _new(self) -> ReadingWorker:
        if self.here:
            return super()._new()
        return RemoteWorker(self._cluster, self._limits, self.queue, self.files)


def _rounds_of(request: Readable) -> int:
    """A worker takes with it what waits there: only what can be asked again in parts is lost by that."""
    match request:
        case Examine(entries=parts) | Derive(items=parts):
            return 1 if len(parts) > 1 else _OF_ONE_ITEM
        case _:
            return _OF_WHOLE_AREAS


@dataclass(slots=True)
class _Asked:
    """A request, and its result once it is there."""

    result: Result | None = None
    handed: Handed | None = None


class _Patient:
    """Silence is watched where the reading is done."""

    def heard(self, answer: Answer) -> None:
        """Nothing to count."""

    def waited(self, seconds: float) -> str | None:
        """Never too long."""
        return None

"""On a worker of a cluster: the confined processes that read, the very ones that a local ingest starts.

Records are passed on as they came: a worker of the cluster looks at what was left out of them, and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import msgspec

from forensics_app.evidence.cluster.work import Bounds
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.parent.reading_worker import WorkerLost
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.protocol.messages import (
    Answer,
    Attach,
    Attached,
    Beat,
    Chunk,
    Derivations,
    Digested,
    Done,
    Examined,
    Failed,
    Request,
)
from forensics_app.model.evidence import Omission


class _LeftOut(msgspec.Struct, tag="examined", frozen=True):
    """Of Examined, what is looked at here; its records are passed over unread."""

    task: int
    omissions: tuple[tuple[int, Omission], ...]


_Looked: TypeAlias = Beat | Attached | _LeftOut | Digested | Derivations | Chunk | Done | Failed


class Unopened(NamedTuple):
    """A frame, and the answer in it: of Examined, without its records. A Chunk has no frame, since it is not
    passed on."""

    frame: bytes
    answer: Answer


class _PassingInbox(Inbox):
    """Keeps each frame that is to be passed on."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._look = msgspec.msgpack.Decoder(_Looked)
        self.frame = b""

    def _opened(self, frame: bytes) -> Answer:
        self.frame = frame
        looked: _Looked = self._look.decode(frame)
        return Examined(looked.task, (), looked.omissions) if isinstance(looked, _LeftOut) else looked


class LocalReader:
    """One process with one source open. Close it when done, or let `Kept` have it."""

    def __init__(self, attach: Attach, bounds: Bounds) -> None:
        limits = Limits(silence_s=bounds.silence_s, stall_s=bounds.stall_s, memory_bytes=bounds.memory_bytes)
        self._inbox = _PassingInbox(limits)
        self._worker = self._inbox.start()
        self._worker.send(attach)

    def ask(self, request: Request, wanted: Callable[[], bool]) -> tuple[list[Unopened], WorkerLost | None]:
        """Everything that was answered, and how the process was lost if it was, which ends this reader.

        `wanted` is asked now and then; where it says no, the answer breaks off. A failure is an answer.
        """
        answers: list[Unopened] = []
        self._worker.send(request)
        while wanted():
            came = self._inbox.next([self._worker])
            answer = None if came is None else came[1]
            if answer is None or isinstance(answer, Beat | Attached):
                continue
            if isinstance(answer, WorkerLost):
                return answers, answer
            frame = b"" if isinstance(answer, Chunk) else self._inbox.frame
            answers.append(Unopened(frame, answer))
            if isinstance(answer, Done | Failed | Digested):
                break
        return answers, None

    def close(self) -> None:
        """Kill the process."""
        self._worker.close()
        self._inbox.close()

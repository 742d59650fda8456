"""On a worker of a cluster: the confined processes that read, the very ones that a local ingest starts.

One is kept for a while after it has answered, since the next task is nearly always about the same source.
Records are passed on as they came: a worker of the cluster looks at what was left out of them, and no more.
"""

from __future__ import annotations

import threading
import time
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
    Derivations,
    Digested,
    Done,
    Examined,
    Failed,
    Request,
)
from forensics_app.model.evidence import Omission

_KEPT_S = 20.0
_MOST_KEPT = 64


class _LeftOut(msgspec.Struct, tag="examined", frozen=True):
    """Of Examined, what is looked at here; its records are passed over unread."""

    task: int
    omissions: tuple[tuple[int, Omission], ...]


_Looked: TypeAlias = Beat | Attached | _LeftOut | Digested | Derivations | Done | Failed


class Unopened(NamedTuple):
    """A frame, and the answer in it: of Examined, without its records."""

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
    """One process with one source open. Close it when done, or `keep` it."""

    def __init__(self, attach: Attach, bounds: Bounds) -> None:
        limits = Limits(silence_s=bounds.silence_s, stall_s=bounds.stall_s, memory_bytes=bounds.memory_bytes)
        self._inbox = _PassingInbox(limits)
        self._worker = self._inbox.start()
        self._worker.send(attach)
        self.used_at = time.monotonic()

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
            answers.append(Unopened(self._inbox.frame, answer))
            if isinstance(answer, Done | Failed | Digested):
                break
        self.used_at = time.monotonic()
        return answers, None

    def close(self) -> None:
        """Kill the process."""
        self._worker.close()
        self._inbox.close()


class KeptReaders:
    """Readers that have nothing to do, by what they have open; none of them for long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[bytes, LocalReader]] = []
        self._timer: threading.Timer | None = None

    def take(self, key: bytes) -> LocalReader | None:
        """One that has this open; None where there is none."""
        with self._lock:
            for place, (its_key, reader) in enumerate(self._idle):
                if its_key == key:
                    del self._idle[place]
                    return reader
        return None

    def keep(self, key: bytes, reader: LocalReader) -> None:
        """For whoever takes it next."""
        with self._lock:
            self._idle.append((key, reader))
            spare = [old for _, old in self._idle[:-_MOST_KEPT]]
            del self._idle[:-_MOST_KEPT]
            if self._timer is None:
                self._wait()
        for old in spare:
            old.close()

    def _wait(self) -> None:
        self._timer = threading.Timer(_KEPT_S, self._let_go)
        self._timer.daemon = True
        self._timer.start()

    def _let_go(self) -> None:
        """An unused source is not held open: its share may be unmounted."""
        until = time.monotonic() - _KEPT_S
        with self._lock:
            old = [reader for _, reader in self._idle if reader.used_at <= until]
            self._idle = [(key, reader) for key, reader in self._idle if reader.used_at > until]
            self._timer = None
            if self._idle:
                self._wait()
        for reader in old:
            reader.close()

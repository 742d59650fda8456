"""One worker process seen from its parent: spawned, fed and read over pipes, killed when it falls silent.

Two threads belong to each process: one takes what it says, one gives it what it is told, so that the parent
is never stuck in a pipe of a process that has stopped.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from typing import IO

import msgspec

from forensics_app.evidence.limits import Limits
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.parent.reading_worker import Frames, ReadingWorker, Watch, WorkerLost
from forensics_app.evidence.parent.worker_start import start_worker
from forensics_app.evidence.processes.framing import BrokenPipe, read_frame, write_frame
from forensics_app.evidence.processes.shared_window import WindowEnd
from forensics_app.evidence.processes.slots import SlotMemory, new_memory
from forensics_app.evidence.protocol.messages import Answer, Beat, Request

_TICK_S = 0.25
_MOST_TICK_S = 1.0  # a parent that was stopped itself must not blame its workers for the time it slept
_TAIL_BYTES = 400
_LOADING_S = 120.0  # of some 300 modules, where a scanner of viruses looks at each


class Patience:
    """How long a worker has been silent, and how long it has done nothing but read.

    Time only counts while the parent listens. A worker that has yet to load what it needs (`loads`) is given
    longer until it first says something.
    """

    def __init__(self, limits: Limits, *, loads: bool = False) -> None:
        self._limits = limits
        self._silence_s = max(limits.silence_s, _LOADING_S) if loads else limits.silence_s
        self._silent_s = self._stalled_s = 0.0
        self._last_beat: Beat | None = None

    def heard(self, answer: Answer) -> None:
        """Something came; only what differs from the last sign of life is progress."""
        self._silent_s = 0.0
        self._silence_s = self._limits.silence_s
        if not isinstance(answer, Beat) or answer != self._last_beat:
            self._stalled_s = 0.0
        self._last_beat = answer if isinstance(answer, Beat) else None

    def waited(self, seconds: float) -> str | None:
        """Add time without an answer; the reason to give up once there is one."""
        self._silent_s += min(seconds, _MOST_TICK_S)
        self._stalled_s += min(seconds, _MOST_TICK_S)
        if self._silent_s > self._silence_s:
            return f"silent for {self._silence_s:g} s"
        if self._stalled_s > self._limits.stall_s:
            return f"reading without progress for {self._limits.stall_s:g} s"
        return None


class WorkerProcess:
    """A running worker. Close it when done; it is killed, since it holds nothing worth keeping."""

    def __init__(
        self,
        limits: Limits,
        inbox: Frames,
        *,
        with_slots: bool = False,
        window: WindowEnd | None = None,
    ) -> None:
        """`with_slots`: it gets memory to share, in `slots`, where the platform has any; `window`: where it
        finds unpacked chunks, or puts them."""
        self._inbox = inbox
        memory = new_memory() if with_slots else None
        self.slots: SlotMemory | None = None if memory is None else SlotMemory(memory)
        shared = () if memory is None else (memory,)
        ends = () if window is None else (window,)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._encoder = msgspec.msgpack.Encoder()
        self._stderr: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        arguments = [str(limits.memory_bytes), *(f"slots={fd}" for fd in shared)]
        self._process = start_worker(
            [*arguments, *(end.argument() for end in ends)],
            (*shared, *(end.descriptor for end in ends)),
            self._stderr,
        )
        for fd in shared:
            os.close(fd)
        self.patience: Watch = Patience(limits, loads=isinstance(self._process, subprocess.Popen))
        self.ended = False
        self._given_up = threading.Event()
        for target in (self._take_answers, self._give_requests):
            threading.Thread(target=target, daemon=True).start()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def answer_into(self, inbox: Frames) -> None:
        """From now on; only of a worker that has answered everything it was asked."""
        self._inbox = inbox

    def send(self, request: Request) -> None:
        """Give it something to do. Never blocks; a dead worker shows when its answer is awaited."""
        self._outbox.put(self._encoder.encode(request))

    def lost(self, why_silent: str | None) -> WorkerLost:
        """End the process and say how it was lost: `why_silent`, or by its own exit."""
        if why_silent is not None:
            self.close()
            return WorkerLost(OmissionCode.WORKER_SILENT, why_silent)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        code = self._process.poll()
        detail = "the pipe closed" if code is None else _exit_text(code)
        tail = self._tail()
        self.close()
        exhausted = "MemoryError" in tail or "Cannot allocate memory" in tail
        return WorkerLost(
            OmissionCode.MEMORY_EXHAUSTED if exhausted else OmissionCode.WORKER_CRASHED,
            f"{detail}: {tail}" if tail else detail,
        )

    def end(self) -> None:
        """Kill the process; `close` then waits until it is gone. That takes a while where it has much memory,
        so of several all are ended before any is waited for.
        """
        self._given_up.set()
        if self._process.poll() is None:
            self._process.kill()

    def close(self) -> None:
        """Kill the process and let go of everything.

        Each thread closes its own pipe when it is done with it: closed from here, the descriptor's number
        could be given to the next worker's pipe while the thread still reads or writes there.
        """
        self.end()
        self._outbox.put(None)
        self._process.wait()
        if not self._stderr.closed:
            self._stderr.close()
        if self.slots is not None:
            self.slots.close()

    def _take_answers(self) -> None:
        stream = self._process.stdout
        if stream is None:
            return
        with stream:
            frame: bytes | None = b""
            while frame is not None:
                try:
                    frame = read_frame(stream.fileno())
                except (BrokenPipe, ValueError):
                    frame = None
                self._deliver(frame)

    def _deliver(self, frame: bytes | None) -> None:
        """Into the inbox, waiting while it is full; dropped when nobody listens any more."""
        while not self._given_up.is_set():
            with suppress(queue.Full):
                self._inbox.put((self, frame), timeout=_TICK_S)
                return

    def _give_requests(self) -> None:
        stream = self._process.stdin
        if stream is None:
            return
        # nothing is buffered in `stream`, so closing it writes nothing
        with stream, suppress(BrokenPipe):  # the reading thread sees the end of the other pipe
            while (frame := self._outbox.get()) is not None and not self._given_up.is_set():
                write_frame(stream.fileno(), frame)

    def _tail(self) -> str:
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - _TAIL_BYTES))
        text = self._stderr.read().decode("utf-8", "replace")
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class Inbox:
    """Answers of some workers, decoded, with the time each of them stays silent."""

    def __init__(self, limits: Limits, *, most: int = 0, with_slots: bool = False) -> None:
        """`most` frames wait at a time, 0 for any number; `with_slots` as WorkerProcess."""
        self.with_slots = with_slots
        self.queue: Frames = queue.Queue(maxsize=most)
        self._limits = limits
        self.window: WindowEnd | None = None  # what its workers get from now on
        self._decoder = msgspec.msgpack.Decoder(Answer)
        self._spare: ReadingWorker | None = None

    def prepare(self, first: Request | None = None) -> None:
        """Let the next worker load what it needs already, while others are at work; `first` is what it does
        before it is asked for anything, and does not answer."""
        if self._spare is None:
            self._spare = self._new()
            if first is not None:
                self._spare.send(first)

    def start(self) -> ReadingWorker:
        """A new worker that answers into this inbox."""
        worker, self._spare = self._spare or self._new(), None
        return worker

    def close(self) -> None:
        """End a worker that was prepared and never asked for."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None

    def _new(self) -> ReadingWorker:
        return WorkerProcess(self._limits, self.queue, with_slots=self.with_slots, window=self.window)

    def next(self, busy: list[ReadingWorker]) -> tuple[ReadingWorker, Answer | WorkerLost] | None:
        """The next answer of a busy worker, or the news that one is lost; None after a short time without."""
        for worker in busy:
            if worker.ended:
                return worker, worker.lost(None)
        began = time.monotonic()
        try:
            worker, frame = self.queue.get(timeout=_TICK_S)
        except queue.Empty:
            waited = time.monotonic() - began
            for worker in busy:
                reason = worker.patience.waited(waited)
                if reason is not None:
                    return worker, worker.lost(reason)
            return None
        if worker not in busy:
            worker.ended = worker.ended or frame is None
            if frame is not None:  # it has loaded what it needs, or these are its last words
                worker.patience.heard(self._opened(frame))
            return None
        waited = time.monotonic() - began
        for other in busy:
            if other is not worker:
                other.patience.waited(waited)
        if frame is None:
            return worker, worker.lost(None)
        answer = self._opened(frame)
        worker.patience.heard(answer)
        return worker, answer

    def _opened(self, frame: bytes) -> Answer:
        answer: Answer = self._decoder.decode(frame)
        return answer


def _exit_text(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return f"killed by {signal.Signals(-code).name}"
    return f"killed by signal {-code}"

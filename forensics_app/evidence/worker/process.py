"""A worker process, fed and read over a pipe, one source each: `python -m` with the name of this module.

It parses hostile bytes, so it may hang, crash or run out of memory; its parent expects that. Standard output
is the pipe and nothing else: a copy of it is kept and descriptor 1 then points at standard error, where
libraries may print what they like.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

import msgspec

from forensics_app.errors import ForensicsError, WorkerLostError
from forensics_app.evidence.contents.layer_files import WalkPlace
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.processes.framing import BrokenPipe, read_frame, write_frame
from forensics_app.evidence.processes.heap import keep_freed_memory
from forensics_app.evidence.processes.sandbox import confine
from forensics_app.evidence.processes.shared_window import WindowEnd, end_of
from forensics_app.evidence.processes.slots import SlotMemory
from forensics_app.evidence.protocol.messages import (
    Answer,
    At,
    Attach,
    Attached,
    Beat,
    Copy,
    Derivations,
    Derive,
    Derived,
    Digest,
    Done,
    Examine,
    Examined,
    ExamineSpace,
    Failed,
    FindBytes,
    Open,
    OpenMedium,
    Prepare,
    ReadContent,
    ReadExtents,
    ReadPart,
    Request,
    Walk,
)
from forensics_app.evidence.protocol.packed_entries import batch_of, unpack
from forensics_app.evidence.spaces.names import SEQUENCES
from forensics_app.evidence.worker.session import Session
from forensics_app.examine.record import Record, record_of
from forensics_app.model.artifact import Entry
from forensics_app.model.evidence import Omission
from forensics_app.model.names import Components, display_path
from forensics_app.system.limits import limit_addresses, step_back

_BATCH_ENTRIES = 256
_RESULTS = 32
_BEAT_S = 0.5
_EXAMINING_NICE = 5


class Worker:
    """Answers requests until its parent closes the pipe."""

    def __init__(
        self, requests: int, answers: int, memory: SlotMemory | None, window: WindowEnd | None
    ) -> None:
        self._requests = requests
        self._memory = memory
        self._answers = answers
        self._decoder = msgspec.msgpack.Decoder(Request)
        self._encoder = msgspec.msgpack.Encoder()
        self._session = Session(self._alive, window=window)
        self._last_beat = 0.0
        self._last_at = ""
        self._niced = False

    def say_ready(self) -> None:
        """A sign of life before anything is asked, from a process that took long to load."""
        with suppress(BrokenPipe):
            self._send(Beat("", 0))

    def run(self) -> None:
        """Until the end of the pipe. The one place where any exception is caught: it becomes an answer."""
        while True:
            frame = read_frame(self._requests)
            if frame is None:
                return
            try:
                self._answer(self._decoder.decode(frame))
            except ForensicsError as e:
                self._send(Failed(e.code, e.fields()))
            except TskError as e:
                self._send(Failed("read-failed", {"detail": str(e)}))
            except BrokenPipe:
                return
            except Exception as e:  # noqa: BLE001 - outermost loop of the worker: a parser's bug costs one request
                detail = f"{type(e).__name__}: {e}"
                self._send(Failed(WorkerLostError.code, {"reason": detail}))

    def _answer(self, request: Request) -> None:
        match request:
            case Open():
                self._send(self._session.open(request))
            case OpenMedium():
                self._send(self._session.open_medium(request))
            case Attach():
                self._session.attach(request)
                self._send(Attached())
            case Prepare():
                self._session.prepare(request)
            case Walk():
                self._walk(request)
            case Examine():
                self._examine(request)
            case ExamineSpace():
                self._examine_space(request)
            case Digest():
                self._send(self._session.digest(request) or Done())
            case ReadContent():
                for chunk in self._session.content(request.target):
                    self._send(chunk)
                self._send(Done())
            case ReadExtents():
                for chunk in self._session.extents(request.extents):
                    self._send(chunk)
                self._send(Done())
            case ReadPart():
                self._send(self._session.part(request))
                self._send(Done())
            case FindBytes():
                self._send(self._session.find(request))
                self._send(Done())
            case Derive():
                self._derive(request)
            case Copy():
                self._copy(request)

    def _walk(self, request: Walk) -> None:
        entries: list[Entry] = []
        omissions: list[Omission] = []
        at = self._careful if request.careful else _silent
        for more_entries, more_omissions in self._session.walk(request.layer_id, request.stops, at):
            entries += more_entries
            omissions += more_omissions
            if len(entries) >= _BATCH_ENTRIES or (request.careful and entries):
                self._send(batch_of(entries, omissions))
                entries, omissions = [], []
        self._session.check_unchanged()
        self._send(batch_of(entries, omissions))
        self._send(Done())

    def _careful(self, place: WalkPlace, components: Components) -> None:
        self._send(At(place.directory, place.names, display_path(components)))

    def _examine(self, request: Examine) -> None:
        self._step_back()
        records: list[Record] = []
        omissions: list[tuple[int, Omission]] = []
        for packed in request.entries:
            entry = unpack(packed)
            found, omitted = self._session.examine_entry(entry, request.options)
            records.append(record_of(entry, found))
            omissions += [(entry.sequence, omission) for omission in omitted]
            if len(records) >= _RESULTS:
                self._send(Examined(request.task, tuple(records), tuple(omissions)))
                records, omissions = [], []
        self._session.check_unchanged()
        self._send(Examined(request.task, tuple(records), tuple(omissions)))
        self._send(Done())

    def _step_back(self) -> None:
        """Let the digest of the medium go first: it is one long chain, and files fill what is left."""
        if not self._niced:
            step_back(_EXAMINING_NICE)
            self._niced = True

    def _examine_space(self, request: ExamineSpace) -> None:
        entry, found, omitted = self._session.examine_space(request.layer_id, request.kind, request.options)
        records = () if entry is None or found is None else (record_of(entry, found),)
        self._session.check_unchanged()
        self._send(Examined(0, records, tuple((SEQUENCES[request.kind], omission) for omission in omitted)))
        self._send(Done())

    def _derive(self, request: Derive) -> None:
        results: list[Derived] = []
        for result in self._session.derive(request.items):
            results.append(result)
            if len(results) >= _RESULTS:
                self._send(Derivations(request.task, tuple(results)))
                results = []
        self._send(Derivations(request.task, tuple(results)))
        self._send(Done())

    def _copy(self, request: Copy) -> None:
        if self._memory is None:
            raise WorkerLostError(reason="no shared memory")
        self._send(self._session.copy(request, self._memory))

    def _alive(self, at: str, done_bytes: int) -> None:
        """A sign of life, at most twice a second unless another layer is being looked at."""
        moved = done_bytes == 0 and at != self._last_at
        if moved or time.monotonic() - self._last_beat >= _BEAT_S:
            self._last_at = at
            self._send(Beat(at, done_bytes))

    def _send(self, answer: Answer) -> None:
        self._last_beat = time.monotonic()
        write_frame(self._answers, self._encoder.encode(answer))


def _silent(place: WalkPlace, components: Components) -> None:
    """A walk that isn't careful says nothing before a name."""


def main(arguments: Sequence[str], *, loaded: bool = False) -> None:
    """Set the process up, then serve. `loaded`: say first that everything needed has been loaded.

    Arguments: the bound on memory in bytes; `slots=` a descriptor of SlotMemory; an end of the window.
    """
    answers = os.dup(1)
    os.dup2(2, 1)
    limit_addresses(
        int(arguments[0])
    )  # a size field of a malformed file system must not take the whole machine
    keep_freed_memory()
    # a walk makes values by the hundred thousand and cycles by none: look for garbage rarely
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    slots = [int(argument[6:]) for argument in arguments[1:] if argument.startswith("slots=")]
    worker = Worker(0, answers, SlotMemory(slots[0]) if slots else None, end_of(arguments[1:]))
    confine()
    if loaded:
        worker.say_ready()
    worker.run()


if __name__ == "__main__":
    main(sys.argv[1:], loaded=True)

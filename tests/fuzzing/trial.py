"""One image read in a process of its own, watched from outside.

Two ways: `by_session` runs what a worker runs, in a fork that has everything loaded already (a few
milliseconds a trial); `by_reader` runs EvidenceReader itself with its worker processes.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from forensics_app.errors import EvidenceError
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.protocol.messages import Open, Options
from forensics_app.evidence.worker.session import Session
from forensics_app.model.evidence import LayerState
from tests.fuzzing.outcome import Item, Outcome, item_of, omission_of, outcome_of
from tests.reading.evidence_reading import read_source

MEMORY_BYTES = 1 << 30  # of a worker
_TRIAL_BYTES = 640 << 20  # of a trial, beyond what is mapped where it forks: in pytest that is much
QUICK = Limits(
    silence_s=3.0,
    stall_s=10.0,
    memory_bytes=MEMORY_BYTES,
    restarts=3,
    sparse_bytes=64 << 20,
    hollow_medium_bytes=4 << 30,
)
_OPTIONS = Options(("sha256",), media_type=True, exif=True, sparse_bytes=QUICK.sparse_bytes)


def by_session(image: Path, *, silence_s: float = 4.0, most_s: float = 30.0) -> Outcome:
    """Open, walk and examine in a fork. `lost` says how it ended where it gave no answer."""
    return _forked(lambda alive: _session(image, alive), silence_s, most_s)


def by_reader(image: Path, *, most_s: float = 180.0) -> Outcome:
    """The same through EvidenceReader with small limits; `peak_kib` is that of its workers."""

    def read(alive: Callable[[], None]) -> Outcome:
        try:
            return outcome_of(read_source(image, limits=QUICK))
        except EvidenceError as e:
            return Outcome(error=e.code, detail=str(e))

    return _forked(read, most_s, most_s)


def _session(image: Path, alive: Callable[[], None]) -> Outcome:
    mapped_pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = mapped_pages * resource.getpagesize() + _TRIAL_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
    session = Session(lambda at, done: alive())
    items: list[Item] = []
    try:
        opened = session.open(Open(os.fsencode(image), "s1", "EX-001", False, {}))
    except EvidenceError as e:
        return Outcome(error=e.code, detail=str(e))
    told = list(opened.omissions)
    for layer in opened.source.layers:
        if layer.state is not LayerState.WALKED:
            continue
        for entries, omissions in session.walk(layer.layer_id, {}, lambda place, components: None):
            alive()
            told += omissions
            for entry in entries:
                examination, more = session.examine_entry(entry, _OPTIONS)
                told += more
                items.append(item_of(entry, examination))
    return Outcome(
        medium_bytes=opened.source.size_bytes,
        layers=tuple((la.layer_id, la.state.value, la.offset_bytes) for la in opened.source.layers),
        items=tuple(items),
        omissions=tuple(omission_of(omission) for omission in told),
    )


def _forked(work: Callable[[Callable[[], None]], Outcome], silence_s: float, most_s: float) -> Outcome:
    """The outcome of `work` in a child process; one that is silent or late is killed."""
    began = time.monotonic()
    ours, its = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _child(work, its)
    os.close(its)
    waiting = select.poll()
    waiting.register(ours, select.POLLIN)
    frames: list[bytes] = []
    lost = ""
    while True:
        left = min(silence_s, began + most_s - time.monotonic())
        ready = waiting.poll(max(0.0, left) * 1000)
        if not ready:
            lost = "late" if time.monotonic() - began >= most_s else "silent"
            break
        part = os.read(ours, 1 << 20)
        if not part:
            break
        frames.append(part)
    os.close(ours)
    if lost:
        _kill_all(pid)
    _, status, used = os.wait4(pid, 0)
    peak, seconds = int(used.ru_maxrss), time.monotonic() - began
    answer = b"".join(frames).lstrip(b"\x00")  # each sign of life is one zero byte
    if not lost and os.waitstatus_to_exitcode(status):
        code = os.waitstatus_to_exitcode(status)
        lost = answer.decode("utf-8", "replace") if code == 1 else f"exit {code}"
    if lost:
        return Outcome(lost=lost, seconds=seconds, peak_kib=peak)
    found = msgspec.msgpack.decode(answer, type=Outcome)
    return msgspec.structs.replace(found, seconds=seconds, peak_kib=peak)


def _child(work: Callable[[Callable[[], None]], Outcome], pipe: int) -> None:
    code = 1
    try:
        os.setsid()
        with Path(os.devnull).open("r+b", buffering=0) as nothing:
            for descriptor in (0, 1, 2):
                os.dup2(nothing.fileno(), descriptor)
        last = 0.0

        def alive() -> None:
            nonlocal last
            if time.monotonic() - last > 0.2:
                last = time.monotonic()
                os.write(pipe, b"\x00")

        answer, code = msgspec.msgpack.encode(work(alive)), 0
    except BaseException:  # noqa: BLE001 - whatever it is, it is the finding
        answer = traceback.format_exc(limit=-6).encode("utf-8", "replace")
    with suppress(OSError):
        view = memoryview(answer)
        while view:
            view = view[os.write(pipe, view) :]
    os._exit(code)


def _kill_all(pid: int) -> None:
    """The child and the workers that it started (each leads a session of its own)."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text().split():
                os.kill(int(child), signal.SIGKILL)
    with suppress(OSError):
        os.kill(pid, signal.SIGKILL)

"""Progress of a long command: a bar on a terminal, JSON lines for the window, and clean stops.

Ctrl-C, SIGTERM and (for the window) closing stdin ask the job to stop; it stops at the next safe place. If it
does not come to one (it may be waiting for a reader that hangs) it is interrupted after a moment, and at once
by a second Ctrl-C: what was committed stays even then.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from forensics_app.cli.session import Session
from forensics_app.errors import CancelledError
from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.labels import layer_name, stage_label, with_subject
from forensics_app.model.evidence import Layer
from forensics_app.model.names import visible
from forensics_app.model.progress import Progress
from forensics_app.system.interrupting import (
    ALARM,
    INPUT_CAN_BE_LEFT,
    has_input,
    interrupt_in,
    stop_this_process,
)

INTERVAL_S = 0.1
GRACE_S = 3.0
_READ_BYTES = 1 << 16  # of an answer, which may be long


class Job:
    """What a service is handed: `report` and `cancelled` of `model.progress`."""

    def __init__(self, session: Session, bar: Bar | None) -> None:
        self._session = session
        self._bar = bar
        self._task = None if bar is None else bar.add_task("", total=None)
        self._stop = threading.Event()
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._ending = threading.Lock()
        self._over = False
        self._stage: str | None = None
        self._last = 0.0

    def report(self, progress: Progress) -> None:
        """Show it, at most ten times a second; a change of stage is always shown."""
        now = time.monotonic()
        changed = progress.stage != self._stage
        if not changed and now - self._last < INTERVAL_S:
            return
        self._last = now
        self._session.event("progress", **_fields(progress))
        if self._bar is not None and self._task is not None:
            if changed:
                self._bar.reset(self._task, total=progress.total_bytes)
            self._bar.update(
                self._task,
                description=_title(progress),
                completed=progress.done_bytes,
                total=progress.total_bytes,
                items=progress.items,
            )
        self._stage = progress.stage

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the bar away while somebody is asked something."""
        if self._bar is None:
            yield
            return
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def answer(self) -> bytes:
        """The next line that the window writes. Raises CancelledError once someone asked to stop."""
        while not self.cancelled():
            try:
                return self._answers.get(timeout=INTERVAL_S)
            except queue.Empty:
                continue
        raise CancelledError

    def take_answer(self, line: bytes) -> None:
        """A line came from the window."""
        self._answers.put(line)

    def cancelled(self) -> bool:
        """Whether someone asked to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the job to stop."""
        self._stop.set()

    def stop_from_outside(self) -> None:
        """Ask from another thread, unless the job is over."""
        with self._ending:
            if not self._over:
                stop_this_process()  # the main thread wakes up and its time is counted

    @property
    def over(self) -> bool:
        """Whether the job has ended."""
        return self._over

    def end(self) -> None:
        """The job is over: nothing can stop it any more."""
        with self._ending:
            self._over = True


def _fields(progress: Progress) -> dict[str, Any]:
    return {
        "stage": progress.stage,
        "label": stage_label(progress.stage),
        "subject": progress.subject,
        "done_bytes": progress.done_bytes,
        "total_bytes": progress.total_bytes,
        "items": progress.items,
        "total_items": progress.total_items,
        **({} if progress.layer is None else _layer(progress.layer)),
        **({"source": progress.source, "sources": progress.sources} if progress.sources else {}),
    }


def _layer(layer: Layer) -> dict[str, str]:
    return {"layer": layer.layer_id, "layer_name": layer_name(layer)}


def _title(progress: Progress) -> str:
    title = stage_label(progress.stage)
    if progress.sources:
        done, total = current().number(progress.source), current().number(progress.sources)
        title = f"{tr('{done} of {total}', done=done, total=total)} · {title}"
    subject = progress.subject if progress.layer is None else layer_name(progress.layer)
    return with_subject(title, visible(subject))


class _Amount(ProgressColumn):
    """Bytes done, of how many where that is known, MB/s, and items."""

    def render(self, task: Task) -> Text:
        words = current()
        parts = [words.size(int(task.completed))]
        if task.total is not None:
            parts = [tr("{done} of {total}", done=parts[0], total=words.size(int(task.total)))]
        speed = task.finished_speed or task.speed
        if speed:
            parts.append(f"· {words.rate(speed)}")
        items = task.fields.get("items", 0)
        if items:
            parts.append("· " + trn("{count} item", "{count} items", items))
        return Text(" ".join(parts))


@contextmanager
def job(session: Session) -> Iterator[Job]:
    """Run a long command inside this; it restores the signal handlers and clears the bar at the end."""
    bar = None
    if not session.progress_json and sys.stderr.isatty():
        bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            _Amount(),
            TimeRemainingColumn(compact=True, elapsed_when_finished=True),
            console=Console(stderr=True),
            transient=True,
        )
    running = Job(session, bar)
    watching = threading.Thread(target=_watch_stdin, args=(running,), daemon=True)
    try:
        with _signals(running):
            if session.progress_json:
                watching.start()
            if bar is None:
                yield running
            else:
                with bar:
                    yield running
    finally:
        if watching.ident is not None and INPUT_CAN_BE_LEFT:
            watching.join()


def _watch_stdin(running: Job) -> None:
    """Until the job is over: what is written then, a passphrase say, is for whoever asks next."""
    # not through sys.stdin: a buffered reader still waiting when the interpreter ends aborts it
    rest, stdin = b"", sys.stdin.fileno()
    while not running.over:
        if not has_input(stdin, INTERVAL_S):
            continue
        data = os.read(stdin, _READ_BYTES)
        if not data:
            running.stop_from_outside()
            return
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            running.take_answer(line)


@contextmanager
def _signals(running: Job) -> Iterator[None]:
    def asked(number: int, frame: FrameType | None) -> None:
        if running.cancelled() and number == signal.SIGINT:
            raise KeyboardInterrupt
        running.stop()
        interrupt_in(GRACE_S)

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise CancelledError

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    if (alarm := ALARM) is not None:
        before[alarm] = signal.signal(alarm, interrupt)
    try:
        yield
    finally:
        running.end()
        interrupt_in(0)
        for number, handler in before.items():
            signal.signal(number, handler)

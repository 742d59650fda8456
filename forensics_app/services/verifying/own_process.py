"""Verifying in a process of its own: whatever a hostile bundle makes of it costs its own verdict alone."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, cast

from forensics_app.bundle.child_environment import child_environment
from forensics_app.errors import CancelledError
from forensics_app.model.progress import IsCancelled
from forensics_app.system.child_processes import start_child

STALLED_S = 1800.0
"""A process that says nothing for so long hangs; a healthy one reports every few seconds."""
_LOOK_EVERY_S = 0.2
_MAX_LINE = 64 << 20


@dataclass(frozen=True, slots=True)
class ChildEnding:
    """How it ended: with a `result`; with the sentence why it `failed`, of an error with `code` and `fields`;
    with no word and its `exit_code`; or, where all of them are None, it had stopped responding.
    """

    result: dict[str, Any] | None = None
    failed: str | None = None
    code: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    exit_code: int | None = None


_STALLED = ChildEnding()


def ask(
    command: Sequence[str],
    order: dict[str, Any],
    *,
    progress: Callable[[dict[str, Any]], None],
    cancelled: IsCancelled,
    stalled_s: float = STALLED_S,
) -> ChildEnding:
    """Start a process that answers by `child_process.serve`. It is gone at the end. Raises CancelledError."""
    process = start_child(
        command,
        stdin=subprocess.PIPE,  # stays open: where this process is killed, that one ends by it
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        environment=child_environment(),
    )
    given, made = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    with contextlib.suppress(BrokenPipeError):  # it ended before it read: its exit code says so
        given.write(json.dumps(order).encode("ascii") + b"\n")
        given.flush()
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    reading = threading.Thread(target=_read, args=(made, lines), daemon=True)
    reading.start()
    try:
        ending = _listen(lines, progress, cancelled, stalled_s)
        if ending == _STALLED:
            process.kill()  # it would not end by itself
        code = process.wait()
    finally:
        process.kill()
        process.wait()
        with contextlib.suppress(BrokenPipeError):
            given.close()
        reading.join()
        made.close()
    return ChildEnding(exit_code=code) if ending is None else ending


def _read(pipe: IO[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    while line := pipe.readline(_MAX_LINE):
        lines.put(line)
    lines.put(None)


def _listen(
    lines: queue.SimpleQueue[bytes | None],
    progress: Callable[[dict[str, Any]], None],
    cancelled: IsCancelled,
    stalled_s: float,
) -> ChildEnding | None:
    """None where the process ended without a word."""
    heard, ending = time.monotonic(), None
    while True:
        if cancelled():
            raise CancelledError
        try:
            line = lines.get(timeout=_LOOK_EVERY_S)
        except queue.Empty:
            if time.monotonic() - heard > stalled_s:
                return _STALLED
            continue
        if line is None:
            return ending
        heard = time.monotonic()
        try:
            said = json.loads(line)
        except ValueError:  # a library wrote there
            continue
        if not isinstance(said, dict):
            continue
        if "progress" in said:
            progress(said)
        elif "failed" in said:
            code, fields = str(said.get("code", "")), dict(said.get("fields", {}))
            ending = ChildEnding(failed=str(said["failed"]), code=code, fields=fields)
        elif "result" in said:
            ending = ChildEnding(said["result"])

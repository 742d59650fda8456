"""Starting the process that verifies an arrival, and its end, whatever that is."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, cast

from forensics_app.bundle.child_environment import child_environment
from forensics_app.errors import CancelledError
from forensics_app.i18n import tr
from forensics_app.model.progress import IsCancelled
from forensics_app.services.inbox.check_order import CheckOrder
from forensics_app.system.children import child_command

STALLED_S = 1800.0
"""A process that says nothing for so long hangs; a healthy one reports every few seconds."""
_LOOK_EVERY_S = 0.2
_MAX_LINE = 64 << 20
_WORKER = child_command("forensics_app.services.inbox.check_worker")


@dataclass(frozen=True, slots=True)
class CheckEnding:
    """`result` as the process gave it; None where it gave none, and `reason` is the sentence why. `judged`:
    the process said so itself, and would again; `code` is that of its error.
    """

    result: dict[str, Any] | None
    reason: str = ""
    judged: bool = False
    code: str = ""


def check(
    order: CheckOrder,
    *,
    progress: Callable[[dict[str, Any]], None],
    cancelled: IsCancelled,
    stalled_s: float = STALLED_S,
) -> CheckEnding:
    """Verify one arrival in a process of its own. Raises CancelledError; that process is gone then."""
    process = subprocess.Popen(
        _WORKER,
        stdin=subprocess.PIPE,  # stays open: where this process is killed, that one ends by it
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
        cwd=os.sep,
        start_new_session=True,
    )
    given, made = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    with contextlib.suppress(BrokenPipeError):  # it ended before it read: its exit code says so
        given.write(json.dumps(order.as_json()).encode("ascii") + b"\n")
        given.flush()
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    reading = threading.Thread(target=_read, args=(made, lines), daemon=True)
    reading.start()
    try:
        ending = _listen(lines, progress, cancelled, stalled_s)
        code = process.wait()
    finally:
        process.kill()
        process.wait()
        with contextlib.suppress(BrokenPipeError):
            given.close()
        reading.join()
        made.close()
    if ending is not None:
        return ending
    return CheckEnding(None, tr("The process that verified it ended with code {code}.", code=code))


def _read(pipe: IO[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    while line := pipe.readline(_MAX_LINE):
        lines.put(line)
    lines.put(None)


def _listen(
    lines: queue.SimpleQueue[bytes | None],
    progress: Callable[[dict[str, Any]], None],
    cancelled: IsCancelled,
    stalled_s: float,
) -> CheckEnding | None:
    """None where the process ended without a word."""
    heard, ending = time.monotonic(), None
    while True:
        if cancelled():
            raise CancelledError
        try:
            line = lines.get(timeout=_LOOK_EVERY_S)
        except queue.Empty:
            if time.monotonic() - heard > stalled_s:
                return CheckEnding(None, tr("The process that verified it stopped responding."))
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
            ending = CheckEnding(None, str(said["failed"]), judged=True, code=str(said.get("code", "")))
        elif "result" in said:
            ending = CheckEnding(said["result"])

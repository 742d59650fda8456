"""A process that verifies, from the inside: an order on stdin, lines of JSON on stdout, its own bounds."""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from forensics_app.errors import ForensicsError
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.progress import Progress, Report
from forensics_app.system.limits import limit_addresses

MEMORY_BYTES = 6 << 30  # of addresses, mapped files among them
_PROGRESS_EVERY_S = 1.0


def serve(check: Callable[[dict[str, Any], Report], dict[str, Any]]) -> int:
    """Answer the one order with what `check` makes of it. Exit code 0 with a result on stdout, or 1 with the
    sentence of what kept it from being checked.
    """
    limit_addresses(MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a passphrase may be in memory
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        result = check(order, _Lines())
    except ForensicsError as e:
        fields = {name: str(value) for name, value in e.fields().items()}
        _say({"failed": error_sentence(e), "code": e.code, "fields": fields})
        return 1
    _say({"result": result})
    return 0


class _Lines:
    """Progress as lines, at most one a second."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _PROGRESS_EVERY_S
            _say({"progress": progress.stage, "done": progress.done_bytes, "total": progress.total_bytes})


def _say(line: dict[str, Any]) -> None:
    """One line for the process that asked."""
    sys.stdout.buffer.write(json.dumps(line, ensure_ascii=True).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


def _end_with_parent() -> None:
    """The pipe is closed when the process that asked is gone: nobody would take what comes of this one."""
    while os.read(0, 4096):
        pass
    os._exit(1)

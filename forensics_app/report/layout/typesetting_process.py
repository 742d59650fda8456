"""Setting a page in a process of its own, which can be stopped, can run out of memory, and can crash."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from forensics_app.errors import CancelledError, TypesettingFailedError
from forensics_app.evidence.processes.environment import worker_environment
from forensics_app.model.progress import IsCancelled, never_cancelled
from forensics_app.report.layout.typesetting_worker import FAILED
from forensics_app.system.child_processes import start_child
from forensics_app.system.children import child_command

MOST_SECONDS = 120.0
_LOOK_EVERY_S = 0.1
_WORKER = child_command("forensics_app.report.layout.typesetting_worker")


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    lang: str,
    created: datetime,
    cancelled: IsCancelled = never_cancelled,
    most_seconds: float = MOST_SECONDS,
    picture: bool = False,
) -> bytes:
    """The PDF, or as `picture` the PNG of its first page, as `typesetting` makes them.

    Raises TypesettingFailedError also where the process dies or takes too long, and CancelledError.
    """
    asked = {
        "template": template,
        "data": data,
        "lang": lang,
        "created": created.isoformat(),
        "picture": picture,
    }
    try:
        # through unnamed files, since a pipe is full before a report is through
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
            given.write(json.dumps(asked).encode("ascii"))
            given.seek(0)
            code = _run(given, made, template, cancelled, most_seconds)
            made.seek(0)
            answer = made.read()
    except OSError as e:
        raise TypesettingFailedError(template=template, detail=str(e)) from e
    if code == 0:
        return answer
    detail = answer.decode("utf-8", "replace") if code == FAILED else f"exit {code}"
    raise TypesettingFailedError(template=template, detail=detail)


def _run(
    given: IO[bytes], made: IO[bytes], template: str, cancelled: IsCancelled, most_seconds: float
) -> int:
    """The exit code of the worker, whatever becomes of it."""
    process = start_child(
        _WORKER,
        stdin=given,
        stdout=made,
        stderr=subprocess.DEVNULL,
        environment=worker_environment(),
    )
    ends_at = time.monotonic() + most_seconds
    try:
        while True:
            try:
                return process.wait(_LOOK_EVERY_S)
            except subprocess.TimeoutExpired:
                if cancelled():
                    raise CancelledError from None
                if time.monotonic() > ends_at:
                    raise TypesettingFailedError(template=template, detail="timeout") from None
    finally:
        process.kill()
        process.wait()

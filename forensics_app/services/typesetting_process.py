"""Setting a page in a process of its own, which can be stopped, can run out of memory, and can crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forensics_app.errors import CancelledError, TypesettingFailedError
from forensics_app.evidence.worker_process import worker_environment
from forensics_app.model.progress import IsCancelled, never_cancelled
from forensics_app.services.typesetting_worker import FAILED

MOST_SECONDS = 120.0
_LOOK_EVERY_S = 0.2
_WORKER = (sys.executable, "-m", "forensics_app.services.typesetting_worker")


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    lang: str,
    created: datetime,
    cancelled: IsCancelled = never_cancelled,
    most_seconds: float = MOST_SECONDS,
) -> bytes:
    """The PDF, as `report.typesetting.render_pdf` makes it.

    Raises TypesettingFailedError also where the process dies or takes too long, and CancelledError.
    """
    asked = {"template": template, "data": data, "lang": lang, "created": created.isoformat()}
    try:
        process = subprocess.Popen(
            _WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=worker_environment(),
            cwd=os.sep,
            start_new_session=True,
        )
    except OSError as e:
        raise TypesettingFailedError(template=template, detail=str(e)) from e
    ends_at = time.monotonic() + most_seconds
    given: bytes | None = json.dumps(asked).encode("ascii")
    with process:
        try:
            while True:
                try:
                    made, _ = process.communicate(given, timeout=_LOOK_EVERY_S)
                    break
                except subprocess.TimeoutExpired:
                    given = None  # it is being sent; asking again goes on with it
                if cancelled():
                    raise CancelledError
                if time.monotonic() > ends_at:
                    raise TypesettingFailedError(template=template, detail="timeout")
        finally:
            process.kill()
    if process.returncode == 0:
        return made
    detail = made.decode("utf-8", "replace") if process.returncode == FAILED else f"exit {process.returncode}"
    raise TypesettingFailedError(template=template, detail=detail)

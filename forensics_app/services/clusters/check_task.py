"""What a worker of a cluster runs for one bundle: a process of its own verifies it, and is watched.

It keeps nothing that a later answer depends on.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from forensics_app.evidence.cluster.program import reading_program, versions_of
from forensics_app.evidence.cluster.refused_task import unless_refused
from forensics_app.evidence.cluster.this_task import ThisTask, this_task
from forensics_app.evidence.cluster.work import Answered, Lost, Outcome
from forensics_app.evidence.cluster.work import encode as encode_outcome
from forensics_app.model.findings import Verdict
from forensics_app.services.clusters.check_work import (
    ENDED,
    FAILED,
    STALLED,
    CheckWork,
    check_seen,
    decode_work,
    request_to_json,
)
from forensics_app.services.verifying.own_process import ChildEnding, ask
from forensics_app.system.children import child_command

_CHILD = child_command("forensics_app.services.clusters.check_child")
_LIBRARIES = ("asn1crypto", "certvalidator", "cryptography", "pycryptodome")
_MOST_READINGS = 4
_CERTAIN = (Verdict.VERIFIED.value, Verdict.UNCONFIRMED.value)


@cache
def verifying_program() -> dict[str, str]:
    """Name to version of all that a verdict depends on; one that is not there has the version `-`."""
    return reading_program() | versions_of(_LIBRARIES)


_here = verifying_program()  # of the files that are loaded, not of those that an upgrade puts there


def answer(work: bytes) -> bytes:
    """An encoded Outcome to an encoded CheckWork."""
    asked, task = decode_work(work), this_task()
    return encode_outcome(unless_refused(task, asked.program, _here, lambda: _answered(asked, task)))


def _answered(work: CheckWork, task: ThisTask) -> Outcome:
    """Raises NotSeenError."""
    ending = _agreed(work, task)
    if ending.result is not None:
        frame = json.dumps(ending.result["report"], ensure_ascii=True).encode("ascii")
        return Answered(task.worker, (frame,))
    if ending.failed is not None:
        return Lost(task.worker, (), FAILED, ending.failed)
    if ending.exit_code is None:
        return Lost(task.worker, (), STALLED, "")
    return Lost(task.worker, (), ENDED, str(ending.exit_code))


def _agreed(work: CheckWork, task: ThisTask) -> ChildEnding:
    """A share that goes away for a moment is no altered bundle: whatever is wrong counts once the bundle is
    seen to be there and another process has found the same. Raises NotSeenError.
    """
    before: ChildEnding | None = None
    for _ in range(_MOST_READINGS):
        check_seen(work.path, work.seen)
        ending = _verified(work, task)
        check_seen(work.path, work.seen)
        certain = ending.result is not None and ending.result["verdict"] in _CERTAIN
        if certain or ending == before or not task.wanted():
            break
        before = ending
    return ending


def _verified(work: CheckWork, task: ThisTask) -> ChildEnding:
    order: dict[str, Any] = {"path": work.path.hex(), "request": request_to_json(work.request)}
    return ask(_CHILD, order, progress=lambda _: None, cancelled=lambda: not task.wanted())

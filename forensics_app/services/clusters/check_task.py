"""What a worker of a cluster runs for one bundle: a process of its own verifies it, and is watched.

It keeps nothing that a later answer depends on.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import metadata
from typing import Any

from forensics_app.evidence.cluster.program import first_difference, reading_program
from forensics_app.evidence.cluster.seen_files import NotSeenError, SeenOtherwiseError
from forensics_app.evidence.cluster.this_task import ThisTask, this_task
from forensics_app.evidence.cluster.work import Answered, Lost, Outcome, Refused
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
    found = dict(reading_program())
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "-"
    return found


_here = verifying_program()  # of the files that are loaded, not of those that an upgrade puts there


def answer(work: bytes) -> bytes:
    """An encoded Outcome to an encoded CheckWork."""
    return encode_outcome(_outcome(decode_work(work), this_task()))


def _outcome(work: CheckWork, task: ThisTask) -> Outcome:
    difference = first_difference(work.program, _here)
    if difference is not None:
        return Refused(task.worker, task.address, "program", difference)
    try:
        ending = _agreed(work, task)
    except SeenOtherwiseError as e:
        return Refused(task.worker, task.address, "differs", e.detail)
    except NotSeenError as e:
        return Refused(task.worker, task.address, "unseen", e.detail)
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

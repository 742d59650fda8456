"""Having an arrival verified by a process of its own, and that process's end, whatever that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forensics_app.i18n import tr
from forensics_app.model.progress import IsCancelled
from forensics_app.services.inbox.check_order import CheckOrder
from forensics_app.services.verifying.own_process import STALLED_S, ask
from forensics_app.system.children import child_command

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
    ending = ask(_WORKER, order.as_json(), progress=progress, cancelled=cancelled, stalled_s=stalled_s)
    if ending.result is not None:
        return CheckEnding(ending.result)
    if ending.failed is not None:
        return CheckEnding(None, ending.failed, judged=True, code=ending.code)
    if ending.exit_code is None:
        return CheckEnding(None, tr("The process that verified it stopped responding."))
    code = ending.exit_code
    return CheckEnding(None, tr("The process that verified it ended with code {code}.", code=code))

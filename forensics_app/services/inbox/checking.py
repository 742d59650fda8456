"""Having an arrival verified by a process of its own, and that process's end, whatever that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from forensics_app.i18n import N_, Translator, current
from forensics_app.i18n.sentences import code_sentence
from forensics_app.i18n.translator import in_every_language
from forensics_app.model.progress import IsCancelled
from forensics_app.services.inbox.check_order import CheckOrder
from forensics_app.services.verifying.own_process import STALLED_S, ask
from forensics_app.system.children import child_command

_ENDED = N_("The process that verified it ended with code {code}.")
_SILENT = N_("The process that verified it stopped responding.")
_WORKER = child_command("forensics_app.services.inbox.check_worker")


@dataclass(frozen=True, slots=True)
class CheckEnding:
    """`result` as the process gave it; None where it gave none, and `reason` is the sentence why, `sentences`
    the same by language. `judged`: the process said so itself, and would again; `code` is that of its error.
    """

    result: dict[str, Any] | None
    reason: str = ""
    judged: bool = False
    code: str = ""
    sentences: dict[str, str] = field(default_factory=dict)


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
        error, fields = ending.code, ending.fields
        said = in_every_language(lambda words: code_sentence(error, fields, words)) if error else {}
        return CheckEnding(None, ending.failed, judged=True, code=error, sentences=said)
    if ending.exit_code is None:
        return _without_result(lambda words: words.text(_SILENT))
    code = ending.exit_code
    return _without_result(lambda words: words.text(_ENDED, code=code))


def _without_result(sentence: Callable[[Translator], str]) -> CheckEnding:
    return CheckEnding(None, sentence(current()), sentences=in_every_language(sentence))

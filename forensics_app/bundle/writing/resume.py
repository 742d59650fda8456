"""What a killed sealing left that can be used: payload files that stand in the unfinished ZIP, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from forensics_app.bundle.writing.bag import PayloadFile
from forensics_app.bundle.writing.journal import Step, payload_file, stands


@dataclass(frozen=True, slots=True)
class Finished:
    """One item that needs no second reading: `file` stands in the ZIP, or None where `step` says why not.

    `step_bytes` is how long its line in the journal is.
    """

    item: str
    step: Step
    file: PayloadFile | None
    step_bytes: int


def finished_items(
    steps: Sequence[tuple[Step, int]], archive: BinaryIO, name: str, tick: Callable[[int], None]
) -> deque[Finished]:
    """The items of the journal's steps that the unfinished ZIP bears out, up to the first that it doesn't.

    `tick` is called with the bytes read since the last call, and may raise to stop.
    """
    found: deque[Finished] = deque()
    at = before = 0
    for step, journal_bytes in steps:
        step_bytes, before = journal_bytes - before, journal_bytes
        if step.kind not in ("kept", "omitted"):
            if step.kind == "begun":
                continue
            break
        file = None
        try:
            item = str(step.values["item"])
            if step.kind == "kept":
                file = payload_file(step.values)
        except (KeyError, ValueError, TypeError):
            break
        if file is not None:
            end = stands(archive, name, at, file, tick)
            if end is None:
                break
            at = end
        found.append(Finished(item, step, file, step_bytes))
    return found

"""What answers requests about one source, as its pools see it: a process of this computer, or a cluster's."""

from __future__ import annotations

import queue
from typing import Protocol, TypeAlias

from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.processes.slots import SlotMemory
from forensics_app.evidence.protocol.messages import Answer, Request


class WorkerLost(Exception):
    """A worker fell silent or died. `code` for the ledger, `detail` technical."""

    def __init__(self, code: OmissionCode, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class Watch(Protocol):
    """How long a worker may go without an answer."""

    def heard(self, answer: Answer) -> None:
        """Something came."""
        ...

    def waited(self, seconds: float) -> str | None:
        """Add time without an answer; the reason to give up once there is one."""
        ...


class ReadingWorker(Protocol):
    """It answers in the order in which it was asked; frames go into a queue, None as the last one."""

    patience: Watch
    ended: bool
    slots: SlotMemory | None

    def send(self, request: Request) -> None:
        """Give it something to do. Never blocks; a lost worker shows when its answer is awaited."""
        ...

    def answer_into(self, inbox: Frames) -> None:
        """From now on; only of a worker that has answered everything it was asked."""
        ...

    def lost(self, why_silent: str | None) -> WorkerLost:
        """End it and say how it was lost: `why_silent`, or by itself."""
        ...

    def end(self) -> None:
        """End it without waiting; `close` then waits until it is gone."""
        ...

    def close(self) -> None:
        """End it and let go of everything."""
        ...


Frames: TypeAlias = "queue.Queue[tuple[ReadingWorker, bytes | None]]"
"""Where answers go, each with the worker that gave it."""

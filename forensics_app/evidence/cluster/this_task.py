"""On a worker of a cluster: who it is, and whether somebody still waits for the task at work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from distributed import get_worker


class ThisTask(NamedTuple):
    """The worker's name, where the scheduler reaches it, and whether the task is still wanted."""

    worker: str
    address: str
    wanted: Callable[[], bool]


def this_task() -> ThisTask:
    """Of the thread that calls. `wanted` may be asked in any thread: False once the scheduler has taken the
    task back, or nobody waits for it any more.
    """
    worker = get_worker()
    key = worker.active_threads[threading.get_ident()]

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state in ("executing", "long-running")

    return ThisTask(str(worker.name), worker.address, wanted)

"""Results of what was handed in to a cluster, waited for with progress."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Generic, TypeVar

from forensics_app.errors import CancelledError
from forensics_app.evidence.cluster.remote_worker import Result
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.clusters.connecting import ReadingCluster

_LOOK_S = 0.2
_K = TypeVar("_K")


class Results(Generic[_K]):
    """Each with the key that its work was handed in with. They come in any thread."""

    def __init__(self, cluster: ReadingCluster, report: Report, cancelled: IsCancelled) -> None:
        self._cluster = cluster
        self._report = report
        self._cancelled = cancelled
        self._came: queue.SimpleQueue[tuple[_K, Result]] = queue.SimpleQueue()

    def taker(self, key: _K) -> Callable[[Result], None]:
        """What takes one."""
        return lambda result: self._came.put((key, result))

    def next(self, stage: str, done: int, total: int) -> tuple[_K, Result]:
        """The next one. Until then progress has this stage, or says what of the cluster is missing.

        Raises CancelledError.
        """
        while True:
            if self._cancelled():
                raise CancelledError
            waits_for = self._cluster.waits_for
            told = stage if waits_for is None else f"cluster-{waits_for}"
            self._report(Progress(told, items=done, total_items=total))
            try:
                return self._came.get(timeout=_LOOK_S)
            except queue.Empty:
                continue

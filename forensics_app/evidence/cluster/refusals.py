"""Workers of a cluster that refused to read a source, and for how long they are not asked about it again."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterable

from forensics_app.evidence.cluster.work import Refused
from forensics_app.model.choices.cluster import RefusalReason, RefusedWorker

_AWAY_S = 2.0


class Refusals:
    """By the address of a worker and the source. Used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[tuple[bytes, str], tuple[Refused, float]] = {}
        self._answered: set[bytes] = set()
        self._told: dict[tuple[str, str, str], RefusedWorker] = {}

    @property
    def told(self) -> tuple[RefusedWorker, ...]:
        """Every worker that refused for good, with its reason, once."""
        with self._lock:
            return tuple(self._told.values())

    def has_answered(self, evidence: bytes) -> None:
        """Some worker has read of it: where it isn't seen later, that may pass."""
        with self._lock:
            self._answered.add(evidence)

    def add(self, evidence: bytes, refused: Refused, now: float) -> None:
        """A worker refused, at `now` in seconds."""
        reason = RefusalReason(refused.reason)
        seen_here = os.path.exists(evidence)  # noqa: PTH110 - names are bytes; where not, the share is away
        with self._lock:
            passing = reason is RefusalReason.UNSEEN and (evidence in self._answered or not seen_here)
            self._of[evidence, refused.address] = refused, now + _AWAY_S if passing else math.inf
            if not passing:
                told = RefusedWorker(refused.worker, refused.address, reason, refused.detail)
                self._told.setdefault((told.worker, told.reason, told.detail), told)

    def allowed(self, evidence: bytes, workers: Iterable[str], now: float) -> frozenset[str] | None:
        """Of these workers, who may be asked about a source; None for anybody at all."""
        with self._lock:
            refused = {
                address
                for (its_evidence, address), (_, until) in self._of.items()
                if its_evidence == evidence and until > now
            }
        known = frozenset(workers)
        return known - refused if refused & known else None

    def for_good(self, evidence: bytes, workers: Iterable[str]) -> bool:
        """Whether each of these workers refused, and none of them only for a while."""
        with self._lock:
            found = [self._of.get((evidence, address)) for address in workers]
        return bool(found) and all(one is not None and math.isinf(one[1]) for one in found)

    def sentence(self, evidence: bytes, workers: Iterable[str]) -> str:
        """Each worker with what it said."""
        with self._lock:
            found = [self._of[evidence, address][0] for address in workers if (evidence, address) in self._of]
        return "; ".join(f"{one.worker} ({one.address}): {one.reason}, {one.detail}" for one in found)

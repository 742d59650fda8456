"""A Dask scheduler and its workers: tasks handed in, their results brought back, whatever becomes of either.

The scheduler keeps nothing over a restart and workers come and go. So everything that was not answered is
known here, and handed in again: after the connection was lost, after a worker refused, after those that a
task was meant for have gone. One thread looks after that; results are fetched in a few others.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from distributed import Client, Future, KilledWorker, Security

from forensics_app.errors import ClusterRefusedError, ClusterUnreachableError
from forensics_app.evidence.cluster.address import TlsFiles
from forensics_app.evidence.cluster.program import reading_program
from forensics_app.evidence.cluster.refusals import Refusals
from forensics_app.evidence.cluster.remote_worker import Result, WorkersDied
from forensics_app.evidence.cluster.task import answer
from forensics_app.evidence.cluster.work import Refused, decode_outcome
from forensics_app.evidence.protocol.messages import Failed
from forensics_app.model.choices.cluster import RefusedWorker

_CONNECT_S = 10.0
_RECONNECT_S = 3.0
_LOOK_S = 1.0
_FETCHERS = 4
_SILENT = logging.CRITICAL + 1


@dataclass(eq=False, slots=True)
class _Job:
    """Work until its result was delivered. `future` is None while it waits to be handed in; `deaths` are
    rounds of the scheduler's own counting after which it gave the task up."""

    work: bytes
    digest: str
    evidence: bytes
    deliver: Callable[[Result], None]
    priority: int
    rounds_to_die: int
    task: Callable[[bytes], bytes]
    take_back: Callable[[], None] = field(init=False)
    future: Future[Any] | None = None
    rounds: int = 0
    deaths: int = 0
    meant_for: frozenset[str] | None = None
    not_before: float = 0.0


class DaskCluster:
    """Connected on entering the `with` block, let go on leaving it."""

    def __init__(self, address: str, tls: TlsFiles | None) -> None:
        self.address = address
        self.waits_for: str | None = None
        self.program = reading_program()
        self._tls = tls
        self._client: Client | None = None
        self._lock = threading.Lock()
        self._jobs: set[_Job] = set()
        self._refusals = Refusals()
        self._workers: dict[str, int] = {}
        self._fetch = ThreadPoolExecutor(_FETCHERS, thread_name_prefix="cluster-results")
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._look_after, name="cluster", daemon=True)

    def __enter__(self) -> Self:
        """Raises ClusterUnreachableError."""
        for name in (*logging.root.manager.loggerDict, "distributed", "tornado"):
            if name.split(".")[0] in ("distributed", "tornado", "asyncio"):
                logging.getLogger(name).setLevel(_SILENT)  # what goes wrong there is handled here
        try:
            self._client = self._connect(_CONNECT_S)
        except (OSError, ValueError, RuntimeError) as e:
            detail = str(e).splitlines()[0] if str(e) else type(e).__name__
            raise ClusterUnreachableError(address=self.address, detail=detail) from e
        self._see_workers()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._wake.set()
        self._thread.join()
        self._fetch.shutdown(wait=False, cancel_futures=True)
        self._let_go()

    @property
    def threads(self) -> int:
        """How many tasks its workers do at a time, as far as is known."""
        return max(1, sum(self._workers.values()))

    @property
    def refused(self) -> tuple[RefusedWorker, ...]:
        """Workers that were not let read, each once."""
        return self._refusals.told

    def hand_in(
        self,
        work: bytes,
        evidence: bytes,
        deliver: Callable[[Result], None],
        *,
        priority: int,
        rounds: int,
        task: Callable[[bytes], bytes] = answer,
    ) -> _Job:
        """As `remote_worker.Cluster`. `task` is what does the work on a worker, of which it knows the module;
        its answer is an encoded Outcome."""
        job = _Job(work, hashlib.sha256(work).hexdigest()[:32], evidence, deliver, priority, rounds, task)
        job.take_back = lambda: self._forget(job)
        with self._lock:
            self._jobs.add(job)
        self._wake.set()
        return job

    # --- the connection ----------------------------------------------------------------------------------

    def _connect(self, timeout_s: float) -> Client:
        tls = self._tls
        security = (
            Security(require_encryption=False)
            if tls is None
            else Security(
                require_encryption=True,
                tls_ca_file=tls.authority,
                tls_client_cert=tls.certificate,
                tls_client_key=tls.key,
            )
        )
        return Client(self.address, security=security, timeout=timeout_s, set_as_default=False)

    def _let_go(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError, RuntimeError, TimeoutError):
                client.close(timeout=_RECONNECT_S)

    def _is_connected(self) -> bool:
        return self._client is not None and self._client.status == "running"

    def _see_workers(self) -> None:
        client = self._client
        if client is None:
            return
        with suppress(OSError, RuntimeError, TimeoutError, AttributeError):
            found = client.scheduler_info().get("workers", {})
            self._workers = {address: int(facts.get("nthreads", 1)) for address, facts in found.items()}

    # --- looking after what was handed in --------------------------------------------------------------

    def _look_after(self) -> None:
        looked = 0.0
        while not self._closing:
            self._wake.wait(_LOOK_S)
            self._wake.clear()
            if not self._is_connected():
                self._begin_again()
                continue
            now = time.monotonic()
            if now - looked >= _LOOK_S:
                self._see_workers()
                self._call_back_what_nobody_can_do()
                looked = now
            self._hand_in_waiting(now)

    def _begin_again(self) -> None:
        """Connect anew; everything unanswered is handed in once that is done."""
        self.waits_for = "scheduler"
        self._let_go()
        with self._lock:
            for job in self._jobs:
                job.future = None
        while not self._closing:
            try:
                self._client = self._connect(_RECONNECT_S)
            except (OSError, ValueError, RuntimeError):
                self._wake.wait(_LOOK_S)
                self._wake.clear()
                continue
            self._wake.set()
            return

    def _call_back_what_nobody_can_do(self) -> None:
        """A task for certain workers stays with the scheduler for ever when they have all gone."""
        with self._lock:
            for job in self._jobs:
                if job.future is not None and job.meant_for and not job.meant_for & self._workers.keys():
                    job.future.cancel()
                    job.future = None

    def _hand_in_waiting(self, now: float) -> None:
        with self._lock:
            waiting = [job for job in self._jobs if job.future is None]
            waiting.sort(key=lambda job: -job.priority)
            suspect_is_out = any(job.deaths and job.future is not None for job in self._jobs)
        self.waits_for = None if self._workers else "workers"
        for job in waiting:
            allowed = self._refusals.allowed(job.evidence, self._workers, now)
            if allowed == frozenset() and self._refusals.for_good(job.evidence, self._workers):
                self._answer(job, self._nobody_may(job))
            elif allowed == frozenset():
                self.waits_for = "evidence"
            elif not job.deaths:
                self._submit(job, allowed)
            elif not suspect_is_out:  # with a worker dies what waits there, too: one suspect at a time
                suspect_is_out = True
                self._submit(job, allowed)

    def _submit(self, job: _Job, allowed: frozenset[str] | None) -> None:
        client = self._client
        if client is None:
            return
        job.rounds += 1
        job.meant_for = allowed
        try:
            future = client.submit(
                job.task,
                job.work,
                key=f"sealwright-{job.digest}-{job.rounds}",
                pure=False,
                workers=None if allowed is None else sorted(allowed),
                priority=job.priority,
            )
        except (OSError, RuntimeError, ValueError, CancelledError):
            return  # the connection is gone, which shows at the next look
        with self._lock:
            job.future = future
        future.add_done_callback(lambda done: self._done(job, done))

    # --- results -----------------------------------------------------------------------------------------

    def _done(self, job: _Job, future: Future[Any]) -> None:
        with suppress(RuntimeError):  # nobody waits any more
            self._fetch.submit(self._take, job, future)

    def _take(self, job: _Job, future: Any) -> None:
        if not self._is_awaited(job, future):
            return
        try:
            result = future.result()
        except KilledWorker as e:
            self._died(job, future, e.allowed_failures + 1)
            return
        except (CancelledError, OSError, TimeoutError):  # the scheduler was lost, or took it back
            self._again(job, future)
            return
        except (ImportError, AttributeError, RuntimeError, TypeError, ValueError) as e:
            self._answer(job, self._failed(f"{type(e).__name__}: {e}"))
            return
        outcome = decode_outcome(result)
        if isinstance(outcome, Refused):
            self._refusals.add(job.evidence, outcome, time.monotonic())
            self._again(job, future)
            return
        self._refusals.has_answered(job.evidence)
        self._answer(job, result)

    def _is_awaited(self, job: _Job, future: Any) -> bool:
        return job.future is future and job in self._jobs

    def _died(self, job: _Job, future: Future[Any], workers: int) -> None:
        job.deaths += 1
        if job.deaths < job.rounds_to_die:
            self._again(job, future)
        else:
            self._answer(job, WorkersDied(workers * job.deaths))

    def _again(self, job: _Job, future: Future[Any] | None) -> None:
        with self._lock:
            if job.future is future:
                job.future = None
        self._wake.set()

    def _answer(self, job: _Job, result: Result) -> None:
        """Deliver once: a job that is known no more has its result, or is of no use."""
        with self._lock:
            if job not in self._jobs:
                return
            self._jobs.remove(job)
            job.future = None
        if job.deaths:
            self._wake.set()  # for the next suspect
        job.deliver(result)

    def _forget(self, job: _Job) -> None:
        with self._lock:
            self._jobs.discard(job)
            future, job.future = job.future, None
        if future is not None and self._is_connected():
            with suppress(OSError, RuntimeError, CancelledError):
                future.cancel()

    def _nobody_may(self, job: _Job) -> Failed:
        return self._failed(self._refusals.sentence(job.evidence, self._workers))

    def _failed(self, workers: str) -> Failed:
        return Failed(ClusterRefusedError.code, {"address": self.address, "workers": workers})

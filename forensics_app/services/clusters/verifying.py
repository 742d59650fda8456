"""Verifying many bundles on the workers of a cluster: the same report on each as from this computer."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from forensics_app.errors import CancelledError
from forensics_app.evidence.cluster.remote_worker import Handed, Result, WorkersDied
from forensics_app.evidence.cluster.seen_files import NotSeenError
from forensics_app.evidence.cluster.work import Answered, Lost, decode_outcome
from forensics_app.evidence.protocol.errors_by_code import error_of
from forensics_app.evidence.protocol.messages import Failed
from forensics_app.i18n import tr, trn
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.findings import VerificationReport
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.clusters.check_work import (
    FAILED,
    STALLED,
    CheckRequest,
    CheckWork,
    encode,
    report_from_json,
    see,
)
from forensics_app.services.clusters.connecting import ReadingCluster
from forensics_app.verify.facts import unchecked

_LOOK_S = 0.2
_ROUNDS = 2  # of the scheduler's counting of dead workers; in the second a bundle is alone under suspicion


def verify_on(
    cluster: ReadingCluster,
    paths: Sequence[Path],
    request: CheckRequest,
    *,
    here: Callable[[Path], VerificationReport],
    report: Report,
    cancelled: IsCancelled,
) -> list[VerificationReport]:
    """A report on each path, in their order. One that could not be checked, since workers died of it or none
    of them may, has the fatal finding `check-failed` with the reason, and the others are not affected.

    `here` checks what this computer itself can't look at, and says so. Raises CancelledError, and what `here`
    raises.
    """
    # needs the extra `cluster`, which few have
    from forensics_app.services.clusters.check_task import answer, verifying_program

    run = _Run(len(paths))
    program = verifying_program()
    handed: list[Handed] = []
    try:
        for place, path in enumerate(paths):
            absolute = os.fsencode(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
            try:
                work = CheckWork(program, absolute, see(absolute), request)
            except NotSeenError:
                run.found[place] = here(path)
                continue
            handed.append(
                cluster.hand_in(
                    encode(work),
                    absolute,
                    run.taker(place),
                    priority=0,
                    rounds=_ROUNDS,
                    task=answer,
                )
            )
        _wait(run, cluster, report, cancelled)
    except BaseException:
        for one in handed:
            one.take_back()
        raise
    return [
        run.found[place] if place in run.found else _report(path, run.results[place], request)
        for place, path in enumerate(paths)
    ]


@dataclass(slots=True)
class _Run:
    """What came so far, by the place in the batch. Results come in any thread."""

    total: int
    found: dict[int, VerificationReport] = field(default_factory=dict)
    results: dict[int, Result] = field(default_factory=dict)
    came: threading.Event = field(default_factory=threading.Event)

    def taker(self, place: int) -> Callable[[Result], None]:
        def take(result: Result) -> None:
            self.results[place] = result
            self.came.set()

        return take

    @property
    def done(self) -> int:
        return len(self.found) + len(self.results)


def _wait(run: _Run, cluster: ReadingCluster, report: Report, cancelled: IsCancelled) -> None:
    while run.done < run.total:
        run.came.wait(_LOOK_S)
        run.came.clear()
        if cancelled():
            raise CancelledError
        waits_for = cluster.waits_for
        stage = "verify" if waits_for is None else f"cluster-{waits_for}"
        report(Progress(stage, items=run.done, total_items=run.total))


def _report(path: Path, result: Result, request: CheckRequest) -> VerificationReport:
    if isinstance(result, Failed):
        return unchecked(path, error_sentence(error_of(result, str(path))), request.now)
    if isinstance(result, WorkersDied):
        reason = trn(
            "{count} worker of the cluster ended while it verified this.",
            "{count} workers of the cluster ended while they verified this.",
            result.workers,
        )
        return unchecked(path, reason, request.now)
    outcome = decode_outcome(result)
    if isinstance(outcome, Lost):
        return unchecked(path, _why(outcome), request.now)
    try:
        frames = outcome.frames if isinstance(outcome, Answered) else ()
        return _as_here(path, report_from_json(json.loads(frames[0])))
    except (ValueError, IndexError) as e:  # no worker of ours answers so
        return unchecked(path, f"{type(e).__name__}: {e}", request.now)


def _why(lost: Lost) -> str:
    if lost.code == FAILED:
        return lost.detail
    if lost.code == STALLED:
        return tr("The process that verified it stopped responding.")
    return tr("The process that verified it ended with code {code}.", code=lost.detail)


def _as_here(path: Path, found: VerificationReport) -> VerificationReport:
    """The report with the path as the user gave it."""
    far, shown = found.bundle.path, str(path)
    findings = tuple(replace(f, subject=shown) if f.subject == far else f for f in found.findings)
    return replace(found, bundle=replace(found.bundle, path=shown), findings=findings)

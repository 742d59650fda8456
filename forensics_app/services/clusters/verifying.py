"""Verifying many bundles on the workers of a cluster: the same report on each as from this computer."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from forensics_app.evidence.cluster.remote_worker import Handed, Result, WorkersDied
from forensics_app.evidence.cluster.seen_files import NotSeenError
from forensics_app.evidence.cluster.work import Answered, Lost, decode_outcome
from forensics_app.evidence.protocol.errors_by_code import error_of
from forensics_app.evidence.protocol.messages import Failed
from forensics_app.i18n import tr, trn
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.findings import VerificationReport
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.services.clusters.check_work import (
    FAILED,
    STALLED,
    CheckRequest,
    CheckWork,
    encode,
    see,
)
from forensics_app.services.clusters.connecting import ReadingCluster
from forensics_app.services.clusters.results import Results
from forensics_app.services.verifying.report_values import report_from_json
from forensics_app.system.status import change_marks
from forensics_app.verify.facts import unchecked

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

    results: Results[int] = Results(cluster, report, cancelled)
    program = verifying_program()
    found: dict[int, VerificationReport] = {}
    marks: dict[int, tuple[int, ...]] = {}
    handed: list[Handed] = []
    try:
        for place, path in enumerate(paths):
            absolute = os.fsencode(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
            try:
                marks[place] = change_marks(os.stat(absolute))  # noqa: PTH116 - names are bytes
                work = CheckWork(program, absolute, see(absolute), request)
            except (NotSeenError, OSError):
                found[place] = here(path)
                continue
            handed.append(
                cluster.hand_in(
                    encode(work),
                    absolute,
                    results.taker(place),
                    priority=0,
                    rounds=_ROUNDS,
                    task=answer,
                )
            )
        while len(found) < len(paths):
            place, result = results.next("verify", len(found), len(paths))
            found[place] = _report(paths[place], result, request, marks[place])
    except BaseException:
        for one in handed:
            one.take_back()
        raise
    return [found[place] for place in range(len(paths))]


def _report(path: Path, result: Result, request: CheckRequest, marks: tuple[int, ...]) -> VerificationReport:
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
        return _as_here(path, report_from_json(json.loads(frames[0])), marks)
    except (ValueError, IndexError) as e:  # no worker of ours answers so
        return unchecked(path, f"{type(e).__name__}: {e}", request.now)


def _why(lost: Lost) -> str:
    if lost.code == FAILED:
        return lost.detail
    if lost.code == STALLED:
        return tr("The process that verified it stopped responding.")
    return tr("The process that verified it ended with code {code}.", code=lost.detail)


def _as_here(path: Path, found: VerificationReport, marks: tuple[int, ...]) -> VerificationReport:
    """The report with the path as the user gave it, and the marks that its file has on this computer: the
    worker saw the same size, time and first bytes, but numbers of files and devices are each computer's own.
    """
    far, shown = found.bundle.path, str(path)
    findings = tuple(replace(f, subject=shown) if f.subject == far else f for f in found.findings)
    file = None if found.bundle.file is None else replace(found.bundle.file, marks=marks)
    return replace(found, bundle=replace(found.bundle, path=shown, file=file), findings=findings)

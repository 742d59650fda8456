"""Drills for somebody who has no bundle yet: the demo is run, and its bundle is what they are made of."""

from __future__ import annotations

from pathlib import Path

from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.trust import run_entries
from forensics_app.services.demo import run_demo
from forensics_app.services.training.drills import DrillsMade, make_drill_folder

_DEMO, _DRILLS = "demo", "drills"


def make_practice(
    folder: Path,
    *,
    count: int,
    seed: str,
    level: int,
    trainer: str,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> DrillsMade:
    """The demo in `folder/demo`, drills on its bundle in `folder/drills`.

    Raises what `run_demo` and `make_drill_folder` raise.
    """
    made = run_demo(folder / _DEMO, clock=clock, report=report, cancelled=cancelled)
    trust = TrustStore(run_entries(made.trust, role=TrustRole.SEAL, now=clock.now()))
    return make_drill_folder(
        made.bundle.path,
        folder / _DRILLS,
        count=count,
        seed=seed,
        level=level,
        trust=trust,
        trainer=trainer,
        clock=clock,
        report=report,
        cancelled=cancelled,
    )

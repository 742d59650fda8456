"""Verify the bundle of a drill, with the certificates that count in its class set."""

from __future__ import annotations

from forensics_app.services.training.solving import Asked
from ui.workbench.workbench import Workbench


def verify_drill(bench: Workbench, asked: Asked) -> None:
    """Go to the verdict on a drill; the panel beside it asks about the same one."""
    bundle, trust = bench.training.bundle_of(asked), bench.training.drill_trust()
    if bundle is not None and trust is not None:
        bench.check.drill_trust = trust
        bench.training.go_to_task(asked.task.task_id)
        bench.check_and_show(bundle)

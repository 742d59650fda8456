"""Workers of a cluster that were not used: which, why, and what to do."""

from __future__ import annotations

from forensics_app.i18n.translator import N_, tr
from forensics_app.model.choices.cluster import RefusalReason, RefusedWorker
from forensics_app.model.names import visible

_REFUSALS = {
    RefusalReason.PROGRAM: N_(
        "The cluster's worker {worker} ({address}) was not used: it runs another version of what reads "
        "evidence (there / here: {detail}). Install the same version on it."
    ),
    RefusalReason.UNSEEN: N_(
        "The cluster's worker {worker} ({address}) was not used: it can't see the evidence ({detail}). Mount "
        "the share there under the same path."
    ),
    RefusalReason.DIFFERS: N_(
        "The cluster's worker {worker} ({address}) was not used: it sees another version of the evidence "
        "(there / here: {detail}). Check which share is mounted there."
    ),
}


def refusal_sentence(worker: RefusedWorker) -> str:
    """Which worker was not used, why, and what to do."""
    return tr(
        _REFUSALS[worker.reason],
        worker=visible(worker.worker),
        address=visible(worker.address),
        detail=visible(worker.detail),
    )

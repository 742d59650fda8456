"""What the commands state as JSON of workers of a cluster that were not used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forensics_app.i18n.refusals.workers import refusal_sentence
from forensics_app.model.choices.cluster import RefusedWorker


def refused_fields(refused: Sequence[RefusedWorker]) -> dict[str, Any]:
    """What a command's result has of them as JSON; nothing where there are none."""
    if not refused:
        return {}
    return {
        "refused_workers": [
            {
                "worker": one.worker,
                "address": one.address,
                "reason": one.reason.value,
                "detail": one.detail,
                "sentence": refusal_sentence(one),
            }
            for one in refused
        ]
    }

"""What a check that ended leaves in the register of checked bundles."""

from __future__ import annotations

import json
from pathlib import Path

from forensics_app.services.verifying.register import (
    CheckedBundle,
    checked_bundle,
    is_registered,
    note,
    registered,
)
from ui.settings.settings import Settings
from ui.workbench.bundle_check import BundleCheck

_KEY = "verify/checked"


def note_checked(check: BundleCheck) -> None:
    """Each bundle of the check that the register keeps. Raises OutputNotWritableError."""
    path = check.path
    if path is None:
        return
    several = len(check.reports) > 1
    found = [
        checked_bundle(report, Path(report.bundle.path) if several else path)
        for report in check.reports
        if is_registered(report)
    ]
    if found:
        note(found)


def take_over(settings: Settings) -> None:
    """Earlier versions kept the register in the window's settings."""
    try:
        found = json.loads(settings.text(_KEY) or "[]")
        bundles = [CheckedBundle(**{k: str(v) for k, v in entry.items()}) for entry in found]
    except (ValueError, TypeError, AttributeError, RecursionError):
        bundles = []
    if bundles:
        note([*registered(), *bundles])
        settings.set_text(_KEY, "")

"""What a check that ended leaves in the register of checked bundles."""

from __future__ import annotations

from pathlib import Path

from ui.settings.checked_bundles import CheckedBundle, CheckedBundles
from ui.settings.settings import Settings
from ui.workbench.bundle_check import BundleCheck


def note_checked(check: BundleCheck, settings: Settings) -> None:
    """Each bundle of the check, but none of the demo: nobody received that."""
    register = CheckedBundles(settings)
    for report in reversed(check.reports):
        if report.seal.demo or check.path is None:
            continue
        path = Path(report.bundle.path) if len(check.reports) > 1 else check.path
        register.note(
            CheckedBundle(
                path=str(path.absolute()),
                reference=report.bundle.reference or "",
                sender=report.seal.signer_label or report.seal.signer or "",
                code=report.seal.code or "",
                verdict=report.verdict.value,
                checked_at=report.verifier.checked_at,
            )
        )

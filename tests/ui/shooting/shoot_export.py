"""Pictures of the export, step by step: with a real sealing, signed by an identity of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from forensics_app.model.selection import EVERYTHING
from forensics_app.model.times import SystemClock
from forensics_app.services.identities.identities import Holder, new_identity
from tests.ui.shooting.settling import settle
from ui.jobs.desk import JobKind
from ui.models.bundles.export_draft import ExportStep, RecipientDraft
from ui.pages.export.choose import ChooseStep
from ui.pages.export.page import ExportPage
from ui.pages.export.seal import SealStep
from ui.window.main_window import MainWindow
from ui.words import places

_PASSPHRASE = "correct horse battery"


def shoot_export(window: MainWindow, out: Path, demo: Path, folder: Path, way: str) -> None:
    """The demo's case, copied: choosing, what is left out, whom for, how, and what came of it."""
    folder.mkdir()
    shutil.copytree(demo / "case", folder / "case")
    bench = window.bench
    bench.open_case(folder / "case")
    settle(lambda: bench.case is not None and bench.case.overview is not None)
    window.go(places.EXPORT)
    page = window.pages[places.EXPORT]
    assert isinstance(page, ExportPage)

    def take(name: str) -> None:
        settle(lambda: True)
        window.grab().save(str(out / f"export-{name}-{way}.png"))

    settle(lambda: isinstance(page.step, ChooseStep) and page.step.start is not None)
    settle(lambda: bool(bench.export.chosen) and bench.export_amount is not None)
    take("1-choose")
    step = page.step
    assert isinstance(step, ChooseStep)
    step.boxes[EVERYTHING].setChecked(True)
    settle(lambda: step.amount is not None and step.amount.artifacts > 50)
    page.go_on()
    settle(lambda: bench.export.preview is not None)
    take("2-check")
    page.show_step(ExportStep.RECIPIENTS)
    bench.export.recipients = (
        RecipientDraft("Public Prosecutor, Hamburg", "DE", "fr"),
        RecipientDraft("Forensic Lab North, Hamburg", "DE", "", "0c5e117a" * 8),
    )
    bench.export.cover_languages = ("en", "fr")
    page.show_step(ExportStep.RECIPIENTS)
    take("3-recipients")
    signer = new_identity(
        Holder("Claire Moreau", "Central Digital Forensics Laboratory", "FR"),
        _PASSPHRASE.encode(),
        clock=SystemClock(),
    )
    bench.export.identity = signer.identity_id  # other pictures may have made other people
    page.show_step(ExportStep.SEAL)
    seal = page.step
    assert isinstance(seal, SealStep)
    assert seal.signs is not None
    seal.signs.passphrase.setText(_PASSPHRASE)
    take("4-seal")
    page.seal()
    settle(lambda: bench.export.started)
    settle(lambda: bench.jobs.running(JobKind.SEAL) is None)
    settle(lambda: bench.case is not None and bench.export.step is ExportStep.DONE)
    take("5-final")

"""Pictures of the case's own dialogs: request form, new case, tour; and of the Case page in its states."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog

from forensics_app.model.custody import CustodyEventType, EventDraft, Person
from forensics_app.model.request import (
    Authority,
    Formality,
    FormalityMet,
    HandlingCode,
    Instrument,
    RequestRecord,
)
from forensics_app.model.times import SystemClock
from forensics_app.services.cases import open_case
from forensics_app.services.request import write_request
from tests.ui.filled import small_case
from tests.ui.settling import settle
from ui import places
from ui.dialogs.request import RequestDialog
from ui.main_window import MainWindow

RECORD = RequestRecord(
    instrument=Instrument.EIO,
    authorities=(
        Authority("issuing", "Staatsanwaltschaft Hamburg", "DE", "poststelle@sta.hamburg.example"),
        Authority("executing", "Tribunal judiciaire de Lyon", "FR"),
    ),
    requesting_reference="3207 Js 118/26",
    executing_reference="EIO-FR-2026-1183",
    legal_basis="Directive 2014/41/EU, Article 13",
    offence="Fraud, serious",
    urgency="routine",
    deadline="2026-12-09",
    formalities=(
        Formality("A witness is present when the disk is copied", FormalityMet.YES, "P. Renard, 24 November"),
        Formality("Interview recorded on video"),
    ),
    limits_of_use="Only proceedings 3207 Js 118/26; no onward transfer without consent",
    languages=("de", "fr"),
    handling=(HandlingCode("TLP", "AMBER+STRICT"), HandlingCode("EUROPOL", "H1")),
)


def make(folder: Path) -> Path:
    """A case with a request, and a ledger that says who holds what."""
    small_case(folder).close()
    with open_case(folder, write=True, clock=SystemClock()) as case:
        write_request(case, RECORD)
        for draft in (
            EventDraft(
                CustodyEventType.SEIZED,
                persons=(Person("P. Renard", organisation="Police judiciaire"),),
                place="12 rue des Tanneurs, Lyon",
                exhibits=("EX-001", "EX-002"),
                physical_seal_after="A-55810",
            ),
            EventDraft(
                CustodyEventType.RELEASED,
                persons=(Person("P. Renard"),),
                exhibits=("EX-002",),
                physical_seal_after="A-55813",
            ),
        ):
            case.record(draft)
    return folder


def shoot_case(window: MainWindow, out: Path, folder: Path, way: str) -> None:
    """Every state, with a case of its own."""
    bench = window.bench
    bench.open_case(make(folder))
    settle(lambda: bench.case is not None and bench.case.overview is not None)
    window.go(places.CASE)
    grab(window, out, f"own-case-{way}")
    for name, record in (("empty", RequestRecord()), ("full", RECORD)):
        shoot_dialog(RequestDialog(bench, record, window), out, f"dialog-request-{name}-{way}")


def shoot_dialog(dialog: QDialog, out: Path, name: str) -> None:
    """One dialog as it opens."""
    dialog.show()
    settle(dialog.isVisible)
    dialog.grab().save(str(out / f"{name}.png"))
    dialog.close()
    dialog.deleteLater()


def grab(window: MainWindow, out: Path, name: str) -> None:
    """The window as it stands."""
    settle(lambda: True)
    window.grab().save(str(out / f"{name}.png"))

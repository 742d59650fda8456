"""Pictures of the case's own dialogs: request form, new case, tour; and of the Case page in its states."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog

from forensics_app.model.answering.deadlines import Deadline, Receipt
from forensics_app.model.custody import CustodyEventType, EventDraft, Person
from forensics_app.model.request import (
    Authority,
    Formality,
    FormalityMet,
    HandlingCode,
    Instrument,
    RequestRecord,
)
from forensics_app.model.times import SystemClock, utc_text
from forensics_app.services.cases.lock import take_window_lock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.requests.case_request import write_request
from tests.ui.shooting.filled import small_case
from tests.ui.shooting.settling import settle
from ui.dialogs.case.new_case import NewCaseDialog
from ui.dialogs.case.tour import TourDialog
from ui.dialogs.request.deadline import DeadlineDialog
from ui.dialogs.request.request import RequestDialog
from ui.settings.settings import BrokenOff, RecentCase
from ui.window.main_window import MainWindow
from ui.words import places

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


TITLES = (
    "Invoice fraud, Tanneurs warehouse",
    "Phone seized at Lyon-Part-Dieu",
    "Server copy for Rotterdam (EIO)",
    "Two USB sticks, customs Marseille",
    "Harbour office desktop",
    "Backup disks, Grenoble",
    "Laptop of the treasurer",
    "Camera card, Annecy",
)
RECENT = (
    ("empty", "", 0),
    ("partly", "", 0),
    ("read", "untold", 3),
    ("broken", "", 0),
    ("read", "rejected", 5),
    ("read", "accepted", 9),
    ("read", "awaited", 6),
    ("reading", "", 0),
)

DEADLINE = Deadline(
    "epoc-10-days", 1, Receipt("2026-12-15", "DE", ("2026-12-25", "2026-12-26")), "2026-12-28", ""
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
    shoot_dialog(DeadlineDialog(bench, DEADLINE, window), out, f"dialog-deadline-{way}")
    shoot_reading_only(window, out, folder, way)
    shoot_new_case(window, out, way)
    tour = TourDialog(bench.settings, window)
    for step in range(3):
        tour.go(step)
        shoot_dialog(tour, out, f"tour-{step + 1}-{way}", last=step == 2)
    for number, (state, stand, days) in enumerate(RECENT):
        bench.settings.remember_case(
            RecentCase(
                f"/cases/{number}",
                f"FR-2026-0{417 - 19 * number}",
                TITLES[number],
                1 + number % 4,
                f"2026-11-{24 - number:02}",
                state,
            )
        )
        sealed_at = utc_text(bench.clock.now() - timedelta(days=days)) if stand else ""
        bench.settings.note_sealed(f"/cases/{number}", stand, sealed_at)
    bench.settings.broken_off = BrokenOff("/cases/0", "FR-2026-0417", "ingest")
    window.build()
    window.go(places.START)
    grab(window, out, f"start-full-{way}")


def shoot_reading_only(window: MainWindow, out: Path, folder: Path, way: str) -> None:
    """A case that another window writes, and the same when that window is gone."""
    bench = window.bench
    bench.close_case()
    other = take_window_lock(folder, clock=SystemClock())
    bench.open_case(folder)
    settle(lambda: bench.case is not None and bench.case.overview is not None)
    window.go(places.CASE)
    grab(window, out, f"reading-only-{way}")
    other.release()
    bench.writing.look()
    grab(window, out, f"reading-only-free-{way}")
    bench.writing.take_over()


def shoot_new_case(window: MainWindow, out: Path, way: str) -> None:
    """The steps of a new case, the first with complaints."""
    dialog = NewCaseDialog(window.bench.settings, SystemClock(), window)
    dialog.facts.title.edit.setText("Invoice fraud, Tanneurs warehouse")
    dialog.make()
    for step in range(3):
        dialog.go(step)
        shoot_dialog(dialog, out, f"new-case-{step + 1}-{way}", last=step == 2)


def shoot_dialog(dialog: QDialog, out: Path, name: str, *, last: bool = True) -> None:
    """One dialog as it stands; it is put away after its last picture."""
    dialog.show()
    settle(dialog.isVisible)
    dialog.grab().save(str(out / f"{name}.png"))
    if last:
        dialog.close()
        dialog.deleteLater()


def grab(window: MainWindow, out: Path, name: str) -> None:
    """The window as it stands."""
    settle(lambda: True)
    window.grab().save(str(out / f"{name}.png"))

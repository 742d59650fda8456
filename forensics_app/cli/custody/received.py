"""The sender's ledger of a case that shows a received bundle, for the commands that list or check ledgers."""

from __future__ import annotations

from pathlib import Path

from forensics_app.i18n import N_, tr
from forensics_app.report.evidence.facts import NoLedger
from forensics_app.services.cases.case import is_case
from forensics_app.services.cases.received import ReceivedRecord, received_record
from forensics_app.services.custody.received import sender_record
from forensics_app.services.custody.record import CustodyRecord

_MISSING = {
    NoLedger.NOT_KEPT: N_("An earlier version opened this bundle. Open the bundle as a case again."),
    NoLedger.NOT_FOUND: N_("The bundle is no longer at {path}, where it was when it was opened as a case."),
    NoLedger.CHANGED: N_(
        "The ledger in {path} is no longer the one that was verified, so it is not shown. Verify the bundle "
        "again."
    ),
}


def senders_ledger(path: Path) -> tuple[ReceivedRecord, CustodyRecord | NoLedger] | None:
    """Of the case at `path`, what is kept of the bundle that it shows, and the ledger read from there; None
    where it is no such case."""
    kept = received_record(path) if is_case(path) else None
    return None if kept is None else (kept, sender_record(kept))


def missing_sentence(kept: ReceivedRecord, missing: NoLedger) -> str:
    """Why the sender's ledger can't be shown, and what to do."""
    said = tr("The sender's ledger can't be shown")
    return f"{said}. {tr(_MISSING[missing], path=kept.bundle)}"


def heading(kept: ReceivedRecord) -> str:
    """Whose ledger follows, and from where."""
    return tr("The sender's ledger, read from the bundle {path} as it was verified:", path=kept.bundle)

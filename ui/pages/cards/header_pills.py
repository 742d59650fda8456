"""The pills of the header: that evidence is read-only, what was left out, how the custody ledger stands."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current, tr, trn
from ui.models.case.overview import CaseOverview
from ui.theme.state import State
from ui.widgets.controls.pill import Pill
from ui.words import places
from ui.workbench.workbench import Workbench


def case_pills(bench: Workbench, overview: CaseOverview) -> list[QWidget]:
    """Each leads to where its state comes from."""
    received = bench.received_case
    words = tr("Received bundle, read-only") if received else tr("Evidence read-only")
    evidence = Pill(words, State.OK, glyph="lock", leads=True)
    evidence.stays = received
    evidence.clicked.connect(lambda: bench.go.emit(places.EVIDENCE))
    custody = overview.custody
    if custody.broken_at is None:
        words = trn("Custody intact · {count} entry", "Custody intact · {count} entries", custody.count)
        ledger = Pill(words, State.INFO, glyph="link", leads=True)
    else:
        words = tr("Custody broken at entry {number}", number=custody.broken_at)
        ledger = Pill(words, State.BAD, glyph="link-break", leads=True)
    ledger.clicked.connect(lambda: bench.go.emit(places.CUSTODY))
    pills: list[QWidget] = [evidence]
    if not received or custody.broken_at is not None:  # its ledger is the sender's, in the bundle
        pills.append(ledger)
    omitted, doubted = overview.omitted_total, overview.doubted_total
    if omitted or doubted:
        said = [trn("{count} omission", "{count} omissions", omitted)] if omitted else []
        if doubted:
            said.append(trn("{count} item in doubt", "{count} items in doubt", doubted))
        words = current().listed(said)
        left_out = Pill(words, State.WARN, glyph="prohibit", leads=True)
        left_out.clicked.connect(lambda: bench.omissions_asked.emit(""))
        pills.insert(1, left_out)
    return pills

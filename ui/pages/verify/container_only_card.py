"""What is said where only a seal or an addendum is here: what it shows, and what it can't show alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import label
from forensics_app.i18n.verifying.sealed_contradictions import is_signed
from forensics_app.model.findings import VerificationReport
from forensics_app.model.names import visible
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text

SEAL_ALONE, ADDENDUM_ALONE = "seal-alone", "addendum-alone"


def is_alone(report: VerificationReport) -> bool:
    """Whether what was checked is a seal or an addendum by itself."""
    return any(f.code in (SEAL_ALONE, ADDENDUM_ALONE) for f in report.findings)


def is_addendum(report: VerificationReport) -> bool:
    """Whether what was checked is an addendum, such as a receipt, and no seal."""
    return any(f.code == ADDENDUM_ALONE for f in report.findings)


def alone_card(
    report: VerificationReport,
    choose: Callable[[], object],
    take_in: Callable[[], object] | None,
    beside: Path | None,
    check_beside: Callable[[], object],
) -> Card | None:
    """None where the bundle itself was checked. `take_in` puts an addendum into the open case; `beside` is
    the bundle, where that lies in the same folder.
    """
    if not is_alone(report):
        return None
    card = Card()
    line = QHBoxLayout()
    line.setSpacing(px(12))
    glyph = "receipt" if is_addendum(report) else "circle-wavy-check"
    line.addWidget(Glyph(glyph, 28), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(px(2))
    words.addWidget(Text(_title(report), "card", wrap=True))
    words.addWidget(Text(_meaning(report, beside), wrap=True))
    line.addLayout(words, 1)
    buttons = QVBoxLayout()
    if beside is not None:
        buttons.addWidget(Button(tr("Verify the bundle"), check_beside, glyph="shield-check"))
    buttons.addWidget(Button(tr("Choose bundle…"), choose))
    if take_in is not None and is_addendum(report):
        buttons.addWidget(Button(tr("Import into the open case"), take_in, glyph="download-simple"))
    buttons.addStretch(1)
    line.addLayout(buttons)
    card.add_layout(line)
    return card


def _title(report: VerificationReport) -> str:
    reference = visible(report.bundle.reference or "")
    if not is_addendum(report):
        if reference:
            return tr("This is the seal of {bundle}, checked without the bundle", bundle=reference)
        return tr("This is a seal, checked without its bundle")
    event = next((a.event for a in report.addenda if a.event is not None), None)
    kind = tr(NC_("heading", "Addendum")) if event is None else label(event.event)
    if reference:
        return tr("{kind} for {bundle}, checked without the bundle", kind=kind, bundle=reference)
    return tr("{kind}, checked without its bundle", kind=kind)


def _meaning(report: VerificationReport, beside: Path | None) -> str:
    if beside is not None:
        name = current().isolate(visible(beside.name))
        if is_addendum(report):
            return tr(
                "Its bundle, {name}, is in the same folder. What is stated here about the bundle can only be "
                "verified with it: verify the bundle, and this file is verified too.",
                name=name,
            )
        return tr(
            "Its bundle, {name}, is in the same folder. Whether the files are unchanged can only be verified "
            "with it.",
            name=name,
        )
    if is_addendum(report):
        return tr(
            "It shows who signed what, and when (by the signer's own statement or a "
            "time-stamp). What it states about the bundle can only be verified with the "
            "bundle: put both in one folder and verify the bundle."
        )
    if not is_signed(report):
        return tr(
            "It does not show who sealed it: the signature can't be relied on. Whether the files are "
            "unchanged can only be verified with the bundle."
        )
    return tr(
        "It shows who sealed it and which code belongs to it. Whether the files are "
        "unchanged can only be verified with the bundle."
    )

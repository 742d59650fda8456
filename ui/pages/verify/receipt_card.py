"""The receipt that was written for the bundle whose verdict is shown."""

from __future__ import annotations

from forensics_app.i18n import NC_, tr
from forensics_app.model.names import visible
from ui.theme.state import State
from ui.widgets.layout.card import Card
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Path, Text
from ui.words.digests import grouped
from ui.workbench.bundle_check import WrittenReceipt


def receipt_card(receipt: WrittenReceipt) -> Card:
    """Where it lies, and what the sender can compare."""
    card = Card()
    if receipt.event_sha256 is None:
        said = tr("Print it, sign it by hand and send it back. It is only as good as its signature.")
        card.add(StepRow(State.OK, tr("Form for signing by hand created"), said))
    else:
        said = tr("Send this file back to the sender. It states what this check found.")
        card.add(StepRow(State.OK, tr("Receipt signed"), said))
    card.setAccessibleName(tr(NC_("label", "Receipt")))
    card.add(Path(visible(str(receipt.path)), str(receipt.path)))
    if receipt.event_sha256 is not None:
        card.add(
            Text(
                tr("Digest of the event in it, to read out over the telephone (not that of the file):"),
                "small",
                "muted",
                wrap=True,
            )
        )
        card.add(Path(grouped(receipt.event_sha256, 8), receipt.event_sha256, "hash"))
    return card

"""The receipt or rejection that was written for the bundle whose verdict is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from forensics_app.i18n import NC_, tr
from forensics_app.model.names import visible
from ui.dialogs.opening import open_outside
from ui.pages.verify.cards import shown_time
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.statements.notices import StepRow, Trouble
from ui.widgets.text.text import Path, Text
from ui.words.digests import grouped
from ui.workbench.bundle_check import WrittenReceipt


class ReceiptCard(Card):
    """Where it lies, and what the sender can compare. `listed`: the check shown found it; if not, it was made
    before, and `again_asked` verifies once more.
    """

    again_asked = Signal()

    def __init__(self, receipt: WrittenReceipt, *, listed: bool) -> None:
        super().__init__()
        self._receipt = receipt
        opens = Button(tr("Open folder"), self._open, glyph="folder-open", small=True)
        if receipt.event_sha256 is None:
            said = tr("Print it, sign it by hand and send it back. It is only as good as its signature.")
            self.add(StepRow(State.OK, _form_title(receipt), said, opens))
        else:
            said = tr(
                "Send this file back to the sender. It states what the check at {time} found.",
                time=shown_time(f"{receipt.checked_at[:19]}Z"),
            )
            title = tr("Rejection signed") if receipt.rejects else tr("Receipt signed")
            self.add(StepRow(State.OK, title, said, opens))
        self.setAccessibleName(
            tr(NC_("heading", "Rejection")) if receipt.rejects else tr(NC_("label", "Receipt"))
        )
        self.add(Path(visible(str(receipt.path)), str(receipt.path)))
        if receipt.page is not None:
            self.add(Text(tr("Printable page of it:"), "small", "muted", wrap=True))
            self.add(Path(visible(str(receipt.page)), str(receipt.page)))
        if receipt.event_sha256 is not None:
            read_out = tr("Digest of the event in it, to read out over the telephone (not that of the file):")
            self.add(Text(read_out, "small", "muted", wrap=True))
            self.add(Path(grouped(receipt.event_sha256, 8), receipt.event_sha256, "hash"))
            if not listed:
                later = tr("“After the seal” lists it once the bundle is verified again.")
                self.add(Text(later, "small", "muted", wrap=True))
                line = QHBoxLayout()
                line.addWidget(Button(tr("Verify again"), self.again_asked.emit, small=True))
                line.addStretch(1)
                self.add_layout(line)

    def _open(self) -> None:
        sentence, state = open_outside(self._receipt.path.parent)
        if state is not State.OK:
            self.add(Trouble(sentence, state=state))


def _form_title(receipt: WrittenReceipt) -> str:
    if receipt.rejects:
        return tr("Rejection form for signing by hand created")
    return tr("Form for signing by hand created")

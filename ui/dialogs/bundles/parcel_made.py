"""A parcel was made of a sealed bundle: where it is, what is sent of it and how, and what comes next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.papers.sending import parcel_is_sent
from forensics_app.model.names import visible
from ui.dialogs.opening import open_outside
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import StepRow, Trouble
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text


class ParcelMadeDialog(QDialog):
    """`dispatch_wanted` when the dispatch is to be recorded at once."""

    help_topic = "sealed-bundles"
    dispatch_wanted = Signal()

    def __init__(
        self, folder: Path, shares: tuple[Path, ...], parent: QWidget, *, shares_sealed: bool
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        title = tr("Encrypted parcel")
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(title, "page"))
        self._said = QVBoxLayout()
        box.addLayout(self._said)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, px(8), 0)
        inner.setSpacing(px(6))
        done = tr("The bundle was encrypted, and the parcel recorded in the case's custody ledger.")
        inner.addWidget(StepRow(State.OK, done, parcel_is_sent(folder, current())))
        inner.addWidget(Text(tr("Encrypted parcel: send this whole folder"), "small", "muted", wrap=True))
        inner.addWidget(PathText(visible(str(folder)), str(folder), "hash"))
        if shares:
            inner.addWidget(Text(shares_words(sealed=shares_sealed), "small", "muted", wrap=True))
        for path in shares:
            inner.addWidget(PathText(visible(str(path)), str(path), "hash"))
        inner.addStretch(1)
        box.addWidget(Scroller(body), 1)
        foot = QHBoxLayout()
        foot.addWidget(Button(tr("Open folder"), self.open_folder, glyph="folder-open"))
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.reject))
        self.dispatch_button = Button(tr("Record the dispatch…"), self._dispatch, kind="primary")
        foot.addWidget(self.dispatch_button)
        box.addLayout(foot)
        fit_into(self, parent, 680, 360)
        self.dispatch_button.setFocus()

    def open_folder(self) -> None:
        """In the system's file manager; what became of that is said."""
        sentence, state = open_outside(self._folder)
        clear(self._said)
        self._said.addWidget(Trouble(sentence, state=state, on_close=lambda: clear(self._said)))

    def _dispatch(self) -> None:
        self.accept()
        self.dispatch_wanted.emit()


def shares_words(*, sealed: bool) -> str:
    """What is done with the shares of a parcel's key."""
    if sealed:
        return tr("Shares of its key, each encrypted for its holder: send each holder theirs")
    return tr("Shares of its key: give each holder one through another channel, then delete them here")

"""The fields over the bytes: where to go, what to find."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.model.contents import Needle
from ui.models.contents import search_words
from ui.models.contents.goto import GoTo
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.flow import FlowLayout


class HexTools(QWidget):
    """`go_asked`, `find_asked` with whether backwards, `stop_asked`."""

    go_asked = Signal()
    find_asked = Signal(bool)
    stop_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, gap=6)
        flow.setContentsMargins(px(12), 0, px(12), 0)
        self.to = _Field()
        self.to.setPlaceholderText(tr("Go to"))
        self.to.setToolTip(tr("Go to offset, e.g. 0x1000 or +16"))
        self.to.setAccessibleName(tr("Go to"))
        self.to.returnPressed.connect(self.go_asked)
        self.counts = Combo()
        self.counts.setAccessibleName(tr("Unit of the number"))
        for kind, words in (
            (GoTo.BYTE, tr(NC_("choice", "byte"))),
            (GoTo.SECTOR, tr(NC_("choice", "sector"))),
            (GoTo.MEDIUM, tr("byte of the medium")),
        ):
            self.counts.addItem(words, kind)
        self.what = _Field()
        self.what.setPlaceholderText(tr(NC_("label", "Find")))
        self.what.setAccessibleName(tr(NC_("label", "Find")))
        self.what.returnPressed.connect(lambda: self.find_asked.emit(False))
        self.what.textChanged.connect(self._offer)
        self.as_what = Combo()
        self.as_what.setAccessibleName(tr("Search for"))
        self.as_what.addItem(tr(NC_("choice", "text")), "text")
        self.as_what.addItem(tr(NC_("choice", "bytes")), "hex")
        self.next_button = Button(tr(NC_("button", "Next")), lambda: self.find_asked.emit(False), small=True)
        self.back_button = Button(
            tr(NC_("button", "Previous")), lambda: self.find_asked.emit(True), small=True
        )
        self.stop_button = Button(tr("Stop searching"), self.stop_asked.emit, small=True)
        for field in (self.to, self.counts, self.what, self.as_what):
            flow.addWidget(field)
        for combo in (self.counts, self.as_what):
            _compact(combo)
        for button in (self.next_button, self.back_button, self.stop_button):
            flow.addWidget(button)
            button.hide()

    @property
    def counted(self) -> GoTo:
        """What the number in the go-to field counts."""
        return GoTo(self.counts.currentData())

    def needle(self, codec: str) -> Needle | None:
        """What is to be found; None where it is no such thing. `codec` is tried for words, too."""
        if self.as_what.currentData() == "hex":
            return search_words.hex_needle(self.what.text())
        return search_words.text_needle(self.what.text(), codec)

    def show_searching(self, *, running: bool) -> None:
        """While something is sought, it can only be left."""
        self.stop_button.setVisible(running)
        self.next_button.setEnabled(not running)
        self.back_button.setEnabled(not running)
        self._offer()

    def _offer(self) -> None:
        """Buttons for what can be done now."""
        for button in (self.next_button, self.back_button):
            button.setVisible(bool(self.what.text()))


class _Field(QLineEdit):
    """Short enough to stand beside its choice in the narrow panel."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(124), super().sizeHint().height())


def _compact(combo: Combo) -> None:
    """Not as wide as its longest choice: the panel is narrow."""
    combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(5)
    combo.view().setTextElideMode(Qt.TextElideMode.ElideNone)

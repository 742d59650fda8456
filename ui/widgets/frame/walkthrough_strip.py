"""The strip that leads through the practice case: where one is, what there is to see, and the way on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from forensics_app.i18n import NC_, current, tr
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text
from ui.words import gate


class WalkthroughStrip(QFrame):
    """Part of the window: the pages below stay usable. `step` carries -1 or +1, `again` asks for the stop
    it is at, `folder` for the folder of the bundle, `left` ends it.
    """

    step = Signal(int)
    again = Signal()
    folder = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "header")
        line = QHBoxLayout(self)
        line.setContentsMargins(px(24), px(8), px(24), px(8))
        line.setSpacing(px(14))
        line.addWidget(Glyph("play-circle", 26, "accent", fill=True), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        self.title = Text("", "strong", wrap=True)
        self.words = Text("", wrap=True)
        words.addWidget(self.title)
        words.addWidget(self.words)
        buttons = FlowLayout(gap=8)
        back = tr(NC_("button", "Back"))
        self.back_button = Button(back, lambda: self.step.emit(-1), small=True)
        self.next_button = Button(tr(NC_("button", "Next")), lambda: self.step.emit(1), small=True)
        self.again_button = Button(tr("Go back to this item"), self.again.emit, kind="link", small=True)
        self.folder_button = Button(tr("Open folder"), self.folder.emit, kind="link", small=True)
        self.leave_button = Button(tr("Leave walkthrough"), self.left.emit, kind="link", small=True)
        for button in (
            self.back_button,
            self.next_button,
            self.again_button,
            self.folder_button,
            self.leave_button,
        ):
            buttons.addWidget(button)
        words.addSpacing(px(2))
        words.addLayout(buttons)
        line.addLayout(words, 1)
        self.hide()

    def show_stop(self, number: int, count: int, title: str, text: str, *, with_folder: bool) -> None:
        """The stop `number` (from 0) of `count`."""
        figures = current()
        of = tr(
            "Practice case, {number} of {count}",
            number=figures.number(number + 1),
            count=figures.number(count),
        )
        self.title.set_text(f"{of} · {title}")
        self.words.set_text(text)
        self.setAccessibleName(gate.spoken(of, title, text))
        self.back_button.setVisible(number > 0)
        self.folder_button.setVisible(with_folder)
        words = tr(NC_("button", "Next")) if number + 1 < count else tr(NC_("button", "Finish"))
        self.next_button.setText(words)
        self.next_button.setAccessibleName(words)
        self.show()

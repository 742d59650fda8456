"""The band over every page that rests on a DEMO identity."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forensics_app.i18n import tr
from ui.theme import px, tokens
from ui.widgets.controls.buttons import Button
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text


class DemoBand(QWidget):
    """Amber, with the word DEMO: nothing here may be taken for evidence. `walkthrough` is asked for."""

    walkthrough = Signal()

    def __init__(self) -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(px(24), px(4), px(24), px(4))
        box.setSpacing(px(8))
        box.addWidget(Glyph("flask", 16, "on_warn"))
        self._text = Text("", "small-strong", "on_warn", wrap=True)
        box.addWidget(self._text, 1)
        self.walkthrough_button = Button(tr("Start walkthrough"), self.walkthrough.emit, small=True)
        box.addWidget(self.walkthrough_button)

    def show_reason(
        self,
        *,
        case: bool,
        signer: bool,
        drill: bool = False,
        walkthrough: bool = False,
        training: bool = False,
        received: bool = False,
        built_in: bool = True,
    ) -> None:
        """Say what is DEMO here; hidden when nothing is.

        `drill`: the bundle belongs to one; `walkthrough`: one can be led through it; `received`: the case
        shows a bundle that came from elsewhere; `built_in`: it is the demo's.
        """
        self.walkthrough_button.setVisible(walkthrough)
        self.setVisible(case or signer or drill or training)
        if training:
            self._text.set_text(
                tr("DEMO · Identities and bundles on this page are for training, as certificates state.")
            )
        elif drill:
            self._text.set_text(tr("DEMO · This bundle belongs to a drill. Nothing in it is evidence."))
        elif signer:
            self._text.set_text(
                tr("DEMO · This bundle was sealed with a practice identity, as its certificate states.")
            )
        elif case and received:
            self._text.set_text(
                tr("DEMO · This case shows a received practice bundle. Nothing in it is evidence.")
            )
        elif case and not built_in:
            self._text.set_text(
                tr("DEMO · This is a practice case, as its reference states. Nothing in it is evidence.")
            )
        elif case:
            self._text.set_text(tr("DEMO · This is the built-in practice case. Nothing in it is evidence."))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        QPainter(self).fillRect(self.rect(), QColor(tokens().warn_fill))

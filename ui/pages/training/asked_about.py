"""What a question in the panel is about, and whether the window shows something else.

The bundles of all drills have one name: a verdict of another drill would be taken for the one asked about.
"""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import tr
from forensics_app.services.training.solving import Asked
from ui.pages.training.drill_verifying import verify_drill
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import clear
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class AskedAbout(QWidget):
    """Follows what is verified. The answer below it stays as it is."""

    def __init__(self, bench: Workbench, asked: Asked) -> None:
        super().__init__()
        self._bench, self._desk, self._asked = bench, bench.training, asked
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(8))
        bench.check_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        clear(self._box)
        if self._desk.bundle_of(self._asked) is not None:
            self._show_drill()

    def _show_drill(self) -> None:
        """The button that verifies the drill, under a warning where another result is shown."""
        words, check = "", self._bench.check
        drill = self._desk.called(self._asked)
        if check.report is not None and check.shown_path.absolute() != self._desk.bundle_of(self._asked):
            other = self._desk.drill_of(check.shown_path)
            if other is None:
                words = tr(
                    "The result on the Verify page is of another bundle, not of {drill}. Verify the bundle "
                    "of {drill} before you answer.",
                    drill=drill,
                )
            else:
                words = tr(
                    "The result on the Verify page is of {other}, not of {drill}. Verify the bundle of "
                    "{drill} before you answer.",
                    other=self._desk.called(other),
                    drill=drill,
                )
            self._warn(words)
        label = tr("Verify bundle {name}", name=drill)
        kind = "primary" if words else "normal"
        button = Button(label, self._verify, kind=kind, glyph="shield-check", small=not words)
        self._box.addWidget(button)

    def _verify(self) -> None:
        verify_drill(self._bench, self._asked)

    def _warn(self, words: str) -> None:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(StateShape(State.WARN), 0)
        line.addWidget(Text(words, "strong", wrap=True), 1)
        self._box.addLayout(line)

"""What a question in the panel is about, and whether the window shows something else.

The bundles of all drills have one name: a verdict of another drill would be taken for the one asked about.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from forensics_app.services.training.solving import Asked
from ui.pages.training.drill_verifying import verify_drill
from ui.pages.training.other_case import Note, OtherCaseNote
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import clear
from ui.workbench.answering import task_name
from ui.workbench.workbench import Workbench


class AskedAbout(QWidget):
    """Follows what is verified, and which case is open. The answer below it stays as it is. `before` is the
    question that was shown until now, where somebody passed from one to the next.
    """

    def __init__(self, bench: Workbench, asked: Asked, before: Asked | None = None) -> None:
        super().__init__()
        self._bench, self._desk, self._asked, self._before = bench, bench.training, asked, before
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(8))
        bench.check_changed.connect(self._show)
        self._desk.case_taken.connect(self._show)
        self._show()

    def _show(self) -> None:
        clear(self._box)
        if self._desk.bundle_of(self._asked) is not None:
            self._show_drill()
            return
        other = self._desk.case_of_other_task(self._asked)
        if other is not None:
            self._box.addWidget(OtherCaseNote(self._desk, self._asked, other, State.WARN))
        elif self._before is not None and self._before.task.task_id != self._asked.task.task_id:
            words = tr(
                "This question belongs to the task “{task}”. The question before belonged to “{other}”.",
                task=current().isolate(task_name(self._asked)),
                other=current().isolate(task_name(self._before)),
            )
            self._box.addWidget(Note(State.INFO, words))
        if not self._box.count():
            self.hide()
        elif self.parent() is not None:  # without one it would be a window of its own
            self.show()

    def _show_drill(self) -> None:
        """The button that verifies the drill, under a warning where another result is shown."""
        words, check = "", self._bench.check
        drill = task_name(self._asked)
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
                    other=task_name(other),
                    drill=drill,
                )
            self._box.addWidget(Note(State.WARN, words))
        label = tr("Verify bundle {name}", name=drill)
        kind = "primary" if words else "normal"
        button = Button(label, self._verify, kind=kind, glyph="shield-check", small=not words)
        self._box.addWidget(button)

    def _verify(self) -> None:
        verify_drill(self._bench, self._asked)

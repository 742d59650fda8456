"""What is said where the open case is of another task than the question."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from forensics_app.model.names import visible
from forensics_app.services.training.solving import Asked
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Text
from ui.workbench.answering import Answering, OtherCase, task_name


class Note(QWidget):
    """A shape and a sentence; `box` takes what belongs below it."""

    def __init__(self, state: State, words: str) -> None:
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(px(8))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(StateShape(state), 0)
        line.addWidget(Text(words, "strong", wrap=True), 1)
        self.box.addLayout(line)


class OtherCaseNote(Note):
    """Both tasks by name, and the way to the right case. `before` is said first."""

    def __init__(
        self, desk: Answering, asked: Asked, other: OtherCase, state: State, before: str = ""
    ) -> None:
        isolate = current().isolate
        said = tr(
            "The open case {case} belongs to the task “{other}”, and this question to the task “{task}”.",
            case=isolate(visible(other.path.name)),
            other=current().listed([isolate(task_name(one)) for one in other.tasks]),
            task=isolate(task_name(asked)),
        )
        if other.own is None:
            way = tr("Create a case with the evidence of this task on the Training page.")
        else:
            name = isolate(visible(other.own.name))
            way = tr("Open your case {case} and select the artifact there.", case=name)
        super().__init__(state, " ".join(filter(None, (before, said, way))))
        if other.own is not None:
            opens = Button(
                tr("Open case"), partial(desk.case_wanted.emit, other.own), glyph="folder-open", small=True
            )
            opens.setAccessibleName(tr("Open case {name}", name=visible(other.own.name)))
            self.box.addWidget(opens)

"""The control that a kind of question is answered with; `changed` when something else is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from forensics_app.i18n import N_, NC_, current, tr, trn
from forensics_app.model.artifact import Artifact
from forensics_app.model.names import gated, visible
from forensics_app.model.times import TimeKind
from forensics_app.services.browsing.listing import time_of
from forensics_app.training.answer import Answer
from forensics_app.training.comparing import is_readable
from forensics_app.training.json_forms import LONGEST_TEXT, MOST_ENTRIES
from forensics_app.training.question import Question, QuestionKind
from forensics_app.training.truth import ArtifactPlace
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.choices import RadioButton
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.card import clear
from ui.widgets.text.text import Path, Text

_MOST_SHOWN = 30
_LONGEST_LINE = 1000
_FEW_CHOICES, _SHORT_CHOICE = 8, 40  # choices, and characters of one, that a closed list shows

Selection = Callable[[], list[tuple[str, Artifact]]]
"""What is selected on the page Artifacts: the name of each source's file, and the artifact."""

_TAKES = {
    QuestionKind.ARTIFACT: "artifact",
    QuestionKind.ARTIFACTS: "artifacts",
    QuestionKind.TIME: "time",
    QuestionKind.PLACE: "place",
}


_NO_TIME = N_("{name} has no modification time.")
_NO_PLACE = N_("{name} contains no position.")


class AnswerField(QWidget):
    """One control for each kind; `answer` gives what it holds. `folded`: choices are a list that opens."""

    changed = Signal()

    def __init__(
        self,
        question: Question,
        answer: Answer | None,
        selection: Selection,
        *,
        folded: bool = False,
        refusal: Callable[[], QWidget | None] = lambda: None,
    ) -> None:
        """`refusal` gives what is said instead, where nothing of the open case may be taken."""
        super().__init__()
        self._refusal = refusal
        self._question, self._selection, self._too_many = question, selection, False
        self._answer = answer or Answer(question.question_id)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(6))
        self.first: QWidget | None = None
        self.take_button: Button | None = None
        kind = question.kind
        if kind is QuestionKind.CHOICE and folded and not _fits_only_unfolded(question):
            self._choice_list()
        elif kind is QuestionKind.CHOICE:
            self._choices()
        elif kind is QuestionKind.ORDER:
            self._order()
        elif kind in (QuestionKind.ARTIFACT, QuestionKind.ARTIFACTS):
            self._places = QVBoxLayout()
            self._box.addLayout(self._places)
            self._show_places()
        elif kind is QuestionKind.SENTENCE:
            self._sentence()
        else:
            self._line()
        if kind in _TAKES:
            self.take_button = Button(_take_label(kind), self.take, glyph="selection-plus", small=True)
            self._box.addWidget(self.take_button)
            self._nothing = Text("", "small", "bad", wrap=True)
            self._nothing.hide()
            self._box.addWidget(self._nothing)
            self._refused = QVBoxLayout()
            self._box.addLayout(self._refused)
            self.first = self.first or self.take_button

    @property
    def answer(self) -> Answer:
        """What is answered now."""
        return self._answer

    def _set(self, answer: Answer) -> None:
        self._answer = answer
        self.changed.emit()

    # --- choices -----------------------------------------------------------------------------------

    def _choices(self) -> None:
        group = QButtonGroup(self)
        for choice in self._question.choices:
            row = _ChoiceRow(choice.text.in_language(current().language))
            row.button.setChecked(self._answer.choice_ids == (choice.choice_id,))
            row.button.clicked.connect(partial(self._chosen, choice.choice_id))
            group.addButton(row.button)
            self._box.addWidget(row)
            self.first = self.first or row.button

    def _choice_list(self) -> None:
        combo = Combo()
        combo.addItem(tr(NC_("training", "Choose…")), "")
        for choice in self._question.choices:
            combo.addItem(gated(choice.text.in_language(current().language)), choice.choice_id)
        combo.setAccessibleName(gated(self._question.text.in_language(current().language)))
        combo.setCurrentIndex(max(combo.findData(next(iter(self._answer.choice_ids), "")), 0))
        combo.setMinimumContentsLength(12)
        combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.currentIndexChanged.connect(lambda _: self._listed(str(combo.currentData() or "")))
        self._box.addWidget(combo)
        self.first = combo

    def _listed(self, choice_id: str) -> None:
        self._set(replace(self._answer, choice_ids=(choice_id,) if choice_id else ()))

    def _chosen(self, choice_id: str) -> None:
        self._set(replace(self._answer, choice_ids=(choice_id,)))

    def _order(self) -> None:
        """A list for each place in the order."""
        self._combos: list[Combo] = []
        for number in range(len(self._question.choices)):
            combo = Combo()
            combo.setAccessibleName(tr("Event {number}", number=number + 1))
            combo.addItem(f"{current().number(number + 1)}. …", "")
            for choice in self._question.choices:
                words = choice.text.in_language(current().language)
                combo.addItem(f"{current().number(number + 1)}. {words}", choice.choice_id)
            if number < len(self._answer.choice_ids):
                combo.setCurrentIndex(max(combo.findData(self._answer.choice_ids[number]), 0))
            combo.setMinimumWidth(px(80))
            combo.currentIndexChanged.connect(self._ordered)
            self._combos.append(combo)
            self._box.addWidget(combo)
        self._unordered = Text("", "small", "warn", wrap=True)
        self._unordered.hide()
        self._box.addWidget(self._unordered)
        self.first = self._combos[0] if self._combos else None

    def _ordered(self) -> None:
        given = tuple(str(combo.currentData()) for combo in self._combos)
        if not all(given):
            self._unordered.set_text(tr("Not saved yet: every event needs its place."))
        elif len(set(given)) < len(given):
            self._unordered.set_text(tr("One event has several places; each needs one of its own."))
        self._unordered.setVisible(any(given) and len({*given, ""}) <= len(given))
        self._set(replace(self._answer, choice_ids=given if all(given) else ()))

    # --- text --------------------------------------------------------------------------------------

    def _line(self) -> None:
        self._edit = QLineEdit(self._answer.text)
        self._edit.setMaxLength(_LONGEST_LINE)
        self._edit.setPlaceholderText(_example(self._question))
        self._edit.setAccessibleName(tr("Your answer"))
        self._edit.textEdited.connect(self._typed)
        self._edit.editingFinished.connect(self.changed)
        self._edit.editingFinished.connect(self._say_doubt)
        self._box.addWidget(self._edit)
        self._doubt = Text("", "small", "bad", wrap=True)
        self._doubt.hide()
        self._box.addWidget(self._doubt)
        self._say_doubt()
        self.first = self._edit

    def _sentence(self) -> None:
        edit = _Sentence(self._answer.text)
        edit.left.connect(self.changed)
        edit.setAccessibleName(tr("Your answer"))
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(px(110))
        edit.textChanged.connect(lambda: self._typed(edit.toPlainText()[:LONGEST_TEXT]))
        self._box.addWidget(edit)
        self.first = edit

    def _typed(self, text: str) -> None:
        """Said when the field is left: every letter would count as a try."""
        self._answer = replace(self._answer, text=text)

    def _say_doubt(self) -> None:
        """What can't be marked as it stands; it is kept all the same."""
        text = self._answer.text
        doubtful = bool(text.strip()) and not is_readable(self._question.kind, text)
        self._doubt.set_text(
            tr("This is not in the requested form and would earn no points. It is kept as typed.")
            if doubtful
            else ""
        )
        self._doubt.setVisible(doubtful)

    # --- the selection -----------------------------------------------------------------------------

    def take(self) -> None:
        """Answer with what is selected on the page Artifacts."""
        self.forget_refusal()
        refusal = self._refusal()
        if refusal is not None:
            self._refused.addWidget(refusal)
            return
        chosen = self._selection()
        if not chosen:
            self._say_nothing(tr("Nothing is selected. Select an artifact on the Artifacts page first."))
            return
        kind = self._question.kind
        if kind is QuestionKind.ARTIFACT:
            self._set(replace(self._answer, artifacts=(_place(*chosen[0]),)))
            self._show_places()
        elif kind is QuestionKind.ARTIFACTS:
            places = dict.fromkeys((*self._answer.artifacts, *(_place(*one) for one in chosen)))
            self._too_many = len(places) > MOST_ENTRIES
            if not self._too_many:
                self._set(replace(self._answer, artifacts=tuple(places)))
            self._show_places()
        else:
            _, artifact = chosen[0]
            found = artifact.examination
            if kind is QuestionKind.TIME:
                text = time_of(artifact.entry.times, TimeKind.MODIFIED) or ""
            elif found.latitude is None or found.longitude is None:
                text = ""
            else:
                text = f"{found.latitude:.5f}, {found.longitude:.5f}"
            if not text:
                missing = _NO_TIME if kind is QuestionKind.TIME else _NO_PLACE
                self._say_nothing(tr(missing, name=visible(artifact.entry.locator.path_display())))
            else:
                self._edit.setText(text)
                self._set(replace(self._answer, text=text))
                self._say_doubt()

    def forget_refusal(self) -> None:
        """Another case may be open now."""
        if self.take_button is not None:
            self._nothing.hide()
            clear(self._refused)

    def _say_nothing(self, why: str) -> None:
        """Why the selection gave no answer."""
        self._nothing.set_text(why)
        self._nothing.show()

    def _show_places(self) -> None:
        clear(self._places)
        if not self._answer.artifacts:
            words = tr("Select it on the Artifacts page, then click “Use selection”.")
            self._places.addWidget(Text(words, "small", "muted", wrap=True))
        if self._too_many:
            words = trn(
                "An answer can have {count} artifact at most. Select fewer and try again.",
                "An answer can have {count} artifacts at most. Select fewer and try again.",
                MOST_ENTRIES,
            )
            self._places.addWidget(Text(words, "small", "bad", wrap=True))
        shown = self._answer.artifacts[:_MOST_SHOWN]
        for place in shown:
            line = QHBoxLayout()
            path = current().isolate(visible(place.path))
            line.addWidget(Path(f"{path} · {visible(place.source)}", place.path, "small", sentence=True), 1)
            remove = Button(
                tr(NC_("button", "Remove")), partial(self._remove, place), kind="link", small=True
            )
            remove.setAccessibleName(tr("Remove {name}", name=visible(place.path)))
            line.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
            self._places.addLayout(line)
        if len(self._answer.artifacts) > len(shown):
            more = trn("{count} more", "{count} more", len(self._answer.artifacts) - len(shown))
            self._places.addWidget(Text(more, "small", "muted"))
            everything = Button(tr("Remove all"), self._clear, kind="link", small=True)
            self._places.addWidget(everything)

    def _remove(self, place: ArtifactPlace) -> None:
        self._set(replace(self._answer, artifacts=tuple(p for p in self._answer.artifacts if p != place)))
        self._show_places()

    def _clear(self) -> None:
        self._set(replace(self._answer, artifacts=()))
        self._show_places()


class _Sentence(QPlainTextEdit):
    """Says when it is left."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.left.emit()


class _ChoiceRow(QWidget):
    """A radio button whose words break, and can be clicked as well."""

    def __init__(self, words: str) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(4))
        self.button = RadioButton("")
        self.button.setAccessibleName(words)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        text = Text(words, wrap=True)
        text.setContentsMargins(0, px(3), 0, px(3))
        line.addWidget(text, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.button.setFocus(Qt.FocusReason.MouseFocusReason)
        self.button.click()
        event.accept()


def _fits_only_unfolded(question: Question) -> bool:
    """Few choices of which one is longer than a list that is closed can show."""
    words = [choice.text.in_language(current().language) for choice in question.choices]
    return len(words) <= _FEW_CHOICES and any(len(one) > _SHORT_CHOICE for one in words)


def shown_lines(text: str) -> str:
    """A text of a scenario for the window: its lines stay, each in its own direction; other control
    characters are spelled out.
    """
    return "\n".join(current().isolate(gated(line)) for line in text.strip().splitlines())


def _place(source: str, artifact: Artifact) -> ArtifactPlace:
    digest = artifact.examination.digests.sha256
    return ArtifactPlace(source, artifact.entry.locator.path_display(), digest)


def _take_label(kind: QuestionKind) -> str:
    """What is taken from the selection: of several times of an artifact, only one is."""
    if kind is QuestionKind.TIME:
        return tr("Use modification time of selection")
    if kind is QuestionKind.PLACE:
        return tr("Use position of selection")
    return tr("Use selection")


def _example(question: Question) -> str:
    examples = {
        QuestionKind.TIME: "2026-01-31T14:30:00+01:00",
        QuestionKind.PLACE: "12.3456, -65.4321",
        QuestionKind.NUMBER: question.unit,
    }
    return examples.get(question.kind, "")

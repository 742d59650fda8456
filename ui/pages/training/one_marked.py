"""One trainee of a class that was marked: every answer with its mark, the trainer's own points, the trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.training import points_text, remark_word, trail_subject, trail_word
from forensics_app.model.names import gated, visible
from forensics_app.training.sets.standings import Standing
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.card import Card, clear
from ui.widgets.tables.cell_delegate import TWO_LINES
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Path, Text
from ui.words import gate

Values = dict[str, Any]
Points = dict[str, dict[str, str]]
_STEPS = ("0", "0.25", "0.5", "0.75", "1")
_TRAIL_ROWS = 10
_DAY = 10  # characters of a date
_TO_THE_SECOND = 19  # characters of a time in sealed form
_ABOUT_QUESTIONS = ("question", "hint", "answered")


class OneMarked(QObject):
    """`save_asked` with the trainer's own credits: by submission and question, those chosen and not saved.

    `pending` are these; they outlive the page, which is built again for a report.
    """

    save_asked = Signal(object)

    def __init__(self, pending: Points, parent: QObject) -> None:
        super().__init__(parent)
        self._pending = pending
        self._numbers: dict[str, int] = {}  # of questions in their task, as they are called
        self.marking = Card(tr(NC_("training", "Marking")), narrow=True)
        self.trail = Card(tr(NC_("training", "Trail")), narrow=True)
        self._told, self._done = QVBoxLayout(), QVBoxLayout()
        self._marks = QVBoxLayout()
        self.marking.add_layout(self._told)
        self.trail.add_layout(self._done)
        self._save: Button | None = None

    def show_row(self, row: Values) -> None:
        """Show one submission."""
        clear(self._told)
        clear(self._done)
        inner = QWidget()  # whole before it is laid out: lines that break keep their heights
        self._marks = box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addWidget(Text(current().isolate(visible(row["trainee"])), "card", wrap=True))
        total = tr(
            "{points} of {possible} points",
            points=points_text(row["points"], current()),
            possible=points_text(row["possible"], current()),
        )
        box.addWidget(Text(total, "strong", "accent"))
        variant = tr("Variant {number}", number=row["variant"])
        begun, end = _clock(row["begun_at"]), _clock(row["submitted_at"])
        times = tr("begun {begun}, submitted {end} (UTC)", begun=begun, end=end)
        box.addWidget(Text(f"{variant} · {times}", "small", "muted", wrap=True))
        if row["standing_text"]:
            counts = row["standing"] == Standing.COUNTS.value
            box.addWidget(Text(row["standing_text"], "strong", "text" if counts else "warn", wrap=True))
        self._save = None
        if any(mark["by_trainer"] for mark in row["marks"]):
            self._save = Button(
                tr("Save points"), self._ask_to_save, glyph="check", kind="primary", small=True
            )
            line = QHBoxLayout()
            line.addWidget(self._save)
            line.addStretch(1)
            box.addLayout(line)
            self._count()
        task, in_task = "", Counter[str]()
        for mark in row["marks"]:
            in_task[task_of(mark)] += 1
            self._numbers[mark["question"]] = in_task[task_of(mark)]
            if task_of(mark) != task:
                task = task_of(mark)
                box.addWidget(Text(mark["task"], "strong", wrap=True))
            self._add_mark(row, mark)
        self._told.addWidget(inner)
        shown = _told_once(row["trail"])
        self.trail.set_note(current().number(len(shown)))
        self._done.addWidget(_trail(shown, _Names(row["marks"])))

    def _add_mark(self, row: Values, mark: Values) -> None:
        box = self._marks
        number = self._numbers[mark["question"]]
        box.addWidget(_mark_line(mark, number))
        if mark["answer"]:
            box.addWidget(_broken(tr("Answer: {answer}", answer=_lines(mark["answer"]))))
        if mark["requested_form"]:
            box.addWidget(Text(mark["requested_form"], "small", "muted", wrap=True))
        if mark["right_answer"]:
            box.addWidget(_broken(tr("Correct answer: {answer}", answer=_lines(mark["right_answer"]))))
        if mark["model_answer"]:
            model = tr("Model answer: {answer}", answer=_lines(mark["model_answer"]))
            box.addWidget(_broken(model, "muted"))
        if mark["by_trainer"] and "unanswered" not in mark["remarks"]:
            box.addWidget(self._credit(row, mark))
        for line in mark["explanation"].splitlines():
            box.addWidget(_broken(gated(line), "muted"))

    def _credit(self, row: Values, mark: Values) -> QWidget:
        """What the trainer gives for a sentence."""
        given = self._pending.get(row["path"], {}).get(mark["question"], mark["credit"])
        combo = Combo()
        combo.setAccessibleName(tr("Your points for {question}", question=mark["label"]))
        if given is None:
            combo.addItem(tr("Your points…"), "")
        steps = {Decimal(step): step for step in _STEPS}
        if given is not None:
            steps.setdefault(Decimal(given), given)
        for credit in sorted(steps):
            points = (Decimal(mark["possible"]) * credit).quantize(Decimal("0.01"))
            words = tr(
                "{points} of {possible} points",
                points=points_text(points, current()),
                possible=points_text(mark["possible"], current()),
            )
            combo.addItem(words, steps[credit])
            if given is not None and credit == Decimal(given):
                combo.setCurrentIndex(combo.count() - 1)
        combo.currentIndexChanged.connect(
            partial(self._chosen, row["path"], mark["question"], combo.currentData)
        )
        return combo

    def _chosen(self, path: str, question: str, value: Callable[[], str], _: int) -> None:
        credit = value()
        if credit:
            self._pending.setdefault(path, {})[question] = credit
        self._count()

    def _count(self) -> None:
        count = sum(map(len, self._pending.values()))
        if self._save is not None:
            self._save.setEnabled(bool(count))
            words = trn("Save points ({count} answer)", "Save points ({count} answers)", count)
            shown = words if count else tr("Save points")
            self._save.setText(gate.shown(shown))
            self._save.setAccessibleName(gate.shown(shown))

    def _ask_to_save(self) -> None:
        chosen = dict(self._pending)
        self._pending.clear()
        self.save_asked.emit(chosen)


def task_of(mark: Values) -> str:
    """Of which task a mark is."""
    return str(mark["question"]).partition(".")[0]


def state_of(marks: list[Values]) -> State:
    """How a task stands, by its points."""
    if all("unanswered" in mark["remarks"] for mark in marks):
        return State.WAITING
    if any(mark["points"] is None for mark in marks):
        return State.INFO
    got = [float(mark["points"]) for mark in marks]
    possible = [float(mark["possible"]) for mark in marks]
    if got == possible:
        return State.OK
    return State.WARN if any(got) else State.BAD


def _mark_line(mark: Values, number: int) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(px(6))
    line.addWidget(StateShape(state_of([mark])))
    words = current().listed(remark_word(remark, current()) for remark in mark["remarks"])
    asked = f"{current().number(number)}. {gated(mark['text'])}"
    told = QVBoxLayout()
    told.setSpacing(0)
    told.addWidget(Text(asked, "small", wrap=True))
    if words:
        told.addWidget(Text(words, "small", "muted", wrap=True))
    line.addLayout(told, 1)
    got = "-" if mark["points"] is None else points_text(mark["points"], current())
    line.addWidget(Text(f"{got}/{points_text(mark['possible'], current())}", "small", "muted"))
    return made


class _Names:
    """What questions and tasks are called, by their places (`drill-01.verdict`)."""

    def __init__(self, marks: list[Values]) -> None:
        self._labels = {mark["question"]: mark["label"] for mark in marks}
        self._tasks = {task_of(mark): mark["task"] for mark in marks}

    def of(self, what: str, subject: str) -> str:
        known = self._tasks if what == "questions" else self._labels if what in _ABOUT_QUESTIONS else {}
        return str(known[subject]) if subject in known else trail_subject(subject, current())


def _told_once(trail: list[list[str]]) -> list[list[str]]:
    """Questions of one task that came into sight together are one entry: nobody opened them one by one."""
    shown: list[list[str]] = []
    for at, what, subject in trail:
        task = subject.partition(".")[0]
        if what == "question" and shown:
            then, before, about = shown[-1]
            together = before in ("question", "questions") and then[:_TO_THE_SECOND] == at[:_TO_THE_SECOND]
            if together and about.partition(".")[0] == task:
                shown[-1] = [then, "questions", task]
                continue
        shown.append([at, what, subject])
    return shown


def _trail(trail: list[list[str]], names: _Names) -> QWidget:
    if not trail:
        return Text(tr("The submission contains no record of activity."), "small", "muted", wrap=True)
    table = RowsTable(
        (Column(tr(NC_("training", "Action"))), Column(tr("Time (UTC)"), 60, whole=True)),
        tr(NC_("training", "Trail")),
        row_height=TWO_LINES,
        most_rows=_TRAIL_ROWS,
    )
    days = {_clock(at)[:_DAY] for at, _, _ in trail}
    rows = [
        (
            _done(what, names.of(what, subject)),
            Cell(_clock(at)[_DAY:].strip() if len(days) == 1 else _clock(at), ordered=True),
        )
        for at, what, subject in trail
    ]
    table.set_rows(rows, list(range(len(rows))))
    return table


def _done(what: str, subject: str) -> Cell:
    return Cell(trail_word(what, current()), detail=current().isolate(subject) if subject else "")


def _broken(text: str, color: str = "text") -> Path:
    """What may hold a word longer than the card is wide: a code, a path, a digest."""
    return Path(text, role="small", color=color, sentence=True)


def _lines(text: str) -> str:
    return current().isolate(" ".join(visible(line) for line in text.splitlines()))


def _clock(at: str) -> str:
    """`2026-11-30T21:05:11.123Z` as `2026-11-30 21:05:11`."""
    return visible(at[:19].replace("T", " "))

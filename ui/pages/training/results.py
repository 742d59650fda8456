"""A class that was marked: who got what, what was wrong and why, what looks copied, what was hard."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from forensics_app.errors import OtherClassError
from forensics_app.i18n import N_, NC_, current, tr, trn
from forensics_app.i18n.training import outdated_sentence, percent_text, points_text, uncertified_sentence
from forensics_app.model.names import visible
from forensics_app.services.extracting.safe_names import safe_name
from forensics_app.services.training.tables import unmarked_text
from forensics_app.training.drills.questions import SCENARIO as DRILL
from ui.dialogs.ask import ask_without_points
from ui.dialogs.choose import choose_list_csv, choose_training_folder
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.pages.training.one_marked import OneMarked, Points, state_of
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.spin_box import SpinBox
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import Columns, stack
from ui.widgets.statements.notices import Trouble as TroubleCard
from ui.widgets.tables.cell_delegate import TWO_LINES
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench

Values = dict[str, Any]
_HARDEST = 8
_NAMED = 2  # files whose names are shown, not only their folder
_LEGEND = (
    (State.OK, NC_("training", "Correct")),
    (State.WARN, N_("Partly correct")),
    (State.BAD, NC_("training", "Incorrect")),
    (State.INFO, N_("To be marked")),
    (State.WAITING, N_("Not answered")),
)


class ResultsView(QWidget):
    """`values` is the JSON of `train mark`; `first` gets the focus."""

    def __init__(self, bench: Workbench, values: Values) -> None:
        super().__init__()
        self._bench, self._values = bench, values
        self._rows: list[Values] = values["submissions"]
        heads = _heads(self._rows)
        tasks = list(heads)
        self._table = RowsTable(
            (
                Column(tr(NC_("training", "Trainee")), least=150),
                Column(tr(NC_("training", "Points")), 120, end=True, whole=True),
                *(Column(head, 44) for head in heads.values()),
            ),
            tr(NC_("training", "Class")),
            row_height=TWO_LINES,
            most_rows=14,
        )
        self._table.set_rows([_cells(row, tasks) for row in self._rows], list(range(len(self._rows))))
        self.first: QWidget = self._table
        self._one = OneMarked(bench.training.unsaved_points, self)
        self._one.save_asked.connect(self._give_points)
        main = stack(self._class_card(), *self._remarks(), self._difficulty_card(), gap=16)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(
            Columns(main, stack(self._one.marking, self._one.trail, gap=16), side_width=400, fold_below=900)
        )
        paths = [row["path"] for row in self._rows]
        shown = bench.training.trainee_shown
        first = paths.index(shown) if shown in paths else 0
        self._table.select(first)
        self._show(first)
        self._table.current_changed.connect(self._show)

    def _class_card(self) -> Card:
        card = Card(tr(NC_("training", "Class")))
        card.add_action(Button(tr("Save as CSV…"), self._save_csv, glyph="table", small=True))
        card.add_action(
            Button(tr("Write training certificates…"), self._save_certificates, glyph="medal", small=True)
        )
        card.add(self._table)
        legend = QHBoxLayout()
        legend.setSpacing(px(6))
        for state, words in _LEGEND:
            legend.addWidget(StateShape(state))
            legend.addWidget(Text(tr(words), "small", "muted"))
            legend.addSpacing(px(10))
        legend.addStretch(1)
        card.add_layout(legend)
        card.add_layout(self._pass_mark())
        return card

    def _pass_mark(self) -> QHBoxLayout:
        """What the certificates go by."""
        desk = self._bench.training
        mark = SpinBox(0, 100, desk.pass_mark)
        mark.setAccessibleName(tr("Pass mark (%)"))
        mark.valueChanged.connect(partial(setattr, desk, "pass_mark"))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(Text(tr("Pass mark (%)"), "small", "muted"))
        line.addWidget(mark)
        words = tr(
            "A training certificate says “Passed” for at least this share of the points, otherwise "
            "“Participated”."
        )
        line.addWidget(Text(words, "small", "muted", wrap=True), 1)
        return line

    def _remarks(self) -> list[QWidget]:
        """Where a report was written, submissions that were not marked, and what looks copied."""
        cards: list[QWidget] = []
        if written := self._bench.training.written:
            said = ", ".join(map(str, written)) if len(written) <= _NAMED else str(written[0].parent)
            cards.append(TroubleCard(tr("Written to {path}.", path=visible(said)), state=State.OK))
        if without := self._bench.training.uncertified:
            said = uncertified_sentence(map(visible, without), current())
            cards.append(TroubleCard(said, state=State.WARN))
        if outdated := self._bench.training.outdated:
            said = outdated_sentence((visible(path.name) for path in outdated), current())
            cards.append(TroubleCard(said, state=State.WARN))
        cards += [TroubleCard(one["sentence"]) for one in self._values["refused"]]
        others = [Path(one["path"]) for one in self._values["refused"] if one["code"] == OtherClassError.code]
        if others:
            cards.append(self._others(others))
        cards += [TroubleCard(hint["sentence"], state=State.WARN) for hint in self._values["hints"]]
        return cards

    def _others(self, paths: list[Path]) -> QWidget:
        """What answers other class sets is marked by itself."""
        words = trn(
            "Mark the {count} submission to another class set",
            "Mark the {count} submissions to other class sets",
            len(paths),
        )
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Button(words, partial(self._mark_others, paths), glyph="student"))
        line.addStretch(1)
        return made

    def _mark_others(self, paths: list[Path]) -> None:
        if self._may_leave_points():
            self._bench.training.mark(paths)

    def _difficulty_card(self) -> Card:
        card = Card(tr("Difficulty of each question"), tr("hardest first"))
        table = RowsTable(
            (
                Column(tr(NC_("training", "Question"))),
                Column(tr(NC_("training", "Correct")), 110),
                Column(tr("Share of points"), 120, end=True),
            ),
            tr("Difficulty of each question"),
            row_height=TWO_LINES,
            most_rows=_HARDEST,
        )
        known = [one for one in self._values["questions"] if not int(one["unmarked"])]
        found = sorted(known, key=lambda one: float(one["share"] or 2))
        rows = [
            (
                Cell(one["label"], detail=one["text"]),
                Cell(tr("{right} of {asked}", right=one["right"], asked=one["asked"]), ordered=True),
                Cell(_share(one["share"]), end=True),
            )
            for one in found
        ]
        table.set_rows(rows, [one["question"] for one in found])
        card.add(table)
        if left_out := unmarked_text([int(one["unmarked"]) for one in self._values["questions"]]):
            card.add(Text(left_out, "small", "muted", wrap=True))
        return card

    def _show(self, number: int | None) -> None:
        if number is not None and 0 <= number < len(self._rows):
            self._bench.training.trainee_shown = self._rows[number]["path"]
            self._one.show_row(self._rows[number])

    def _give_points(self, points: Points) -> None:
        self._bench.training.give_points({Path(path): given for path, given in points.items()})

    def _may_leave_points(self) -> bool:
        """What is written has saved points only."""
        count = self._bench.training.unsaved_count
        return not count or ask_without_points(self, count)

    def _save_csv(self) -> None:
        name = safe_name(self._values["title"] or self._values["set_id"])
        out = choose_list_csv(self, f"{name}.csv") if self._may_leave_points() else None
        if out is not None:
            self._bench.training.write_tables(out)

    def _save_certificates(self) -> None:
        folder = choose_training_folder(self) if self._may_leave_points() else None
        if folder is not None:
            self._bench.training.write_certificates(folder)


def _share(share: str | None) -> str:
    if share is None:
        return "-"
    return tr("{percent} %", percent=percent_text(Decimal(share) * 100, current()))


def _column(mark: Values) -> str:
    """Tasks of one scenario share a column, whatever variant each trainee had; drills have their own."""
    return str(mark["first_of"])


def _heads(rows: list[Values]) -> dict[str, str]:
    """The head of each column: a drill's number, else the title of the scenario, numbered where it comes
    again.
    """
    titles = {_column(mark): str(mark["task"]) for row in rows for mark in row["marks"]}
    heads: dict[str, str] = {}
    for task, title in titles.items():
        name, _, number = task.rpartition("-")
        if name == DRILL and number.isdigit():
            heads[task] = current().number(int(number))
            continue
        earlier = sum(titles[one] == title for one in heads)
        heads[task] = f"{title} ({current().number(earlier + 1)})" if earlier else title
    return heads


def _cells(row: Values, tasks: list[str]) -> tuple[Cell, ...]:
    states = []
    for task in tasks:
        marks = [mark for mark in row["marks"] if _column(mark) == task]
        if not marks:
            states.append(Cell(""))
            continue
        state = state_of(marks)
        words = next(tr(words) for one, words in _LEGEND if one is state)
        states.append(Cell("", state=state, said=words))
    points = tr(
        "{points} of {possible}",
        points=points_text(row["points"], current()),
        possible=points_text(row["possible"], current()),
    )
    detail = row["standing_text"] or visible(row["organisation"])
    trainee = Cell(visible(row["trainee"]), detail=detail, strong=True, name=True)
    return (trainee, Cell(points, strong=True, end=True), *states)

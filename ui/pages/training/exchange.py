"""The exercise between two laboratories: what the records of both sides show, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.training import ROLE_WORDS, STEP_SENTENCES, UNCOUNTED, WAITING_SENTENCES
from forensics_app.model.names import visible
from forensics_app.training.two_labs import ROLE_OF
from ui.dialogs.choose import choose_certificate, choose_exercise_folder
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.pages.training.step_places import step_place
from ui.settings.last_exercise import ExchangeSides, LastExercise
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import Columns, stack
from ui.widgets.tables.cell_delegate import TWO_LINES
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Path as BrokenText
from ui.widgets.text.text import Text
from ui.workbench.training import TrainingDesk, is_done
from ui.workbench.workbench import Workbench


class ExchangeView(QWidget):
    """`first` gets the focus."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench, self._desk = bench, bench.training
        self._again = Button(tr("Look again"), self._look, glyph="arrows-clockwise", small=True)
        self._again.setEnabled(self._desk.exchange is not None and self._desk.exchange.named)
        self.first: QWidget = self._again
        side = stack(
            self._side_card("sender", tr(NC_("training", "Sender"))),
            self._side_card("receiver", tr(NC_("training", "Receiver"))),
            self._trust_card(),
            gap=16,
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Columns(stack(self._steps_card()), side, side_width=400, fold_below=900))

    def _steps_card(self) -> Card:
        card = Card(tr("Steps of the exercise"))
        card.add_action(self._again)
        steps = self._desk.steps
        if steps is None and self._sides.named:
            words = tr(
                "The records of this exercise have not been read, so it is not known which steps are done. "
                "Connect what is missing, or remove it here, then look again."
            )
            card.add(Text(words, wrap=True))
            return card
        if steps is None:
            words = tr(
                "Add the sender's case, and the receiver's folder of bundles. Their custody ledgers, "
                "bundles, parcels and addenda show which steps are done; they are read and never "
                "changed. Both may be folders on this computer, or copies on a stick."
            )
            card.add(Text(words, wrap=True))
            planned = [
                (Cell(tr(STEP_SENTENCES[step]), detail=step_place(step)), _turn(role))
                for step, role in ROLE_OF.items()
            ]
            card.add(_table(planned, list(ROLE_OF)))
            return card
        missing = [step for step in steps if not is_done(step)]
        if missing:
            left = trn("{count} step is still missing.", "{count} steps are still missing.", len(missing))
            card.add(Text(left, "strong", wrap=True))
        else:
            card.add(Text(tr("Every step is done."), "strong", "ok", wrap=True))
        if (last := self._desk.last_exercise) is not None:
            card.add(Text(_stand(last), "small", "muted", wrap=True))
        card.add(_table([_cells(step) for step in steps], [step["step"] for step in steps]))
        if self._desk.uncounted:
            card.add(Text(trn(*UNCOUNTED, self._desk.uncounted), "small", "warn", wrap=True))
        return card

    def _side_card(self, side: str, title: str) -> Card:
        card = Card(title, narrow=True)
        card.add_action(Button(tr("Add case or folder…"), partial(self._add, side), glyph="plus", small=True))
        self._list(card, side, tr("Nothing added yet."))
        return card

    def _trust_card(self) -> Card:
        card = Card(tr("Certificates trusted for this exercise"), narrow=True)
        card.add_action(Button(tr("Add certificate…"), self._add_trust, glyph="plus", small=True))
        words = tr(
            "Certificates that you trust already count too. An addendum by an unknown signer proves no step."
        )
        self._list(card, "trust", words)
        return card

    def _list(self, card: Card, side: str, words: str) -> None:
        box = QVBoxLayout()
        box.setSpacing(px(4))
        paths: tuple[Path, ...] = getattr(self._sides, side)
        if not paths:
            box.addWidget(Text(words, "small", "muted", wrap=True))
        for path in paths:
            line = QHBoxLayout()
            line.addWidget(BrokenText(visible(str(path)), str(path), "small"), 1)
            remove = partial(self._without, side, path)
            button = Button(tr(NC_("button", "Remove")), remove, kind="link", small=True)
            button.setAccessibleName(tr("Remove {name}", name=visible(path.name)))
            line.addWidget(button)
            box.addLayout(line)
            if not path.exists():
                box.addWidget(Text(tr("Not found at the moment."), "small", "warn", wrap=True))
            elif path in self._desk.empty:
                box.addWidget(Text(tr("No bundle or parcel in it yet."), "small", "muted", wrap=True))
        card.add_layout(box)

    @property
    def _sides(self) -> ExchangeSides:
        return self._desk.exchange or ExchangeSides()

    def _add(self, side: str) -> None:
        self._take(side, choose_exercise_folder(self))

    def _add_trust(self) -> None:
        self._take("trust", choose_certificate(self))

    def _take(self, side: str, path: Path | None) -> None:
        paths = getattr(self._sides, side)
        if path is not None and path not in paths:
            self._desk.follow_exchange(replace(self._sides, **{side: (*paths, path)}))

    def _without(self, side: str, path: Path) -> None:
        kept = tuple(one for one in getattr(self._sides, side) if one != path)
        self._desk.follow_exchange(replace(self._sides, **{side: kept}))

    def _look(self) -> None:
        self._desk.follow_exchange()


def exchange_card(desk: TrainingDesk) -> Card:
    """Where the exercise begins, and where one goes on that was left."""
    card = Card(tr("Two laboratories"), narrow=True)
    words = tr(
        "Practise a whole exchange between two computers, with files alone. A checklist shows what "
        "the records "
        "of both sides prove, and what is still missing."
    )
    card.add(Text(words, "small", "muted", wrap=True))
    last = desk.last_exercise
    acts = []
    if last is None:
        acts.append(Button(tr("Open the checklist"), desk.follow_exchange, glyph="handshake"))
    else:
        card.add(Text(_stand(last), "strong", wrap=True))
        for path in (*last.sides.sender, *last.sides.receiver):
            card.add(BrokenText(visible(str(path)), str(path), "small"))
            if not path.exists():
                card.add(Text(tr("Not found at the moment."), "small", "warn", wrap=True))
        go_on = partial(desk.follow_exchange, last.sides)
        acts.append(Button(tr("Continue the exercise"), go_on, glyph="handshake"))
        acts.append(Button(tr("New exercise"), partial(desk.follow_exchange, ExchangeSides()), kind="link"))
    for act in acts:
        line = QHBoxLayout()
        line.addWidget(act)
        line.addStretch(1)
        card.add_layout(line)
    return card


def _stand(last: LastExercise) -> str:
    """How far an exercise was when its records were last read."""
    if not last.steps:
        return tr("An exercise was begun.")
    return tr(
        "{done} of {count} steps were done at {time}.",
        done=current().number(last.done),
        count=current().number(last.steps),
        time=current().isolate(_proof(last.read_at)),
    )


def _proof(text: str) -> str:
    """The name of a file, or a time of a ledger."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return current().isolate(visible(text))
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _cells(step: dict[str, Any]) -> tuple[Cell, ...]:
    done = is_done(step)
    state = State.OK if done else State.WAITING
    proof = _proof(step["proof"]) if done else f"{_missing(step)} · {step_place(step['step'])}"
    sentence = tr(STEP_SENTENCES[step["step"]])
    return (
        Cell(sentence, detail=proof, state=state, strong=not done),
        _turn(step["role"]),
    )


def _missing(step: dict[str, Any]) -> str:
    return tr(WAITING_SENTENCES[step["waiting"]]) if step["waiting"] else tr("still missing")


def _turn(role: str) -> Cell:
    return Cell(tr(ROLE_WORDS[role]))


def _table(rows: Sequence[tuple[Cell, ...]], keys: Sequence[str]) -> RowsTable:
    table = RowsTable(
        (Column(tr(NC_("training", "Step"))), Column(tr(NC_("training", "Whose turn")), 120)),
        tr("Steps of the exercise"),
        row_height=TWO_LINES,
        most_rows=len(rows),
    )
    table.set_rows(rows, keys)
    return table

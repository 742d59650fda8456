"""How far the reading of evidence is, in figures; updated in place at most ten times a second."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import with_subject
from forensics_app.model.names import visible
from ui.jobs.desk import RunningJob
from ui.jobs.speed import time_left
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.statements.facts import Bar, KeyValue
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Path, Text
from ui.words import gate
from ui.words.jobs import stage_words


class ReadProgress(Card):
    """Shows one running job; hidden by its page when none runs.

    `keeps`: what was done stays when it is cancelled.
    """

    cancel = Signal()

    def __init__(self, name: str = "", *, keeps: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(gate.shown(name or tr("Reading evidence")))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(StateShape(State.RUNNING))
        self._stage = Text("", "card", wrap=True)
        head.addWidget(self._stage, 1)
        self._percent = Text("", "small-strong", "accent", end=True)
        head.addWidget(self._percent)
        self.add_layout(head)
        self._subject = Path("", role="strong")
        self.add(self._subject)
        self._bar = Bar(0.0, height=10)
        self.add(self._bar)
        rows = KeyValue(label_width=90)
        self._so_far = rows.row(tr("Read so far"), "")
        self._speed = rows.row(tr(NC_("label", "Speed")), "")
        self._left = rows.row(tr("Time left"), "")
        self._items = rows.row(tr(NC_("label", "Items")), "")
        self.add(rows)
        foot = QHBoxLayout()
        self.cancel_button = Button(tr(NC_("button", "Cancel")), self.cancel.emit, small=True)
        foot.addWidget(self.cancel_button)
        foot.addStretch(1)
        if keeps:
            foot.addWidget(Text(tr("Completed work is kept"), "small", "muted"))
        self.add_layout(foot)

    def set_task(self, name: str) -> None:
        """What the next job does, for whoever hears the window."""
        self.setAccessibleName(gate.shown(name))

    def show_job(self, running: RunningJob) -> None:
        """Take over what the job said last."""
        words, last = current(), running.last
        self.cancel_button.setEnabled(not running.job.stopping)
        if last is None:
            self._stage.set_text(tr(NC_("state", "Starting…")))
            self._subject.set_value(running.subject)
            self._bar.set_share(None)
            self._percent.set_text("")
            for figure in (self._so_far, self._speed, self._left, self._items):
                figure.set_text("–")  # not those of the job before
            return
        self._stage.set_text(with_subject(stage_words(last), visible(last.layer)))
        self._subject.set_value(last.subject)
        self._bar.set_share(last.share)
        self._percent.set_text("" if last.share is None else tr("{percent} %", percent=int(last.share * 100)))
        done = words.size(last.done_bytes)
        if last.total_bytes is not None:
            done = tr("{done} of {total}", done=done, total=words.size(last.total_bytes))
        self._so_far.set_text(done)
        rate = running.speed.bytes_per_second
        self._speed.set_text("–" if rate is None else words.rate(rate))
        left = running.speed.seconds_left(last)
        self._left.set_text("–" if left is None else time_left(left))
        items = words.number(last.items) if last.items else "–"
        if last.total_items is not None:
            items = tr("{done} of {total}", done=items, total=words.number(last.total_items))
        self._items.set_text(items)

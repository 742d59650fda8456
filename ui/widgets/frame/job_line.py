"""The job line at the foot of the window: what runs, how far it is, how fast, how long, and Cancel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from forensics_app.i18n import NC_, current, tr, trn
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.statements.facts import Bar
from ui.widgets.text.shapes import Glyph, StateShape
from ui.widgets.text.text import Elided, Text
from ui.words import gate

ROOM_FOR_BAR = 800  # 100 % px; with less, words go before it
ROOM_FOR_ZONES = 900
ROOM_FOR_THE_REST = 120


class JobLine(QFrame):
    """Idle, running, or done with a closing word. The zone of all times stands at its end; where a case is
    open, pressing it asks for the zones that are declared."""

    cancel = Signal()
    zones_asked = Signal()
    key_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "jobline")
        self.setMinimumHeight(px(38))
        box = QHBoxLayout(self)
        box.setContentsMargins(px(16), px(2), px(24), px(2))
        box.setSpacing(px(10))
        self._zones: Sequence[tuple[str, str]] = ()
        self._shape = StateShape(State.RUNNING, 18)
        self._text = Elided("body", "muted")
        self._text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._bar = Bar(0.0, height=6, width=180)
        self._amount = Text("")
        self._cancel = Button(tr(NC_("button", "Cancel")), small=True)
        self._cancel.clicked.connect(self.cancel)
        self.key_button = Button(tr("Enter key…"), self.key_asked.emit, small=True)
        for widget in (self._shape, self._text, self._bar, self._amount, self.key_button, self._cancel):
            box.addWidget(widget)
        box.addStretch(1)
        box.addWidget(Glyph("globe-hemisphere-west", 16))
        said = tr("UTC unless marked otherwise")
        self._zone = Text(said)
        box.addWidget(self._zone)
        self.zone_button = Button(said, self.zones_asked.emit, kind="link", small=True)
        self.zone_button.hide()
        box.addWidget(self.zone_button)
        self._has_bar = False
        self.show_idle()

    def show_zones(self, zones: Sequence[tuple[str, str]], *, case: bool) -> None:
        """What times are shown in: UTC, and the zones declared for local ones (of what, and which). `case`:
        one is open."""
        self._zones = zones
        self._zone.setVisible(not case)
        self.zone_button.setVisible(case)
        self._say_zones()

    def _say_zones(self) -> None:
        zones = self._zones
        words = tr("UTC unless marked otherwise")
        if zones:
            words = trn("UTC · {count} zone declared", "UTC · {count} zones declared", len(zones))
        if len(zones) == 1 and self.width() >= px(ROOM_FOR_ZONES):
            whole = tr("UTC · local times of {volume}: {zone}", volume=zones[0][0], zone=zones[0][1])
            words = whole if self._has_room_for(whole) else words
        self.zone_button.setText(words)
        self.zone_button.setAccessibleName(gate.shown(words))
        self.zone_button.setToolTip(
            gate.tip("\n".join(current().labelled(volume, zone) for volume, zone in zones))
        )

    def _has_room_for(self, zones: str) -> bool:
        """Beside what is said of a job, which is not to be cut for them."""
        beside = self._text.sizeHint().width() + self.zone_button.fontMetrics().horizontalAdvance(zones)
        return beside + px(ROOM_FOR_THE_REST) <= self.width()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._say_zones()
        self._fit_bar()

    def _fit_bar(self) -> None:
        self._bar.setVisible(self._has_bar and self.width() >= px(ROOM_FOR_BAR))

    def _show(self, text: str, color: str, shape: State | None, *, running: bool) -> None:
        self._text.set_text(text)
        self._text.set_color(color)
        self._shape.setVisible(shape is not None)
        if shape is not None:
            self._shape.set_state(shape)
        for widget in (self._amount, self._cancel):
            widget.setVisible(running)
        self.key_button.hide()
        self._say_zones()
        self._has_bar = running
        self._fit_bar()

    def show_idle(self) -> None:
        """Nothing runs."""
        self._show(tr("No job running"), "muted", None, running=False)

    def show_running(self, text: str, share: float | None, amount: str, *, stopping: bool) -> None:
        """`share` from 0 to 1, or None while the total is unknown; `amount` is %, MB/s and time left."""
        self._show(text, "text", State.RUNNING, running=True)
        self._bar.set_share(share)
        self._amount.set_text(amount)
        self._cancel.setEnabled(not stopping)

    def show_key_needed(self, *, needed: bool, elsewhere: bool) -> None:
        """The job that runs waits for a key, which is given `elsewhere` or on the page that is shown."""
        if needed:
            self._shape.set_state(State.LOCKED)
            self._has_bar = False
            self._fit_bar()
            self.key_button.setVisible(elsewhere)

    def show_done(self, text: str, state: State) -> None:
        """The job's last word."""
        self._show(text, "text", state, running=False)

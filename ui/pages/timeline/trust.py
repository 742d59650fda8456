"""The card that says how far times can be trusted: unknown zones, declared ones, none at all, odd ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.model.names import visible
from ui.models.case.overview import CaseOverview
from ui.models.timeline.data import OddKind, OddTimes, TimelineData
from ui.models.timeline.kinds import GROUPS, TimeGroup
from ui.models.timeline.window import Stretch
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear_body
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Rule, Text
from ui.words import gate

_FAT = ("fat", "vfat", "msdos")


class TrustCard(Card):
    """`on_zones` opens what declares zones, `on_show` shows a stretch of odd times."""

    def __init__(self, on_zones: Callable[[], object], on_show: Callable[[Stretch], None]) -> None:
        super().__init__(tr("Reliability of these times"), padding=14, narrow=True)
        self._on_zones, self._on_show = on_zones, on_show

    def show_data(self, data: TimelineData, overview: CaseOverview) -> None:
        """Everything that can be said of them; the worst first."""
        clear_body(self)
        rows = [*self._zones(data, overview), *self._odd(data.odd), *_without(data), *_precision(overview)]
        if not rows:
            rows = [
                _Row(
                    State.OK,
                    tr("All times have a known zone"),
                    tr("All are stored in UTC or with an offset."),
                )
            ]
        for at, row in enumerate(rows):
            if at:
                self.add(Rule())
            self.add(row)

    def _zones(self, data: TimelineData, overview: CaseOverview) -> list[QWidget]:
        rows: list[QWidget] = []
        taken = data.unknown.total[GROUPS.index(TimeGroup.TAKEN)]
        others = sum(data.unknown.total) - taken
        declare = Button(tr("Declare time zone…"), self._on_zones, small=True)
        if others:
            title = trn("{count} time in an unknown zone", "{count} times in an unknown zone", others)
            text = tr(
                "FAT and some other file systems store local time without a zone. "
                "Declare the zone if you know it from elsewhere; stored times are not "
                "changed."
            )
            rows.append(_Row(State.WARN, title, text, declare))
        if taken:
            title = trn(
                "{count} camera time in an unknown zone", "{count} camera times in an unknown zone", taken
            )
            text = tr("A camera has its own clock: a zone declared for the medium is not applied to it.")
            rows.append(_Row(State.WARN, title, text))
        if overview.zones:
            lines = "\n".join(
                current().labelled(visible(overview.place_of(z.scope)), z.zone) for z in overview.zones
            )
            text = tr("Local times are interpreted in these zones and shown in UTC.")
            button = None if others else Button(tr("Time zones…"), self._on_zones, small=True)
            rows.append(_Row(State.INFO, tr("Declared zones"), f"{text}\n{lines}", button))
        return rows

    def _odd(self, odd: Sequence[OddTimes]) -> list[QWidget]:
        rows: list[QWidget] = []
        for one in odd:
            title, text = odd_words(one)
            show = Button(tr("Show times"), partial(self._on_show, (one.first, one.last)), small=True)
            show.setAccessibleName(gate.shown(current().labelled(tr("Show times"), title)))
            rows.append(_Row(State.WARN, title, text, show))
        return rows


def odd_words(odd: OddTimes) -> tuple[str, str]:
    """What they are, and why they hardly tell when something happened."""
    count = odd.count
    match odd.kind:
        case OddKind.BEFORE_1970:
            return (
                trn("{count} time before 1970-01-02", "{count} times before 1970-01-02", count),
                tr("Most are zero or were never set. The axis starts after them if there are later times."),
            )
        case OddKind.FAT_ZERO:
            return (
                trn("{count} time on the first day of FAT", "{count} times on the first day of FAT", count),
                tr("1980-01-01 is stored when a clock was never set. The axis does not extend to it."),
            )
        case OddKind.SIGNED_END:
            return (
                trn("{count} time on 2038-01-19", "{count} times on 2038-01-19", count),
                tr(
                    "The last second of a 32-bit timestamp, often used for “never”. The "
                    "axis does not extend to it."
                ),
            )
        case OddKind.FROM_2100:
            return (
                trn("{count} time in 2100 or later", "{count} times in 2100 or later", count),
                tr("They are in the future. The axis ends before them if there are earlier times."),
            )


def _without(data: TimelineData) -> list[QWidget]:
    if not data.without_time:
        return []
    title = trn("{count} artifact without any time", "{count} artifacts without any time", data.without_time)
    return [
        _Row(State.NONE, title, tr("Not shown here. They are listed on the Artifacts page with all others."))
    ]


def _precision(overview: CaseOverview) -> list[QWidget]:
    """FAT's coarse times, where the case has any."""
    layers = [layer for s in overview.sources if s.opened is not None for layer in s.opened.layers]
    if not any((layer.file_system or "").lower().startswith(_FAT) for layer in layers):
        return []
    text = tr("FAT stores modification times to 2 seconds, and only the date of the last access.")
    return [_Row(State.INFO, tr("Precision differs"), text)]


class _Row(QWidget):
    """Shape, what it is, why, and below them the button that does something about it."""

    def __init__(self, state: State, title: str, text: str, button: QWidget | None = None) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, px(2), 0, px(2))
        line.setSpacing(px(10))
        line.addWidget(StateShape(state, 18), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Text(title, "strong", wrap=True))
        words.addWidget(Text(text, "small", "muted", wrap=True))
        if button is not None:
            words.addSpacing(px(4))
            words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        line.addLayout(words, 1)

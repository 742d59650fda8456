"""The row over the histogram: kinds of times, height of the bars, zoom, the zone that times are shown in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import tr, trn
from ui.models.timeline_data import TimelineData
from ui.models.timeline_kinds import TimeGroup, group_words
from ui.widgets.buttons import Button
from ui.widgets.choices import CheckBox
from ui.widgets.flow import FlowLayout
from ui.widgets.kind_mark import KindChip


class TimelineControls(QWidget):
    """`kinds_changed` with a frozenset of groups (none for all), `log_changed` with a bool, `zoomed` with the
    factor of time in sight (0 for the whole range), `zones_asked`."""

    kinds_changed = Signal(object)
    log_changed = Signal(bool)
    zoomed = Signal(float)
    zones_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        self.chips: list[KindChip] = []
        self._shown: object = None
        self.log = CheckBox(tr("Logarithmic"))
        self.log.setToolTip(tr("Bars by the logarithm of their count, so that single times can be seen"))
        self.log.toggled.connect(self.log_changed)
        self.zoom_in = _small("magnifying-glass-plus", tr("Zoom in"), lambda: self.zoomed.emit(0.5))
        self.zoom_out = _small("magnifying-glass-minus", tr("Zoom out"), lambda: self.zoomed.emit(2.0))
        self.whole = Button(tr("Whole range"), lambda: self.zoomed.emit(0.0), small=True)
        self.zone = Button(
            tr("Times in UTC · Declare…"), self.zones_asked.emit, small=True, glyph="globe-hemisphere-west"
        )
        for widget in (self.log, self.zoom_in, self.zoom_out, self.whole, self.zone):
            self._flow.addWidget(widget)

    def show_data(self, data: TimelineData, kinds: frozenset[TimeGroup]) -> None:
        """A chip for each kind that the case has."""
        shown = [(group, data.total_of(group)) for group in data.groups]
        if shown != self._shown:
            self._shown = shown
            self._make_chips(shown)
        self.show_kinds(kinds)

    def show_zones(self, zones: Sequence[str]) -> None:
        """Which zones are declared for local times; what is shown is UTC in any case."""
        words = tr("Times in UTC · Declare…")
        if len(zones) == 1:
            words = tr("UTC · {zone} declared…", zone=zones[0])
        elif zones:
            words = trn("UTC · {count} zone declared…", "UTC · {count} zones declared…", len(zones))
        self.zone.setText(f"\u2002{words}")
        self.zone.setAccessibleName(words)
        self.zone.setToolTip("\n".join(zones))

    def show_kinds(self, kinds: frozenset[TimeGroup]) -> None:
        """Which kinds were picked; none for all."""
        for chip in self.chips:
            chip.setChecked(not kinds if chip.kind is None else chip.kind in kinds)
            chip.updateGeometry()

    def _make_chips(self, shown: Sequence[tuple[TimeGroup, int]]) -> None:
        others = []
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, KindChip):
                widget.hide()
                widget.deleteLater()
            elif widget is not None:
                others.append(widget)
        self.chips = [KindChip(tr("All kinds"))]
        self.chips += [KindChip(group_words(group), group, count) for group, count in shown]
        before: QWidget | None = None
        for chip in self.chips:
            chip.clicked.connect(partial(self._clicked, chip))
            self._flow.addWidget(chip)
            chip.show()
            if before is not None:
                QWidget.setTabOrder(before, chip)
            before = chip
        for widget in others:
            self._flow.addWidget(widget)
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget

    def _clicked(self, clicked: KindChip) -> None:
        if clicked.kind is None:
            self.kinds_changed.emit(frozenset())
            return
        kinds = frozenset(chip.kind for chip in self.chips if chip.kind is not None and chip.isChecked())
        whole = len(kinds) == len(self.chips) - 1
        self.kinds_changed.emit(frozenset() if whole and len(kinds) > 1 else kinds)


def _small(glyph: str, words: str, act: object) -> Button:
    button = Button("", act, small=True, glyph=glyph)  # type: ignore[arg-type]
    button.setText("")
    button.setAccessibleName(words)
    button.setToolTip(words)
    return button

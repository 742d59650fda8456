"""What stands over the histogram: chips for kinds of times; what a bar counts, its height, zoom, the zone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import tr, trn
from ui.models.timeline_data import TimelineData
from ui.models.timeline_kinds import TimeGroup, group_words
from ui.widgets.buttons import Button, glyph_button
from ui.widgets.choices import CheckBox
from ui.widgets.flow import FlowLayout
from ui.widgets.kind_mark import KindChip
from ui.widgets.text import Text


class KindChips(QWidget):
    """`changed` with a frozenset of the kinds that were picked, none for all."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        self.chips: list[KindChip] = []
        self._shown: object = None

    def show_data(self, data: TimelineData, kinds: frozenset[TimeGroup]) -> None:
        """A chip for each kind that the case has."""
        shown = [(group, data.total_of(group)) for group in data.groups]
        if shown != self._shown:
            self._shown = shown
            self._make(shown)
        self.show_kinds(kinds)

    def show_kinds(self, kinds: frozenset[TimeGroup]) -> None:
        """Which kinds were picked; none for all."""
        for chip in self.chips:
            chip.setChecked(not kinds if chip.kind is None else chip.kind in kinds)
            chip.updateGeometry()

    def _make(self, shown: Sequence[tuple[TimeGroup, int]]) -> None:
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [KindChip(tr("All kinds"))]
        self.chips += [KindChip(group_words(group), group, count) for group, count in shown]
        for chip in self.chips:
            chip.clicked.connect(partial(self._clicked, chip))
            self._flow.addWidget(chip)

    def _clicked(self, clicked: KindChip) -> None:
        if clicked.kind is None:
            self.changed.emit(frozenset())
            return
        kinds = frozenset(chip.kind for chip in self.chips if chip.kind is not None and chip.isChecked())
        every = len(kinds) > 1 and len(kinds) == len(self.chips) - 1
        self.changed.emit(frozenset() if every else kinds)


class ChartTools(QWidget):
    """`log_changed` with a bool, `zoomed` with the factor of time in sight (0 for the whole range)."""

    log_changed = Signal(bool)
    zoomed = Signal(float)
    zones_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self)
        self.title = Text("", "strong")
        self.log = CheckBox(tr("Logarithmic"))
        self.log.setToolTip(tr("Bars by the logarithm of their count, so that single times can be seen"))
        self.log.toggled.connect(self.log_changed)
        zoom_in = glyph_button("magnifying-glass-plus", tr("Zoom in"), lambda: self.zoomed.emit(0.5))
        zoom_out = glyph_button("magnifying-glass-minus", tr("Zoom out"), lambda: self.zoomed.emit(2.0))
        whole = Button(tr("Whole range"), lambda: self.zoomed.emit(0.0), small=True)
        self.zone = Button(
            tr("Times in UTC · Declare…"), self.zones_asked.emit, small=True, glyph="globe-hemisphere-west"
        )
        self.controls: tuple[QWidget, ...] = (self.log, zoom_in, zoom_out, whole, self.zone)
        for widget in (self.title, *self.controls):
            flow.addWidget(widget)

    def show_title(self, words: str) -> None:
        """What the height of a bar counts."""
        if words != self.title.accessibleName():
            self.title.set_text(words)
            self.title.updateGeometry()

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

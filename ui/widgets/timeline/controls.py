"""What stands over the histogram: what a bar counts, its height, zoom, the zone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, tr, trn
from ui.widgets.controls.buttons import Button, glyph_button
from ui.widgets.controls.choices import CheckBox
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.text import Text
from ui.words import gate


class ChartTools(QWidget):
    """`log_changed` with a bool, `zoomed` with the factor of time in sight (0 for the whole range)."""

    log_changed = Signal(bool)
    zoomed = Signal(float)
    zones_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self)
        self.title = Text("", "strong")
        self.log = CheckBox(tr(NC_("label", "Logarithmic")))
        self.log.setToolTip(tr("Logarithmic bar height, so that single events are visible"))
        self.log.toggled.connect(self.log_changed)
        zoom_in = glyph_button("magnifying-glass-plus", tr("Zoom in"), lambda: self.zoomed.emit(0.5))
        zoom_out = glyph_button("magnifying-glass-minus", tr("Zoom out"), lambda: self.zoomed.emit(2.0))
        whole = Button(tr("Full range"), lambda: self.zoomed.emit(0.0), small=True)
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
        self.zone.setAccessibleName(gate.shown(words))
        self.zone.setToolTip(gate.tip("\n".join(zones)))

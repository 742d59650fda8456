"""Lists of the summary: where the content lies on the medium, and where else it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import Artifact
from forensics_app.services.browsing.browse import Twins
from forensics_app.services.contents.places import ContentPlaces
from ui.pages.details.findings import section
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.line_button import LineButton
from ui.widgets.text.text import Text

SHOWN_EXTENTS = 12
SHOWN_TWINS = 6


class ExtentList(QWidget):
    """Each piece with its byte, its sector once that is known, and its length."""

    def __init__(self, artifact: Artifact, volumes: Mapping[str, str]) -> None:
        super().__init__()
        entry, words = artifact.entry, current()
        self._starts: list[int] = []
        self._sectors: list[Text] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        pieces = trn("{count} piece", "{count} pieces", len(entry.extents))
        box.addWidget(section(tr("Location on the medium"), pieces))
        box.addWidget(Text(label(entry.extent_class), "small", "muted", wrap=True))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        for column, title in enumerate(
            (
                tr(NC_("column", "Volume")),
                tr(NC_("column", "Byte")),
                tr(NC_("column", "Sector")),
                tr(NC_("column", "Length")),
            )
        ):
            grid.addWidget(Text(title, "small", "muted", end=column > 0), 0, column)
        at = 0
        for row, extent in enumerate(entry.extents[:SHOWN_EXTENTS], 1):
            stored = extent.offset_bytes is not None
            byte = words.number(extent.offset_bytes or 0) if stored else "–"
            layer_id = extent.layer_id or ""
            volume = volumes.get(layer_id, layer_id) if stored else tr(NC_("state", "zeros"))
            sector = Text("" if stored else "–", "dense", end=True)
            self._starts.append(at)
            self._sectors.append(sector)
            grid.addWidget(Text(volume, "dense"), row, 0)
            grid.addWidget(Text(byte, "dense", end=True), row, 1)
            grid.addWidget(sector, row, 2)
            grid.addWidget(Text(words.number(extent.length_bytes), "dense", end=True), row, 3)
            at += extent.length_bytes
        box.addLayout(grid)
        more = len(entry.extents) - SHOWN_EXTENTS
        if more > 0:
            box.addWidget(Text(trn("and {count} more", "and {count} more", more), "small", "muted"))

    def show_places(self, places: ContentPlaces) -> None:
        """Fill the sectors in."""
        for start, shown in zip(self._starts, self._sectors, strict=True):
            place = places.place(start)
            if place is not None and place.sector is not None:
                shown.set_text(current().number(place.sector))


class TwinList(QWidget):
    """Where else the same content is. `asked` with the ids of all, `chosen` with the id of one."""

    asked = Signal(object)
    chosen = Signal(str)

    def __init__(self, artifact: Artifact, twins: Twins) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(2))
        box.addWidget(section(tr("Also found in"), trn("{count} more", "{count} more", twins.count)))
        for twin in twins.artifacts[:SHOWN_TWINS]:
            glyph = "recycle" if twin.entry.deleted else "copy"
            line = LineButton(glyph, twin.entry.locator.path_display(), twin.exhibit)
            line.setToolTip(tr("Open location"))
            line.clicked.connect(partial(self.chosen.emit, twin.artifact_id))
            box.addWidget(line)
        ids = (artifact.artifact_id, *(t.artifact_id for t in twins.artifacts))
        words = tr("List all {count}", count=current().number(len(ids)))
        if twins.count > len(twins.artifacts):
            words = tr("List {count} of them", count=current().number(len(ids)))
        show = Button(words, lambda: self.asked.emit(ids), kind="link", small=True)
        foot = QHBoxLayout()
        foot.addWidget(show)
        foot.addStretch(1)
        box.addLayout(foot)

"""One map with the positions of all artifacts in a list; from a mark one goes to its artifacts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.services.browsing.positions import Positions
from ui.models.contents.coast_line import Ring
from ui.models.contents.positions import Cluster
from ui.theme import px
from ui.widgets.contents.world_map import WorldMap, cluster_words
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.room import fit_into
from ui.widgets.text.text import Text


class PositionsDialog(QDialog):
    """`asked` with the ids of artifacts that are to be listed; the dialog closes then."""

    help_topic = "artifacts"

    asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Map of positions"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Map of positions"), "page"))
        self._said = Text(tr("Reading positions…"), "small", "muted", wrap=True)
        box.addWidget(self._said)
        self.map = WorldMap()
        self.map.setMinimumSize(px(240), px(110))  # large text leaves it little room
        self.map.chosen.connect(self._show)
        self.map.opened.connect(self._list)
        box.addWidget(self.map, 1)
        acts = QWidget()
        flow = FlowLayout(acts)
        self.nearer = Button(tr(NC_("button", "Zoom in")), lambda: self.map.zoom(1), small=True, glyph="plus")
        self.farther = Button(
            tr(NC_("button", "Zoom out")), lambda: self.map.zoom(-1), small=True, glyph="minus"
        )
        self.whole = Button(tr(NC_("button", "Show all")), self.map.show_all, small=True)
        for button in (self.nearer, self.farther, self.whole):
            flow.addWidget(button)
        box.addWidget(acts)
        self._chosen = Text("", wrap=True)
        box.addWidget(self._chosen)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.reject))
        self.list_button = Button(tr("Show in list"), self._list, kind="primary")
        foot.addWidget(self.list_button)
        box.addLayout(foot)
        fit_into(self, parent, 980, 720)
        self._show(None)
        self.map.setFocus()

    def set_land(self, land: Sequence[Ring]) -> None:
        """The coast lines, when they are at hand."""
        self.map.set_land(land)

    def set_positions(self, found: Positions) -> None:
        """Show them; what has no mark is told."""
        said = trn(
            "{count} artifact in this list has a position, as stored in the file itself.",
            "{count} artifacts in this list have a position, as stored in the files themselves.",
            found.total,
        )
        if found.total > len(found.marks):
            more = tr(
                "The first {count} are on the map. Filter the list to see the others.",
                count=current().number(len(found.marks)),
            )
            said = f"{said} {more}"
        self._said.set_text(said)
        self.map.set_marks(found.marks)

    def _show(self, cluster: Cluster | None) -> None:
        words = tr(
            "Select a marker with the mouse or the arrow keys; + and - zoom, Enter lists its artifacts."
        )
        self._chosen.set_text(words if cluster is None else cluster_words(cluster))
        self.list_button.setEnabled(cluster is not None)

    def _list(self, _: object = None) -> None:
        if self.map.current is not None:
            ids = self.map.current.ids
            self.accept()  # first: a window that becomes active again gives the focus back
            self.asked.emit(ids)

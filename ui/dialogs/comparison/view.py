"""A comparison as one looks at it: four figures that choose a list, the list, and all figures beside it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.comparison import show_label
from forensics_app.model.comparison import Comparison, Show
from forensics_app.services.exchange.compare import Compared
from ui.dialogs.comparison.counts import ComparedCounts
from ui.jobs.reader import Reader
from ui.models.bundles.compared_model import ComparedModel
from ui.theme import px
from ui.widgets.controls.action_tile import ActionTile
from ui.widgets.controls.pill import Choice
from ui.widgets.layout.columns import Columns
from ui.widgets.statements.notices import EmptyState
from ui.widgets.tables.sealed_table import SealedTable
from ui.widgets.text.text import Text

NARROW = 1050
_TYPING_MS = 250
_TILES = {
    Show.SHARED: "intersect",
    Show.ONLY_A: "arrow-left",
    Show.ONLY_B: "arrow-right",
    Show.DIFFERS: "git-diff",
}


class ComparedView(QWidget):
    """`tiles` and `lists` choose what `table` shows: the answers by tiles, what was left apart by chips."""

    def __init__(self, summary: Comparison, reader: Reader[Compared]) -> None:
        super().__init__()
        self._show_now = Show.SHARED
        self.tiles: dict[Show, ActionTile] = {}
        self.lists: dict[Show, Choice] = {}
        self._model = ComparedModel(reader, self)
        self._model.counted.connect(self._show_count)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        box.addWidget(self._tile_row(summary))
        figures = ComparedCounts(summary)
        box.addWidget(Columns(self._rows(), figures, side_width=260, fold_below=NARROW, gap=14), 1)
        self.show_list(Show.SHARED)

    def _tile_row(self, summary: Comparison) -> QWidget:
        number = current().number
        figures = {
            Show.SHARED: number(summary.a.counts.shared),
            Show.ONLY_A: number(summary.a.counts.only),
            Show.ONLY_B: number(summary.b.counts.only),
            Show.DIFFERS: number(summary.a.counts.differing),
        }
        for show, glyph in _TILES.items():
            tile = ActionTile(glyph, figures[show], show_label(show))
            tile.clicked.connect(lambda checked=False, show=show: self.show_list(show))
            self.tiles[show] = tile
        first, second, third, fourth = self.tiles.values()
        halves = (
            Columns(one, two, side_width=272, fold_below=380, gap=10)
            for one, two in ((first, second), (third, fourth))
        )
        return Columns(*halves, side_width=555, fold_below=NARROW, gap=10)

    def _rows(self) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search paths"))
        self.search.setAccessibleName(tr("Search paths"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._choose)
        self.search.textChanged.connect(lambda: self._typing.start())
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(self.search, 1)
        for show in Show:
            if show in _TILES:
                continue
            choice = Choice(show_label(show))
            choice.clicked.connect(lambda checked=False, show=show: self.show_list(show))
            self.lists[show] = choice
            line.addWidget(choice)
        box.addLayout(line)
        self.table = SealedTable(self._model, tr(NC_("label", "Comparison")))
        self.table.setMinimumHeight(px(200))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(EmptyState("intersect", tr("Nothing here"), tr("No items of this kind.")))
        box.addWidget(self._stack, 1)
        self._count = Text("", "small", "muted")
        box.addWidget(self._count)
        return made

    def show_list(self, show: Show) -> None:
        """One of the lists."""
        self._show_now = show
        for one, choice in self.lists.items():
            choice.setChecked(one is show)
        for one, tile in self.tiles.items():
            tile.set_chosen(one is show)
        self._choose()

    def _choose(self) -> None:
        self._model.choose(self._show_now, self.search.text().strip())

    def _show_count(self, count: int) -> None:
        self._count.set_text(trn("{count} item", "{count} items", count))
        self._stack.setCurrentIndex(0 if count else 1)

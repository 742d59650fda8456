"""What is inside a source: the tree of its layers, and what can be read of it besides."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.case import SourceRecord, SourceState
from ui.models.case.overview import CaseOverview, state_in
from ui.models.evidence.layers import layer_tree
from ui.models.evidence.reading_options import ReadingOptions
from ui.models.tables.rows import Column
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.tables.tree_table import TreeTable
from ui.words.sources import shown_name
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard


class InsideCard(Card):
    """Hidden by its page where no source is selected."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr(NC_("label", "Contents")))
        self._bench = bench
        self._source: SourceRecord | None = None
        self._overview: CaseOverview | None = None
        self.unlock_button = Button(
            tr(NC_("button", "Unlock…")), self.unlock, small=True, glyph="lock-key-open"
        )
        self.more_button = Button(tr("Read more…"), self._more_menu, small=True)
        self.add_action(self.more_button)
        self.add_action(self.unlock_button)
        guard(bench.writing, self.more_button, self.unlock_button)
        self.tree = TreeTable(
            (
                Column(tr("Volume or area"), least=195),
                Column(tr(NC_("column", "Type")), 100, least=60),
                Column(tr("Starts at byte"), 80, end=True),
                Column(tr(NC_("column", "Size")), 60, end=True),
                Column(tr(NC_("column", "State")), 120, whole=True),
            ),
            tr("Volumes and areas"),
        )
        self.tree.opened.connect(self._layer_opened)
        self.add(self.tree)

    def show_source(self, source: SourceRecord, overview: CaseOverview) -> None:
        """Replace what is shown; the current layer stays where it is still there."""
        self._source, self._overview = source, overview
        self.set_title(tr("Contents of {exhibit}", exhibit=source.exhibit))
        self.set_note(current().isolate(shown_name(source)))
        self.tree.set_root(
            layer_tree(
                source,
                overview.by_layer,
                overview.locked,
                whole=state_in(overview, source),
                received=overview.received is not None,
                omitted=overview.omitted_by_layer,
            )
        )
        self.show_acts()

    def show_acts(self) -> None:
        """What can be done now: nothing while evidence is being read."""
        idle = self._source is not None and not self._bench.reading
        self.unlock_button.setVisible(bool(self._locked()))
        self.unlock_button.setEnabled(idle)
        self.more_button.setVisible(bool(self.more()))
        self.more_button.setEnabled(idle)

    def _locked(self) -> list[str]:
        if self._overview is None or self._source is None:
            return []
        return self._overview.locked_in(self._source)

    def _layer_opened(self, layer_id: str) -> None:
        overview, source = self._overview, self._source
        if overview is None or source is None:
            return
        unsent = overview.received is not None and not overview.by_layer.get(layer_id)
        if layer_id in self._locked() and overview.received is None:
            if not self._bench.reading:
                self.unlock()
        elif unsent or layer_id in overview.omitted_by_layer:
            self._bench.omissions_asked.emit(source.source_id)

    def unlock(self) -> None:
        """The selected volume where that is locked, else every locked one of the source."""
        locked, key = self._locked(), self.tree.current_key()
        if self._source is not None and locked:
            only = key if key in locked else (locked[0] if len(locked) == 1 else None)
            self._bench.read_again(self._source.source_id, unlock=only)

    def more(self) -> list[tuple[str, ReadingOptions]]:
        """What can be read of the source besides, in words."""
        overview, source = self._overview, self._source
        if overview is None or source is None or source.state is not SourceState.COMPLETE:
            return []
        more = []
        if source.source_id in overview.snapshots:
            more.append((tr("Read the volume shadow copies"), ReadingOptions(shadow_copies=True)))
        if not source.request.archives.inside:
            options = replace(self._bench.reading_options, hash_sets=(), exhibit="", archives=True)
            more.append((tr("Open the archives found in files"), options))
        return more

    def _more_menu(self) -> None:
        if self._source is None:
            return
        menu = QMenu(self)
        for words, options in self.more():
            act = partial(self._bench.read_again, self._source.source_id, options)
            menu.addAction(words).triggered.connect(lambda checked=False, act=act: act())
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

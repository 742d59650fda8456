"""Artifacts: where they lie, all of them in one table, and what is known of the selected one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.model.artifact import Artifact
from forensics_app.model.names import visible
from forensics_app.model.selection import ArtifactFilter, Sort
from ui import places
from ui.case_session import CaseSession
from ui.models.artifact_cells import SETS
from ui.models.artifact_model import ArtifactModel
from ui.models.artifacts_state import ArtifactsState
from ui.models.case_rows import CaseRows
from ui.models.filter_words import place_filter, without_place
from ui.models.folder_model import CountedFolders, FolderModel, PlaceKey
from ui.models.hash_set_words import gaps_sentence, incomplete
from ui.models.overview import CaseOverview
from ui.models.places_of_case import places_of
from ui.pages.summary_panel import SummaryPanel
from ui.pages.tagging import Tagger
from ui.pages.where_panel import WherePanel
from ui.theme import px
from ui.widgets.artifact_table import ArtifactTable
from ui.widgets.buttons import Button
from ui.widgets.filter_bar import FilterBar
from ui.widgets.header_pills import case_pills
from ui.widgets.notices import EmptyState
from ui.widgets.page import Page
from ui.widgets.parts import Parts
from ui.widgets.text import Text
from ui.workbench import Workbench


class ArtifactsPage(Page):
    """Three parts side by side; the table takes what the others leave."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._session: CaseSession | None = None
        self._places_shown: object = None
        self.bar = FilterBar(ArtifactFilter())
        self.bar.changed.connect(self._filtered)
        self.bar.hash_sets_asked.connect(bench.hash_sets_asked)
        self.search = self.bar.search
        top = QWidget()
        top.setProperty("part", "page")
        line = QVBoxLayout(top)
        line.setContentsMargins(px(16), px(14), px(16), px(12))
        line.addWidget(self.bar)
        self.outer.addWidget(top)
        self._stack = QStackedWidget()
        self._stack.setContentsMargins(px(16), 0, px(16), px(12))
        self.outer.addWidget(self._stack, 1)
        self._nothing = EmptyState(
            "table",
            tr("No artifacts yet"),
            tr("Add evidence first; everything found in it is listed here."),
            Button(tr("Add evidence…"), lambda: bench.go.emit(places.EVIDENCE), kind="primary"),
        )
        self._stack.addWidget(self._nothing)
        self._parts: Parts | None = None
        bench.case_changed.connect(self._case_changed)
        bench.case_read.connect(self._overview_read)
        bench.artifacts_asked.connect(self._state_given)
        self._case_changed()

    @property
    def state(self) -> ArtifactsState:
        """What is chosen on this page, kept in the workbench."""
        return self._bench.artifacts_state

    def title(self) -> str:
        return tr("Artifacts")

    def subtitle(self) -> str:
        overview = self._overview()
        if overview is None:
            return tr("No case open")
        words = current()
        return f"{words.isolate(overview.facts.reference)} · {words.isolate(overview.facts.title)}"

    def head_widgets(self) -> list[QWidget]:
        overview = self._overview()
        return [] if overview is None else case_pills(self._bench, overview)

    def first_focus(self) -> QWidget | None:
        return self.search if self._parts is None else self.table

    def _overview(self) -> CaseOverview | None:
        return None if self._bench.case is None else self._bench.case.overview

    # --- building the parts for a case -------------------------------------------------------------

    def _case_changed(self) -> None:
        if self._bench.case is self._session:
            return
        if self._parts is not None:
            self._stack.removeWidget(self._parts)
            self._parts.deleteLater()
            self._parts = None
        self._session = self._bench.case
        self._places_shown = None
        if self._session is not None:
            self._build(CaseRows(self._session, self))
            self._overview_read()

    def _build(self, rows: CaseRows) -> None:
        self._model = ArtifactModel(rows, self)
        self._rows = rows
        self._folders = FolderModel(self)
        self.where = WherePanel(self._folders)
        self.where.place_chosen.connect(self._placed)
        self.where.tag_chosen.connect(lambda tag: self._filtered(replace(self.state.chosen, tag=tag)))
        self.table = ArtifactTable(self._model)
        self.panel = SummaryPanel()
        self._tagger = Tagger(self._bench, self.table, self._model, self)
        self._tagger.tagged.connect(self._tags_changed)
        self.table.sort_asked.connect(self._sorted)
        self.table.tag_asked.connect(self._tagger.toggle)
        self.table.undo_asked.connect(self._tagger.undo)
        self.table.current_changed.connect(self._row_changed)
        self.panel.tag_asked.connect(self._tagger.ask)
        self.panel.untag_asked.connect(self._tagger.untag_current)
        self.panel.twins_asked.connect(lambda ids: self._filtered(ArtifactFilter(ids=ids)))
        self._model.dataChanged.connect(self._data_changed)
        self._model.modelReset.connect(self._counted)
        self._model.rowsInserted.connect(self._show_count)
        self._model.rowsRemoved.connect(self._show_count)
        self.where.setMinimumWidth(px(150))
        self.panel.setMinimumWidth(px(190))
        parts = Parts(
            (
                (tr("Where"), self.where, 216),
                (tr("List"), self._table_card(), 0),
                (tr("Summary"), self.panel, 277),
            ),
            main=1,
            fold_below=700,
        )
        self._stack.addWidget(parts)
        self._parts = parts
        self.bar.set_filter(self.state.chosen)
        self._ask()

    def _table_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("part", "card")
        box = QVBoxLayout(card)
        box.setContentsMargins(px(6), px(6), px(6), px(6))
        box.setSpacing(px(4))
        head = QHBoxLayout()
        head.setContentsMargins(px(8), px(2), px(4), 0)
        self._count = Text("", "strong")
        self._of = Text("", "body", "muted")
        head.addWidget(self._count)
        head.addWidget(self._of, 1)
        self._all = Button(tr("Tag…"), self._tag_menu, small=True, glyph="tag")
        head.addWidget(self._all)
        box.addLayout(head)
        self._gaps = Text("", "small", "warn", wrap=True)
        self._gaps.setContentsMargins(px(8), 0, px(8), 0)
        self._gaps.hide()
        box.addWidget(self._gaps)
        self._none = EmptyState(
            "funnel", tr("Nothing matches"), tr("Take a filter away, or choose another place in the tree.")
        )
        self._none.hide()
        box.addWidget(self.table, 1)
        box.addWidget(self._none, 1)
        card.setMinimumWidth(px(230))
        return card

    # --- what is shown -----------------------------------------------------------------------------

    def _overview_read(self) -> None:
        overview = self._overview()
        if overview is None or self._parts is None:
            return
        self._stack.setCurrentWidget(self._parts if overview.total else self._nothing)
        self.bar.setVisible(bool(overview.total))
        self.bar.set_tags(overview.tags)
        self.bar.set_hash_sets(overview.hash_sets, overview.categories)
        self.panel.set_hash_sets(overview.hash_sets)
        self.panel.set_zones(overview.zone_of)
        self._model.set_zones(overview.zone_of)
        self.table.setColumnHidden(SETS, not overview.hash_sets)
        self.where.show_tags(overview.tags)
        shown = (overview.sources, overview.total, overview.hash_sets, overview.zones)
        if shown != self._places_shown:
            self._places_shown = shown
            self._ask_places()
            self._model.refresh()
        self._show_count()
        self.head_changed.emit()

    def _ask_places(self) -> None:
        self._rows.folders(self.state.chosen, self._show_places)

    def _show_places(self, folders: CountedFolders) -> None:
        overview = self._overview()
        if overview is not None:
            self.where.show_places(places_of(overview), folders, self.state.place)

    def _ask(self) -> None:
        state = self.state
        self.table.show_sort(state.sort, descending=state.descending)
        chosen = place_filter(state.chosen, state.place)
        self._model.ask(chosen, state.sort, descending=state.descending)

    def _filtered(self, chosen: ArtifactFilter) -> None:
        self.state.chosen, self.state.row = without_place(chosen), 0
        self.bar.set_filter(self.state.chosen)
        self._ask_places()
        self._ask()

    def _state_given(self) -> None:
        """Another page chose what is shown here."""
        if self._parts is not None:
            self._filtered(self.state.chosen)

    def _placed(self, place: PlaceKey) -> None:
        if place != self.state.place:
            self.state.place, self.state.row = place, 0
            self._ask()

    def _sorted(self, sort: Sort, descending: bool) -> None:
        self.state.sort, self.state.descending, self.state.row = sort, descending, 0
        self._ask()

    def _counted(self) -> None:
        self._show_count()
        rows = self._model.rowCount()
        if rows:
            self.table.go_to(min(self.state.row, rows - 1))
        else:
            self.panel.show_artifact(None)

    def _show_count(self) -> None:
        rows, overview = self._model.rowCount(), self._overview()
        total = 0 if overview is None else overview.total
        self._count.set_text(current().number(rows))
        if rows == total:
            self._of.set_text(trn("artifact", "artifacts", rows))
        else:
            self._of.set_text(trn("of {count} artifact", "of {count} artifacts", total))
        sets = () if overview is None else overview.hash_sets
        gaps = " ".join(gaps_sentence(done) for done in incomplete(self.state.chosen, sets))
        self._gaps.set_text(gaps)
        self._gaps.setVisible(bool(gaps))
        nothing = rows == 0 and self._model.counted
        self._none.setVisible(nothing)
        self.table.setVisible(not nothing)

    def _row_changed(self, row: int) -> None:
        if row >= 0:
            self.state.row = row
            self._show_artifact(self._model.artifact(row))

    def _data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        row = self.table.currentIndex().row()
        if first.row() <= row <= last.row():
            self._show_artifact(self._model.artifact(row))

    def _show_artifact(self, artifact: Artifact | None) -> None:
        """What is known of it; where else its content is comes a moment later."""
        if self.panel.show_artifact(artifact) and artifact is not None:
            self._rows.twins(artifact, lambda twins: self.panel.show_twins(artifact, twins))

    # --- tags --------------------------------------------------------------------------------------

    def _tag_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Tag the selection…")).triggered.connect(self._tagger.ask)
        count = current().number(self._model.rowCount())
        everything = menu.addAction(tr("Tag all {count} in this list…", count=count))
        everything.triggered.connect(self._tagger.ask_for_all)
        undo = menu.addAction(tr("Take back the latest change"))
        undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        undo.triggered.connect(self._tagger.undo)
        overview = self._overview()
        if overview is not None and overview.tags:
            menu.addSeparator()
            for tag in overview.tags:
                words = tr("Space gives “{tag}”", tag=visible(tag.name))
                action = menu.addAction(words)
                action.setCheckable(True)
                action.setChecked(tag.name == self._bench.active_tag)
                action.triggered.connect(lambda checked=False, name=tag.name: self._tagger.use(name))
        menu.popup(self._all.mapToGlobal(QPoint(0, self._all.height())))

    def _tags_changed(self) -> None:
        self._model.refresh()
        if self._bench.case is not None:
            self._bench.case.refresh()

"""Artifacts: where they lie, all of them as table or gallery, and what is known of the selected one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.artifact import Artifact
from forensics_app.model.choices.type_groups import TypeCounts
from forensics_app.model.names import visible
from forensics_app.model.selection import EVERYTHING, ArtifactFilter, Sort
from ui.dialogs.artifacts.key_form import GivenKey
from ui.dialogs.artifacts.positions_map import PositionsDialog
from ui.jobs.desk import JobKind
from ui.models.artifacts.filter_words import place_filter, place_words, without_place
from ui.models.artifacts.folder_model import EVERYWHERE, CountedFolders, FolderModel, PlaceKey
from ui.models.artifacts.hash_set_words import gaps_sentence, incomplete
from ui.models.artifacts.model import ArtifactModel
from ui.models.artifacts.places_of_case import places_of, volume_names
from ui.models.artifacts.state import ArtifactsState, asks_for_single
from ui.models.artifacts.tag_marks import marks_of
from ui.models.case.overview import CaseOverview
from ui.pages.artifacts.actions import ArtifactActions, show_at
from ui.pages.artifacts.arrangement import Arrangement
from ui.pages.artifacts.contents_search import ContentsSearch
from ui.pages.artifacts.copying import Copying
from ui.pages.artifacts.extracting import Extracting
from ui.pages.artifacts.filter_bar import FilterBar
from ui.pages.artifacts.label_changes import LabelChanges
from ui.pages.artifacts.list import ArtifactList
from ui.pages.artifacts.places import Finding
from ui.pages.artifacts.tagging import Tagger
from ui.pages.artifacts.times_card import TimesBelow, TimesCard
from ui.pages.artifacts.where_panel import WherePanel
from ui.pages.artifacts.withholding import Withholder
from ui.pages.cards.header_pills import case_pills
from ui.pages.cards.key_card import KeyCard
from ui.pages.details.panel import DetailsPanel
from ui.settings.list_settings import ListSettings
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.low_room import scrolled
from ui.widgets.layout.page import Page
from ui.widgets.layout.panes import Panes
from ui.widgets.statements.notices import EmptyState
from ui.words import places
from ui.workbench.case_rows import CaseRows
from ui.workbench.case_session import CaseSession
from ui.workbench.workbench import Workbench

LEAST_HEIGHT = 240  # of the parts; where the window is lower, the page scrolls


class ArtifactsPage(Page):
    """Tree, list and details; the list takes what the others leave."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._chosen = False  # whether somebody chose the current row, or the list did by itself
        self._kept = ListSettings(bench.settings)
        self._session: CaseSession | None = None
        self._places_shown: object = None
        self._types_asked = EVERYTHING
        self.bar = FilterBar(EVERYTHING, self._kept)
        self.bar.changed.connect(self._bar_changed)
        self.bar.place_left.connect(self._place_left)
        self.bar.cleared.connect(self._clear_all)
        self.bar.hash_sets_asked.connect(bench.hash_sets_asked)
        self.search = self.bar.search
        top = QWidget()
        top.setProperty("part", "page")
        line = QVBoxLayout(top)
        line.setContentsMargins(px(16), px(14), px(16), px(12))
        line.addWidget(self.bar)
        self.key = KeyCard(bench.keys, JobKind.EXTRACT)
        line.addWidget(self.key)
        self._stack = QStackedWidget()
        self._stack.setContentsMargins(px(16), 0, px(16), px(12))
        self._stack.setMinimumHeight(px(LEAST_HEIGHT))
        self.outer.addWidget(scrolled(top, self._stack), 1)
        self._nothing = EmptyState(
            "table",
            tr("No artifacts yet"),
            tr("Add evidence first; everything found in it is listed here."),
            Button(tr("Add evidence…"), lambda: bench.go.emit(places.EVIDENCE), kind="primary"),
        )
        self._stack.addWidget(self._nothing)
        self._panes: Panes | None = None
        self._unjoined: tuple[QWidget, ...] = ()
        self._to_build: list[Callable[[], None]] = []
        bench.case_changed.connect(self._another_case)
        bench.case_read.connect(self._case_read)
        bench.artifacts_asked.connect(self._state_given)
        bench.artifact_asked.connect(self._artifact_asked)
        bench.veil_changed.connect(self._veil_changed)
        self._another_case()
        self.catch_up()

    def _case_read(self) -> None:
        self.follow(self._bench.turns, self._overview_read)

    @property
    def state(self) -> ArtifactsState:
        """What is chosen on this page, kept in the workbench."""
        return self._bench.artifacts_state

    def selected(self) -> list[Artifact]:
        """The artifacts whose rows are highlighted, as far as these were read."""
        if self._panes is None:
            return []
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        found = (self._model.artifact(row) for row in rows)
        return [artifact for artifact in found if artifact is not None]

    def title(self) -> str:
        return tr(NC_("page", "Artifacts"))

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
        return self.search if self._panes is None else self.list.view

    def _overview(self) -> CaseOverview | None:
        return None if self._bench.case is None else self._bench.case.overview

    # --- building the parts for a case -------------------------------------------------------------

    def _another_case(self) -> None:
        if self._bench.case is self._session:
            return
        if self._panes is not None:
            self._stack.removeWidget(self._panes)
            self._panes.deleteLater()
            self._actions.deleteLater()
            self._panes = None
        self._to_build = []
        self.no_longer(self._build_next)
        for part in self._unjoined:
            part.deleteLater()
        self._unjoined = ()
        self._session = self._bench.case
        self._places_shown = None
        if self._session is not None:
            self._to_build = [
                partial(self._build_list, self._session),
                self._build_places,
                self._build_times,
                partial(self._build_details, self._session),
                partial(self._build_acts, self._session),
                self._join_places,
                self._join_list,
                self._join_details,
                self._arrange_parts,
                self._begin_to_list,
            ]
            self.follow(self._bench.turns, self._build_next)

    def _build_next(self) -> None:
        """One part: all of them would hold up the window for longer than a turn of the event loop may."""
        self._to_build.pop(0)()
        if self._to_build:
            self.follow(self._bench.turns, self._build_next)

    def _build_list(self, session: CaseSession) -> None:
        rows = CaseRows(session, self)
        self._model = ArtifactModel(rows, self)
        self._rows = rows
        self.list = ArtifactList(self._model, session.pictures, self._kept)
        self.table = self.list.table
        self._unjoined = (self.list,)
        self.takes_later(self.list)

    def _build_places(self) -> None:
        """The places before the list, which lead to a part of it."""
        self._folders = FolderModel(self)
        self.where = WherePanel(self._folders)
        self.where.place_chosen.connect(self._placed)
        self.where.tag_chosen.connect(lambda tag: self._filtered(replace(self.state.chosen, tag=tag)))
        self.where.type_chosen.connect(lambda one: self._filtered(one.of(self.state.chosen)))
        self._unjoined = (*self._unjoined, self.where)
        self.takes_later(self.where)

    def _build_times(self) -> None:
        """The times below it, which do too."""
        self.times = TimesCard(self._bench)
        self.times.asked.connect(self._times_asked)
        self._unjoined = (*self._unjoined, self.times)
        self.takes_later(self.times)

    def _build_details(self, session: CaseSession) -> None:
        """The details of what is selected."""
        self.panel = DetailsPanel(session.contents, lambda: self._bench.keys.keeps)
        self.panel.key_fitted.connect(self._keep_key)
        self.panel.set_protection(blur=self._kept.blur, grey=self._kept.grey)
        self._bench.details_asked.connect(self.panel.show_tab)
        self._unjoined = (*self._unjoined, self.panel)
        self.takes_later(self.panel)

    def _build_acts(self, session: CaseSession) -> None:
        """What can be done with what is selected."""
        rows = self._rows
        self._tagger = Tagger(self._bench, self.table, self._model, self)
        self._tagger.tagged.connect(self._tags_changed)
        self._withholder = Withholder(self._bench, self.table, self._model, self)
        self._withholder.changed.connect(lambda sentence: self._tags_changed(sentence, True))
        self._changes = LabelChanges(self._bench, self)
        self._changes.turned.connect(self._tags_changed)
        self._extracting = Extracting(self._bench, rows, self._model, self.table, self)
        self._extracting.said.connect(self.list.say)
        self.contents = ContentsSearch(
            rows, self._model, session, self._listed, lambda: self._bench.keys.keeps, self
        )
        self.contents.key_fitted.connect(self._keep_key)
        self.bar.found_by, self.bar.gaps_of = self.contents.found_by, self.contents.gaps_of
        self._copying = Copying(self._bench, rows, self._model, self.table, self.list.say)
        self._finding = Finding(rows, self._model, self.table, self.list.say)
        self._connect()

    def _keep_key(self, given: GivenKey) -> None:
        overview = None if self._session is None else self._session.overview
        layer_id = given.credential.volume
        if overview is None or layer_id is None:
            return
        source_id = layer_id.partition(".")[0]
        source = next((one for one in overview.sources if one.source_id == source_id), None)
        if source is not None:
            self._bench.keys.keep(source, layer_id, given.credential.kind, given.value)

    def _join_places(self) -> None:
        self._joined = Panes(self._kept.parts, self._stack)
        self.where.setMinimumWidth(px(150))
        self._joined.add(self.where)
        self._unjoined = (self._joined, self.list, self.times, self.panel)

    def _join_list(self) -> None:
        self._joined.add(TimesBelow(self.list, self.times))
        self._unjoined = (self._joined, self.panel)

    def _join_details(self) -> None:
        self.panel.setMinimumWidth(px(190))
        self._joined.add(self.panel)
        self._unjoined = (self._joined,)

    def _arrange_parts(self) -> None:
        """The page is whole: from now on it does what it does with its parts."""
        self._panes, self._unjoined = self._joined, ()
        self._arrangement = Arrangement(self._kept, self._panes, self.list, self.panel, self.times)
        self.panel.expand_asked.connect(self._arrangement.expand)
        self._stack.addWidget(self._panes)
        self._make_actions()

    def _begin_to_list(self) -> None:
        """Ask for what the filter of this case leads to."""
        self._show_bar()
        self.times.show_filter(self._listed(self.state.chosen))
        self._ask()
        self._overview_read()

    def _connect(self) -> None:
        keys, table = self.list.keys, self.table
        keys.tag_asked.connect(self._tagger.toggle)
        keys.key_asked.connect(self._tagger.press)
        keys.copy_asked.connect(self._copying.copy_rows)
        keys.menu_asked.connect(lambda place: show_at(self._selection_menu(), place))
        self.list.map_asked.connect(self.show_map)
        self.list.fold_asked.connect(self._switch_system)
        self.list.contents_asked.connect(self.contents.ask)
        self.contents.asked.connect(lambda ids: self._go_on(ArtifactFilter(ids=ids)))
        self.list.undo_asked.connect(self._changes.undo)
        self.list.redo_asked.connect(self._changes.redo)
        self.list.veil_changed.connect(self._bench.veil_changed)
        self.list.tag_menu_asked.connect(lambda place: show_at(self._tag_menu(), place))
        self.list.view_menu_asked.connect(lambda place: show_at(self._actions.view_menu(table), place))
        table.columns_asked.connect(lambda place: show_at(self._actions.columns_menu(table, self), place))
        table.sort_asked.connect(self._sorted)
        table.current_changed.connect(self._row_changed)
        for view in (table, self.list.gallery):
            view.clicked.connect(self._clicked)
        self.panel.tag_asked.connect(self._tagger.ask)
        self.panel.untag_asked.connect(self._tagger.untag_current)
        self.panel.twins_asked.connect(lambda ids: self._go_on(ArtifactFilter(ids=ids)))
        self.panel.twin_asked.connect(self._bench.show_artifact)
        self._finding.needed.connect(self._show_everything)
        self._model.dataChanged.connect(self._data_changed)
        self._model.modelReset.connect(self._counted)
        self._model.rowsInserted.connect(self._show_count)
        self._model.rowsRemoved.connect(self._show_count)

    def _make_actions(self) -> None:
        self._actions = ArtifactActions(
            self,
            {
                "tag": self._tagger.ask,
                "undo": self._changes.undo,
                "redo": self._changes.redo,
                "withhold": self._withholder.ask,
                "folder": self._open_folder,
                "deleted_next": partial(self._finding.next_deleted, backwards=False),
                "deleted_before": partial(self._finding.next_deleted, backwards=True),
                "back": self._back,
                "extract": self._extracting.ask,
                "open_elsewhere": self._extracting.open_elsewhere,
                "copy": self._copying.copy_rows,
                "copy_path": self._copying.copy_paths,
                "csv": partial(self._copying.ask_for_csv, self),
                "tree": partial(self._arrangement.switch, "tree"),
                "details": partial(self._arrangement.switch, "details"),
                "below": partial(self._arrangement.switch, "below"),
                "reset": self._arrangement.reset,
                "system": self._switch_system,
                "map": self.show_map,
                "contents": self.contents.ask,
                "view": lambda: self.list.set_gallery(on=not self._kept.gallery),
                "blur": self.list.toggle_blur,
                "grey": self.list.toggle_grey,
            },
            self._changes.off,
            self._extracting.off,
            self._withholder.off,
        )
        self._arrangement.actions = self._actions
        self._arrangement.show_switches()

    def _veil_changed(self) -> None:
        if self._panes is not None:
            self._arrangement.show_veils()

    # --- what is shown -----------------------------------------------------------------------------

    def _overview_read(self) -> None:
        overview = self._overview()
        if overview is None or self._panes is None:
            return
        self._stack.setCurrentWidget(self._panes if overview.total else self._nothing)
        self.bar.setVisible(bool(overview.total))
        offered = self.bar.offered
        offered.tags, offered.sets, offered.categories = (
            overview.tags,
            overview.hash_sets,
            overview.categories,
        )
        offered.exhibits = tuple(dict.fromkeys(s.exhibit for s in overview.sources))
        self._show_place()
        self.panel.set_hash_sets(overview.hash_sets)
        self.panel.set_zones(overview.zone_of)
        self.panel.set_volumes(volume_names(overview.sources))
        self.table.set_zones(overview.zone_of)
        self._model.set_marks(marks_of(overview.tags))
        self.table.set_sets_there(there=bool(overview.hash_sets))
        self.where.show_tags(overview.tags)
        self.panel.set_sealed_tags(frozenset(tag.name for tag in overview.tags if tag.sealed))
        shown = (overview.sources, overview.total, overview.hash_sets, overview.zones)
        if shown != self._places_shown:
            self._places_shown = shown
            self._ask_places()
            self._rows.offered(self._offer)
            self._ask_types()
            self._ask_folded()
            self._model.refresh()
        self._show_count()
        self.head_changed.emit()

    def _offer(self, found: tuple[tuple[tuple[str, int], ...], tuple[tuple[str, str, int], ...]]) -> None:
        self.bar.offered.omissions, self.bar.offered.rules = found

    def _listed(self, chosen: ArtifactFilter) -> ArtifactFilter:
        return self.state.listed(chosen, shows_system=self._kept.system_files)

    def _ask_types(self) -> None:
        self._types_asked = self._listed(EVERYTHING)
        self._rows.types(self._types_asked, self._show_types)

    def _show_types(self, counts: TypeCounts) -> None:
        self.where.show_types(counts, self.state.chosen, system=self._types_asked.system is not False)
        self.list.offer_map(on=bool(counts.placed))
        self._actions.action("map").setEnabled(bool(counts.placed))

    def show_map(self) -> None:
        """All positions of the list on one map."""
        dialog = PositionsDialog(self)
        self.map: PositionsDialog | None = dialog
        dialog.finished.connect(self._map_closed)
        dialog.asked.connect(lambda ids: self._go_on(ArtifactFilter(ids=ids)))
        self._rows.coast_line(lambda rings: self._to_map(lambda shown: shown.set_land(rings)))
        self._rows.positions(
            self._model.chosen, lambda found: self._to_map(lambda shown: shown.set_positions(found))
        )
        dialog.open()

    def _to_map(self, act: Callable[[PositionsDialog], None]) -> None:
        if self.map is not None:  # an answer may come after it was closed
            act(self.map)

    def _map_closed(self) -> None:
        if self.map is not None:
            self.map.deleteLater()
            self.map = None

    def _ask_places(self) -> None:
        self._rows.folders(self._listed(self.state.chosen), self._show_places)

    def _switch_system(self) -> None:
        """Show the system files in this list and the next ones, or fold them away."""
        own = None if asks_for_single(self.state.chosen) else self.state.system  # such a list has them anyway
        shown = self._kept.system_files if own is None else own
        self._kept.system_files, self.state.system = not shown, None
        self._show_state()
        self._arrangement.show_switches()

    def _show_places(self, folders: CountedFolders) -> None:
        overview = self._overview()
        if overview is not None:
            self.where.show_places(places_of(overview), folders, self.state.place)
            self._finding.reveal_in(self.where, self.state.place)

    def _ask(self) -> None:
        state = self.state
        self.table.show_sort(state.sort, descending=state.descending)
        whole = place_filter(state.chosen, state.place)
        chosen = self._listed(whole)
        self._model.ask(chosen, state.sort, descending=state.descending)
        self.list.show_folded(0, hidden=True)
        self._ask_folded()

    def _ask_folded(self) -> None:
        """How many system files stand in the list or could; asked again whenever more was read."""
        whole = place_filter(self.state.chosen, self.state.place)
        if whole.system is None:
            self._rows.folded(whole, lambda count: self._folded_counted(whole, count))

    def _folded_counted(self, whole: ArtifactFilter, count: int) -> None:
        if whole == place_filter(self.state.chosen, self.state.place):  # else another list is shown by now
            hidden = self._listed(whole) != whole
            stay = asks_for_single(whole) and not self._kept.system_files
            self.list.show_folded(count, hidden=hidden, otherwise_hidden=stay)

    def _filtered(self, chosen: ArtifactFilter) -> None:
        self.state.chosen, self.state.row = without_place(chosen), 0
        self._show_state()

    def _bar_changed(self, chosen: ArtifactFilter) -> None:
        """From the bar; where that was cleared, system files are shown or folded away as in general again."""
        if chosen == EVERYTHING:
            self.state.system = None
        self._filtered(chosen)

    def _place_left(self) -> None:
        self.state.place, self.state.row = EVERYWHERE, 0
        self._show_state()

    def _clear_all(self) -> None:
        self.state.place = EVERYWHERE
        self._bar_changed(EVERYTHING)

    def _times_asked(self, chosen: ArtifactFilter) -> None:
        """From the list as it stands; whether system files are folded away is no part of the filter."""
        self._filtered(replace(chosen, system=self.state.chosen.system))

    def _show_bar(self) -> None:
        self.bar.set_filter(self.state.chosen)
        self._show_place()

    def _show_place(self) -> None:
        overview = self._overview()
        self.bar.set_place(*place_words(self.state.place, visible if overview is None else overview.place_of))

    def _show_state(self) -> None:
        self.list.say("")
        self._bench.forget_words_on_the_list()
        self._show_bar()
        self.times.show_filter(self._listed(self.state.chosen))
        self.where.mark_type(self.state.chosen)
        if self._types_asked != self._listed(EVERYTHING):  # with or without system files, as in the list
            self._ask_types()
        self._ask_places()
        self._ask()

    def _go_on(self, chosen: ArtifactFilter, place: PlaceKey = EVERYWHERE) -> None:
        """Another list, from which one can come back; the keyboard goes there too."""
        self._replace_list(chosen, place)
        self.list.take_focus()

    def _replace_list(self, chosen: ArtifactFilter, place: PlaceKey = EVERYWHERE) -> None:
        self.state.keep()
        self.state.place, self.state.system = place, True  # nothing that is looked for may be folded away
        self._filtered(chosen)

    def _back(self) -> None:
        if self.state.go_back():
            self._show_state()
            self.list.take_focus()

    def _state_given(self) -> None:
        """Another page chose what is shown here."""
        if self._panes is not None:
            self._filtered(self.state.chosen)

    def _artifact_asked(self, artifact_id: str) -> None:
        if self._panes is not None:
            self._finding.show(artifact_id)

    def _show_everything(self) -> None:
        """The filter hides what is to be shown; whoever asks for it says where the keyboard goes."""
        self._replace_list(EVERYTHING)

    def _open_folder(self) -> None:
        """Everything in the folder of the current artifact, which stays selected."""
        self._finding.folder_of_current(lambda place: self._go_on(EVERYTHING, place))

    def _placed(self, place: PlaceKey) -> None:
        if place != self.state.place:
            self.state.place, self.state.row = place, 0
            self._show_place()
            self.list.say("")
            self._bench.forget_words_on_the_list()
            self._ask()

    def _sorted(self, sort: Sort, descending: bool) -> None:
        self.state.sort, self.state.descending, self.state.row = sort, descending, 0
        self._ask()

    def _counted(self) -> None:
        self._show_count()
        rows = self._model.rowCount()
        if rows:
            self.table.go_to(min(self.state.row, rows - 1), by_itself=True)
            self.list.view.scrollTo(self.table.currentIndex())
        else:
            self.panel.show_artifact(None)
        if self._model.counted:
            self._finding.counted()

    def _show_count(self) -> None:
        overview = self._overview()
        total = self._rows.total
        if total is None:
            total = 0 if overview is None else overview.total
        self.list.show_count(self._model.rowCount(), total, counted=self._model.counted)
        sets = () if overview is None else overview.hash_sets
        self.list.show_names_only(on=bool(self.state.chosen.text))
        gaps = [gaps_sentence(done) for done in incomplete(self.state.chosen, sets)]
        searched = self.contents.gaps_of(self.state.chosen.ids)
        self.list.show_gaps(" ".join((*gaps, searched) if searched else gaps))

    def _row_changed(self, row: int) -> None:
        if row >= 0:
            self.state.row, self._chosen = row, not self.table.by_itself
            self._show_artifact(self._model.artifact(row))

    def _data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._show_count()
        row = self.table.currentIndex().row()
        if first.row() <= row <= last.row():
            self._show_artifact(self._model.artifact(row))

    def _show_artifact(self, artifact: Artifact | None) -> None:
        """What is known of it; where else its content is comes a moment later."""
        if self.panel.show_artifact(artifact) and artifact is not None:
            self._looked_at(artifact)
            self._rows.twins(artifact, lambda twins: self.panel.show_twins(artifact, twins))

    def _clicked(self, index: QModelIndex) -> None:
        """The row that the list selected by itself is chosen too once somebody clicks it."""
        artifact = self._model.artifact(index.row())
        if artifact is not None and index.row() == self.table.currentIndex().row():
            self._chosen = True
            self._looked_at(artifact)

    def _looked_at(self, artifact: Artifact) -> None:
        overview = self._overview()
        source = None if overview is None else overview.paths.get(artifact.entry.locator.source_id)
        if source is not None:  # a source that is being read has rows before the overview has it
            self._bench.training.look_at(source.name, artifact, chosen=self._chosen)

    # --- tags --------------------------------------------------------------------------------------

    def _tag_menu(self) -> QMenu:
        overview = self._overview()
        tags = () if overview is None else overview.tags
        active, rows = self._bench.active_tag, self._model.rowCount()
        return self._actions.tag_menu(self._tagger, self._withholder, tags, active, rows)

    def _selection_menu(self) -> QMenu:
        return self._actions.selection_menu(self._withholder)

    def _tags_changed(self, sentence: str, undo: bool, redo: bool = False) -> None:
        self.list.say(sentence, undo=undo, redo=redo)
        self._model.refresh()
        if self._bench.case is not None:
            self._bench.case.refresh()

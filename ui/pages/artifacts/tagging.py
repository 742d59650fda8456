"""Tagging from the list: Space gives or takes the tag used last, 1 to 9 one of the tags, menus a whole list.

Writing happens in the reader thread, in a writer of its own that lives for that moment; while evidence is
being read the case has another writer, and the sentence says who. What is selected is named by its places:
the thread finds out which artifacts these are, so that rows that were never in sight are tagged too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from forensics_app.errors import ForensicsError, NothingSelectedError
from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.i18n.tagging import marked_sentence
from forensics_app.model.case import TagRecord
from forensics_app.model.names import visible
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.marks import marked_among
from forensics_app.services.cases.opening import open_case
from forensics_app.services.selection.label_changes import last_change
from forensics_app.services.selection.tag import set_tag_colour, tag, tags, untag
from ui.dialogs.artifacts.tag import TagDialog
from ui.jobs.child_job import Trouble
from ui.models.artifacts.cells import name_of
from ui.models.artifacts.model import ArtifactModel
from ui.models.artifacts.tag_marks import in_order
from ui.widgets.tables.artifact_table import ArtifactTable
from ui.workbench.case_session import Reading
from ui.workbench.workbench import Workbench

MOST_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Tagged:
    """What was done: `count` artifacts got a tag, or lost it; `had`: so many more had it already."""

    name: str
    count: int
    removed: bool = False
    withheld: int = 0
    had: int = 0


class Tagger(QObject):
    """`tagged` with a sentence about what was stored, and whether it can be taken back."""

    tagged = Signal(str, bool)

    def __init__(self, bench: Workbench, table: ArtifactTable, model: ArtifactModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._table, self._model, self._widget = bench, table, model, parent

    # --- what to tag -------------------------------------------------------------------------------

    def use(self, name: str) -> None:
        """Make this the tag that Space gives."""
        self._bench.active_tag = name

    def toggle(self) -> None:
        """Give the active tag to the selection; take it off where the whole selection has it."""
        if not self._table.selected_rows():
            return
        name = self._active()
        if name:
            self._change_selection(name, toggle=True)
        else:
            self.ask()

    def press(self, key: int) -> None:
        """The same with the tag of a key, 1 to 9."""
        tags = in_order(self._tags())
        if key <= len(tags) and self._table.selected_rows():
            self.use(tags[key - 1].name)
            self._change_selection(tags[key - 1].name, toggle=True)

    def ask(self) -> None:
        """Ask for a tag and a note, and give both to the selection."""
        count = sum(len(part) for part in self._table.selected_rows())
        if not count:
            return
        artifact = self._model.artifact(self._table.currentIndex().row())
        subject = trn("{count} selected artifact", "{count} selected artifacts", count)
        if count == 1 and artifact is not None:
            subject = visible(name_of(artifact))
        own = {tag.name for tag in in_order(self._tags())}
        had = next((name for name in artifact.tags if name in own), "") if artifact and count == 1 else ""
        note = dict(artifact.tag_notes).get(had, "") if artifact is not None else ""  # of that tag alone
        dialog = TagDialog(
            self._tags(),
            had or self._active(),
            current().isolate(subject),
            note=note,
            received=self._bench.received_case,
            parent=self._widget,
        )
        if dialog.exec():
            self.use(dialog.name)
            self._change_selection(dialog.name, note=dialog.note or None, mark=dialog.mark)

    def ask_for_all(self) -> None:
        """Ask for a tag and give it to everything in the list."""
        count = self._model.rowCount()
        subject = trn("All {count} artifact of this list", "All {count} artifacts of this list", count)
        received = self._bench.received_case
        dialog = TagDialog(self._tags(), self._active(), subject, received=received, parent=self._widget)
        if count and dialog.exec():
            self.use(dialog.name)
            note, mark = dialog.note or None, dialog.mark
            self._change(dialog.name, (), self._model.chosen, note=note, mark=mark)

    def untag_current(self, name: str) -> None:
        """Take a tag off the current artifact."""
        artifact = self._model.artifact(self._table.currentIndex().row())
        if artifact is not None:
            chosen = replace(ArtifactFilter(), ids=(artifact.artifact_id,))
            self._change(name, (), chosen, remove=True)

    def set_mark(self, name: str, mark: str) -> None:
        """Another mark for a tag."""
        session, clock = self._bench.case, self._bench.clock
        if session is None or not self._bench.may_write(received_too=True):
            return
        path = session.path

        def work(reading: Reading) -> None:
            with open_case(path, write=True, clock=clock, received_too=True) as case:
                set_tag_colour(case, name, mark)

        session.ask(("mark", name), work, lambda _: self.tagged.emit("", False), self._failed, owner=self)

    def _tags(self) -> Sequence[TagRecord]:
        overview = None if self._bench.case is None else self._bench.case.overview
        return () if overview is None else overview.tags

    def _active(self) -> str:
        own = in_order(self._tags())
        if not self._bench.active_tag and own:
            self._bench.active_tag = max(own, key=lambda t: t.count).name
        return self._bench.active_tag

    # --- storing -----------------------------------------------------------------------------------

    def _change_selection(
        self, name: str, *, toggle: bool = False, note: str | None = None, mark: str | None = None
    ) -> None:
        parts = self._table.selected_rows()
        count = sum(len(part) for part in parts)
        if count > MOST_AT_ONCE and count < self._model.rowCount():
            sentence = tr(
                "More than {count} rows are selected. Narrow the list with filters, then tag the whole list.",
                count=current().number(MOST_AT_ONCE),
            )
            self._bench.trouble.emit(Trouble(sentence))
            return
        if count == self._model.rowCount():
            parts = []  # the filter itself says it
        self._change(name, parts, self._model.chosen, toggle=toggle, note=note, mark=mark)

    def _change(
        self,
        name: str,
        parts: Sequence[range],
        chosen: ArtifactFilter,
        *,
        toggle: bool = False,
        remove: bool = False,
        note: str | None = None,
        mark: str | None = None,
    ) -> None:
        session, clock = self._bench.case, self._bench.clock
        if session is None or not self._bench.may_write(received_too=True):
            return
        path, sort, descending = session.path, self._model.order, self._model.descending

        def work(reading: Reading) -> Tagged:
            meant = chosen
            if parts:
                ids = reading.browser.ids(chosen, sort, descending=descending, places=parts)
                meant = replace(ArtifactFilter(), ids=ids)
            off = remove
            if toggle:
                having = reading.browser.count(replace(meant, tag=name)) if meant.tag in (None, name) else 0
                off = having == reading.browser.count(meant)
            with open_case(path, write=True, clock=clock, received_too=True) as case:
                if off:
                    count = untag(case, name, meant, clock=clock)
                    session.labels.made(last_change(case, of_marks=False))
                    return Tagged(name, count, removed=True)
                before = _carriers(case, name)
                count = tag(case, name, meant, note=note, clock=clock)
                session.labels.made(last_change(case, of_marks=False))
                had = count - (_carriers(case, name) - before)
                if mark is not None:
                    set_tag_colour(case, name, mark)
                return Tagged(name, count - had, withheld=marked_among(case, meant), had=had)

        session.ask(("tag", name, chosen, *parts), work, self._stored, self._failed, owner=self)

    def _stored(self, done: Tagged) -> None:
        name = visible(done.name)
        if done.removed:
            said = trn(
                "Removed “{tag}” from {count} artifact.",
                "Removed “{tag}” from {count} artifacts.",
                done.count,
                tag=name,
            )
        else:
            said = trn(
                "Tagged {count} artifact “{tag}”.", "Tagged {count} artifacts “{tag}”.", done.count, tag=name
            )
        if done.had:
            had = trn("{count} had the tag already.", "{count} had the tag already.", done.had)
            said = f"{said} {had}"
        if done.withheld:
            said = f"{said} {marked_sentence(done.withheld)}"
        self.tagged.emit(said, True)

    def _failed(self, error: ForensicsError) -> None:
        if isinstance(error, NothingSelectedError):
            return  # what was meant is gone from the list meanwhile
        self._bench.trouble.emit(Trouble(window_sentence(error), repr(error), error.code))


def _carriers(case: Case, name: str) -> int:
    """How many artifacts have the tag."""
    return next((one.count for one in tags(case) if one.name == name), 0)

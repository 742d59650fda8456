"""Hash sets of this user, and those that the case was compared with: add, remove, compare, forget."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import label
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.hash_sets import HashSetFacts, MatchedHashSet
from forensics_app.model.names import visible
from forensics_app.services.hash_sets.hash_sets import list_hash_sets, remove_hash_set
from ui.dialogs.ask import ask_to_remove_hash_set
from ui.dialogs.choose import choose_hash_set
from ui.dialogs.hash_sets.add_hash_set import AddHashSetDialog
from ui.jobs.desk import Ending, JobKind
from ui.jobs.speed import amount
from ui.models.artifacts.hash_set_words import (
    compared_words,
    empty_sentence,
    gaps_sentence,
    set_columns,
    set_row,
)
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear, clear_body
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.facts import Bar, Digest, KeyValue
from ui.widgets.statements.notices import EmptyState, Trouble
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text
from ui.words.sources import DIGEST_NAMES
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard


class HashSetsDialog(QDialog):
    """Shows what is there now, and what the case was compared with."""

    help_topic = "evidence"

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._own: frozenset[str] = frozenset()
        self._sets: Sequence[HashSetFacts] = ()
        self.setWindowTitle(tr("Hash sets"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Hash sets"), "page"))
        known = tr(
            "Published lists of digests. A hit means that a file is on the list; “known” "
            "never means harmless."
        )
        box.addWidget(Text(known, "small", "muted", wrap=True))
        self.table = RowsTable(set_columns(), tr("Hash sets"), most_rows=8)
        self.table.current_changed.connect(self._show_one)
        inside = QWidget()
        parts = QVBoxLayout(inside)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(px(12))
        parts.addWidget(self.table)
        self._none = EmptyState(
            "fingerprint",
            tr("No hash sets yet"),
            tr(
                "Add an NSRL RDS database, a hashdeep file, a list or CSV table of hashes, or a Project VIC "
                "file."
            ),
        )
        parts.addWidget(self._none)
        self._one = Card(tr("Selected hash set"))
        parts.addWidget(self._one)
        parts.addStretch(1)
        box.addWidget(Scroller(inside), 1)
        self._trouble = QVBoxLayout()
        box.addLayout(self._trouble)
        box.addWidget(self._job_row())
        box.addLayout(self._foot())
        fit_into(self, parent, 780, 620)
        bench.jobs.changed.connect(self._show_job)
        bench.jobs.ended.connect(self._ended)
        bench.case_read.connect(self._show)
        self._show()
        self._show_job()

    def _job_row(self) -> QWidget:
        self._job = QWidget()
        line = QHBoxLayout(self._job)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(10))
        self._job_words, self._job_amount = Text("", "body"), Text("", "body", "muted")
        self._bar = Bar(0.0, height=8)
        line.addWidget(self._job_words)
        line.addWidget(self._bar, 1)
        line.addWidget(self._job_amount)
        self.cancel_button = Button(tr(NC_("button", "Cancel")), self._cancel, small=True)
        line.addWidget(self.cancel_button)
        return self._job

    def _foot(self) -> FlowLayout:
        foot = FlowLayout()
        self.add_button = Button(tr(NC_("button", "Add…")), self._choose, glyph="plus")
        self.remove_button = Button(tr(NC_("button", "Remove")), self._remove)
        self.forget_button = Button(tr("Remove from case"), self._forget)
        self.match_button = Button(tr("Compare with case"), self._match, kind="primary")
        guard(self._bench.writing, self.forget_button, self.match_button, received_too=True)
        foot.addWidget(self.add_button)
        foot.addWidget(self.remove_button)
        foot.addWidget(self.forget_button)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))
        foot.addWidget(self.match_button)
        return foot

    # --- showing -----------------------------------------------------------------------------------

    def _of_case(self) -> Sequence[MatchedHashSet]:
        case = self._bench.case
        return () if case is None or case.overview is None else case.overview.hash_sets

    def _matched(self, name: str | None) -> MatchedHashSet | None:
        return next((s for s in self._of_case() if s.facts.name == name), None)

    def _show(self) -> None:
        try:
            own = list_hash_sets()
        except ForensicsError as e:
            self._say(window_sentence(e), repr(e))
            return
        self._own = frozenset(facts.name for facts in own)
        others = [done.facts for done in self._of_case() if done.facts.name not in self._own]
        self._sets = [*own, *others]
        rows = [set_row(facts, self._matched(facts.name)) for facts in self._sets]
        self.table.set_rows(rows, [facts.name for facts in self._sets])
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        if rows and self.table.current_key() is None:
            self.table.select(self._sets[0].name)
        self._show_one()

    def _current(self) -> HashSetFacts | None:
        key = self.table.current_key()
        return next((facts for facts in self._sets if facts.name == key), None)

    def _show_one(self) -> None:
        clear_body(self._one)
        facts = self._current()
        self._one.setVisible(facts is not None)
        self._allow()
        if facts is None:
            return
        self._one.set_note(current().isolate(visible(facts.name)))
        rows = KeyValue(label_width=96)
        if facts.name not in self._own:
            rows.row(
                tr(NC_("label", "In your list")),
                tr("no: the case was compared with it on another computer, or you removed it"),
            )
        rows.row(tr(NC_("label", "Format")), label(facts.format))
        rows.path_row(tr(NC_("label", "File")), visible(facts.file_name), facts.file_name)
        digests = ", ".join(f"{DIGEST_NAMES[a]} {current().number(n)}" for a, n in facts.digests)
        rows.row(tr(NC_("label", "Digests")), digests)
        if facts.rejected:
            rows.row(tr("Skipped lines"), current().number(facts.rejected))
        done = self._matched(facts.name)
        if done is not None:
            rows.row(tr(NC_("label", "Compared")), compared_words(done))
            if not done.complete:
                rows.row(tr("Left out"), gaps_sentence(done), color="warn")
            if done.accuses_empty_files:
                rows.row(tr("Empty files"), empty_sentence(), color="warn")
        self._one.add(rows)
        self._one.add(Digest(tr("{digest} of the file", digest="SHA-256"), facts.sha256))

    def _allow(self) -> None:
        bench, facts = self._bench, self._current()
        busy = bench.jobs.running(JobKind.HASH_SETS) is not None
        self.add_button.setEnabled(not busy)
        mine = facts is not None and facts.name in self._own
        self.remove_button.setEnabled(mine and not busy)
        matched = facts is not None and self._matched(facts.name) is not None
        self.forget_button.setVisible(bench.case is not None)
        self.forget_button.setEnabled(matched and not busy and not bench.reading)
        self.match_button.setVisible(bench.case is not None)
        self.match_button.setEnabled(mine and not busy and not bench.reading)

    # --- jobs --------------------------------------------------------------------------------------

    def _show_job(self) -> None:
        running = self._bench.jobs.running(JobKind.HASH_SETS)
        self._job.setVisible(running is not None)
        self._allow()
        if running is not None:
            last = running.last
            self._job_words.set_text(tr(NC_("state", "Starting…")) if last is None else last.label)
            self._bar.set_share(None if last is None else last.share)
            self._job_amount.set_text("" if last is None else amount(last, running.speed))
            self.cancel_button.setEnabled(not running.job.stopping)

    def _cancel(self) -> None:
        running = self._bench.jobs.running(JobKind.HASH_SETS)
        if running is not None:
            running.job.cancel()
            self._show_job()

    def _ended(self, ending: Ending) -> None:
        if ending.kind is JobKind.HASH_SETS:
            clear(self._trouble)
            if ending.trouble is not None:
                self._say(ending.trouble.sentence, ending.trouble.details)
            self._show()

    def _say(self, sentence: str, details: str) -> None:
        self._trouble.addWidget(Trouble(sentence, details))

    def _choose(self) -> None:
        path = choose_hash_set(self)
        if path is not None:
            self.add_file(path)

    def add_file(self, path: Path) -> AddHashSetDialog:
        """Ask what the set in a file is called and what standing in it means, then add it."""
        dialog = AddHashSetDialog(path, {facts.name for facts in self._sets}, self)
        dialog.accepted.connect(lambda: self._run(dialog.arguments(), dialog.name.value))
        dialog.open()
        return dialog

    def _remove(self) -> None:
        facts = self._current()
        if facts is None or not ask_to_remove_hash_set(self, facts.name):
            return
        try:
            remove_hash_set(facts.name)
        except ForensicsError as e:
            self._say(window_sentence(e), repr(e))
        self._show()

    def _match(self) -> None:
        facts, case = self._current(), self._bench.case
        if facts is not None and case is not None:
            self._run(["hashset", "match", str(case.path), "--", facts.name], facts.name)

    def _forget(self) -> None:
        facts, case = self._current(), self._bench.case
        if facts is not None and case is not None:
            self._run(["hashset", "forget", str(case.path), "--", facts.name], facts.name)

    def _run(self, arguments: Sequence[str], name: str) -> None:
        clear(self._trouble)
        self._bench.start_job(JobKind.HASH_SETS, arguments, name)

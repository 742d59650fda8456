"""Two sides beside each other: what both hold, what only one does, what differs. No content is opened.

A child process checks bundles, reads both sides and writes the comparison into a temporary folder, which goes
when this closes.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.errors import CancelledError, ForensicsError
from forensics_app.i18n import NC_, tr, trn
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.comparison import Comparison
from forensics_app.services.exchange.compare import Compared
from ui.dialogs.choose import choose_comparison_csv
from ui.dialogs.comparison.side_chooser import SideChooser
from ui.dialogs.comparison.view import NARROW, ComparedView
from ui.jobs.desk import Ending, JobKind
from ui.jobs.reader import Reader
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Pill
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Columns, Scroller
from ui.widgets.layout.focus_restore import focus_when_shown
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import EmptyState, Trouble
from ui.widgets.statements.read_progress import ReadProgress
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class ComparisonDialog(QDialog):
    """`known` is a side that is known already; `view` shows the comparison once there is one."""

    help_topic = "verify"

    def __init__(self, bench: Workbench, parent: QWidget | None = None, known: Path | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._folder = bench.new_scratch("compare-")
        self._number = 0
        self._running = False
        self._reader: Reader[Compared] | None = None
        self._writer: Reader[Compared] | None = None
        self._stop_writing = threading.Event()
        self.view: ComparedView | None = None
        self.setWindowTitle(tr(NC_("heading", "Compare")))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(Text(tr(NC_("heading", "Compare")), "page"))
        head.addWidget(Pill(tr(NC_("state", "Read-only")), State.OK, glyph="lock-key"))
        head.addStretch(1)
        box.addLayout(head)
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(10))
        self.a, self.b = SideChooser("A", known), SideChooser("B", None)
        for side in (self.a, self.b):
            side.changed.connect(self._side_changed)
        self._box.addWidget(Columns(self.a, self.b, side_width=555, fold_below=NARROW, gap=14))
        self._said = QVBoxLayout()
        self._box.addLayout(self._said)
        self.progress = ReadProgress(tr(NC_("progress", "Comparing")))
        self.progress.cancel.connect(self._cancel)
        self.progress.hide()
        self._box.addWidget(self.progress)
        self._body = QStackedWidget()
        self._body.addWidget(
            EmptyState(
                "intersect",
                tr("Nothing compared yet"),
                tr("Choose both sides. Only catalogues and lists are read; no content is opened."),
            )
        )
        self._body.addWidget(
            EmptyState(
                "intersect",
                tr("Nothing compared yet"),
                tr("Both sides are chosen. Only catalogues and lists are read; no content is opened."),
            )
        )
        self._box.addWidget(self._body, 1)
        box.addWidget(Scroller(inside), 1)
        foot = QHBoxLayout()
        self.csv_button = Button(tr("Save as CSV…"), self._choose_csv)
        foot.addWidget(self.csv_button)
        self.stop_button = Button(tr(NC_("button", "Cancel")), self._stop_writing.set)
        self.stop_button.hide()
        foot.addWidget(self.stop_button)
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))
        self.compare_button = Button(
            tr(NC_("button", "Compare")), self.compare, kind="primary", glyph="intersect"
        )
        foot.addWidget(self.compare_button)
        box.addLayout(foot)
        fit_into(self, parent, 1180, 780)
        bench.jobs.changed.connect(self._show_job)
        bench.jobs.ended.connect(self._ended)
        self.finished.connect(self._clean)
        folder = self._folder
        self.destroyed.connect(lambda: shutil.rmtree(folder, ignore_errors=True))
        self._allow()

    # --- it is made --------------------------------------------------------------------------------

    @property
    def _listing(self) -> Path:
        return self._folder / f"comparison-{self._number}"

    def compare(self) -> None:
        """Begin, in a child process."""
        if self.a.path is None or self.b.path is None:
            return
        self._forget()
        trust = self._bench.check.trust_file
        options = [] if trust is None else ["--trust", str(trust)]
        self._number += 1
        sides = [str(path.absolute()) for path in (self.a.path, self.b.path)]
        arguments = ["compare", *options, f"--listing={self._listing}", "--", *sides]
        self._running = self._bench.start_job(JobKind.COMPARE, arguments, self.b.path.name, shows_errors=True)
        if not self._running:
            self._say(tr("Another comparison is running. Wait until it is finished."))
        self._allow()

    def _show_job(self) -> None:
        running = self._bench.jobs.running(JobKind.COMPARE)
        if running is not None and self._running:
            self.progress.show_job(running)
        self.progress.setVisible(running is not None and self._running)

    def _cancel(self) -> None:
        running = self._bench.jobs.running(JobKind.COMPARE)
        if running is not None and self._running:
            running.job.cancel()
            self._show_job()

    def _ended(self, ending: Ending) -> None:
        if ending.kind is not JobKind.COMPARE or not self._running:
            return
        self._running = False
        self._show_job()
        if ending.trouble is not None:
            self._say(ending.trouble.sentence, ending.trouble.details)
        elif ending.result is not None:
            self._open()
        self._allow()
        if ending.result is None:  # the button that had the keyboard is gone or was disabled meanwhile
            focus_when_shown(self.compare_button)

    def _say(self, sentence: str, details: str = "", *, state: State = State.BAD) -> None:
        clear(self._said)
        self._said.addWidget(Trouble(sentence, details, state=state))

    # --- it is shown -------------------------------------------------------------------------------

    def _open(self) -> None:
        listing = self._listing
        self._reader = Reader(lambda: Compared.open(listing), lambda compared: compared.close(), self)
        self._reader.broken.connect(self._failed)
        self._reader.lost.connect(lambda details: self._say(tr("The list can no longer be read."), details))
        self._reader.ask("summary", lambda compared: compared.summary, self._lay_out)

    def _failed(self, error: ForensicsError) -> None:
        self._say(window_sentence(error), repr(error))

    def _side_changed(self) -> None:
        self._forget()
        self._allow()

    def _forget(self) -> None:
        """Nothing that was found between other sides stays beside those that are chosen now."""
        clear(self._said)
        self._close_readers()
        for side in (self.a, self.b):
            side.forget_side()
        if self.view is not None:
            self._body.removeWidget(self.view)
            self.view.deleteLater()
            self.view = None

    def _lay_out(self, summary: Comparison) -> None:
        if self._reader is None:
            return
        self.a.show_side(summary.a)
        self.b.show_side(summary.b)
        self._warn(summary)
        self.view = ComparedView(summary, self._reader)
        self._body.addWidget(self.view)
        self._body.setCurrentWidget(self.view)
        self._allow()
        self.view.table.setFocus()

    @property
    def ready(self) -> bool:
        """Whether there is a comparison to look at."""
        return self.view is not None

    def _warn(self, summary: Comparison) -> None:
        """What keeps the answer from being whole."""
        for name, side in (("A", summary.a), ("B", summary.b)):
            if side.counts.not_comparable:
                words = trn(
                    "{count} item of {side} has no digest of a kind that the other side has: it could not "
                    "be compared.",
                    "{count} items of {side} have no digest of a kind that the other side has: they could "
                    "not be compared.",
                    side.counts.not_comparable,
                    side=name,
                )
                self._said.addWidget(Trouble(words, state=State.WARN))
            if side.counts.uncertain:
                words = trn(
                    "{count} item found only in {side} may still be in the other: not "
                    "all items there have a digest of the same kind.",
                    "{count} items found only in {side} may still be in the other: not "
                    "all items there have a digest of the same kind.",
                    side.counts.uncertain,
                    side=name,
                )
                self._said.addWidget(Trouble(words, state=State.WARN))

    # --- as CSV ------------------------------------------------------------------------------------

    def _allow(self) -> None:
        both = self.a.path is not None and self.b.path is not None
        if self.view is None:
            self._body.setCurrentIndex(1 if both else 0)
        idle = not self._running and self._writer is None
        self.compare_button.setEnabled(both and idle)
        for side in (self.a, self.b):
            side.setEnabled(idle)
        self.csv_button.setEnabled(self.ready and idle)
        self.stop_button.setVisible(self._writer is not None)

    def _choose_csv(self) -> None:
        path = choose_comparison_csv(self)
        if path is not None:
            self.write_csv(path)

    def write_csv(self, path: Path) -> None:
        """Write every row, in a thread of its own that reads the same file."""
        listing = self._listing
        self._stop_writing.clear()
        self._writer = Reader(lambda: Compared.open(listing), lambda compared: compared.close(), self)
        self._writer.broken.connect(
            lambda error: self._written(window_sentence(error), State.BAD, repr(error))
        )
        self._writer.lost.connect(
            lambda details: self._written(tr("The list can no longer be read."), State.BAD, details)
        )
        self._say(tr("Writing {subject}", subject=path.name), state=State.RUNNING)
        self._allow()
        stopped = self._stop_writing.is_set
        self._writer.ask(
            "csv",
            lambda compared: compared.write_csv(path, cancelled=stopped),
            lambda rows: self._written(tr("Written to {path}.", path=path), State.OK),
            lambda error: self._written(
                "" if isinstance(error, CancelledError) else window_sentence(error), State.BAD
            ),
        )

    def _written(self, sentence: str, state: State, details: str = "") -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        clear(self._said)
        if sentence:
            self._say(sentence, details, state=state)
        self._allow()

    # --- the end -----------------------------------------------------------------------------------

    def _close_readers(self) -> None:
        self._stop_writing.set()
        for reader in (self._reader, self._writer):
            if reader is not None:
                reader.close()
        self._reader = self._writer = None

    def _clean(self) -> None:
        self._cancel()
        self._close_readers()
        shutil.rmtree(self._folder, ignore_errors=True)

"""The inbox that `sealwright watch` keeps: what arrived, what came of it, what waits, what went wrong.

The window only reads: the status file, in a thread, since the folder may be on a share that hangs. Opening,
verifying and signing are acts of the person who looks.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.services.inbox.follow_ups import FiledBundle, filed_bundle, filed_folder
from forensics_app.services.inbox.status import InboxStatus, read_status
from ui.dialogs.choose import choose_inbox_folder
from ui.dialogs.opening import open_outside
from ui.jobs.reader import Reader
from ui.models.bundles.inbox import SHELVES, filed_row, shelf_word, spoken, state_words, waiting_row
from ui.models.tables.rows import Column
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Pill
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import EmptyState, StepRow, Trouble
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench

KEY = "inbox/out"
COMMAND = "sealwright watch IN --out OUT"
_EVERY_MS = 1000


class InboxDialog(QDialog):
    """`receipt_asked` carries the bundle that a person wants to verify and sign a receipt for.

    `status` is what was read last; None where there is none.
    """

    help_topic = "verify"

    receipt_asked = Signal(object)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.out = Path(kept) if (kept := bench.settings.text(KEY)) else None
        self.status: InboxStatus | None = None
        self._reader: Reader[None] | None = None
        self._shown: object = ()
        self.setWindowTitle(tr(NC_("heading", "Inbox")))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        head = QHBoxLayout()
        head.addWidget(Text(tr(NC_("heading", "Inbox")), "page"))
        head.addWidget(Pill(tr(NC_("state", "Read-only")), State.OK, glyph="lock-key"))
        head.addStretch(1)
        self.choose_button = Button(tr("Choose output folder…"), self._choose, glyph="folder-open")
        head.addWidget(self.choose_button)
        box.addLayout(head)
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(12))
        self._head = QVBoxLayout()
        self._box.addLayout(self._head)
        self._said = QVBoxLayout()
        self._box.addLayout(self._said)
        self._make_filed()
        self._make_waiting()
        self._box.addStretch(1)
        box.addWidget(Scroller(inside), 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))
        box.addLayout(foot)
        fit_into(self, parent, 1080, 720)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.read)
        self.finished.connect(self._end)
        self._show_status(None)
        self._begin()

    def _make_filed(self) -> None:
        self.filed = Card(tr(NC_("heading", "Filed")))
        self.folder_button = Button(tr("Open folder"), self.open_folder, small=True, glyph="folder-open")
        self.report_button = Button(tr("Open report"), self.open_report, small=True, glyph="file-text")
        self.receipt_button = Button(tr("Sign receipt…"), self.sign_receipt, small=True, glyph="receipt")
        line = QWidget()
        acts = FlowLayout(line)  # three of them are wider than the title's line at 200 %
        for button in (self.folder_button, self.report_button, self.receipt_button):
            acts.addWidget(button)
        self.filed.add(line)
        self.table = RowsTable(
            (
                Column(tr(NC_("column", "Filed")), 150),
                Column(tr(NC_("column", "Bundle")), least=160),
                Column(tr(NC_("column", "Sender")), 140, least=90),
                Column(tr(NC_("column", "Verdict")), 130),
                Column(tr(NC_("column", "Receipt")), 130),
            ),
            tr(NC_("heading", "Filed")),
            row_height=44,
            lines=True,
            most_rows=8,
        )
        self.table.current_changed.connect(lambda key: self._allow())
        self.table.opened.connect(lambda key: self.open_folder())
        self.filed.add(self.table)
        self._nothing_filed = Text(tr("Nothing has been filed yet."), color="muted", wrap=True)
        self.filed.add(self._nothing_filed)
        self._box.addWidget(self.filed)

    def _make_waiting(self) -> None:
        self.waiting = Card(tr(NC_("heading", "Waiting")))
        self.waiting_table = RowsTable(
            (
                Column(tr(NC_("label", "File"))),
                Column(tr(NC_("column", "Sender")), 140, least=90),
                Column(tr(NC_("column", "Size")), 90, end=True),
                Column(tr(NC_("column", "Reason")), 230, least=120),
            ),
            tr(NC_("heading", "Waiting")),
            most_rows=6,
        )
        self.waiting.add(self.waiting_table)
        self._box.addWidget(self.waiting)

    # --- reading -----------------------------------------------------------------------------------

    def _choose(self) -> None:
        chosen = choose_inbox_folder(self)
        if chosen is not None:
            self.look_at(chosen)

    def look_at(self, out: Path) -> None:
        """Show the inbox that is filed into `out`, from now on."""
        self._bench.settings.set_text(KEY, str(out))
        self.out = out
        clear(self._said)
        self._end()
        self._shown = ()
        self._show_status(None)
        self._begin()

    def _begin(self) -> None:
        if self.out is not None:
            self._reader = Reader(lambda: None, lambda nothing: None, self)
            self._timer.start()
            self.read()

    def _end(self) -> None:
        self._timer.stop()
        if self._reader is not None:
            self._reader.close(timeout_s=0.2)  # a share that hangs holds up its thread, not the window
            self._reader = None

    def read(self) -> None:
        """Ask for the status as it is now."""
        out = self.out
        if self._reader is not None and out is not None:
            self._reader.ask("status", lambda nothing: read_status(out), self._show_status)

    # --- showing -----------------------------------------------------------------------------------

    def _show_status(self, status: InboxStatus | None) -> None:
        self.status = status
        now = self._bench.clock.now()
        looks = None if status is None else (state_words(status, now), status.counts, status.trouble)
        if looks != self._shown:  # not at each look: whoever stands on a button of it stays there
            self._shown = looks
            clear(self._head)
            self._head.addWidget(self._nothing() if status is None else self._state(status))
        for card in (self.filed, self.waiting):
            card.setVisible(status is not None)
        if status is None:
            return
        keys = [str(row.get("folder", number)) for number, row in enumerate(status.recent)]
        self.table.set_rows([filed_row(row) for row in status.recent], keys)
        if keys and self.table.current_key() is None:
            self.table.select(keys[0])
        self.table.setVisible(bool(keys))
        self._nothing_filed.setVisible(not keys)
        sources = [f"{row.get('source', '')}" for row in status.waiting]
        self.waiting_table.set_rows([waiting_row(row) for row in status.waiting], sources)
        self.waiting.set_note(current().number(status.waiting_count))
        self.waiting.setVisible(bool(sources))
        self._allow()

    def _nothing(self) -> QWidget:
        """How an inbox is begun, for whoever has none."""
        title = tr("No inbox to show")
        if self.out is not None:
            title = tr("There is no inbox in {path}", path=visible(str(self.out)))
        card = Card()
        said = tr(
            "“sealwright watch” verifies what arrives in a folder, and files it with its report. Start it in "
            "a terminal or as a service, then choose its output folder here."
        )
        card.add(EmptyState("package", title, said))
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(Text(COMMAND, "hash"))
        copy = Button(
            tr(NC_("button", "Copy")), lambda: QGuiApplication.clipboard().setText(COMMAND), small=True
        )
        copy.setAccessibleName(tr("Copy {what}", what=COMMAND))
        line.addWidget(copy)
        line.addStretch(1)
        card.add_layout(line)
        return card

    def _state(self, status: InboxStatus) -> QWidget:
        state, sentence, line = state_words(status, self._bench.clock.now())
        card = Card()
        card.add(StepRow(state, sentence, line))
        if status.trouble:
            card.add(Trouble(spoken(status.troubles, status.trouble), state=State.WARN))
        shelves = FlowLayout()
        for shelf in SHELVES:
            count = current().number(status.counts.get(shelf, 0))
            figure = current().labelled(shelf_word(shelf), count)
            if shelf == SHELVES[-1]:
                shelves.addWidget(Text(figure, color="muted"))
            else:
                shelves.addWidget(Button(figure, self._opens(shelf), small=True, glyph="folder-open"))
        card.add_layout(shelves)
        if self.out is not None:
            card.add(PathText(visible(str(self.out)), str(self.out), "small", "muted"))
        return card

    def _opens(self, shelf: str) -> Callable[[], None]:
        return lambda: None if self.out is None else self._open(self.out / shelf)

    def _allow(self) -> None:
        row = self.row
        self.folder_button.setEnabled(row is not None)
        self.report_button.setEnabled(row is not None and bool(row.get("reports")))
        receipt = {} if row is None else row.get("receipt")
        self.receipt_button.setEnabled(isinstance(receipt, dict) and bool(receipt.get("needs")))

    @property
    def row(self) -> dict[str, Any] | None:
        """What is chosen among the filed."""
        key = self.table.current_key()
        rows = () if self.status is None else self.status.recent
        return next((row for row in rows if row.get("folder") == key), None)

    # --- acts --------------------------------------------------------------------------------------

    def open_folder(self) -> None:
        """Open the folder of the chosen arrival in the file manager."""
        folder = self._folder()
        if folder is not None:
            self._open(folder)

    def open_report(self) -> None:
        """Open its report, in this language where there is one."""
        folder, row = self._folder(), self.row
        names = (
            [] if row is None else [str(name) for name in row.get("reports") or () if "/" not in str(name)]
        )
        if folder is not None and names:
            mine = [n for n in names if n.startswith(f"report.{current().language}.")]
            self._open(folder / (mine or names)[0])

    def sign_receipt(self) -> None:
        """Verify it in this window, where a person then signs the receipt."""
        bundle = self._bundle()
        if bundle is None:
            self._say(tr("The bundle is no longer in the folder that it was filed in."), State.WARN)
            return
        self.receipt_asked.emit(bundle)
        self.accept()

    def _folder(self) -> Path | None:
        row = self.row
        return None if row is None or self.out is None else filed_folder(self.out, row)

    def _bundle(self) -> FiledBundle | None:
        row = self.row
        return None if row is None or self.out is None else filed_bundle(self.out, row)

    def _open(self, path: Path) -> None:
        self._say(*open_outside(path))

    def _say(self, sentence: str, state: State) -> None:
        clear(self._said)
        self._said.addWidget(Trouble(sentence, state=state))

"""What is in a sealed bundle, read-only, as in a case: files with all that was sealed of them, custody, gaps.

A child process checks the bundle and writes a list into a temporary folder, which goes when this closes.
Nothing of the bundle is unpacked unless the user asks for a copy of one file.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.extraction import not_copied, zeros_sentence
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.bundle import bundle_stem
from forensics_app.model.names import visible
from forensics_app.model.sealed_listing import SealedFilter, SealedRow
from forensics_app.model.thumbnails import NoThumbnail
from forensics_app.services.custody.record import CustodyRecord
from forensics_app.services.extracting.safe_names import safe_name
from forensics_app.services.sealed_bundles.contents import Omission, SealedContents
from forensics_app.services.sealed_bundles.sealed_places import sealed_places
from forensics_app.services.thumbnails.messages import Made
from ui.dialogs.choose import choose_copies_folder, choose_copy
from ui.dialogs.sealed_contents.panel import SealedPanel
from ui.dialogs.sealed_contents.parts import OmissionsPart, SealedCustody
from ui.dialogs.sealed_contents.preview import Looked, SealedPreview, look_at
from ui.jobs.desk import Ending, JobKind, RunningJob
from ui.jobs.reader import Reader
from ui.models.bundles.sealed_model import SealedModel
from ui.models.contents.desk import ContentDesk
from ui.settings.list_settings import ListSettings
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Choice, Pill
from ui.widgets.layout.card import clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import Trouble
from ui.widgets.statements.read_progress import ReadProgress
from ui.widgets.tables.sealed_table import SealedTable
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench

_TYPING_MS = 250
PREVIEW_PIXELS = 640
_JOBS = (JobKind.CONTENTS, JobKind.SEALED_COPY)
MOST_SELECTED = 5_000  # files by name in one command line


class Part(Enum):
    """What is shown; the value is its label."""

    FILES = NC_("part of a bundle", "Artifacts")
    CUSTODY = NC_("part of a bundle", "Custody")
    OMISSIONS = NC_("part of a bundle", "Left out or in doubt")


def _omissions(contents: SealedContents) -> tuple[tuple[Omission, ...], dict[str, str]]:
    return contents.omissions(), sealed_places(contents)


def _custody(contents: SealedContents) -> tuple[CustodyRecord, dict[str, str]]:
    return contents.custody(), sealed_places(contents)


class SealedContentsDialog(QDialog):
    """`ready` once the list is there."""

    help_topic = "verify"

    def __init__(
        self, bench: Workbench, bundle: Path, parent: QWidget | None = None, part: Part = Part.FILES
    ) -> None:
        super().__init__(parent)
        self._bench, self._bundle, self._part = bench, bundle, part
        self._folder = bench.new_scratch("contents-")
        self._reader: Reader[SealedContents] | None = None
        self._row: SealedRow | None = None
        self._copying: Path | None = None
        self._looking: SealedRow | None = None
        self._desk: ContentDesk | None = None
        self._reports: list[str] = []
        self.ready = False
        self.setWindowTitle(tr("Contents of {bundle}", bundle=bundle.name))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(Text(tr(NC_("label", "Contents")), "page"))
        head.addWidget(Pill(tr(NC_("state", "Read-only")), State.OK, glyph="lock-key"))
        head.addStretch(1)
        box.addLayout(head)
        box.addWidget(PathText(str(bundle), role="small", color="muted"))
        self._said = QVBoxLayout()
        box.addLayout(self._said)
        self.progress = ReadProgress(tr("Listing the bundle's contents"))
        self.progress.cancel.connect(self._cancel)
        box.addWidget(self.progress)
        self._body = QWidget()
        self._inner = QVBoxLayout(self._body)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(px(10))
        box.addWidget(self._body, 1)
        foot = QHBoxLayout()
        self.copy_button = Button(tr("Save a copy of this file…"), self._choose_copy)
        self.copy_button.setEnabled(False)
        foot.addWidget(self.copy_button)
        self.all_button = Button(tr("Copy all files…"), self._choose_all)
        self.all_button.setEnabled(False)
        foot.addWidget(self.all_button)
        self.reports_button = Button(tr("The sender's evidence report…"), self._choose_report)
        self.reports_button.hide()
        foot.addWidget(self.reports_button)
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))
        box.addLayout(foot)
        fit_into(self, parent, 1180, 780)
        bench.jobs.changed.connect(self._show_job)
        bench.jobs.ended.connect(self._ended)
        self.finished.connect(self._clean)
        folder = self._folder
        self.destroyed.connect(lambda: shutil.rmtree(folder, ignore_errors=True))
        self._begin()

    # --- the list is made --------------------------------------------------------------------------

    def _begin(self) -> None:
        trust = self._bench.check.trust_file
        options = [] if trust is None else ["--trust", str(trust)]
        listing = self._folder / "listing"
        arguments = ["contents", *options, f"--listing={listing}", "--", str(self._bundle)]
        if not self._bench.start_job(JobKind.CONTENTS, arguments, self._bundle.name, shows_errors=True):
            self._say(
                tr("Another bundle is being listed. Wait until it is finished, then open this one again.")
            )
            self.progress.hide()

    def _running(self) -> RunningJob | None:
        jobs = self._bench.jobs
        return next((one for kind in _JOBS if (one := jobs.running(kind)) is not None), None)

    def _show_job(self) -> None:
        running = self._running()
        if running is not None:
            self.progress.show_job(running)
        held, cancel = self.focusWidget(), self.progress.cancel_button
        # what is disabled or hidden hands the focus to the next control, which may be a filter of the list
        if running is None and self.ready and held in (None, cancel):
            self._list().setFocus()
        self.progress.setVisible(running is not None)
        if running is not None and self.ready and isinstance(held, Button):
            cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self) -> QWidget:
        return self.table if self._part is Part.FILES else self.parts[self._part]

    def _cancel(self) -> None:
        running = self._running()
        if running is not None:
            running.job.cancel()
            self._show_job()

    def _ended(self, ending: Ending) -> None:
        if ending.kind not in _JOBS:
            return
        self._show_job()
        looking, self._looking = self._looking, None
        if ending.trouble is not None:
            self._say(ending.trouble.sentence, ending.trouble.details)
        elif looking is not None and ending.result is not None:
            self._look(looking)
        elif self._copying is not None and ending.result is not None:
            partly = any(ending.result.values.get(key) for key in ("without", "gaps", "not_read_bytes"))
            self._say(self._copied(ending.result.values), state=State.WARN if partly else State.OK)
        elif self._copying is None and ending.result is not None and not self.ready:
            self._open(ending.result.values)
        self._copying = None
        self._allow()

    def _copied(self, values: dict[str, object]) -> str:
        files = values.get("files")
        if files is None:
            said = tr("Copy saved to {path}. It matches what was sealed.", path=self._copying)
            gaps = int(str(values.get("not_read_bytes", 0)))
            return f"{said} {zeros_sentence(gaps)}" if gaps else said
        copied = trn(
            "{count} file copied to {path}. It matches what was sealed.",
            "{count} files copied to {path}. They match what was sealed.",
            int(str(files)),
            path=self._copying,
        )
        listed = tr(
            "List of copies (original path, name, size, SHA-256): {path}", path=values.get("list", "?")
        )
        same, without = int(str(values.get("same", 0))), int(str(values.get("without", 0)))
        named = values.get("named")
        gaps = int(str(values.get("gaps", 0)))
        missing = not_copied(
            same, without, list(map(str, named)) if isinstance(named, list) else [], gaps=gaps
        )
        return " ".join([copied, *missing, listed])

    def _say(self, sentence: str, details: str = "", *, state: State = State.BAD) -> None:
        clear(self._said)
        self._said.addWidget(Trouble(sentence, details, state=state))

    # --- the list is shown -------------------------------------------------------------------------

    def _open(self, values: dict[str, object]) -> None:
        listing = self._folder / "listing"
        self._reader = Reader(lambda: SealedContents(listing), lambda contents: contents.close(), self)
        self._reader.broken.connect(self._failed)
        self._reader.lost.connect(lambda details: self._say(tr("The list can no longer be read."), details))
        self._model = SealedModel(self._reader, self)
        self._lay_out(values)
        self._reports = [str(path) for path in self._listed(values)]
        self.reports_button.setVisible(bool(self._reports))
        self._reader.ask("exhibits", lambda contents: contents.exhibits(), self._show_exhibits)
        self._reader.ask("custody", _custody, lambda found: self.custody.show_record(*found))
        self._reader.ask("omissions", _omissions, self._show_omissions)
        self._reader.ask("places", sealed_places, self.panel.set_places)
        self._choose()
        self.ready = True
        self._list().setFocus()

    def _show_omissions(self, found: tuple[tuple[Omission, ...], dict[str, str]]) -> None:
        self.omissions.show_omissions(*found)
        self.panel.set_omissions(found[0])

    def _failed(self, error: ForensicsError) -> None:
        self._say(window_sentence(error), repr(error))

    @staticmethod
    def _listed(values: dict[str, object]) -> list[object]:
        found = values.get("reports")
        return found if isinstance(found, list) else []

    def _lay_out(self, values: dict[str, object]) -> None:
        counts = {
            Part.FILES: values["artifacts"],
            Part.CUSTODY: values["events"],
            Part.OMISSIONS: values["omissions"],
        }
        row = FlowLayout()
        self.parts: dict[Part, Choice] = {}
        for part in Part:
            choice = Choice(f"{tr(part.value)} · {current().number(int(str(counts[part])))}")
            choice.clicked.connect(lambda checked=False, part=part: self.show_part(part))
            self.parts[part] = choice
            row.addWidget(choice)
        self._inner.addLayout(row)
        self._stack = QStackedWidget()
        self.custody, self.omissions = SealedCustody(), OmissionsPart()
        for widget in (self._files(), self.custody, self.omissions):
            self._stack.addWidget(widget)
        self._inner.addWidget(self._stack, 1)
        self.show_part(self._part)

    def _files(self) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(14))
        left = QVBoxLayout()
        left.setSpacing(px(8))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search names and folders"))
        self.search.setAccessibleName(tr("Search names and folders"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._choose)
        self.search.textChanged.connect(lambda: self._typing.start())
        left.addWidget(self.search)
        self._chips = FlowLayout()
        self.sent = Choice(tr("Only artifacts with content"))
        self.sent.clicked.connect(self._choose)
        self._chips.addWidget(self.sent)
        self._exhibits: dict[str, Choice] = {}
        left.addLayout(self._chips)
        self.table = SealedTable(self._model)
        left.addWidget(self.table, 1)
        self._count = Text("", "small", "muted")
        left.addWidget(self._count)
        line.addLayout(left, 3)
        side = QVBoxLayout()
        side.setSpacing(px(10))
        self.preview = SealedPreview(ListSettings(self._bench.settings))
        self.preview.asked.connect(self.look)
        self.panel = SealedPanel()
        side.addWidget(self.preview)
        side.addWidget(self.panel, 1)
        line.addLayout(side, 2)
        self.table.current_changed.connect(self._show_row)
        self.table.opened.connect(self.look)
        self.table.selectionModel().selectionChanged.connect(self._allow)
        self._model.counted.connect(self._show_count)
        return made

    def show_part(self, part: Part) -> None:
        """Artifacts, custody or what was left out or is in doubt."""
        self._part = part
        for one, choice in self.parts.items():
            choice.setChecked(one is part)
        self._stack.setCurrentIndex(list(Part).index(part))
        self._allow()

    def _show_exhibits(self, exhibits: tuple[str, ...]) -> None:
        for exhibit in exhibits if len(exhibits) > 1 else ():
            choice = Choice(visible(exhibit))
            choice.clicked.connect(lambda checked=False, exhibit=exhibit: self._one_exhibit(exhibit))
            self._exhibits[exhibit] = choice
            self._chips.addWidget(choice)

    def _one_exhibit(self, exhibit: str) -> None:
        for name, choice in self._exhibits.items():
            if name != exhibit:
                choice.setChecked(False)
        self._choose()

    def _choose(self) -> None:
        exhibit = next((name for name, choice in self._exhibits.items() if choice.isChecked()), None)
        sent = True if self.sent.isChecked() else None
        self._model.choose(SealedFilter(self.search.text().strip(), sent, exhibit))

    def _show_count(self, count: int) -> None:
        self._count.set_text(trn("{count} artifact", "{count} artifacts", count))

    def _show_row(self, row: SealedRow | None) -> None:
        self._row = row
        self.preview.show_row(row)
        self._allow()
        if row is None:
            self.panel.show_nothing()
        elif self._reader is not None:
            number = row.number
            self._reader.ask("artifact", lambda contents: contents.artifact(number), self.panel.show_artifact)

    # --- a copy ------------------------------------------------------------------------------------

    def _allow(self) -> None:
        has = self.ready and self._row is not None and self._row.data is not None
        busy = self._running() is not None
        several = len(self._selected()) if self.ready else 0
        words = tr("Save a copy of this file…")
        if several > 1:
            words = trn("Copy {count} selected artifact…", "Copy {count} selected artifacts…", several)
        self.copy_button.setText(words)
        self.copy_button.setAccessibleName(words)
        for button in (self.copy_button, self.all_button):
            button.setVisible(self._part is Part.FILES)
        self.copy_button.setEnabled((has or several > 1) and not busy)
        self.all_button.setEnabled(self.ready and not busy)
        self.reports_button.setEnabled(not busy)
        if self.ready:
            self.preview.allow(on=not busy)

    def _selected(self) -> list[int]:
        """The selected rows, from the top."""
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def _choose_all(self) -> None:
        folder = choose_copies_folder(self, bundle_stem(self._bundle.name))
        if folder is not None:
            self.copy_to(folder)

    def copy_to(self, folder: Path, rows: Sequence[int] = ()) -> None:
        """Copy the contents of these rows of the list, or without any all of the bundle, to a new folder."""
        if not rows:
            self._copy((), folder, into=True)
            return
        if len(rows) > MOST_SELECTED:
            most = current().number(MOST_SELECTED)
            self._say(tr("At most {count} files can be selected here. Copy all of them instead.", count=most))
            return
        chosen = self._model.chosen
        if self._reader is not None:
            self._reader.ask(
                "copies",
                lambda contents: _contents_of(contents, chosen, rows),
                partial(self._copy_found, folder),
            )

    def _copy_found(self, folder: Path, names: tuple[str, ...]) -> None:
        if names:
            self._copy(names, folder, into=True)
        else:
            self._say(tr("The selected items are only listed; the bundle does not contain their content."))

    def look(self) -> None:
        """Preview the content of the current row."""
        row = self._row
        if row is None or row.data is None or not self.preview.button.isEnabled():
            return
        asked = ["--copy", row.data, "--output", str(self._folder / "preview")]
        if self._start(asked, row.path, tr("Preparing the preview")):
            self._looking = row
            self._allow()

    def _look(self, row: SealedRow) -> None:
        if self._reader is not None:
            path = self._folder / "preview"
            kind = row.media_type
            self._reader.ask("look", lambda contents: look_at(path, kind), partial(self._looked, row))

    def _looked(self, row: SealedRow, looked: Looked | None) -> None:
        if row != self._row or looked is None:
            return
        if looked.picture is None:
            self.preview.show_lines(looked.look, self.panel.unread())
            return
        if self._desk is None:
            self._desk = ContentDesk(self._bundle, self._bench.clock, self)
        self._desk.decode(looked.picture, PREVIEW_PIXELS, partial(self._drawn, row), owner=self)

    def _drawn(self, row: SealedRow, answer: Made | NoThumbnail) -> None:
        if row == self._row:
            self.preview.show_made(answer, self.panel.unread())

    def _choose_copy(self) -> None:
        rows = self._selected()
        if len(rows) > 1:
            folder = choose_copies_folder(self, bundle_stem(self._bundle.name))
            if folder is not None:
                self.copy_to(folder, rows)
        elif self._row is not None and self._row.data is not None:
            name = safe_name(self._row.path.rpartition("/")[2])
            path = choose_copy(self, name, self._row.data.rpartition("/")[2])
            if path is not None:
                self.copy(path)

    def copy(self, path: Path) -> None:
        """Copy the content of the current row to a new file, digested while it is copied."""
        if self._row is not None and self._row.data is not None:
            self._copy((self._row.data,), path)

    def _choose_report(self) -> None:
        menu = QMenu(self)
        for name in self._reports:
            menu.addAction(name).triggered.connect(partial(self._choose_report_copy, name))
        menu.popup(self.reports_button.mapToGlobal(QPoint(0, 0)))

    def _choose_report_copy(self, name: str) -> None:
        path = choose_copy(self, name.rpartition("/")[2])
        if path is not None:
            self.copy_report(name, path)

    def copy_report(self, name: str, path: Path) -> None:
        """Copy one of the sender's reports to a new file, digested while it is copied."""
        self._copy((name,), path)

    def _copy(self, names: Sequence[str], path: Path, *, into: bool = False) -> None:
        """`into`: `path` is a folder, for several."""
        wanted = [f"--copy={name}" for name in names]
        where = f"--to={path}" if into else f"--output={path}"
        if self._start([*wanted, where], path.name, tr("Copying from the bundle")):
            self._copying = path

    def _start(self, arguments: Sequence[str], subject: str, task: str) -> bool:
        trust = self._bench.check.trust_file
        options = [] if trust is None else ["--trust", str(trust)]
        verb = ["contents", *options, *arguments, "--", str(self._bundle)]
        started = self._bench.start_job(JobKind.SEALED_COPY, verb, subject, shows_errors=True)
        if started:
            clear(self._said)
            self.progress.set_task(task)
        return started

    def _clean(self) -> None:
        if not self.ready:
            self._cancel()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        if self._desk is not None:
            self._desk.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _contents_of(contents: SealedContents, chosen: SealedFilter, rows: Sequence[int]) -> tuple[str, ...]:
    """The ids of the artifacts in these rows of a filter; none where all of them are only listed."""
    found = [row for first, run in _runs(rows) for row in contents.rows(chosen, first, run)]
    if all(row.data is None for row in found):
        return ()
    return tuple(contents.artifact(row.number).id for row in found)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted numbers as (first, how many) of those that follow each other."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and sum(runs[-1]) == row:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((row, 1))
    return runs

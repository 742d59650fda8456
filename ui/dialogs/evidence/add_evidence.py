"""Add evidence: choose sources, see what each is before anything is read, say how, then read.

Sources are opened in a child process for what lies at their heads alone; nothing is recorded until the user
has them read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import visible
from ui.dialogs.choose import choose_evidence_folder, choose_images
from ui.dialogs.evidence.reading_card import ReadingCard
from ui.jobs.desk import Ending, JobKind
from ui.models.evidence.belonging import Belonging, belongings
from ui.models.evidence.probed import Probed, probed
from ui.models.evidence.reading_options import next_number, numbers_to_come, without_exhibits
from ui.settings.last_reading import keep_reading
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.choices import CheckBox
from ui.widgets.controls.drop_zone import dropped_paths
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import EmptyState
from ui.widgets.statements.probed_row import ProbedRow
from ui.widgets.text.text import Text
from ui.words import gate
from ui.words.jobs import ending_words
from ui.workbench.workbench import Workbench

CUT_OFF = ("source-truncated", "segments-incomplete")


class AddEvidenceDialog(QDialog):
    """Accepted once the reading has begun."""

    help_topic = "evidence"

    def __init__(self, bench: Workbench, paths: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._found: dict[Path, Probed | None] = {}
        self._asked: tuple[Path, ...] = ()
        self._closed = False
        self._numbers: dict[Path, str] = {}
        self._belongings: dict[Path, Belonging] = {}
        self._confirmable: list[tuple[str, list[str]]] = []
        self.rows: dict[Path, ProbedRow] = {}
        self._alone: set[Path] = set()  # one of them made a look at several fail
        self.setAcceptDrops(True)
        self.setWindowTitle(tr("Add evidence"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Add evidence"), "page"))
        said = tr(
            "Each source is previewed first: its format, what it contains and what is "
            "encrypted. Nothing is read in full or recorded until you start reading. "
            "Evidence is opened read-only."
        )
        box.addWidget(Text(said, "small", "muted", wrap=True))
        acts = FlowLayout()
        self.files_button = Button(tr("Disk images or files…"), self._choose_files, glyph="plus")
        self.folder_button = Button(tr(NC_("button", "Folder…")), self._choose_folder)
        acts.addWidget(self.files_button)
        acts.addWidget(self.folder_button)
        box.addLayout(acts)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, px(8), 0)
        inner.setSpacing(px(8))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(8))
        inner.addLayout(self._rows)
        inner.addStretch(1)
        box.addWidget(Scroller(body), 1)
        self.go_on_button = Button(
            tr("Number the others consecutively"), self._number_on, kind="link", small=True
        )
        numbers = QHBoxLayout()
        numbers.addStretch(1)
        numbers.addWidget(self.go_on_button)
        box.addLayout(numbers)
        self.shared = Text("", "small", "warn", wrap=True)
        self.shared.hide()
        box.addWidget(self.shared)
        self.one_exhibit = CheckBox(tr("They belong to one exhibit"))
        self.one_exhibit.toggled.connect(self._allow_reading)
        self.one_exhibit.hide()
        box.addWidget(self.one_exhibit)
        self.how = ReadingCard(bench, numbered=True)
        self.how.changed.connect(self._show)
        box.addWidget(self.how)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.read_button = Button("", self.read, kind="primary")
        foot.addWidget(self.read_button)
        box.addLayout(foot)
        fit_into(self, parent, 760, 760)
        bench.jobs.ended.connect(self._ended)
        bench.jobs.changed.connect(self._allow)
        bench.case_read.connect(self._allow)
        self.finished.connect(self._stop)
        self._show()
        self.add(paths)

    # --- choosing ----------------------------------------------------------------------------------

    def _choose_files(self) -> None:
        self.add(choose_images(self))

    def _choose_folder(self) -> None:
        folder = choose_evidence_folder(self)
        if folder is not None:
            self.add([folder])

    def add(self, paths: Sequence[Path]) -> None:
        """More sources; each is looked at once."""
        for path in paths:
            self._found.setdefault(path, None)
        self._look()
        self._show()

    def remove(self, path: Path) -> None:
        """Take one off the list."""
        self._found.pop(path, None)
        self._show()

    # --- looking -----------------------------------------------------------------------------------

    def _look(self) -> None:
        """Have every source looked at that was not yet, after those that are being looked at now."""
        waiting = tuple(path for path, found in self._found.items() if found is None)
        waiting = next(((path,) for path in waiting if path in self._alone), waiting)
        if not waiting or self._asked or self._bench.jobs.running(JobKind.PROBE) is not None:
            return
        options = self._bench.reading_options
        arguments = ["probe"]
        if options.strict:
            arguments.append("--strict")
        if options.as_file:
            arguments.append("--as-file")
        if options.as_image:
            arguments.append("--compressed-image")
        arguments += ["--", *map(str, waiting)]
        subject = ", ".join(path.name for path in waiting)
        if self._bench.start_job(JobKind.PROBE, arguments, subject, shows_errors=True):
            self._asked = waiting

    def _ended(self, ending: Ending) -> None:
        if ending.kind is not JobKind.PROBE or self._closed:
            return
        asked, self._asked = self._asked, ()
        try:
            sources = [] if ending.result is None else [probed(s) for s in ending.result.values["sources"]]
        except (KeyError, ValueError, TypeError):
            sources = []
        if len(sources) == len(asked):
            self._found |= {
                path: found for path, found in zip(asked, sources, strict=True) if path in self._found
            }
        elif len(asked) > 1 and not ending.cancelled:
            self._alone |= set(asked)  # so that what is wrong with one of them is said of that one
        else:
            self._found |= {path: _failed(path, ending) for path in asked if path in self._found}
        self._look()
        self._show()

    # --- showing -----------------------------------------------------------------------------------

    @property
    def usable(self) -> list[Path]:
        """Those that are to be read: they can be, and neither the list nor the case has them already."""
        return [
            path
            for path, found in self._found.items()
            if found is not None
            and found.usable
            and (path not in self._belongings or self._belongings[path].read)
        ]

    def _typed_number(self, path: Path) -> str | None:
        """The number typed for a source, or for a segment of it before it was chosen itself."""
        segments = (one for one, belonging in self._belongings.items() if belonging.whole == path)
        numbers = (self._numbers.get(one) for one in (path, *segments))
        return next((number for number in numbers if number), self._numbers.get(path))

    def _show(self) -> None:
        typed = next((p for p, r in self.rows.items() if r.exhibit and r.exhibit.edit.hasFocus()), None)
        clear(self._rows)
        self.rows = {}
        options = self._bench.reading_options
        overview = None if self._bench.case is None else self._bench.case.overview
        self._belongings = belongings(self._found, overview, options)
        numbered = next(iter(self.usable), None)
        for path, found in self._found.items():
            typed_number, belonging = self._typed_number(path), self._belongings.get(path)
            if typed_number is None:
                typed_number = options.exhibit if path == numbered else ""
            copies = options.shadow_copies
            row = ProbedRow(path, found, typed_number, shadow_copies=copies, belonging=belonging)
            row.removed.connect(lambda path=path: self.remove(path))
            row.numbered.connect(partial(self._numbered, path))
            self.rows[path] = row
            self._rows.addWidget(row)
            if path == typed and row.exhibit is not None:
                row.exhibit.edit.setFocus()
            if found is not None and found.code in CUT_OFF and belonging is None:
                self._rows.addWidget(Button(tr("Read available data"), self._read_what_is_there, small=True))
        if not self._found:
            self._rows.addWidget(
                EmptyState(
                    "hard-drives",
                    tr("Nothing selected yet"),
                    tr("Choose disk images, files or a folder, or drop them here."),
                )
            )
        self._allow()

    # --- exhibit numbers ---------------------------------------------------------------------------

    def _numbered(self, path: Path, number: str) -> None:
        self._numbers[path] = number
        self._allow()

    def _fields(self) -> list[Field]:
        """Of those that can be read, in their order."""
        rows = (self.rows[path] for path in self.usable if path in self.rows)
        return [row.exhibit for row in rows if row.exhibit is not None]

    def _kept_numbers(self) -> dict[str, str]:
        """The numbers of the sources that are in the case, by their absolute paths."""
        overview = None if self._bench.case is None else self._bench.case.overview
        if overview is None:
            return {}
        return {str(overview.paths.get(s.source_id, s.path)): s.exhibit for s in overview.sources}

    def _shared_numbers(self) -> list[tuple[str, list[str]]]:
        """Each number that a source which is to be read would have together with others, and all their paths.
        Capitals make no difference.
        """
        kept = self._kept_numbers()
        typed = {
            str(path): row.exhibit.value
            for path, row in self.rows.items()
            if path in self.usable and row.exhibit is not None and row.exhibit.value
        }
        of_each = typed | kept  # what is in the case keeps its own
        by_number: dict[str, list[str]] = {}
        for path in (*kept, *(one for one in typed if one not in kept)):
            by_number.setdefault(of_each[path].casefold(), []).append(path)
        return [
            (of_each[paths[-1]], paths)
            for paths in by_number.values()
            if len(paths) > 1 and paths[-1] not in kept
        ]

    def _show_numbers(self) -> None:
        """Warn of numbers that more than one source has, and of those that stay as they are."""
        words, numbers = current(), self._shared_numbers()
        shared = [
            tr(
                "{exhibit} is the number of several sources: {sources}. A number can't be changed after "
                "reading: enter another one, or confirm that they belong to one exhibit.",
                exhibit=words.isolate(visible(number)),
                sources=words.listed(words.isolate(visible(Path(path).name)) for path in paths),
            )
            for number, paths in numbers
        ]
        kept = self._kept_numbers()
        again = [
            tr(
                "{source} is already in the case as {exhibit} and keeps this number; nothing of it is read "
                "twice.",
                source=words.isolate(visible(path.name)),
                exhibit=words.isolate(visible(kept[str(path)])),
            )
            for path in self.usable
            if str(path) in kept
        ]
        known = any(not belonging.read for belonging in self._belongings.values())
        nothing = (
            [tr("Nothing left to read: what can be read is already in the case.")]
            if known and not self.usable
            else []
        )
        self.shared.set_text("\n".join([*shared, *again, *nothing]))
        self.shared.setVisible(bool(shared or again or nothing))
        self.one_exhibit.setVisible(bool(shared))
        if numbers != self._confirmable:  # what was confirmed was said of others
            self._confirmable = numbers
            self.one_exhibit.setChecked(False)

    def _show_assigned(self) -> None:
        """In each field that is left empty, the number that the source is going to have."""
        overview = None if self._bench.case is None else self._bench.case.overview
        numbered = [
            (path, row.exhibit) for path in self.usable if (row := self.rows.get(path)) and row.exhibit
        ]
        kept = self._kept_numbers()
        numbers = numbers_to_come(
            [field.value for _, field in numbered],
            [kept.get(str(path)) for path, _ in numbered],
            () if overview is None else overview.sources,
        )
        for (path, field), number in zip(numbered, numbers, strict=True):
            shown = current().isolate(visible(number))
            said = tr("{exhibit}, assigned automatically", exhibit=shown)
            if str(path) in kept:  # said below
                said = tr("Assigned automatically")
            if field.edit.hint != said:
                field.edit.setPlaceholderText(said)

    def _number_on(self) -> None:
        """Give each source the number that follows that of the one before."""
        first, *others = self._fields()
        number = first.value
        for field in others:
            number = next_number(number)
            field.edit.setText(number)

    def _read_what_is_there(self) -> None:
        """Look again at what was cut off, and read it so."""
        self._bench.reading_options = replace(self._bench.reading_options, strict=False)
        self.how.show_options()
        for path, found in self._found.items():
            if found is not None and found.code in CUT_OFF:
                self._found[path] = None
        self._look()
        self._show()

    def _allow(self) -> None:
        count = len(self.usable)
        words = (
            trn("Read {count} source", "Read {count} sources", count) if count else tr(NC_("button", "Read"))
        )
        self.read_button.setText(words)
        self.read_button.setAccessibleName(gate.shown(words))
        fields = self._fields()
        self._show_numbers()
        self._show_assigned()
        self.go_on_button.setVisible(len(fields) > 1)
        self.go_on_button.setEnabled(len(fields) > 1 and bool(next_number(fields[0].value)))
        self._allow_reading()

    def _allow_reading(self) -> None:
        """Not while sources are looked at, nor with one number for two of which nobody said they are one."""
        looking = any(found is None for found in self._found.values()) and bool(self._asked)
        clear_numbers = self.one_exhibit.isChecked() or not self._shared_numbers()
        idle = not looking and not self._bench.reading
        self.read_button.setEnabled(bool(self.usable) and idle and clear_numbers)

    # --- reading -----------------------------------------------------------------------------------

    def read(self) -> None:
        """Have the usable ones read into the case, and close."""
        fields = self._fields()
        fine = [field.complain() for field in fields]
        if not all(fine):
            fields[fine.index(False)].edit.setFocus()
            return
        numbers = tuple(field.value for field in fields)
        options = replace(
            self._bench.reading_options,
            exhibit=numbers[0],
            exhibits=numbers,
            same_exhibit=self.one_exhibit.isChecked(),
        )
        self._bench.add_sources(self.usable, options)
        self._bench.reading_options = without_exhibits(options)
        keep_reading(self._bench.settings, options.profile)
        self.accept()

    def _stop(self) -> None:
        """Nobody waits for what is still being looked at."""
        self._closed = True
        running = self._bench.jobs.running(JobKind.PROBE)
        if self._asked and running is not None:
            running.job.cancel()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        event.acceptProposedAction()
        self.add(dropped_paths(event))


def _failed(path: Path, ending: Ending) -> Probed:
    """What is said of a source whose look ended without an answer."""
    if ending.trouble is not None:
        return Probed(str(path), error=ending.trouble.sentence, code=ending.trouble.code)
    if ending.cancelled:
        return Probed(str(path), error=ending_words(ending)[0])
    return Probed(str(path), error=tr("The preview of these sources can't be shown."))

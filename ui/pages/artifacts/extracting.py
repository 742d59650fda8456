"""Taking files out of the evidence: into a folder of the user's choice, or one of them to another program.

A child process does it, compares each file with its digest and writes the list and the ledger's entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.extraction import left_out_sentence, unacquired_sentence
from forensics_app.model.names import visible
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.selection.filter_text import filter_text
from ui.dialogs.artifacts.open_elsewhere import ask_to_open_elsewhere
from ui.dialogs.choose import choose_folder
from ui.jobs.child_job import Trouble
from ui.jobs.desk import Ending, JobKind
from ui.models.artifacts.cells import name_of
from ui.models.artifacts.model import ArtifactModel
from ui.widgets.tables.artifact_table import ArtifactTable
from ui.words.file_names import FileWord, file_word
from ui.workbench.case_rows import CaseRows
from ui.workbench.workbench import Workbench

MOST_SELECTED = 5_000  # their ids are an argument of the child process, which systems take 128 KiB of


class Extracting(QObject):
    """`said` with a sentence about what was extracted."""

    said = Signal(str)

    def __init__(
        self,
        bench: Workbench,
        rows: CaseRows,
        model: ArtifactModel,
        table: ArtifactTable,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._bench, self._rows, self._model, self._table = bench, rows, model, table
        self._parent = parent
        self._then: Callable[[dict[str, Any]], None] | None = None
        bench.jobs.ended.connect(self._ended)

    def off(self, name: str) -> str:
        """Why the action `extract` or `open_elsewhere` can do nothing now; empty for every other one."""
        if name not in ("extract", "open_elsewhere"):
            return ""
        if self._bench.received_case:
            return tr(
                "This case shows a received bundle and is read-only. To copy files out of the bundle, verify "
                "it on the Verify page, then click “Browse contents…”."
            )
        return self._bench.writing.reason()

    def ask(self) -> None:
        """Ask for a folder, and extract the selection into a new one in it."""
        case = self._bench.case
        if case is None or not self._table.selected_rows() or self._bench.refused(self.off("extract")):
            return
        parent = choose_folder(self._parent, tr("Choose destination folder"), case.path.parent)
        if parent is not None:
            self.extract_to(parent)

    def extract_to(self, parent: Path) -> None:
        """Extract the selection into a new folder beneath `parent`."""
        folder = self._new_folder(parent)
        self._with_filter(partial(self._start, folder=folder, then=self._show_result))

    def open_elsewhere(self) -> None:
        """Open a copy of the current artifact in the system's program for it, once that was warned of."""
        artifact = self._model.artifact(self._table.currentIndex().row())
        if artifact is None or self._bench.refused(self.off("open_elsewhere")):
            return
        if ask_to_open_elsewhere(self._parent, current().isolate(visible(name_of(artifact)))):
            folder = self._bench.new_scratch("open-")
            chosen = replace(ArtifactFilter(), ids=(artifact.artifact_id,))
            self._start(chosen, "--to-open", folder=folder, then=self._open)

    # --- the selection -----------------------------------------------------------------------------

    def _with_filter(self, go_on: Callable[[ArtifactFilter], None]) -> None:
        parts = self._table.selected_rows()
        count = sum(len(part) for part in parts)
        chosen, sort, descending = self._model.chosen, self._model.order, self._model.descending
        if count == self._model.rowCount():
            go_on(chosen)  # the filter itself says it
        elif count > MOST_SELECTED:
            sentence = tr(
                "More than {count} rows are selected. Narrow the list with filters, then "
                "select the whole list.",
                count=current().number(MOST_SELECTED),
            )
            self._bench.trouble.emit(Trouble(sentence))
        elif count:
            self._rows.ask(
                "extract",
                lambda browser: browser.ids(chosen, sort, descending=descending, places=parts),
                lambda ids: go_on(replace(ArtifactFilter(), ids=tuple(ids))),
            )

    def _new_folder(self, parent: Path) -> Path:
        overview = None if self._bench.case is None else self._bench.case.overview
        reference = "case" if overview is None else overview.facts.reference
        safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in reference)
        stamp = self._bench.clock.now().strftime("%Y%m%dT%H%M%SZ")
        return parent / f"{safe}-{file_word(FileWord.EXTRACTED)}-{stamp}"

    # --- the child process -------------------------------------------------------------------------

    def _start(
        self, chosen: ArtifactFilter, *options: str, folder: Path, then: Callable[[dict[str, Any]], None]
    ) -> None:
        case = self._bench.case
        if case is None:
            return
        self._bench.keys.begin(None)
        asked = [*options, f"--filter={filter_text(chosen)}"]
        arguments = ["extract", *asked, "--", str(case.path), str(folder)]
        if self._bench.start_job(JobKind.EXTRACT, arguments, str(folder)):
            self._then = then
        elif self._bench.jobs.running(JobKind.EXTRACT) is not None:
            said = tr("Files are already being extracted. Wait until that is finished, or cancel it first.")
            self._bench.trouble.emit(Trouble(said))

    def _ended(self, ending: Ending) -> None:
        then, self._then = (self._then, None) if ending.kind is JobKind.EXTRACT else (None, self._then)
        if then is not None and ending.result is not None:
            then(ending.result.values)

    def _show_result(self, values: dict[str, Any]) -> None:
        parts = [
            trn(
                "{count} file ({size}) extracted to {path}.",
                "{count} files ({size}) extracted to {path}.",
                values["files"],
                size=current().size(values["content_bytes"]),
                path=values["folder"],
            ),
            *_unacquired(values["unacquired"]),
            *_left_out(values["left_out"].items()),
        ]
        self.said.emit(" ".join(parts))

    def _open(self, values: dict[str, Any]) -> None:
        paths = values["paths"]
        if not paths:
            self.said.emit(" ".join(_left_out(values["left_out"].items())))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(paths[0])):
            self.said.emit(tr("No program on this computer can open {path}.", path=paths[0]))
        else:
            said = tr(
                "A read-only copy was passed to this computer's default program: {path}. If nothing opens, "
                "no program for this type of file is set up. The copy is deleted when the window closes.",
                path=paths[0],
            )
            self.said.emit(" ".join([said, *_unacquired(values["unacquired"])]))


def _unacquired(count: int) -> list[str]:
    return [unacquired_sentence(count)] if count else []


def _left_out(counts: Sequence[tuple[str, int]] | Any) -> list[str]:
    return [
        trn(
            "{count} item was not extracted: {reason}",
            "{count} items were not extracted: {reason}",
            count,
            reason=left_out_sentence(code),
        )
        for code, count in counts
    ]

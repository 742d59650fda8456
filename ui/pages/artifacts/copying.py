"""What leaves the list: rows and paths to the clipboard, the whole list to a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.model.artifact import Artifact
from forensics_app.services.browsing.browse import Browser
from forensics_app.services.selection.filter_text import filter_text
from ui.dialogs.choose import choose_list_csv
from ui.jobs.child_job import Trouble
from ui.jobs.desk import JobKind
from ui.models.artifacts.cells import Context, artifact_cell
from ui.models.artifacts.model import ArtifactModel
from ui.widgets.tables.artifact_table import ArtifactTable
from ui.words.file_names import FileWord, file_word
from ui.workbench.case_rows import CaseRows
from ui.workbench.workbench import Workbench

MOST_COPIED = 10_000
_PARTING = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


class Copying:
    """`say` tells what was copied."""

    def __init__(
        self,
        bench: Workbench,
        rows: CaseRows,
        model: ArtifactModel,
        table: ArtifactTable,
        say: Callable[[str], None],
    ) -> None:
        self._bench, self._rows, self._model, self._table = bench, rows, model, table
        self._say = say

    def copy_rows(self) -> None:
        """The selected rows with the columns in sight, parted by tabs; raw values, not what is drawn."""
        shown = self._table.shown_columns
        overview = None if self._bench.case is None else self._bench.case.overview
        zones = {} if overview is None else overview.zone_of

        def line(artifact: Artifact) -> str:
            context = Context(zones.get(artifact.entry.locator.layer_id))
            cells = [artifact_cell(artifact, column, context).copied for column in shown]
            return "\t".join(cell.translate(_PARTING) for cell in cells)

        self._copy(line)

    def copy_paths(self) -> None:
        """The paths of the selected rows, one a line, as they are."""
        self._copy(lambda artifact: artifact.entry.locator.path_display())

    def _copy(self, line: Callable[[Artifact], str]) -> None:
        parts = self._table.selected_rows()
        count = sum(len(part) for part in parts)
        if not count:
            return
        if count > MOST_COPIED:
            sentence = tr(
                "More than {count} rows are selected. Export the list as CSV instead.",
                count=current().number(MOST_COPIED),
            )
            self._bench.trouble.emit(Trouble(sentence))
            return
        here = [self._model.artifact(row) for part in parts for row in part]
        found = [artifact for artifact in here if artifact is not None]
        if len(found) == count:
            self._put(found, line)
            return
        chosen, sort, descending = self._model.chosen, self._model.order, self._model.descending

        def work(browser: Browser) -> list[Artifact]:
            read: list[Artifact] = []
            for part in parts:
                read += browser.rows(chosen, sort, descending=descending, first=part.start, count=len(part))
            return read

        self._rows.ask("copy", work, lambda read: self._put(read, line))

    def _put(self, artifacts: Sequence[Artifact], line: Callable[[Artifact], str]) -> None:
        QGuiApplication.clipboard().setText("\n".join(map(line, artifacts)))
        self._say(trn("{count} row copied.", "{count} rows copied.", len(artifacts)))

    # --- to a file ---------------------------------------------------------------------------------

    def ask_for_csv(self, parent: QWidget) -> None:
        """Ask where, and write the whole list there in a child process."""
        session = self._bench.case
        if session is None:
            return
        name = session.path.with_name(f"{session.path.name}-{file_word(FileWord.ARTIFACTS)}.csv")
        chosen = choose_list_csv(parent, str(name))
        if chosen is not None:
            self.write_csv(chosen)

    def write_csv(self, path: Path) -> None:
        """The list as it is filtered and sorted, with every column that there is."""
        session = self._bench.case
        if session is None:
            return
        path = path if path.suffix else path.with_suffix(".csv")
        arguments = ["list", str(session.path), "--format", "csv", f"--sort={self._model.order.value}"]
        arguments += ["--descending"] if self._model.descending else []
        arguments += [f"--filter={filter_text(self._model.chosen)}", f"--output={path}"]
        if not self._bench.start_job(JobKind.LIST, arguments, str(path)):
            self._bench.trouble.emit(
                Trouble(
                    tr("A list is already being exported. Wait until it is finished, or cancel it first.")
                )
            )

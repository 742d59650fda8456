"""The evidence report of a case or of a bundle: what stands in it, and a child process that writes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import LANGUAGES, NC_, tr
from forensics_app.i18n.report_parts import part_label
from forensics_app.model.names import visible
from forensics_app.model.report_parts import ReportPart
from forensics_app.services.cases.case import is_case
from ui.dialogs.choose import choose_evidence_report
from ui.dialogs.signing.fields import titled
from ui.jobs.child_job import Trouble
from ui.jobs.desk import JobKind
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into
from ui.widgets.text.text import Text
from ui.words.file_names import FileWord, file_word
from ui.workbench.workbench import Workbench


class EvidenceReportDialog(QDialog):
    """`stem` begins the name that is offered for the file, in the language of the report. Tags and pictures
    are a case's alone: a bundle was chosen already."""

    help_topic = "sealed-bundles"

    def __init__(self, bench: Workbench, source: Path, stem: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._source, self._stem = bench, source, stem
        self.setWindowTitle(tr("Evidence report"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Evidence report"), "page"))
        body = QWidget()
        form = QVBoxLayout(body)
        form.setContentsMargins(0, 0, px(8), 0)
        form.setSpacing(px(8))
        self.language = Combo()
        for code, own_name in LANGUAGES.items():
            self.language.addItem(own_name, code)
        self.language.setCurrentIndex(self.language.findData(bench.settings.language))
        self.language.setAccessibleName(tr("Language of the report"))
        form.addWidget(titled(tr("Language of the report"), self.language))
        self.tag: Combo | None = None
        self.pictures: Check | None = None
        if is_case(source):
            self._of_a_case(form)
        form.addWidget(Text(tr(NC_("label", "Sections")), "strong"))
        self.parts = {part: Check(_capital(part_label(part)), on=True) for part in ReportPart}
        for check in self.parts.values():
            form.addWidget(check)
        said = tr(
            "Omissions, method and limitations are always included. The report states which "
            "sections you leave out."
        )
        form.addWidget(Text(said, "small", "muted", wrap=True))
        form.addStretch(1)
        box.addWidget(Scroller(body), 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.save_button = Button(tr("Save report…"), self.save, kind="primary")
        foot.addWidget(self.save_button)
        box.addLayout(foot)
        fit_into(self, parent, 560, 640)
        self.language.setFocus()

    def _of_a_case(self, form: QVBoxLayout) -> None:
        overview = None if self._bench.case is None else self._bench.case.overview
        self.tag = Combo()
        self.tag.addItem(tr("All artifacts"), "")
        for tag in () if overview is None else overview.tags:
            self.tag.addItem(visible(tag.name), tag.name)
        self.tag.setAccessibleName(tr("Artifacts in the report"))
        form.addWidget(titled(tr("Artifacts in the report"), self.tag))
        self.pictures = Check(
            tr("Thumbnails, except pictures that a hash set classifies as illegal"), on=False
        )
        form.addWidget(self.pictures)

    def arguments(self) -> list[str]:
        """Options of `report`, as chosen."""
        found = [f"--report-lang={self.language.currentData()}"]
        found += self._bench.identity_arguments() if is_case(self._source) else []
        if self.tag is not None and self.tag.currentData():
            found.append(f"--tag={self.tag.currentData()}")
        if self.pictures is not None and self.pictures.on:
            found += ["--pictures", *self._bench.settings.cluster_arguments()]
        return found + [f"--without={part.value}" for part, check in self.parts.items() if not check.on]

    @property
    def name(self) -> str:
        """The name that is offered for the file."""
        return f"{self._stem}-{file_word(FileWord.EVIDENCE, self.language.currentData())}.pdf"

    def save(self) -> None:
        """Ask where, and write it there."""
        path = choose_evidence_report(self, self.name)
        if path is None:
            return
        trust = self._bench.check.trust_file if self._bench.check.path is not None else None
        trusted = [] if trust is None else ["--trust", str(trust)]
        write_report(self._bench, self._source, path, [*trusted, *self.arguments()])
        self.accept()


def ask_for_report(bench: Workbench, source: Path, stem: str, parent: QWidget) -> EvidenceReportDialog:
    """Ask what stands in the report on the case or bundle `source`, then where it goes."""
    dialog = EvidenceReportDialog(bench, source, stem, parent.window())
    dialog.open()
    return dialog


def write_report(bench: Workbench, source: Path, path: Path, options: Sequence[str] = ()) -> None:
    """In a child process, which checks a bundle in full first."""
    arguments = ["report", *options, f"--output={path}", "--", str(source)]
    if not bench.reading:  # which may ask about one volume alone
        bench.keys.begin(None)  # thumbnails of a case may lie in encrypted volumes
    if not bench.start_job(JobKind.REPORT, arguments, path.name):
        said = tr("A report is already being created. Wait until it is finished, or cancel it first.")
        bench.trouble.emit(Trouble(said))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Another cover sheet of a bundle that is sealed: in other languages, for somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import LANGUAGES, NC_, tr
from ui.dialogs.signing.fields import SignFields, titled
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import Ending, JobKind
from ui.models.bundles.export_draft import RecipientDraft, cover_path
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.field import Field
from ui.workbench.workbench import Workbench


class CoverSheetDialog(CustodyDialog):
    """`made` is the result once it was accepted."""

    help_topic = "sealed-bundles"

    def __init__(
        self,
        bench: Workbench,
        bundle: Path,
        recipients: Sequence[RecipientDraft],
        picture: Path,
        parent: QWidget,
    ) -> None:
        said = tr("The bundle is verified again in full. The result is one page with the same seal code.")
        super().__init__(bench, tr("Cover sheet"), said, tr("Create cover sheet"), parent)
        self.job_kind = JobKind.COVER
        self._bundle, self._picture = bundle, picture
        self.made: dict[str, Any] | None = None
        self.first, self.second = Combo(), Combo()
        self.second.addItem(tr(NC_("choice", "none")), "")
        for code, name in LANGUAGES.items():
            self.first.addItem(name, code)
            self.second.addItem(name, code)
        self.first.setCurrentIndex(self.first.findData(bench.settings.language))
        self.to = Field(
            tr(NC_("label", "For")), tr("name; country for each recipient, separated by |"), _anything
        )
        self.to.edit.setText(" | ".join(one.text for one in recipients))
        self.signs = SignFields(optional=True, first=bench.settings.identity)
        self.refused_at = {"dispatch.recipients": self.to}
        self.form.addWidget(titled(tr("Your language"), self.first))
        self.form.addWidget(titled(tr("The receiver's language"), self.second))
        self.form.addWidget(self.to)
        self.form.addWidget(self.signs)
        self.form.addStretch(1)

    def act(self) -> None:
        """Check the bundle and write the page."""
        languages = dict.fromkeys(str(c.currentData()) for c in (self.first, self.second) if c.currentData())
        self.signing = (self.signs,)
        arguments = [
            "cover-sheet",
            str(self._bundle),
            f"--lang={','.join(languages)}",
            f"--output={cover_path(self._bundle)}",
            f"--picture={self._picture}",
            *(f"--to={one.strip()}" for one in self.to.value.split("|") if one.strip()),
        ]
        if self.signs.identity_id:
            arguments.append(f"--sign={self.signs.identity_id}")
        self.run(arguments)

    def subject(self) -> str:
        """The bundle."""
        return str(self._bundle)

    def busy(self) -> str:
        """A second one at the same time."""
        return tr("A cover sheet is already being created. Wait until it is finished.")

    def _ended(self, ending: Ending) -> None:
        if self._mine and ending.kind is self.job_kind and ending.result is not None:
            self.made = ending.result.values["cover"]
        super()._ended(ending)


def _anything(value: str) -> str:
    return ""

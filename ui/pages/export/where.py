"""Where a bundle is written: folder and name, and whether it can be written there."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Signal

from forensics_app.i18n import NC_, current, tr
from forensics_app.services.cases.sealed_files import Output
from ui.dialogs.case.new_case import Field
from ui.dialogs.choose import choose_folder
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.path_field import PathField
from ui.widgets.layout.card import Card
from ui.widgets.text.text import Text
from ui.words import gate
from ui.workbench.workbench import Workbench


class WhereCard(Card):
    """Writes into the draft as somebody types; `changed` after that."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Output location"))
        self._bench = bench
        case, draft = bench.case, bench.export
        folder = draft.folder or (Path.home() if case is None else case.path.parent)
        self.folder = PathField(tr(NC_("label", "Folder")), "", _folder)
        self.folder.edit.setText(str(folder))
        self.name = Field(tr(NC_("label", "Name")), "", _name)
        preview = draft.preview
        self.name.edit.setText(draft.typed_name or ("" if preview is None else preview["name"]))
        choose = Button(tr(NC_("button", "Choose…")), self._choose_folder)
        choose.setAccessibleName(gate.shown(f"{tr(NC_('button', 'Choose…'))} {tr(NC_('label', 'Folder'))}"))
        self.folder.add_button(choose)
        self.add(self.folder)
        self.add(self.name)
        self._room = Text("", "small", "muted", wrap=True)
        self.add(self._room)
        self.folder.edit.textChanged.connect(self._placed)
        self.name.edit.textChanged.connect(self._placed)
        self._placed()

    def trouble(self) -> str:
        """Why nothing can be written there, or nothing."""
        draft, case = self._bench.export, self._bench.case
        wrong = _folder(self.folder.value) or _name(draft.name)
        if wrong or draft.folder is None or case is None:
            return wrong
        out = draft.out(case.path)
        if out.exists() or Output(out).seal.exists():
            return tr("{path} already exists. Choose another name or folder.", path=out)
        needed = 0 if draft.preview is None else draft.preview["needed_bytes"]
        free = shutil.disk_usage(draft.folder).free
        if free < needed:
            return tr(
                "The bundle needs up to {needed}; {free} is free there.",
                needed=current().size(needed),
                free=current().size(free),
            )
        return ""

    def _choose_folder(self) -> None:
        chosen = choose_folder(self, tr("Output location"), Path(self.folder.value))
        if chosen is not None:
            self.folder.edit.setText(str(chosen))

    def _placed(self) -> None:
        draft = self._bench.export
        draft.folder = Path(self.folder.value).expanduser().absolute() if self.folder.value else None
        draft.take_name(self.name.value)
        trouble = self.trouble()
        said = tr(
            "{bundle}, {name}.asice (the seal on its own) and the cover sheet.",
            bundle=draft.file_name,
            name=draft.name,
        )
        self._room.set_text(trouble or said)
        self._room.set_color("bad" if trouble else "muted")
        self.changed.emit()


def _folder(value: str) -> str:
    if value and Path(value).expanduser().is_dir():
        return ""
    return tr("This folder does not exist.")


def _name(value: str) -> str:
    if not value:
        return tr("{what} is missing.", what=tr(NC_("label", "Name")))
    return tr("A name can't contain a slash.") if "/" in value else ""

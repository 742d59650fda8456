"""The three steps of a new case: its facts, the request behind it, the first evidence."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.model.request import RequestRecord
from forensics_app.model.times import Clock
from ui.dialogs.choose import choose_evidence_folder, choose_images, choose_parent_folder
from ui.dialogs.request.form import RequestForm
from ui.dialogs.request.problems import RequestProblems
from ui.settings.last_folders import FOLDERS
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.country_field import CountryField
from ui.widgets.controls.drop_zone import DropZone
from ui.widgets.controls.field import Field
from ui.widgets.controls.path_field import PathField
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Columns, stack
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text

_TOP = Qt.AlignmentFlag.AlignTop


class FactsStep(QWidget):
    """Reference, title, who examines where, and the folder, which follows the reference until it is typed."""

    def __init__(self, before: dict[str, str]) -> None:
        super().__init__()
        self.reference = Field(
            tr(NC_("label", "Reference")), "FR-2026-0417", _needed(tr(NC_("label", "Reference")))
        )
        self.title = Field(
            tr(NC_("label", "Title")), tr("What the case is about"), _needed(tr(NC_("label", "Title")))
        )
        self.examiner = Field(
            tr(NC_("label", "Examiner")), tr("Your name"), _needed(tr(NC_("label", "Examiner")))
        )
        self.agency = Field(
            tr(NC_("label", "Agency")), tr("Laboratory or unit"), _needed(tr(NC_("label", "Agency")))
        )
        self.country = CountryField(
            tr(NC_("label", "Country")), tr("Choose the country whose law applies to the case.")
        )
        self.folder = PathField(tr(NC_("label", "Folder")), "", _usable_folder)
        self.examiner.edit.setText(before["examiner"])
        self.agency.edit.setText(before["agency"])
        self.country.edit.set_value(before["country"])
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(10))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.reference, 0, 0, _TOP)
        grid.addWidget(self.country, 0, 1, _TOP)
        grid.addWidget(self.title, 1, 0, 1, 2)
        grid.addWidget(self.examiner, 2, 0, _TOP)
        grid.addWidget(self.agency, 2, 1, _TOP)
        self.folder.add_button(Button(tr(NC_("button", "Choose…")), self._choose_folder))
        grid.addWidget(self.folder, 3, 0, 1, 2)
        grid.setRowStretch(4, 1)
        self.reference.edit.textEdited.connect(self._suggest_folder)
        self.folder.edit.textEdited.connect(self._folder_typed)
        self._folder_is_mine = False
        self._parent_folder = FOLDERS.for_new_case()

    @property
    def fields(self) -> tuple[Field | CountryField, ...]:
        """Every field, in reading order."""
        return (self.reference, self.country, self.title, self.examiner, self.agency, self.folder)

    def complain(self) -> bool:
        """Show every complaint and go to the first; True where all can be used."""
        wrong = [field for field in self.fields if not field.complain()]
        if wrong:
            wrong[0].edit.setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def _suggest_folder(self) -> None:
        if not self._folder_is_mine:
            name = re.sub(r"[^A-Za-z0-9._-]+", "-", self.reference.value).strip("-.") or "case"
            self.folder.edit.setText(str(self._parent_folder / name))

    def _folder_typed(self) -> None:
        self._folder_is_mine = True

    def _choose_folder(self) -> None:
        chosen = choose_parent_folder(self)
        if chosen is not None:
            self._parent_folder = chosen
            self._folder_is_mine = False
            self._suggest_folder()


class RequestStep(QWidget):
    """The request's form; everything in it may be left for later. It is built when it is first looked at."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._form: RequestForm | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    @property
    def form(self) -> RequestForm:
        """The form, built now if nobody looked at it yet."""
        if self._form is None:
            self._form = made = RequestForm(RequestRecord())
            problems = RequestProblems(self._clock)
            self._box.addWidget(Columns(stack(made), stack(problems), side_width=250, fold_below=710))
            made.changed.connect(lambda: problems.judge(made.record))
            problems.judge(made.record)
        return self._form

    @property
    def record(self) -> RequestRecord:
        """What was filled in."""
        return RequestRecord() if self._form is None else self._form.record

    def complain(self) -> Field | None:
        """Show what can't be used; the first such field."""
        return None if self._form is None else self._form.complain()


class EvidenceStep(QWidget):
    """Files and folders that are looked at as soon as the case is made; `changed` when the list is."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        acts = QWidget()
        line = QHBoxLayout(acts)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        self.files_button = Button(tr("Disk images or files…"), self._choose_files, glyph="plus")
        line.addWidget(self.files_button)
        line.addWidget(Button(tr(NC_("button", "Folder…")), self._choose_folder))
        zone = DropZone(
            "hard-drives",
            tr("Drop evidence here"),
            tr("Disk images, folders or files. Evidence is opened read-only and never changed."),
            acts,
        )
        zone.dropped.connect(self.add)
        box.addWidget(zone)
        self._list = QVBoxLayout()
        self._list.setSpacing(px(4))
        box.addLayout(self._list)
        box.addStretch(1)
        self._show()

    def add(self, paths: Sequence[Path]) -> None:
        """More of them; one that stands there already is not added again."""
        self.paths += [p for p in dict.fromkeys(paths) if p not in self.paths]
        self._show()
        self.changed.emit()

    def _remove(self, path: Path) -> None:
        self.paths.remove(path)
        self._show()
        self.files_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show(self) -> None:
        clear(self._list)
        for path in self.paths:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            shown = visible(str(path))
            line.addWidget(PathText(shown, str(path)), 1, Qt.AlignmentFlag.AlignVCenter)
            remove = Button(tr(NC_("button", "Remove")), partial(self._remove, path), kind="link", small=True)
            remove.setAccessibleName(tr("Remove {what}", what=current().isolate(shown)))
            line.addWidget(remove)
            self._list.addWidget(row)
        if not self.paths:
            said = tr("Nothing selected. You can add evidence to the case at any time.")
            self._list.addWidget(Text(said, "small", "muted", wrap=True))

    def _choose_files(self) -> None:
        self.add(choose_images(self))

    def _choose_folder(self) -> None:
        chosen = choose_evidence_folder(self)
        if chosen is not None:
            self.add([chosen])


def _usable_folder(value: str) -> str:
    """A complaint where no case folder can be made; what stands in a folder is looked at when it is made."""
    if not value:
        return tr("{what} is missing.", what=tr(NC_("label", "Folder")))
    path = Path(value).expanduser()
    there = next(one for one in (path, *path.parents) if one.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return ""
    return tr("No folder can be created in {path}. Choose another folder.", path=there)


def _needed(what: str) -> Callable[[str], str]:
    return lambda value: "" if value else tr("{what} is missing.", what=what)

"""The facts of a new case, with one line under each field that says what is missing or wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import tr
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.times import Clock
from forensics_app.services.cases import new_case
from ui.dialogs.choose import choose_parent_folder
from ui.settings import Settings
from ui.theme import px
from ui.widgets.buttons import Button
from ui.widgets.field import Field as Field
from ui.widgets.notices import Trouble
from ui.widgets.text import Text

_COUNTRY = re.compile(r"[A-Za-z]{2}\Z")


def _needed(what: str) -> Callable[[str], str]:
    return lambda value: "" if value else tr("{what} is missing.", what=what)


def _country(value: str) -> str:
    if _COUNTRY.match(value):
        return ""
    return tr("Two letters, as in ISO 3166: FR, MA, ES.")


class NewCaseDialog(QDialog):
    """`made` is the folder of the case once the dialog was accepted."""

    def __init__(self, settings: Settings, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._clock = settings, clock
        self.made: Path | None = None
        self.setWindowTitle(tr("New case"))
        self.setMinimumWidth(px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("New case"), "page"))
        box.addWidget(
            Text(
                tr("These facts stand in the custody ledger and in every bundle of the case."),
                "small",
                "muted",
                wrap=True,
            )
        )
        before = settings.last_new_case
        self.reference = Field(tr("Reference"), "FR-2026-0417", _needed(tr("Reference")))
        self.title = Field(tr("Title"), tr("What the case is about"), _needed(tr("Title")))
        self.examiner = Field(tr("Examiner"), tr("Your name"), _needed(tr("Examiner")))
        self.agency = Field(tr("Agency"), tr("Laboratory or unit"), _needed(tr("Agency")))
        self.country = Field(tr("Country"), "FR", _country, width=90)
        self.folder = Field(tr("Folder"), "", _needed(tr("Folder")))
        for name in ("examiner", "agency", "country"):
            getattr(self, name).edit.setText(before[name])
        self._fields = (self.reference, self.title, self.examiner, self.agency, self.country, self.folder)
        self._lay_out(box)
        self.reference.edit.textEdited.connect(self._suggest_folder)
        self.folder.edit.textEdited.connect(self._folder_typed)
        self._folder_is_mine = False
        self._parent_folder = Path.home()
        self.reference.edit.setFocus()

    def _lay_out(self, box: QVBoxLayout) -> None:
        form = QFormLayout()
        form.setSpacing(px(10))
        for field in self._fields[:-1]:
            form.addRow(field)
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        choose = Button(tr("Choose…"), self._choose_folder)
        place.addWidget(choose)
        form.addRow(place)
        box.addLayout(form)
        self._trouble = QVBoxLayout()
        box.addLayout(self._trouble)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(Button(tr("Cancel"), self.reject))
        make = Button(tr("Make the case"), self.make, kind="primary")
        make.setDefault(True)
        buttons.addWidget(make)
        box.addLayout(buttons)

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

    def make(self) -> None:
        """Check every field, make the case, close; or say what is wrong and stay."""
        usable = [field.complain() for field in self._fields]
        if not all(usable):
            self._fields[usable.index(False)].edit.setFocus()
            return
        path = Path(self.folder.value).expanduser()
        try:
            made = new_case(
                path,
                reference=self.reference.value,
                title=self.title.value,
                examiner=self.examiner.value,
                agency=self.agency.value,
                country=self.country.value.upper(),
                clock=self._clock,
            )
            made.close()
        except ForensicsError as e:
            self._say(error_sentence(e), repr(e))
            return
        self._settings.last_new_case = {
            "examiner": self.examiner.value,
            "agency": self.agency.value,
            "country": self.country.value.upper(),
        }
        self.made = path
        self.accept()

    def _say(self, sentence: str, details: str) -> None:
        while (item := self._trouble.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._trouble.addWidget(Trouble(sentence, details))

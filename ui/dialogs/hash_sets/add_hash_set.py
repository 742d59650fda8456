"""What a new hash set is called, and what standing in it means."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.model.hash_sets import HashSetKind
from forensics_app.model.names import is_spoofed
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.choices import RadioButton
from ui.widgets.controls.field import Field
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text, section_cap

_LONGEST_NAME = 100


class AddHashSetDialog(QDialog):
    """`arguments` are those of `sealwright hashset add` once the dialog was accepted."""

    help_topic = "evidence"

    def __init__(self, file: Path, taken: Container[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file, self._taken = file, taken
        self.setWindowTitle(tr("Add hash set"))
        self.setMinimumWidth(px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Add hash set"), "page"))
        box.addWidget(PathText(str(file)))
        copied = tr("An NSRL database is used from its current location; other files are copied.")
        box.addWidget(Text(copied, "small", "muted", wrap=True))
        self.name = Field(tr(NC_("label", "Name")), tr("Display name of the set"), self._check_name)
        self.name.edit.setText(file.stem[:_LONGEST_NAME])
        self.version = Field(
            tr(NC_("label", "Version")), tr("default: the version stated in the file"), lambda value: ""
        )
        box.addWidget(self.name)
        box.addWidget(self.version)
        box.addWidget(section_cap(tr("Meaning of a hit")))
        self.kinds: dict[HashSetKind | None, RadioButton] = {
            None: RadioButton(tr("as stated in the file (NSRL: known, Project VIC: illegal)")),
            HashSetKind.KNOWN: RadioButton(
                tr("known: published by somebody, which does not make it harmless")
            ),
            HashSetKind.NOTABLE: RadioButton(tr("notable: worth examining")),
            HashSetKind.ILLEGAL: RadioButton(tr("illegal: possession is an offence")),
        }
        for button in self.kinds.values():
            box.addWidget(button)
        self.kinds[None].setChecked(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.add_button = Button(tr("Add hash set"), self.add, kind="primary")
        self.add_button.setDefault(True)
        foot.addWidget(self.add_button)
        box.addLayout(foot)
        self.name.edit.selectAll()
        self.name.edit.setFocus()

    def _check_name(self, value: str) -> str:
        if not value:
            return tr("{what} is missing.", what=tr(NC_("label", "Name")))
        if value in self._taken:
            return tr("A hash set with this name already exists.")
        if is_spoofed(value) or len(value) > _LONGEST_NAME:
            return tr("The name can have at most {count} visible characters.", count=_LONGEST_NAME)
        return ""

    def add(self) -> None:
        """Close if everything is right; else say what is not."""
        if self.name.complain():
            self.accept()
        else:
            self.name.edit.setFocus()

    @property
    def kind(self) -> HashSetKind | None:
        """What was chosen; None leaves it to the file."""
        return next((kind for kind, button in self.kinds.items() if button.isChecked()), None)

    def arguments(self) -> list[str]:
        """The verb with its options; the file after `--`, whatever it is called."""
        made = ["hashset", "add", f"--name={self.name.value}"]
        if self.kind is not None:
            made.append(f"--kind={self.kind.value}")
        if self.version.value:
            made.append(f"--set-version={self.version.value}")
        return [*made, "--", str(self._file)]

"""A choice of a country under its label, searched by typing, with what is wrong with it underneath."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import tr
from ui.theme import px
from ui.widgets.controls.country_combo import CountryCombo
from ui.widgets.text.text import Text
from ui.words import gate


class CountryField(QWidget):
    """`missing` is said where none is chosen; empty where a country may be left out."""

    def __init__(self, label: str, missing: str = "") -> None:
        super().__init__()
        self._missing = missing
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(2))
        self.edit = CountryCombo(label)
        title = Text(label, "small", "muted")
        title.setBuddy(self.edit)
        self._complaint = Text("", "small", "bad", wrap=True)
        self._complaint.hide()
        for widget in (title, self.edit, self._complaint):
            box.addWidget(widget)
        self.edit.currentIndexChanged.connect(self._complaint.hide)
        self.edit.not_taken.connect(self._say_not_taken)

    @property
    def value(self) -> str:
        """The code of the country (ISO 3166-1 alpha-2); empty where none is chosen."""
        return self.edit.value

    def complain(self) -> bool:
        """Show the complaint if there is one; True where the value can be used."""
        text = "" if self.value else self._missing
        self._say(text)
        return not text

    def _say_not_taken(self, typed: str, several: bool) -> None:
        """Why what was typed stands there no longer."""
        if several:
            self._say(tr("Several countries match “{typed}”. Choose one from the list.", typed=typed))
        else:
            self._say(tr("No country matches “{typed}”. Choose one from the list.", typed=typed))

    def _say(self, text: str) -> None:
        self._complaint.set_text(text)
        self._complaint.setVisible(bool(text))
        self.edit.setAccessibleDescription(gate.shown(text))

"""Somebody to whom something is sent who was not named before: a name, and a country in its own field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.model.names import visible
from ui.widgets.controls.country_field import CountryField
from ui.widgets.controls.field import Field

_TOP = Qt.AlignmentFlag.AlignTop


class OneRecipient(QWidget):
    """May stay empty. `Laboratory; Germany`, as some write it, is taken apart once it was typed."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.name = Field(label, tr("e.g. Public Prosecutor, Hamburg"), _one_name)
        self.country = CountryField(tr(NC_("label", "Country")))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for column, part in enumerate((self.name, self.country)):
            grid.addWidget(part, 0, column, _TOP)
            grid.setColumnStretch(column, 1)
        self.name.edit.editingFinished.connect(self._take_apart)

    @property
    def text(self) -> str:
        """As `--to` takes it; empty where nobody is named."""
        self._take_apart()
        return "; ".join(filter(None, (self.name.value, self.country.value)))

    def complain(self) -> Field | None:
        """The field that can't be used, its complaint shown."""
        self._take_apart()
        if not self.name.value and self.country.value:
            self.name.refuse(tr("{what} is missing.", what=tr(NC_("label", "Name"))))
            return self.name
        return None if self.name.complain() else self.name

    def _take_apart(self) -> None:
        from forensics_app.i18n.place_names import country_code  # loads Babel

        name, separator, country = self.name.value.rpartition(";")
        code = country_code(country) if separator else None
        if code is not None and ";" not in name:
            self.name.edit.setText(name.strip())
            self.country.edit.set_value(code)


def _one_name(value: str) -> str:
    country = value.rpartition(";")[2].strip() if ";" in value else ""
    if country:
        return tr("No country is called “{value}”. Choose it in the field “Country”.", value=visible(country))
    return tr("Semicolons are not allowed here.") if ";" in value else ""

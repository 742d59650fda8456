"""A choice of a country by its name in the window's language; typing goes to it."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from forensics_app.i18n import current, tr
from forensics_app.i18n.place_names import country_names
from ui.theme import px
from ui.widgets.controls.combo import Combo


class CountryCombo(Combo):
    """`value` is the code of ISO 3166-1, '' where none is chosen; a code that is none of ours is kept."""

    def __init__(self, name: str, code: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setMinimumWidth(px(130))
        self.addItem(tr("Choose a country"), "")
        for known, shown in country_names(current().language).items():
            self.addItem(f"{shown} ({known})", known)
        self.set_value(code)

    @property
    def value(self) -> str:
        """The code."""
        return str(self.currentData() or "")

    def set_value(self, code: str) -> None:
        """Choose by code."""
        at = self.findData(code.upper())
        if at < 0:
            self.addItem(code, code)
            at = self.count() - 1
        self.setCurrentIndex(at)

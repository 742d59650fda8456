"""Choosing in a searchable list as somebody types."""

from __future__ import annotations

from ui.widgets.controls.country_combo import CountryCombo


def choose_country(combo: CountryCombo, typed: str) -> None:
    """A part of a country's name over what stands there; without the list, which takes the keyboard."""
    edit = combo.lineEdit()
    assert edit is not None
    edit.setText(typed)
    edit.editingFinished.emit()

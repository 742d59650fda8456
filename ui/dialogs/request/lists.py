"""Lists of the request form that are filled from a choice: accepted languages, handling codes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from forensics_app.i18n.place_names import OFFERED_LANGUAGES, language_name
from forensics_app.model.handling import SCHEMES, handling_text
from forensics_app.model.names import visible
from forensics_app.model.request import HandlingCode
from ui.dialogs.request.entries import HandlingRow
from ui.theme import px
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.entry_rows import EntryRows
from ui.widgets.controls.pill import Chip
from ui.widgets.layout.card import clear
from ui.widgets.layout.flow import FlowLayout


class LanguageList(QWidget):
    """BCP 47 tags in the order in which they were chosen, each a chip that can be taken away."""

    changed = Signal()

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        self.tags = list(tags)
        self.add = Combo()
        self.add.setAccessibleName(tr("Add an accepted language"))
        self.add.addItem(tr("Add a language"), "")
        words = current()
        for name, tag in sorted((language_name(t, words.language), t) for t in OFFERED_LANGUAGES):
            self.add.addItem(f"{name} ({tag})", tag)
        self.add.activated.connect(self._chosen)
        holder = QWidget()
        self._chips = FlowLayout(holder, gap=6)
        box = _box(self)
        box.addWidget(holder)
        box.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self._show()

    def _chosen(self) -> None:
        tag = str(self.add.currentData() or "")
        self.add.setCurrentIndex(0)
        if tag and tag not in self.tags:
            self.tags.append(tag)
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        clear(self._chips)
        for tag in self.tags:
            name = visible(language_name(tag, current().language))
            chip = Chip(name, on=True)
            chip.setAccessibleName(tr("Remove {language}", language=name))
            chip.clicked.connect(partial(self._without, tag))
            self._chips.addWidget(chip)

    def _without(self, tag: str, _checked: bool = False) -> None:
        self.tags.remove(tag)
        self._show()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class HandlingList(QWidget):
    """Codes as rows with their words, and a choice of those that the program knows."""

    changed = Signal()

    def __init__(self, codes: Sequence[HandlingCode]) -> None:
        super().__init__()
        self.rows: EntryRows[HandlingRow] = EntryRows("", lambda: HandlingRow(HandlingCode("", "")))
        self.rows.add_button.hide()
        for code in codes:
            self.rows.add(HandlingRow(code))
        self.rows.changed.connect(self.changed)
        self.add = Combo()
        self.add.setAccessibleName(tr("Add handling code"))
        self.add.addItem(tr("Add handling code"), None)
        for scheme, values in SCHEMES.items():
            for value in values:
                self.add.addItem(handling_text(scheme, value), f"{scheme}:{value}")
        self.add.activated.connect(self._chosen)
        box = _box(self)
        box.addWidget(self.rows)
        box.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)

    @property
    def codes(self) -> tuple[HandlingCode, ...]:
        """The codes with their words."""
        return tuple(row.value for row in self.rows.rows)

    def _chosen(self) -> None:
        chosen = self.add.currentData()
        self.add.setCurrentIndex(0)
        if chosen is None:
            return
        scheme, _, value = str(chosen).partition(":")
        if (scheme, value) not in {(c.scheme.upper(), c.value.upper()) for c in self.codes}:
            row = self.rows.add(HandlingRow(HandlingCode(scheme, value)))
            row.first().setFocus(Qt.FocusReason.OtherFocusReason)
            self.changed.emit()


def _box(parent: QWidget) -> QVBoxLayout:
    box = QVBoxLayout(parent)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(6))
    return box

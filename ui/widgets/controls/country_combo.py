"""A choice of a country by its name in the window's language; typing any part of it searches the list."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from forensics_app.i18n import current, tr
from forensics_app.i18n.place_names import country_names
from ui.theme import px
from ui.widgets.controls.combo import Combo
from ui.words import gate

_STEPS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class _Searched(QLineEdit):
    """What is typed replaces what stands there, however the keyboard came here: by Tab, a click, or because
    the form wants a country.
    """

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            QTimer.singleShot(0, self, self.selectAll)  # a click sets the cursor afterwards

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Also after a click on what has the focus already, as long as nothing was typed."""
        super().mouseReleaseEvent(event)
        combo = self.parent()
        if isinstance(combo, CountryCombo) and combo.settled and not self.hasSelectedText():
            self.selectAll()


class CountryCombo(Combo):
    """`value` is the code of ISO 3166-1, '' where none is chosen; a code that is none of ours is kept.

    `not_taken` carries what was typed and is no country, or may be several: the choice before comes back.
    """

    not_taken = Signal(str, bool)  # the text; whether several countries have it in their names

    def __init__(self, name: str, code: str = "") -> None:
        super().__init__()
        self.setAccessibleName(gate.shown(name))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setMinimumWidth(px(130))
        self.addItem(tr("Choose a country"), "")
        for known, shown in country_names(current().language).items():
            self.addItem(f"{shown} ({known})", known)
        self._make_searchable(name)
        self.set_value(code)

    def _make_searchable(self, name: str) -> None:
        """What is typed never becomes an entry of its own: it finds one, or what was chosen comes back."""
        self.setLineEdit(_Searched())
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer, edit = self.completer(), self.lineEdit()
        if completer is None or edit is None:  # an editable combo has both
            return
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        edit.setFrame(False)
        edit.setStyleSheet("background: transparent; border: none; padding: 0; margin: 0;")
        edit.setAccessibleName(gate.shown(name))
        edit.editingFinished.connect(self._settle)
        self.currentIndexChanged.connect(self._from_the_start)

    @property
    def settled(self) -> bool:
        """Whether it shows what is chosen, and not what is being typed."""
        return self.currentText() == self.itemText(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows choose among what was found; where nothing was, they choose no other country. The space
        bar opens the list, as in every other choice, until something is being typed.
        """
        if event.key() == Qt.Key.Key_Space and self.settled:
            self.showPopup()
        elif event.key() not in _STEPS or self.settled:
            super().keyPressEvent(event)

    def _from_the_start(self) -> None:
        """A name too long for the field shows its beginning, not its end."""
        edit = self.lineEdit()
        if edit is not None and not edit.hasFocus():
            edit.setCursorPosition(0)

    def _settle(self) -> None:
        typed = self.currentText().strip().casefold()
        if typed == self.itemText(self.currentIndex()).casefold():
            return
        names = [self.itemText(at).casefold() for at in range(self.count())]
        code = self.findData(typed.upper()) if typed else 0
        found = [at for at, name in enumerate(names) if at and typed in name]
        if len(found) > 1:  # "Pol" is Poland rather than French Polynesia
            found = [at for at in found if names[at].startswith(typed)] or found
        if code >= 0:
            self.setCurrentIndex(code)
        elif typed in names:
            self.setCurrentIndex(names.index(typed))
        elif len(found) == 1:
            self.setCurrentIndex(found[0])
        else:
            self.not_taken.emit(self.currentText().strip(), bool(found))
        self.setEditText(self.itemText(self.currentIndex()))
        self._from_the_start()
        edit = self.lineEdit()
        if edit is not None and edit.hasFocus():
            edit.selectAll()  # what is typed next replaces it too

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

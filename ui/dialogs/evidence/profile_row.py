"""The profiles of reading options: one is chosen, what is set now is kept under a name, or one is removed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.choices.reading import ReadingProfile
from forensics_app.services.ingest.profiles import BUILT_IN, remove_profile, save_profile
from forensics_app.services.ingest.reading_words import profile_label
from ui.models.evidence.reading_options import ReadingOptions, profile_name, profiles
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.text import Text


class ProfileRow(QWidget):
    """`chosen` with the ReadingProfile that the user picked; `show_options` tells what the form has."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._options = ReadingOptions()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(2))
        self.choice = Combo()
        self.choice.setAccessibleName(tr(NC_("label", "Profile")))
        self.choice.setMinimumWidth(px(220))
        self.choice.activated.connect(self._picked)
        self.save_button = Button(tr(NC_("button", "Save as profile…")), self._ask_name, kind="link")
        self.remove_button = Button(tr(NC_("button", "Remove profile")), self._remove, kind="link")
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(self.choice)
        acts = QWidget()
        flow = FlowLayout(acts)
        flow.addWidget(self.save_button)
        flow.addWidget(self.remove_button)
        line.addWidget(acts, 1, Qt.AlignmentFlag.AlignVCenter)
        box.addLayout(line)
        self._trouble = Text("", "small", "bad", wrap=True)
        self._trouble.hide()
        box.addWidget(self._trouble)

    def show_options(self, options: ReadingOptions) -> None:
        """Name the profile that asks for this, or say that none does."""
        self._options = options
        known = profiles()
        name = profile_name(options, known.items())
        self.choice.clear()
        for one in known:
            self.choice.addItem(profile_label(one), one)
        if name is None:
            self.choice.insertItem(0, tr(NC_("reading profile", "Custom")), None)
        self.choice.setCurrentIndex(max(0, self.choice.findData(name)) if name is not None else 0)
        self.save_button.setEnabled(name is None)
        self.remove_button.setVisible(name is not None and name not in BUILT_IN)

    def keep_as(self, name: str) -> None:
        """Keep what the form has under this name; one of this name is replaced."""
        self._do(lambda: save_profile(name, self._options.profile))

    def _picked(self) -> None:
        found: ReadingProfile | None = profiles().get(str(self.choice.currentData()))
        if found is not None:
            self.chosen.emit(found)

    def _ask_name(self) -> None:
        name, agreed = QInputDialog.getText(
            self,
            tr("Save as profile"),
            tr("Profile name; also available on the command line: ingest --profile."),
        )
        if agreed and name.strip():
            self.keep_as(name.strip())

    def _remove(self) -> None:
        name = str(self.choice.currentData())
        self._do(lambda: remove_profile(name))

    def _do(self, act: Callable[[], None]) -> None:
        sentence = ""
        try:
            act()
        except ForensicsError as e:
            sentence = window_sentence(e)
        self._trouble.set_text(sentence)
        self._trouble.setVisible(bool(sentence))
        self.show_options(self._options)
        self.choice.setFocus()

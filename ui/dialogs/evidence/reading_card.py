"""How the next source is read: what is asked for in a few words, and the dialog that changes it."""

from __future__ import annotations

from PySide6.QtCore import Signal

from forensics_app.i18n import NC_, tr
from ui.dialogs.evidence.reading_options import ReadingOptionsDialog
from ui.models.evidence.reading_options import options_words
from ui.settings.last_reading import keep_reading
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class ReadingCard(Card):
    """Kept in the workbench, so that a choice holds for the next sources too. `changed` after another one."""

    changed = Signal()

    def __init__(self, bench: Workbench, *, numbered: bool = False) -> None:
        super().__init__(tr("Reading options"))
        self._bench, self._numbered = bench, numbered
        self.dialog: ReadingOptionsDialog | None = None
        self.button = Button(tr(NC_("button", "Change…")), self.change, kind="link", small=True)
        self.button.setAccessibleName(tr("Change reading options"))
        self.add_action(self.button)
        self._words = Text("", "small", "muted", wrap=True)
        self.add(self._words)
        self.show_options()

    def show_options(self) -> None:
        """Say what is asked for now."""
        self._words.set_text(options_words(self._bench.reading_options))

    def change(self) -> None:
        """Open the dialog."""
        self.dialog = ReadingOptionsDialog(self._bench.reading_options, self, numbered=self._numbered)
        self.dialog.accepted.connect(self._take)
        self.dialog.open()

    def _take(self) -> None:
        if self.dialog is not None:
            self._bench.reading_options = self.dialog.options()
            keep_reading(self._bench.settings, self._bench.reading_options.profile)
            self.show_options()
            self.changed.emit()

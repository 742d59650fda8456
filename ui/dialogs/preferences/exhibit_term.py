"""The agency's own word for an exhibit, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.exhibit_terms import MOST_CHARACTERS, OwnWord, is_word, own_word
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.services.exhibit_terms import keep_own_words, read_own_words
from ui.theme import px
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import Card
from ui.widgets.text.text import Text


class OwnWordCard(Card):
    """Takes both forms or none; `chosen` after it was kept, for whoever shows labels to build them anew."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Your agency's term for an exhibit"))
        said = tr(
            "Used on labels in the window and in reports in this language. Leave both "
            "fields empty for the standard term. Sealed data is not affected."
        )
        self.add(Text(said, "small", "muted", wrap=True))
        self._before = own_word(current().language)
        self.one = Field(tr(NC_("label", "Singular")), "", _wrong)
        self.several = Field(tr(NC_("label", "Plural")), "", _wrong)
        if self._before is not None:
            self.one.edit.setText(self._before.one)
            self.several.edit.setText(self._before.several)
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        for at, field in enumerate((self.one, self.several)):
            grid.addWidget(field, 0, at)
            field.edit.editingFinished.connect(self._keep)
        self.add(row)
        self._trouble = Text("", "small", "bad", wrap=True)
        self._trouble.hide()
        self.add(self._trouble)

    def _keep(self) -> None:
        usable = [field.complain() for field in (self.one, self.several)]  # both say what is wrong
        if not all(usable) or bool(self.one.value) != bool(self.several.value):
            return
        word = OwnWord(self.one.value, self.several.value) if self.one.value else None
        if word == self._before:
            return
        words = read_own_words()
        words.pop(current().language, None)
        if word is not None:
            words[current().language] = word
        try:
            keep_own_words(words)
        except ForensicsError as e:
            self._trouble.set_text(window_sentence(e))
            self._trouble.show()
            return
        self._before = word
        self.chosen.emit()


def _wrong(value: str) -> str:
    if not value or is_word(value):
        return ""
    return tr("Enter a term of at most {count} visible characters, without braces.", count=MOST_CHARACTERS)

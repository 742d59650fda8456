"""Language, colours and text size of the window, and the languages of what is written for partners."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from forensics_app.i18n import LANGUAGES, NC_, current, tr
from ui.dialogs.preferences.exhibit_term import OwnWordCard
from ui.theme import TEXT_SCALES, THEMES, Theme, px, theme
from ui.theme.looks import LOOKS
from ui.widgets.controls.check import Check
from ui.widgets.controls.choices import RadioButton
from ui.widgets.controls.pill import Choice
from ui.widgets.frame.theme_tile import ThemeTile
from ui.widgets.layout.card import Card
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.text import Text
from ui.words.keys import shown_keys
from ui.workbench.workbench import Workbench


class LookSection(QWidget):
    """Asks for another language or theme; whoever built it builds everything anew."""

    language_chosen = Signal(str)
    theme_chosen = Signal(Theme)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._groups: list[QButtonGroup] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(14))
        box.addWidget(self._language_card())
        box.addWidget(self._colours_card())
        box.addWidget(self._text_card())
        box.addWidget(self._partners_card())
        self.own_word = OwnWordCard()
        self.own_word.chosen.connect(lambda: self.language_chosen.emit(current().language))
        box.addWidget(self.own_word)
        box.addStretch(1)

    @property
    def focused(self) -> str:
        """Which of its choices has the focus; empty for none."""
        return next((name for name, button in self._choices().items() if button.hasFocus()), "")

    def focus_on(self, name: str) -> bool:
        """Give the focus back to a choice; whether there is such a one."""
        button = self._choices().get(name)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        return button is not None

    def _choices(self) -> dict[str, QAbstractButton]:
        made: dict[str, QAbstractButton] = {}
        for kind, buttons in (
            ("language", self.languages),
            ("theme", self.themes),
            ("scale", self.scales),
        ):
            made |= {f"{kind} {key}": button for key, button in buttons.items()}
        return made

    def _group(self) -> QButtonGroup:
        made = QButtonGroup(self)
        self._groups.append(made)
        return made

    def _language_card(self) -> Card:
        card, group = Card(tr("Interface language")), self._group()
        flow = FlowLayout()
        self.languages: dict[str, RadioButton] = {}
        for code, name in LANGUAGES.items():
            button = RadioButton(name)
            button.setChecked(code == current().language)
            button.clicked.connect(lambda checked=False, code=code: self.language_chosen.emit(code))
            group.addButton(button)
            flow.addWidget(button)
            self.languages[code] = button
        card.add_layout(flow)
        return card

    def _colours_card(self) -> Card:
        card, group = Card(tr(NC_("heading", "Colours"))), self._group()
        flow = FlowLayout()
        self.themes: dict[str, ThemeTile] = {}
        for name, shown in THEMES.items():
            tile = ThemeTile(shown, tr(LOOKS[name]))
            tile.setChecked(theme().tokens is shown)
            tile.clicked.connect(
                lambda checked=False, shown=shown: self.theme_chosen.emit(replace(theme(), tokens=shown))
            )
            group.addButton(tile)
            flow.addWidget(tile)
            self.themes[name] = tile
        card.add_layout(flow)
        return card

    def _text_card(self) -> Card:
        card, group = Card(tr("Text size"), shown_keys("Ctrl+=", "Ctrl+-")), self._group()
        flow = FlowLayout()
        self.scales: dict[float, Choice] = {}
        for scale in TEXT_SCALES:
            percent = round(scale * 100)
            choice = Choice(tr("{percent} %", percent=percent))
            choice.setAccessibleName(tr("Text {percent} %", percent=percent))
            choice.setChecked(theme().scale == scale)
            choice.clicked.connect(
                lambda checked=False, scale=scale: self.theme_chosen.emit(replace(theme(), scale=scale))
            )
            group.addButton(choice)
            flow.addWidget(choice)
            self.scales[scale] = choice
        card.add_layout(flow)
        return card

    def _partners_card(self) -> Card:
        card = Card(tr("Languages for partners"))
        said = tr("Cover sheets and instructions are written in these languages unless you choose otherwise.")
        card.add(Text(said, "small", "muted", wrap=True))
        flow = FlowLayout()
        self.bundle_languages: dict[str, Check] = {}
        for code, name in LANGUAGES.items():
            check = Check(name, on=code in self._bench.settings.bundle_languages)
            check.toggled.connect(self._languages_changed)
            flow.addWidget(check)
            self.bundle_languages[code] = check
        card.add_layout(flow)
        return card

    def _languages_changed(self) -> None:
        chosen = [code for code, check in self.bundle_languages.items() if check.on]
        self._bench.settings.bundle_languages = chosen

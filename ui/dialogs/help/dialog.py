"""Help: the user guide, the glossary, the keys, and what the program consists of. All of it is offline.

Where the documentation is installed as pages, they open in the browser from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forensics_app.i18n import N_, NC_, current, tr
from forensics_app.resource_files import documentation
from ui.dialogs.help.about import AboutPart
from ui.dialogs.help.guide import GuidePart
from ui.dialogs.help.lists import GlossaryPart, KeysPart
from ui.dialogs.opening import open_outside
from ui.dialogs.sectioned import SectionedDialog, SectionPage
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.text.text import Text


class HelpSection(Enum):
    """The value is what `help_asked` carries."""

    GUIDE = "guide"
    GLOSSARY = "glossary"
    SHORTCUTS = "shortcuts"
    ABOUT = "about"


_TITLES = {
    HelpSection.GUIDE: ("book-open", N_("User guide")),
    HelpSection.GLOSSARY: ("translate", NC_("heading", "Glossary")),
    HelpSection.SHORTCUTS: ("keyboard", NC_("heading", "Keyboard shortcuts")),
    HelpSection.ABOUT: ("info", NC_("heading", "About")),
}


class HelpDialog(SectionedDialog[HelpSection]):
    """Not modal: it stays open beside the work. `page_keys` are the keys of pages, with their words."""

    tour_asked = Signal()

    def __init__(
        self,
        page_keys: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        section: HelpSection = HelpSection.GUIDE,
    ) -> None:
        super().__init__(tr(NC_("heading", "Help")), parent)
        self.guide, self.glossary = GuidePart(), GlossaryPart()
        self.keys, self.about = KeysPart(page_keys), AboutPart()
        parts = zip(HelpSection, (self.guide, self.glossary, self.keys, self.about), strict=True)
        self.fill(
            {section: SectionPage(*_TITLES[section], part) for section, part in parts},
            section,
            foot_begins=self._foot(),
            size=(1060, 720),
        )

    def _foot(self) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        line.addWidget(Button(tr("Take the tour"), self.tour_asked.emit, glyph="path"))
        self.pages = Button(tr("Open all documentation"), self._open_pages, glyph="browser")
        self.pages.setVisible(documentation(current().language) is not None)
        line.addWidget(self.pages)
        self.opened = Text("", "small", "muted", wrap=True)
        line.addWidget(self.opened, 1)
        return made

    def _open_pages(self) -> None:
        page = documentation(current().language)
        if page is not None:
            said, _ = open_outside(page)
            self.opened.setText(said)

"""Help: the user guide, the glossary, the keys, and what the program consists of. All of it is offline."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import N_, tr
from ui.pages.help_about import AboutPart
from ui.pages.help_guide import GuidePart
from ui.pages.help_lists import GlossaryPart, KeysPart
from ui.theme import px
from ui.widgets.buttons import Button
from ui.widgets.room import fit_into
from ui.widgets.section_list import SectionList
from ui.widgets.text import Text


class HelpSection(Enum):
    """The value is what `help_asked` carries."""

    GUIDE = "guide"
    GLOSSARY = "glossary"
    SHORTCUTS = "shortcuts"
    ABOUT = "about"


_TITLES = {
    HelpSection.GUIDE: ("book-open", N_("User guide")),
    HelpSection.GLOSSARY: ("translate", N_("Glossary")),
    HelpSection.SHORTCUTS: ("keyboard", N_("Keys")),
    HelpSection.ABOUT: ("info", N_("About")),
}


class HelpDialog(QDialog):
    """Not modal: it stays open beside the work. `page_keys` are the keys of pages, with their words."""

    tour_asked = Signal()

    def __init__(
        self,
        page_keys: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        section: HelpSection = HelpSection.GUIDE,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Help"))
        self.guide, self.glossary = GuidePart(), GlossaryPart()
        self.keys, self.about = KeysPart(page_keys), AboutPart()
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(14))
        box.addWidget(Text(tr("Help"), "page"))
        line = QHBoxLayout()
        line.setSpacing(px(20))
        self.sections = SectionList(
            [(glyph, tr(title)) for glyph, title in (_TITLES[s] for s in HelpSection)], tr("Help")
        )
        line.addWidget(self.sections)
        self._stack = QStackedWidget()
        for part in (self.guide, self.glossary, self.keys, self.about):
            self._stack.addWidget(part)
        line.addWidget(self._stack, 1)
        box.addLayout(line, 1)
        foot = QHBoxLayout()
        foot.addWidget(Button(tr("Take the tour"), self.tour_asked.emit, glyph="path"))
        foot.addStretch(1)
        foot.addWidget(Button(tr("Close"), self.accept))
        box.addLayout(foot)
        fit_into(self, parent, 1060, 720)
        self.sections.chosen.connect(self._stack.setCurrentIndex)
        self.show_section(section)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self.sections.fold_in(self.width())
        super().resizeEvent(event)

    @property
    def section(self) -> HelpSection:
        """The one that is shown."""
        return list(HelpSection)[self.sections.current]

    def show_section(self, section: HelpSection) -> None:
        """Go to a section."""
        self.sections.choose(list(HelpSection).index(section))
        self.sections.items[self.sections.current].setFocus()

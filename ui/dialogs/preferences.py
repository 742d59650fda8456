"""Preferences: what holds for this user in every case. Each change holds at once; nothing is to be saved."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import N_, tr
from ui.dialogs.preferences_identities import IdentitiesSection
from ui.dialogs.preferences_look import LookSection
from ui.dialogs.preferences_partners import PartnersSection
from ui.dialogs.preferences_reading import ReadingSection
from ui.dialogs.preferences_time import TimeSection
from ui.theme import Theme, px
from ui.widgets.buttons import Button
from ui.widgets.columns import Scroller
from ui.widgets.room import fit_into
from ui.widgets.section_list import SectionList
from ui.widgets.text import Text
from ui.workbench import Workbench


class Section(Enum):
    """In the order in which they are listed."""

    LOOK = "look"
    READING = "reading"
    IDENTITIES = "identities"
    PARTNERS = "partners"
    TIME = "time"


_TITLES = {
    Section.LOOK: ("translate", N_("Language and look")),
    Section.READING: ("hard-drives", N_("Reading evidence")),
    Section.IDENTITIES: ("identification-card", N_("Your identities")),
    Section.PARTNERS: ("users", N_("Partners")),
    Section.TIME: ("clock", N_("Time-stamps")),
}


class PreferencesDialog(QDialog):
    """`language_chosen` and `theme_chosen` ask the window to build itself anew, this dialog included."""

    language_chosen = Signal(str)
    theme_chosen = Signal(Theme)

    def __init__(
        self, bench: Workbench, parent: QWidget | None = None, section: Section = Section.LOOK
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Preferences"))
        self.look = LookSection(bench)
        self.reading = ReadingSection(bench)
        self.identities = IdentitiesSection(bench)
        self.partners = PartnersSection(bench)
        self.time = TimeSection(bench)
        self.look.language_chosen.connect(self.language_chosen)
        self.look.theme_chosen.connect(self.theme_chosen)
        self._pages = {
            Section.LOOK: self.look,
            Section.READING: self.reading,
            Section.IDENTITIES: self.identities,
            Section.PARTNERS: self.partners,
            Section.TIME: self.time,
        }
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(14))
        box.addWidget(Text(tr("Preferences"), "page"))
        line = QHBoxLayout()
        line.setSpacing(px(20))
        self.sections = SectionList(
            [(glyph, tr(title)) for glyph, title in (_TITLES[s] for s in Section)], tr("Preferences")
        )
        line.addWidget(self.sections)
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(Scroller(page))
        line.addWidget(self._stack, 1)
        box.addLayout(line, 1)
        foot = QHBoxLayout()
        foot.addWidget(Text(tr("Every change holds at once."), "small", "muted"))
        foot.addStretch(1)
        foot.addWidget(Button(tr("Close"), self.accept))
        box.addLayout(foot)
        fit_into(self, parent, 940, 660)
        self.sections.chosen.connect(self._stack.setCurrentIndex)
        self.show_section(section)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self.sections.fold_in(self.width())
        super().resizeEvent(event)

    @property
    def section(self) -> Section:
        """The one that is shown."""
        return list(Section)[self.sections.current]

    def show_section(self, section: Section) -> None:
        """Go to a section."""
        self.sections.choose(list(Section).index(section))
        self.sections.items[self.sections.current].setFocus()

"""Preferences: what holds for this user in every case. Each change holds at once; nothing is to be saved."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import N_, NC_, tr
from ui.dialogs.preferences.identities import IdentitiesSection
from ui.dialogs.preferences.look import LookSection
from ui.dialogs.preferences.partners import PartnersSection
from ui.dialogs.preferences.reading import ReadingSection
from ui.dialogs.preferences.sections import Section
from ui.dialogs.preferences.time import TimeSection
from ui.dialogs.sectioned import SectionedDialog, SectionPage
from ui.theme import Theme
from ui.widgets.layout.columns import Scroller
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench

TITLES = {
    Section.LOOK: ("translate", N_("Language and appearance")),
    Section.READING: ("hard-drives", N_("Reading evidence")),
    Section.IDENTITIES: ("identification-card", N_("Your identities")),
    Section.PARTNERS: ("users", NC_("heading", "Partners")),
    Section.TIME: ("clock", NC_("heading", "Time-stamps")),
}


class PreferencesDialog(SectionedDialog[Section]):
    """`language_chosen` and `theme_chosen` ask the window to build itself anew, this dialog included."""

    language_chosen = Signal(str)
    theme_chosen = Signal(Theme)

    def __init__(
        self, bench: Workbench, parent: QWidget | None = None, section: Section = Section.LOOK
    ) -> None:
        super().__init__(tr(NC_("heading", "Preferences")), parent)
        self.look = LookSection(bench)
        self.reading = ReadingSection(bench)
        self.identities = IdentitiesSection(bench)
        self.partners = PartnersSection(bench)
        self.time = TimeSection(bench)
        self.look.language_chosen.connect(self.language_chosen)
        self.look.theme_chosen.connect(self.theme_chosen)
        parts = (self.look, self.reading, self.identities, self.partners, self.time)
        self.fill(
            {s: SectionPage(*TITLES[s], Scroller(part)) for s, part in zip(Section, parts, strict=True)},
            section,
            foot_begins=Text(tr("Changes apply immediately."), "small", "muted"),
            size=(940, 660),
        )

    @property
    def help_topic(self) -> str:
        """What the guide calls the section that is shown."""
        return f"preferences-{self.section.value}"

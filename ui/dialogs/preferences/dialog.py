"""Preferences: what holds for this user in every case. Each change holds at once; nothing is to be saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import N_, NC_, tr
from ui.dialogs.preferences.identities import IdentitiesSection
from ui.dialogs.preferences.look import LookSection
from ui.dialogs.preferences.partners import PartnersSection
from ui.dialogs.preferences.reading import ReadingSection
from ui.dialogs.preferences.sections import Section
from ui.dialogs.preferences.time import TimeSection
from ui.dialogs.sectioned import SectionedDialog, SectionPage, WhenShown
from ui.theme import Theme
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
        self._bench = bench
        makers: dict[Section, Callable[[], QWidget]] = {
            Section.LOOK: lambda: self.look,
            Section.READING: lambda: self.reading,
            Section.IDENTITIES: lambda: self.identities,
            Section.PARTNERS: lambda: self.partners,
            Section.TIME: lambda: self.time,
        }
        self.fill(
            {s: SectionPage(*TITLES[s], WhenShown(maker)) for s, maker in makers.items()},
            section,
            foot_begins=Text(tr("Changes apply immediately."), "small", "muted"),
            size=(940, 660),
        )

    @cached_property
    def look(self) -> LookSection:
        """Each section is made when it is first looked at or asked for."""
        made = LookSection(self._bench)
        made.language_chosen.connect(self.language_chosen)
        made.theme_chosen.connect(self.theme_chosen)
        return made

    @cached_property
    def reading(self) -> ReadingSection:
        """As above."""
        return ReadingSection(self._bench)

    @cached_property
    def identities(self) -> IdentitiesSection:
        """As above."""
        return IdentitiesSection(self._bench)

    @cached_property
    def partners(self) -> PartnersSection:
        """As above."""
        return PartnersSection(self._bench)

    @cached_property
    def time(self) -> TimeSection:
        """As above."""
        return TimeSection(self._bench)

    @property
    def help_topic(self) -> str:
        """What the guide calls the section that is shown."""
        return f"preferences-{self.section.value}"

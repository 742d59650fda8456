"""The dialogs that belong to no page: omissions, hash sets, time zones, preferences, help.

Each is loaded when it is first opened: most sessions open none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from ui.dialogs.preferences.sections import Section
from ui.theme import Theme
from ui.words import places
from ui.workbench.workbench import Workbench

if TYPE_CHECKING:
    from ui.dialogs.case.omissions import OmissionsDialog
    from ui.dialogs.case.tour import TourDialog
    from ui.dialogs.case.zones import ZonesDialog
    from ui.dialogs.comparison.dialog import ComparisonDialog
    from ui.dialogs.hash_sets.hash_sets import HashSetsDialog
    from ui.dialogs.help.dialog import HelpDialog
    from ui.dialogs.preferences.dialog import PreferencesDialog
    from ui.dialogs.preferences.identity_new import NewIdentityDialog
    from ui.dialogs.request.deadline import DeadlineDialog
    from ui.dialogs.request.request import RequestDialog


class WindowDialogs(QObject):
    """Opened as the workbench asks for them; at most one of each kind.

    `language_chosen` and `theme_chosen` come from the preferences, which `rebuild` follows.
    """

    language_chosen = Signal(str)
    theme_chosen = Signal(Theme)

    def __init__(self, bench: Workbench, parent: QWidget, place: Callable[[], int]) -> None:
        """`place` tells the number of the place in front."""
        super().__init__(parent)
        self._bench, self._parent, self._place = bench, parent, place
        self.omissions: OmissionsDialog | None = None
        self.request: RequestDialog | None = None
        self.deadline: DeadlineDialog | None = None
        self.tour: TourDialog | None = None
        self.hash_sets: HashSetsDialog | None = None
        self.zones: ZonesDialog | None = None
        self.preferences: PreferencesDialog | None = None
        self.new_identity: NewIdentityDialog | None = None
        self.help: HelpDialog | None = None
        self.comparison: ComparisonDialog | None = None
        bench.omissions_asked.connect(self._show_omissions)
        bench.omission_asked.connect(lambda code: self._show_omissions("", code))
        bench.request_asked.connect(self._show_request)
        bench.deadline_asked.connect(self._show_deadline)
        bench.tour_asked.connect(self._show_tour)
        bench.comparison_asked.connect(self._show_comparison)
        bench.hash_sets_asked.connect(self._show_hash_sets)
        bench.zones_asked.connect(self._show_zones)
        bench.preferences_asked.connect(self._preferences_asked)
        bench.new_identity_asked.connect(self._show_new_identity)
        bench.help_asked.connect(self.show_help)
        bench.case_changed.connect(self._close_those_of_the_case)

    def _show_omissions(self, source_id: str, code: str = "") -> None:
        from ui.dialogs.case.omissions import OmissionsDialog  # see above

        _put_away(self.omissions)
        self.omissions = None
        if self._bench.case is not None:
            self.omissions = OmissionsDialog(self._bench.case, source_id, self._parent, code=code)
            self.omissions.open()

    def _show_request(self) -> None:
        from ui.dialogs.request.request import RequestDialog  # see above

        _put_away(self.request)
        self.request = None
        case = self._bench.case
        if case is not None and case.overview is not None:
            self.request = RequestDialog(self._bench, case.overview.request, self._parent)
            self.request.open()

    def _show_deadline(self) -> None:
        from ui.dialogs.request.deadline import DeadlineDialog  # see above

        _put_away(self.deadline)
        self.deadline = None
        case = self._bench.case
        if case is not None and case.overview is not None:
            self.deadline = DeadlineDialog(self._bench, case.overview.deadline, self._parent)
            self.deadline.open()

    def _show_tour(self) -> None:
        from ui.dialogs.case.tour import TourDialog  # see above

        _put_away(self.tour)
        self.tour = TourDialog(self._bench.settings, self._parent)
        self.tour.open()

    def _show_comparison(self, known: Path | None) -> None:
        from ui.dialogs.comparison.dialog import ComparisonDialog  # see above

        _put_away(self.comparison)
        self.comparison = ComparisonDialog(self._bench, self._parent, known)
        self.comparison.open()

    def _show_hash_sets(self) -> None:
        from ui.dialogs.hash_sets.hash_sets import HashSetsDialog  # see above

        _put_away(self.hash_sets)
        self.hash_sets = HashSetsDialog(self._bench, self._parent)
        self.hash_sets.open()

    def _show_zones(self) -> None:
        from ui.dialogs.case.zones import ZonesDialog  # see above

        _put_away(self.zones)
        self.zones = None
        if self._bench.case is not None:
            self.zones = ZonesDialog(self._bench, self._parent)
            self.zones.open()

    def _preferences_asked(self, section: str) -> None:
        self.show_preferences(Section(section) if section else None)

    def show_preferences(self, section: Section | None = None) -> None:
        """Open the preferences at a section, or at the first one."""
        from ui.dialogs.preferences.dialog import PreferencesDialog  # see above

        _put_away(self.preferences)
        made = PreferencesDialog(self._bench, self._parent, section or Section.LOOK)
        made.language_chosen.connect(self.language_chosen)
        made.theme_chosen.connect(self.theme_chosen)
        self.preferences = made
        made.open()

    def _show_new_identity(self, over: QWidget) -> None:
        """Above the dialog in which somebody is to sign, which goes on once the identity is made."""
        from ui.dialogs.preferences.identity_new import NewIdentityDialog  # see above

        _put_away(self.new_identity)
        self.new_identity = made = NewIdentityDialog(self._bench, over)
        made.accepted.connect(self._bench.identities_changed)
        made.open()

    def show_help(self, section: str = "") -> None:
        """Open the help at a section; an empty one is where it is open, else what is in front.

        Over a dialog it belongs to that one, since nothing else can be used then, and goes with it.
        """
        from ui.dialogs.help.dialog import HelpDialog, HelpSection  # see above

        old = self.help if self.help is not None and isValid(self.help) else None
        before = old.section if old is not None and old.isVisible() else HelpSection.GUIDE
        wanted = next((s for s in HelpSection if s.value == section), before)
        _put_away(old)
        over = QApplication.activeModalWidget()
        made = HelpDialog(self._page_keys(), over or self._parent, wanted)
        self.help = made
        if isinstance(over, QDialog):
            over.finished.connect(lambda: self._end_help(made))
        made.tour_asked.connect(self._bench.tour_asked)
        made.show()
        if wanted is HelpSection.GUIDE:
            made.guide.go_to_page(_topic_of(over) or places.HELP_NAMES[self._place()])

    def help_pressed(self) -> None:
        """F1 in a dialog."""
        if self._parent.isVisible():
            self.show_help()

    def _end_help(self, ended: HelpDialog) -> None:
        """With its dialog: this one alone, which another may have taken the place of since."""
        _put_away(ended)
        if self.help is ended:
            self.help = None

    def _page_keys(self) -> list[tuple[str, str]]:
        """The keys of pages as they really are."""
        native = QKeySequence.SequenceFormat.NativeText
        actions = [a for a in self._parent.findChildren(QAction) if not a.shortcut().isEmpty()]
        found = {a.shortcut().toString(native): a.text().replace("&", "") for a in actions}
        return sorted(found.items(), key=lambda pair: pair[1])

    def rebuild(self) -> None:
        """In another language or look: the preferences that asked for it, where they were."""
        helped = self.help is not None and isValid(self.help) and self.help.isVisible()
        topic = self.help.section.value if helped and self.help is not None else ""
        before = self.preferences
        if before is not None and before.isVisible():
            focused = before.look.focused
            self.show_preferences(before.section)
            if self.preferences is not None and focused:
                self.preferences.look.focus_on(focused)
        if helped:  # the one over the preferences went with them
            self.show_help(topic)
        _put_away(self.comparison)
        self.comparison = None

    def _close_those_of_the_case(self) -> None:
        for dialog in (self.omissions, self.request, self.deadline, self.hash_sets, self.zones):
            _put_away(dialog)
        self.omissions, self.request, self.deadline = None, None, None
        self.hash_sets, self.zones = None, None


def _topic_of(dialog: QWidget | None) -> str:
    """What the guide calls a dialog's subject; of a question without one, that of what asks. Or empty."""
    while dialog is not None:
        topic = getattr(dialog, "help_topic", "")
        if isinstance(topic, str) and topic:
            return topic
        dialog = dialog.parentWidget()
    return ""


def _put_away(dialog: QDialog | None) -> None:
    if dialog is not None and isValid(dialog):  # else it went with what it belonged to
        dialog.close()
        dialog.deleteLater()

"""How the Artifacts page is arranged: parts shown and where, columns, veils; remembered, and put back."""

from __future__ import annotations

from dataclasses import replace

from ui.pages.artifacts.actions import ArtifactActions
from ui.pages.artifacts.list import ArtifactList
from ui.pages.artifacts.times_card import TimesCard
from ui.pages.details.panel import DetailsPanel
from ui.settings.list_settings import ListSettings
from ui.widgets.layout.panes import Panes


class Arrangement:
    """Belongs to the parts of one case; `actions` are told which switches are on."""

    def __init__(
        self, kept: ListSettings, panes: Panes, shown: ArtifactList, details: DetailsPanel, times: TimesCard
    ) -> None:
        self._kept, self._panes, self._list = kept, panes, shown
        self._details, self._times = details, times
        self.actions: ArtifactActions | None = None
        panes.arranged.connect(self._keep)

    def _keep(self) -> None:
        self._kept.parts = self._panes.state

    def expand(self, on: bool) -> None:
        """The details have the room, or the list has it back."""
        self._list.set_narrow(on=on)
        if on:
            self._times.hide()  # it comes back with its room
        self._panes.set_expanded(on=on)

    def switch(self, part: str) -> None:
        """Show a part or hide it; put the details below or beside the list."""
        state = self._panes.state
        now = self._panes.below if part == "below" else getattr(state, part)
        self._panes.set_state(replace(state, **{part: not now}))
        self._keep()
        self.show_switches()

    def reset(self) -> None:
        """Arrange columns and order as a new case has them."""
        self._kept.reset()
        self._list.table.arrange(self._kept.columns)
        self._panes.set_state(self._kept.parts)
        self.show_switches()

    def show_switches(self) -> None:
        """Tell the menus."""
        parts = self._kept.parts
        if self.actions is not None:
            self.actions.set_checked(
                tree=parts.tree, details=parts.details, below=self._panes.below,
                blur=self._kept.blur, grey=self._kept.grey, system=self._kept.system_files,
            )  # fmt: skip

    def show_veils(self) -> None:
        """Follow the settings."""
        self._list.show_veils()
        self._details.set_protection(blur=self._kept.blur, grey=self._kept.grey)
        self.show_switches()
